"""What a walk through a folder met, to see at a glance whether another would meet the same.

A folder's own time changes with every file that comes, goes or is renamed in it, so only the
known places need to be looked at: no listing, no values. That is a fifth of a walk.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.library.walk import Entry

#: What tells one state of a file from another without reading it. Its last part is the time that
#: no program can set: it tells words of the same number that were put there under their old time.
Signature: TypeAlias = tuple[int, int, int, int]

#: Seconds for which a folder that changed may change again without another time: as long as the
#: clock of the coarsest disk ticks.
_SETTLED = 2.0
_MISSING: Signature = (0, 0, 0, 0)


class Marks:
    """The states of all that one walk looked at."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._folders: dict[str, Signature] = {}
        self._files: list[tuple[str, Signature]] = []
        self._is_settled = False
        self.add(root)

    def add(self, path: str) -> None:
        """Remember the state of a folder, or of a file that is read elsewhere."""
        self._folders[path] = _signature(path)

    def settle(self, entries: Iterable[Entry], *, is_sound: bool) -> None:
        """Remember the files that were found; *is_sound* says that all could be looked at."""
        self._files = [(f"{self._root}/{entry.path}", entry.signature) for entry in entries]
        newest = max(time_ns for time_ns, *_ in self._folders.values())
        # The clock is asked only whether a glance is enough: never what anybody is shown.
        self._is_settled = is_sound and time.time_ns() - newest > _SETTLED * 1_000_000_000

    def still_hold(self) -> bool:
        """Tell whether everything is as it was; False also where that cannot be told so quickly."""
        if not self._is_settled:
            return False
        if any(_signature(path) != known for path, known in self._folders.items()):
            return False
        look = os.stat
        try:
            for path, known in self._files:
                if signature_of(look(path)) != known:
                    return False
        except OSError:
            return False
        return True


def signature_of(status: os.stat_result) -> Signature:
    """Return what tells the state of a file that is in *status* from another."""
    return status.st_mtime_ns, status.st_size, status.st_ino, status.st_ctime_ns


def _signature(path: str) -> Signature:
    try:
        return signature_of(os.stat(path))  # noqa: PTH116 -- many, every second
    except OSError:
        return _MISSING
