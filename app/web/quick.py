"""Answers given again without Flask: the same status, headers and bytes, for a tenth of the work.

Most requests for a feed come from programs that have it already and ask once more. What Flask
answered to the first of them is kept while the snapshot it came from is in use, and only where it
depends on nothing but the path and the coding. Whatever is not plain goes to Flask.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from werkzeug.http import remove_entity_headers

from app.errors import ConfigError
from app.web.coding import choose_coding
from app.web.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from app.library.current import Snapshot
    from app.web.current import Holder

    _ExcInfo = (
        tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None] | None
    )

_KEY = "trifold.quick"
#: Bytes of answers that are kept of one snapshot.
_MOST_BYTES = 24_000_000
_OK, _NOT_MODIFIED = "200 OK", "304 NOT MODIFIED"
#: What an answer must not depend on for it to be kept, and what only Flask weighs rightly.
_UNUSUAL = ("HTTP_RANGE", "HTTP_IF_RANGE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    headers: list[tuple[str, str]]
    #: The same, of an answer that says that nothing is new (RFC 9110 §15.4.5).
    short: list[tuple[str, str]]
    body: bytes
    tags: frozenset[str]
    modified: str
    #: Seconds since the epoch until which the headers stay as they are.
    until: float | None


_Shelf: TypeAlias = Shelf[tuple[str, str], _Answer]


@dataclass(frozen=True, slots=True)
class _Wish:
    snapshot: Snapshot
    until: float | None


def keep_answer(environ: WSGIEnvironment, snapshot: Snapshot, *, until: float | None) -> None:
    """Say that the answer to this request depends on nothing but *snapshot*, path and coding.

    Its headers stay as they are until *until*, in seconds since the epoch.
    """
    environ[_KEY] = _Wish(snapshot, until)


class QuickAnswers:
    """Stands before the application and answers what it was asked before."""

    def __init__(self, application: WSGIApplication, holder: Holder) -> None:
        self._application = application
        self._holder = holder
        #: Swapped as one when another snapshot comes into use.
        self._kept: tuple[Snapshot | None, _Shelf] = (None, Shelf(_MOST_BYTES))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        place = (environ.get("PATH_INFO", ""), choose_coding(_accepted(environ)))
        answer = self._find(place, environ)
        if answer is not None and (status := _status(answer, environ)):
            is_whole = status == _OK
            start_response(status, list(answer.headers if is_whole else answer.short))
            return [answer.body] if is_whole and environ["REQUEST_METHOD"] == "GET" else []
        if environ.get("REQUEST_METHOD") != "GET" or _is_conditional(environ):
            return self._application(environ, start_response)
        return self._ask(place, environ, start_response)

    def _find(self, place: tuple[str, str], environ: WSGIEnvironment) -> _Answer | None:
        snapshot, answers = self._kept
        answer = answers.get(place)
        if answer is None or environ.get("REQUEST_METHOD") not in {"GET", "HEAD"}:
            return None
        if answer.until is not None and self._now() >= answer.until:
            return None
        return answer if self._current() is snapshot else None

    def _now(self) -> float:
        return self._holder.clock().timestamp()

    def _current(self) -> Snapshot | None:
        try:
            return self._holder.snapshot()
        except ConfigError:
            return None

    def _ask(
        self, place: tuple[str, str], environ: WSGIEnvironment, start: StartResponse
    ) -> Iterable[bytes]:
        """Let Flask answer, and keep what it said if it may be kept."""
        said: list[tuple[str, list[tuple[str, str]]]] = []

        def listen(
            status: str, headers: list[tuple[str, str]], exc_info: _ExcInfo = None, /
        ) -> Callable[[bytes], object]:
            said.append((status, list(headers)))
            return start(status, headers, exc_info)

        found = self._application(environ, listen)
        wish = environ.get(_KEY)
        if not isinstance(wish, _Wish) or not said or said[-1][0] != _OK:
            return found
        body = b"".join(found)
        if close := getattr(found, "close", None):
            close()
        self._keep(place, wish, _answer(said[-1][1], body, wish))
        return [body]

    def _keep(self, place: tuple[str, str], wish: _Wish, answer: _Answer) -> None:
        if wish.snapshot.config.trusted_hosts:
            return  # who may ask is decided by the Host header
        if self._kept[0] is not wish.snapshot:
            self._kept = (wish.snapshot, Shelf(_MOST_BYTES))
        self._kept[1].put(place, answer, size=len(answer.body))


def _accepted(environ: WSGIEnvironment) -> str:
    return str(environ.get("HTTP_ACCEPT_ENCODING", ""))


def _is_conditional(environ: WSGIEnvironment) -> bool:
    return "HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ


def _status(answer: _Answer, environ: WSGIEnvironment) -> str:
    """Return how to answer, or nothing where Flask has to weigh the request (RFC 9110 §13.2.2)."""
    if any(name in environ for name in _UNUSUAL):
        return ""
    if "HTTP_IF_NONE_MATCH" in environ:
        return _NOT_MODIFIED if environ["HTTP_IF_NONE_MATCH"] in answer.tags else ""
    if "HTTP_IF_MODIFIED_SINCE" in environ:
        return _NOT_MODIFIED if environ["HTTP_IF_MODIFIED_SINCE"] == answer.modified else ""
    return _OK


def _answer(headers: list[tuple[str, str]], body: bytes, wish: _Wish) -> _Answer:
    short = list(headers)
    remove_entity_headers(short)
    named = {name.lower(): value for name, value in headers}
    tag = named.get("etag", "")
    return _Answer(
        headers=headers,
        short=short,
        body=body,
        tags=frozenset({tag, f"W/{tag}"} if tag else ()),
        modified=named.get("last-modified", ""),
        until=wish.until,
    )
