"""Whatever goes wrong is a page that helps, and never a traceback."""

from __future__ import annotations

import difflib
import logging
import re
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from app.errors import ConfigError, SiteError, TemplateError, TooHeavyError
from app.library.model import TERM_KINDS
from app.web.current import current_snapshot, forget_snapshot
from app.web.head import make_head
from app.web.render import HTML, render_page, render_with_ours
from app.web.static_files import static_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from flask.typing import ResponseReturnValue

    from app.content.model import Post
    from app.library.model import Library, Term

_Named = TypeVar("_Named")

_log = logging.getLogger(__name__)

_WORDS = {
    400: ("This request cannot be understood", "Something in the address is not as it should be."),
    404: (
        "There is nothing here",
        "The address may be misspelled, or what stood here may have been moved or taken down.",
    ),
    405: ("That cannot be done here", "This page can be read, and nothing else."),
    500: (
        "Something is wrong on our side",
        "The fault is written down, and it is not yours. Please try again in a moment.",
    ),
    503: (
        "This site is being put in order",
        "This cannot be shown at the moment. Please come back in a few minutes.",
    ),
}
_SUGGESTIONS = 3
#: Posts that may turn out to be too heavy while one request is answered.
_MOST_HEAVY = 50
_TERM = re.compile(r"/(category|tag|author|series)/([^/]+)/?")
#: How near a name has to be, of 1: a term that was not asked for as one has to be nearer.
_NEAR, _VERY_NEAR = 0.5, 0.75


def register_errors(app: Flask) -> None:
    """Answer every error of *app* with a page."""
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(ConfigError, show_unavailable)
    app.register_error_handler(TooHeavyError, show_the_rest)
    app.register_error_handler(SiteError, show_site_error)
    app.register_error_handler(Exception, show_bug)


def show_http_error(error: HTTPException) -> Response:
    """Answer a refusal of ours or Flask's."""
    status = error.code or 500
    response = _error_page(status, _suggest(request.path) if status == HTTPStatus.NOT_FOUND else ())
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def show_unavailable(error: ConfigError) -> Response:
    """Answer while there is no configuration to follow; the sentence is for the log only."""
    _log.error("%s", error)
    heading, words = _WORDS[503]
    data = render_with_ours(
        "unavailable.html", heading=heading, words=words, lang="en", static=static_address
    )
    return Response(
        data, 503, {"Retry-After": "60", "Cache-Control": "no-store"}, content_type=HTML
    )


def show_the_rest(error: TooHeavyError) -> ResponseReturnValue:
    """Answer without the words that turned out to be too heavy: only their own page is not there.

    They are left out of the next snapshot, from which the request is answered again.
    """
    _log.error("%s", error)
    for _ in range(_MOST_HEAVY):
        if _is_about(error, request.path):
            break
        forget_snapshot()
        try:
            return current_app.dispatch_request()
        except HTTPException as other:
            return show_http_error(other)
        except TooHeavyError as other:
            error = other
            _log.error("%s", error)
    response = _error_page(503)
    response.headers["Retry-After"] = "60"
    return response


def _is_about(error: TooHeavyError, address: str) -> bool:
    writing = current_snapshot().shown.writings.get(address)
    return writing is not None and writing.source.path == error.path


def show_site_error(error: SiteError) -> Response:
    """Answer when one piece of the author's cannot be used; the rest of the site stays up."""
    _log.error("%s", error)
    return _error_page(500)


def show_bug(error: Exception) -> Response:
    """Answer when we are at fault."""
    _log.error("%s %s", request.method, request.path, exc_info=error)
    return _error_page(500)


def render_lost() -> bytes:
    """Render the page of an address that is not there, for a host that knows no nearer one."""
    heading, words = _WORDS[404]
    return _render(404, heading, words)


def _render(
    status: int, heading: str, words: str, suggestions: tuple[Post | Term, ...] = ()
) -> bytes:
    # An error has no address of its own.
    head = replace(make_head(current_snapshot().config, "/", heading, noindex=True), canonical="")
    values = {"status": status, "heading": heading, "words": words, "suggestions": suggestions}
    return render_page("error.html", head=head, **values)


def _error_page(status: int, suggestions: tuple[Post | Term, ...] = ()) -> Response:
    heading, words = _WORDS.get(status) or (
        HTTPStatus(status).phrase,
        HTTPStatus(status).description,
    )
    try:
        data = _render(status, heading, words, suggestions)
    except (ConfigError, TemplateError) as error:
        # The author's own templates may be what is broken: then ours, which needs nothing.
        _log.error("%s", error)
        data = render_with_ours(
            "unavailable.html", heading=heading, words=words, lang="en", static=static_address
        )
    return Response(data, status, {"Cache-Control": "no-store"}, content_type=HTML)


def _suggest(path: str) -> tuple[Post | Term, ...]:
    """Return the terms and posts whose addresses are nearest to *path*."""
    try:
        library = current_snapshot().shown
    except ConfigError:
        return ()
    found: list[Post | Term] = []
    asked = _TERM.match(path)
    if asked:
        found += _near_terms(library, asked[2], asked[1])
    wanted = path.rstrip("/").rpartition("/")[2].removesuffix(".html")
    found += _nearest(wanted, {post.slug: post for post in reversed(library.posts)})
    if not asked:
        found += _near_terms(library, wanted)
    return tuple(found[:_SUGGESTIONS])


def _near_terms(library: Library, wanted: str, kind: str = "") -> Iterator[Term]:
    """Give the terms whose names are near *wanted*: those of *kind* first."""
    for one in sorted(TERM_KINDS, key=lambda one: one != kind):
        cutoff = _NEAR if one == kind else _VERY_NEAR
        terms = (term for term in library.terms_of(one) if term.posts)
        yield from _nearest(wanted, {term.name: term for term in terms}, cutoff=cutoff)


def _nearest(
    wanted: str, known: Mapping[str, _Named], *, cutoff: float = _NEAR
) -> Iterable[_Named]:
    names = difflib.get_close_matches(wanted.casefold()[:200], known, n=_SUGGESTIONS, cutoff=cutoff)
    return (known[name] for name in names)
