"""The search page: ``/search?q=words&page=2``."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, current_app, g, redirect, request

from app.library.search_filler import Filler
from app.library.warmer import Warmer
from app.web.coding import choose_coding, compress
from app.web.current import current_snapshot
from app.web.head import Head, Pager, make_head
from app.web.render import HTML, render_page

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from app.library.current import Snapshot
    from app.library.search import Search
    from app.library.search_results import Findings

search = Blueprint("search", __name__)

_ADDRESS = "/search"
_KEY = "trifold-search"
_FILLER, _WARMER = f"{_KEY}-filler", f"{_KEY}-warmer"
#: Of brotli's 11: each answer is made for one reader.
_QUICK = 4
#: Bytes of a query string that are read: a query is cut far below.
_LONGEST = 4000
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


@search.get(_ADDRESS)
def show_search() -> AnyResponse:
    """Show what has the words of ``q``; 404, still with the form, for a page that is not there."""
    typed, number = _asked()
    if request.path != _ADDRESS:
        return redirect(current_snapshot().config.path(_address(typed, 1)), 308)
    size = current_snapshot().config.per_page
    is_number = bool(_NUMBER.fullmatch(number))
    found = _search().find(
        current_snapshot(), typed, number=int(number) if is_number else 1, size=size
    )
    count = max(1, -(-found.count // size))
    if not is_number or int(number) > count:
        return _page(found, Pager(number=0, count=count, newer="", older=""))
    return _page(found, _pager(found.query, int(number), count))


@search.after_app_request
def begin_to_fill(response: Response) -> Response:
    """Let words and index of a large site be made before anybody asks: after the first answer."""
    if "snapshot" in g:
        _filler().note(g.snapshot)
        _warmer().note(g.snapshot)
    return response


def _asked() -> tuple[str, str]:
    """Return ``q`` and ``page`` as they were sent, each time the first.

    Not by ``request.args``, which raises for bytes that are not UTF-8 (Werkzeug 3.1).
    """
    sent = request.query_string[:_LONGEST].decode("utf-8", "replace")
    values = dict(reversed(parse_qsl(sent, keep_blank_values=True, errors="replace")))
    return values.get("q", ""), values.get("page", "1")


def _search() -> Search:
    return _search_in(current_app.extensions)


def _search_in(kept: dict[str, Any]) -> Search:
    # What searches is loaded by whoever does: the first answer hardly ever is one.
    from app.library.search import Search  # noqa: PLC0415

    return cast("Search", kept.setdefault(_KEY, Search()))


def _filler() -> Filler:
    kept = current_app.extensions

    def fill(snapshot: Snapshot) -> None:
        _search_in(kept).fill(snapshot)

    return cast("Filler", kept.get(_FILLER) or kept.setdefault(_FILLER, Filler(fill)))


def _warmer() -> Warmer:
    kept = current_app.extensions
    return cast("Warmer", kept.get(_WARMER) or kept.setdefault(_WARMER, Warmer()))


def _pager(query: str, number: int, count: int) -> Pager:
    return Pager(
        number=number,
        count=count,
        newer=_address(query, number - 1) if number > 1 else "",
        older=_address(query, number + 1) if number < count else "",
    )


def _address(query: str, number: int) -> str:
    """Return where page *number* of the answer to *query* is, site-relative."""
    values = {"q": query} if query else {}
    if number > 1:
        values["page"] = str(number)
    return f"{_ADDRESS}?{urlencode(values)}" if values else _ADDRESS


def _page(found: Findings, pager: Pager) -> Response:
    data = render_page(
        "search.html",
        head=_head(found.query),
        query=found.query,
        has_words=found.has_words,
        results=found.found if pager.number else (),
        count=found.count,
        has_more=found.has_more,
        is_partial=found.is_partial,
        suggestion=found.suggestion,
        pager=pager,
        index="",
    )
    return _respond(data, HTTPStatus.OK if pager.number else HTTPStatus.NOT_FOUND)


def render_without_server(index: str) -> bytes:
    """Render the page for a site of files, which looks things up in the *index* at that address.

    Without one, the page says that this copy of the site cannot be searched.
    """
    if not index:
        return render_page("search_off.html", head=_head(""))
    return render_page(
        "search.html",
        head=_head(""),
        query="",
        has_words=False,
        results=(),
        count=0,
        has_more=False,
        is_partial=False,
        suggestion="",
        pager=_pager("", 1, 1),
        index=index,
    )


def _head(query: str) -> Head:
    title = f"“{query}” in the search" if query else "Search"
    # Every answer names /search as its address: an engine keeps that one page, and no results.
    config = current_snapshot().config
    about = f"Look for words in everything on {config.title}."
    return make_head(config, _ADDRESS, title, description=about)


def _respond(data: bytes, status: int) -> Response:
    """Answer without keeping anything: there are more queries than a cache has room for."""
    response = Response(data, status, content_type=HTML)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Accept-Encoding")
    if coding := choose_coding(request.headers.get("Accept-Encoding", "")):
        response.set_data(compress(data, coding, quality=_QUICK))
        response.content_encoding = coding
    return response
