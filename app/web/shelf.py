"""A place for finished things that takes so many bytes and no more."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Thing = TypeVar("_Thing")

#: Bytes that each thing takes besides its own: key, headers, the place itself.
_OVERHEAD = 1500


class Shelf(Generic[_Key, _Thing]):
    """Things by key; threads may share it. What was not used for longest goes first."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._things: OrderedDict[_Key, tuple[_Thing, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: _Key) -> _Thing | None:
        """Return what is kept under *key*, or None."""
        with self._lock:
            found = self._things.get(key)
            if found is None:
                return None
            self._things.move_to_end(key)
            return found[0]

    def put(self, key: _Key, thing: _Thing, *, size: int) -> None:
        """Keep *thing*, of *size* bytes, unless it alone would take half of the place."""
        size += _OVERHEAD
        if size > self._most_bytes // 2:
            return
        with self._lock:
            _, before = self._things.pop(key, (None, 0))
            self._things[key] = (thing, size)
            self._bytes += size - before
            while self._bytes > self._most_bytes:
                _, (_, gone) = self._things.popitem(last=False)
                self._bytes -= gone
