"""What was made latest: an entry stands in many feeds, and is made for the first of them."""

from __future__ import annotations

import operator
import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

_Value = TypeVar("_Value")


class Latest(Generic[_Value]):
    """Values by key, the latest *most* of them; threads may share it."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._values: dict[Hashable, _Value] = {}
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> _Value | None:
        """Return what is kept under *key*, or None."""
        with self._lock:
            value = self._values.pop(key, None)
            if value is not None:
                self._values[key] = value
            return value

    def get(self, key: Hashable, make: Callable[[], _Value]) -> _Value:
        """Return what is kept under *key*, else keep what *make* gives."""
        value = self.find(key)
        if value is None:
            value = make()
            self.keep(key, value)
        return value

    def keep(self, key: Hashable, value: _Value) -> None:
        """Keep *value*, and let the one that was unused for longest go when there are too many."""
        with self._lock:
            self._values[key] = value
            if len(self._values) > self.most:
                del self._values[next(iter(self._values))]


class LatestOf(Generic[_Value]):
    """The same of one owner, such as a library: for another one it begins with nothing."""

    def __init__(self, most: int) -> None:
        #: Swapped as one.
        self._state: tuple[tuple[object, ...], Latest[_Value]] = ((), Latest(most))

    def of(self, owner: tuple[object, ...]) -> Latest[_Value]:
        """Return what was made for the very same *owner*: nothing yet for another one."""
        before, latest = self._state
        if not _are_same(before, owner):
            latest = Latest(latest.most)
            self._state = (owner, latest)
        return latest


def _are_same(some: tuple[object, ...], others: tuple[object, ...]) -> bool:
    return len(some) == len(others) and all(map(operator.is_, some, others))
