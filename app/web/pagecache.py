"""Finished responses of the snapshot in use: bytes, entity tag, compressed form."""

from __future__ import annotations

import gzip
import hashlib
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from flask import Response, request

from app.web.current import current_snapshot, holder, now

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.library.current import Snapshot

#: Seconds for which a browser or proxy may keep a page or feed without asking again.
MAX_AGE = 60
#: Below this many bytes, compression costs more than it saves.
_WORTH_COMPRESSING = 200
_MOST_KEPT = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finished:
    data: bytes
    gzipped: bytes
    tag: str


_kept: WeakKeyDictionary[Snapshot, dict[tuple[str, str], _Finished]] = WeakKeyDictionary()
_lock = threading.Lock()


def respond(
    render: Callable[[], bytes],
    *,
    content_type: str,
    status: int = 200,
    key: str = "",
    modified: datetime | None = None,
) -> Response:
    """Answer with what *render* gives, made once per snapshot for this path (and *key*).

    A strong entity tag for each form (RFC 9110 §8.8.3), Last-Modified from *modified* or the
    library, 304 where the reader has it already, gzip where it is understood.
    """
    finished = _finish((f"{content_type} {key}", request.path), render)
    gzipped = bool(finished.gzipped) and request.accept_encodings["gzip"] > 0
    response = Response(finished.gzipped if gzipped else finished.data, status)
    response.content_type = content_type
    response.headers["Cache-Control"] = _cache_control()
    response.vary.add("Accept-Encoding")
    if gzipped:
        response.content_encoding = "gzip"
    if status == 200:  # noqa: PLR2004 -- an error is no representation to keep
        response.set_etag(f"{finished.tag}-gz" if gzipped else finished.tag)
        response.last_modified = modified or current_snapshot().shown.modified
        response.make_conditional(request)
    return response


def _finish(place: tuple[str, str], render: Callable[[], bytes]) -> _Finished:
    snapshot = current_snapshot()
    with _lock:
        pages = _kept.setdefault(snapshot, {})
        finished = pages.get(place)
    if finished is not None:
        return finished
    data = render()
    # No time and no name in the head: the same bytes on every worker.
    packed = gzip.compress(data, 9, mtime=0) if len(data) >= _WORTH_COMPRESSING else b""
    finished = _Finished(data=data, gzipped=packed, tag=hashlib.sha256(data).hexdigest()[:20])
    with _lock:
        if len(pages) < _MOST_KEPT:
            pages[place] = finished
    return finished


def _cache_control() -> str:
    if holder().preview:
        return "no-store"
    due = current_snapshot().library.next_due
    left = MAX_AGE if due is None else int((due - now().astimezone(UTC)).total_seconds())
    return f"public, max-age={max(0, min(MAX_AGE, left))}"
