"""Headers that were read before, by the state of their file: a restart reads only what changed."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from app.config.model import (
    CardsConfig,
    CspConfig,
    FeedsConfig,
    NewsletterConfig,
    ServerConfig,
)
from app.library.made_by import made_by
from app.library.packing import BROKEN, pack_reading, unpack_reading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.config import Config
    from app.content.read import Reading
    from app.library.cache import Cache
    from app.library.marks import Signature
    from app.library.model import Writing
    from app.library.walk import Entry

#: Seconds for which a file counts as still being written: until then its time may stay the same
#: although its words change.
_SETTLED = 2.0


def for_reading(config: Config) -> Config:
    """Leave out of *config* what changes no post, page or issue by itself, only how they appear."""
    return replace(
        config,
        title="",
        description="",
        logo="",
        menu=(),
        social=(),
        per_page=1,
        categories={},
        feeds=FeedsConfig(),
        newsletter=NewsletterConfig(),
        cards=CardsConfig(),
        csp=CspConfig(),
        server=ServerConfig(),
        trusted_hosts=(),
        notices=(),
    )


class Readings:
    """The readings that were kept for one configuration, and those to keep."""

    def __init__(self, cache: Cache, config: Config) -> None:
        self._cache = cache
        self._zone = config.zone
        # Where the site is, and where its cache, stands in no header.
        same = replace(for_reading(config), url="", cache=None)
        self._about = hashlib.sha256(f"{made_by()}{same!r}".encode()).hexdigest()[:16]
        self._kept = cache.load_readings(self._about)
        self._new: list[tuple[str, str, bytes]] = []

    def find(self, entry: Entry) -> Reading | None:
        """Return what was read when the file of *entry* was last in this state, or None."""
        state, data = self._kept.get(entry.path, ("", b""))
        return self._unpack(data) if state == _state(entry.signature) else None

    def last_good(self, path: str) -> Writing | None:
        """Return what the file at *path* was when it was last good, or None."""
        _, data = self._kept.get(path, ("", b""))
        reading = self._unpack(data) if data else None
        return reading.writing if reading else None

    def add(self, entry: Entry, reading: Reading) -> None:
        """Keep *reading* for the next start, when it is good and its file has settled."""
        if entry.modified > time.time() - _SETTLED:
            return
        data = pack_reading(reading, self._zone)
        if data is not None:
            self._new.append((entry.path, _state(entry.signature), data))

    def save(self, present: Iterable[str]) -> None:
        """Write down what is new, and forget files that are not among the paths *present*.

        What was kept is no longer at hand then.
        """
        gone = self._kept.keys() - set(present)
        self._cache.write_readings(self._about, self._new, gone)
        self._kept, self._new = {}, []

    def _unpack(self, data: bytes) -> Reading | None:
        try:
            return unpack_reading(data, self._zone)
        except BROKEN:
            return None  # then the file is read again


def _state(signature: Signature) -> str:
    modified, size, number = signature
    return f"{modified}:{size}:{number}"
