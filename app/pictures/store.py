"""Where pictures that we made are kept: in a folder, else the latest few in memory."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Callable

#: Seconds after which a kept picture goes: about three months. What is still wanted is made again.
KEPT_FOR = 90 * 86_400
#: Seconds after which what could not be made is tried again.
PATIENCE = 60.0
_MOST_IN_MEMORY = 32
_MOST_REFUSED = 1000


class Store:
    """Pictures by name. Each is made once in a process, and only one at a time: they are heavy."""

    def __init__(self, folder: Path | None, *, patience: float = PATIENCE) -> None:
        self._folder = folder
        self._patience = patience
        self._latest: OrderedDict[str, bytes] = OrderedDict()
        #: What could not be made: when, the path and the reason.
        self._refused: dict[str, tuple[float, str, str]] = {}
        self._making = threading.Lock()
        self._is_tidy = False

    def load(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Return the picture *name*, by *make* when there is none yet.

        Raises the ContentError of *make*, and does not try again for a while. A folder that cannot
        be written is no fault: then the picture is kept in memory.
        """
        data = self._kept(name)
        if data:
            return data
        with self._making:
            data = self._kept(name)
            return data or self._make(name, make)

    def _kept(self, name: str) -> bytes | None:
        data = self._latest.get(name)
        if data or self._folder is None:
            return data
        try:
            return (self._folder / name).read_bytes()
        except OSError:
            return None

    def _make(self, name: str, make: Callable[[], bytes]) -> bytes:
        when, path, what = self._refused.get(name, (0.0, "", ""))
        if what and time.monotonic() - when < self._patience:
            raise ContentError(what, path=path)
        try:
            data = make()
        except ContentError as error:
            if len(self._refused) >= _MOST_REFUSED:
                self._refused.clear()
            self._refused[name] = (time.monotonic(), error.path, error.what)
            raise
        if not self._write(name, data):
            self._latest[name] = data
            if len(self._latest) > _MOST_IN_MEMORY:
                self._latest.popitem(last=False)
        return data

    def _write(self, name: str, data: bytes) -> bool:
        """Put *data* into the folder, whole or not at all; tell whether it is there."""
        if self._folder is None:
            return False
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._tidy(self._folder)
            _replace(self._folder / name, data)
        except OSError:
            return False
        return True

    def _tidy(self, folder: Path) -> None:
        """Take away, once in a process, what is so old that its page is probably gone."""
        if self._is_tidy:
            return
        self._is_tidy = True
        oldest = time.time() - KEPT_FOR
        for file in folder.iterdir():
            if file.stat().st_mtime < oldest:
                file.unlink(missing_ok=True)


def _replace(file: Path, data: bytes) -> None:
    """Write *data* beside *file*, then let it take its place: readers see all of it or nothing."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(data)
        Path(name).replace(file)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise
