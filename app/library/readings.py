"""Headers that were read before, by the state of their file: a restart reads only what changed."""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

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
    from collections.abc import Container

    from app.config import Config
    from app.content.read import Reading
    from app.library.cache import Cache
    from app.library.marks import Signature
    from app.library.model import Writing
    from app.library.walk import Entry

#: Path, state of the file, and what was read.
_New: TypeAlias = "tuple[str, str, Reading]"

#: Seconds for which a file counts as still being written: until then its time may stay the same
#: although its words change.
_SETTLED = 2.0
#: To write down fewer than these takes no reader's time.
_MANY = 1000


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

    def __init__(self, cache: Cache, config: Config, *, patience: float = 0.0) -> None:
        """Use *cache*; with *patience*, many new ones are written down so many seconds later."""
        self._cache = cache
        self._patience = patience
        self._zone = config.zone
        # Where the site is, and where its cache, stands in no header.
        same = replace(for_reading(config), url="", cache=None)
        self._about = hashlib.sha256(f"{made_by()}{same!r}".encode()).hexdigest()[:16]
        self._kept = cache.load_readings(self._about)
        self._new: list[_New] = []
        #: What is still to be written and to be forgotten, perhaps by a thread of its own.
        self._waiting: list[_New] = []
        self._gone: list[str] = []
        self._lock = threading.Lock()

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
        if entry.modified <= time.time() - _SETTLED:
            self._new.append((entry.path, _state(entry.signature), reading))

    def save(self, present: Container[str]) -> None:
        """Write down what is new, and forget files that are not among the paths *present*.

        What was kept is no longer at hand then. Where there is patience the process may end before
        it is written: then the next start reads those files again.
        """
        new = self._new
        with self._lock:
            self._waiting += new
            self._gone += [path for path in self._kept if path not in present]
        self._kept, self._new = {}, []
        if self._patience and len(new) >= _MANY:
            # A reader is waiting for the first page of a large site.
            later = threading.Timer(self._patience, self._write)
            later.name, later.daemon = "readings", True
            later.start()
        else:
            self._write()

    def _write(self) -> None:
        # One at a time: of one file the last reading must be the one that stays.
        with self._lock:
            packed = [
                (path, state, data)
                for path, state, reading in self._waiting
                if (data := pack_reading(reading, self._zone)) is not None
            ]
            self._cache.write_readings(self._about, packed, self._gone)
            self._waiting, self._gone = [], []

    def _unpack(self, data: bytes) -> Reading | None:
        try:
            return unpack_reading(data, self._zone)
        except BROKEN:
            return None  # then the file is read again


def _state(signature: Signature) -> str:
    return ":".join(map(str, signature))
