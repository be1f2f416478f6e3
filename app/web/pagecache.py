"""Finished responses of the snapshot in use: bytes, entity tag, compressed forms."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias
from weakref import WeakKeyDictionary

from flask import Response, g, request
from werkzeug.http import http_date, quote_etag

from app.web.coding import WORTH_COMPRESSING, choose_coding, compress, tag_of
from app.web.current import current_snapshot, holder, now
from app.web.quick import keep_answer
from app.web.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.library.current import Snapshot

#: Seconds for which a browser or proxy may keep a page without asking again.
MAX_AGE = 60
#: What makes a request a conditional one (RFC 9110 §13.1).
_CONDITIONS = frozenset(
    {
        "HTTP_IF_MATCH",
        "HTTP_IF_NONE_MATCH",
        "HTTP_IF_MODIFIED_SINCE",
        "HTTP_IF_UNMODIFIED_SINCE",
    }
)
#: Bytes of pages, before compression, that are kept of one snapshot.
_MOST_BYTES = 8_000_000
_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finished:
    data: bytes
    digest: str
    #: By coding, each made when it is first wanted.
    forms: dict[str, bytes] = field(default_factory=dict)

    def form(self, coding: str) -> bytes:
        """Return the bytes as they leave in *coding*."""
        if not coding:
            return self.data
        if coding not in self.forms:
            self.forms[coding] = compress(self.data, coding)
        return self.forms[coding]


_Shelf: TypeAlias = Shelf[tuple[str, str], _Finished]
#: What a new snapshot changed cannot be told page by page: menus, neighbours and lists stand on
#: nearly all of them, and to make one again takes a millisecond or two. So all of them go.
_kept: WeakKeyDictionary[Snapshot, _Shelf] = WeakKeyDictionary()
_lock = threading.Lock()


def respond(
    render: Callable[[], bytes],
    *,
    content_type: str,
    status: int = 200,
    key: str = "",
    modified: datetime | None = None,
    max_age: int = MAX_AGE,
    until_due: bool = True,
) -> Response:
    """Answer with what *render* gives, made once per snapshot for this path (and *key*).

    A strong entity tag for each form (RFC 9110 §8.8.3), Last-Modified from *modified* or the
    library, 304 where the reader has it already, brotli or gzip where it is understood. It may be
    kept *max_age* seconds, and with *until_due* never past the moment at which something more
    becomes visible. Where somebody wants only the bytes (``g.only_bytes``), nothing is kept.
    """
    if "only_bytes" in g:
        return Response(render(), status)
    snapshot = current_snapshot()
    due = snapshot.library.next_due if until_due else None
    finished = _finish(snapshot, (f"{content_type} {key}", request.path), render)
    is_long = len(finished.data) >= WORTH_COMPRESSING
    coding = choose_coding(request.headers.get("Accept-Encoding", "")) if is_long else ""
    headers = {
        "Content-Type": content_type,
        "Cache-Control": _cache_control(max_age, due),
        "Vary": "Accept-Encoding",
    }
    if coding:
        headers["Content-Encoding"] = coding
    if status != _OK:  # an error is no representation to keep
        return Response(finished.form(coding), status, headers)
    headers["ETag"] = quote_etag(tag_of(finished.digest, coding))
    headers["Last-Modified"] = http_date(modified or snapshot.shown.modified)
    response = Response(finished.form(coding), status, headers)
    _keep(snapshot, max_age, due)
    if not _CONDITIONS.isdisjoint(request.environ):
        response.make_conditional(request)
    return response


def _keep(snapshot: Snapshot, max_age: int, due: datetime | None) -> None:
    """Let the same answer be given without us while it would be the same to the letter."""
    if not holder().preview:
        until = due.timestamp() - max_age if due else None
        keep_answer(request.environ, snapshot, until=until)


def _finish(snapshot: Snapshot, place: tuple[str, str], render: Callable[[], bytes]) -> _Finished:
    with _lock:
        pages = _kept.setdefault(snapshot, Shelf(_MOST_BYTES))
    finished = pages.get(place)
    if finished is not None:
        return finished
    data = render()
    finished = _Finished(data=data, digest=hashlib.sha256(data).hexdigest()[:20])
    pages.put(place, finished, size=len(data))
    return finished


def _cache_control(max_age: int, due: datetime | None) -> str:
    if holder().preview:
        return "no-store"
    left = max_age if due is None else int((due - now().astimezone(UTC)).total_seconds())
    return f"public, max-age={max(0, min(max_age, left))}"
