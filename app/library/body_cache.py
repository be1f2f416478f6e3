"""Rendered bodies, kept while what they were made of stays the same."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from app.library.made_by import made_by
from app.library.packing import BROKEN, Kept, pack_body, unpack_body
from app.library.questions import sum_up_answers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.content.model import Body, Source
    from app.content.surroundings import Surroundings
    from app.library.cache import Cache

#: Bytes of text that one process keeps at hand.
MOST_BYTES = 16_000_000
#: Versions of one file's body: as readers see it, in a preview, at another address of the site.
_MOST_VERSIONS = 3


class BodyName(NamedTuple):
    """What the bodies are called that one state of a file can become."""

    path: str
    digest: str


def name_body(source: Source, *, options: str) -> BodyName:
    """Name the bodies that the words of *source* can become under *options*."""
    made_of = f"{made_by()}\0{source.path}\0{source.digest}\0{options}"
    return BodyName(source.path, hashlib.sha256(made_of.encode()).hexdigest())


class BodyCache:
    """The bodies that were used latest, and behind them those that were kept; for all threads."""

    def __init__(self, cache: Cache, *, most_bytes: int = MOST_BYTES) -> None:
        self.cache = cache
        self._most_bytes = most_bytes
        self._bytes = 0
        self._latest: OrderedDict[BodyName, tuple[Kept, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, name: BodyName, around: Surroundings) -> Kept | None:
        """Return the body called *name* that *around* would make again, or None."""
        if found := self.find_at_hand(name, around):
            return found
        if found := _fitting(self._load(name), around):
            self._remember(name, found)
        return found

    def find_at_hand(self, name: BodyName, around: Surroundings) -> Kept | None:
        """Return the same, where this process has used it lately."""
        with self._lock:
            versions = self._latest.get(name, ())
            if versions:
                self._latest.move_to_end(name)
        return _fitting(versions, around)

    def find_last_good(self, path: str) -> Body | None:
        """Return the latest body of the file at *path* that was not refused, or None."""
        for digest, data in self.cache.find_bodies_of(path):
            with suppress(*BROKEN):
                kept = unpack_body(digest, data)
                if not kept.is_refused:
                    return kept.body
        return None

    def put(self, name: BodyName, kept: Kept) -> None:
        """Keep *kept*, and let those unused for longest go when there is too much."""
        self._remember(name, kept)
        self.store(name, kept)

    def store(self, name: BodyName, kept: Kept) -> None:
        """Keep *kept* for later, not at hand."""
        self.cache.write_body(*name, kept.answers, pack_body(name.digest, kept))

    def _load(self, name: BodyName) -> Iterable[Kept]:
        for data in self.cache.find_bodies(*name):
            with suppress(*BROKEN):  # then it is rendered again, and takes its place
                yield unpack_body(name.digest, data)

    def _remember(self, name: BodyName, kept: Kept) -> None:
        with self._lock:
            before = self._latest.pop(name, ())
            others = tuple(one for one in before if one.answers != kept.answers)
            versions = (kept, *others)[:_MOST_VERSIONS]
            self._latest[name] = versions
            self._bytes += _size(versions) - _size(before)
            while self._bytes > self._most_bytes and len(self._latest) > 1:
                _, gone = self._latest.popitem(last=False)
                self._bytes -= _size(gone)


def _fitting(versions: Iterable[Kept], around: Surroundings) -> Kept | None:
    fitting = (one for one in versions if one.answers == sum_up_answers(one.questions, around))
    return next(fitting, None)


def _size(versions: tuple[Kept, ...]) -> int:
    return sum(one.size for one in versions)
