"""The new site's folder as it grows: files that stay are taken over, the others written."""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from app.publish.kept import MANY, folders_of, take_kept, times_of
from app.publish.marker import Marker, Written

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

#: Bytes and time, in nanoseconds, of a file.
State = tuple[int, int]


class Tree:
    """Files below *new*, some of them taken over from *out* as the last build left them."""

    def __init__(self, out: Path, new: Path, before: Marker, there: Mapping[str, State]) -> None:
        """Take what the last build said of its files, and the state they are found in."""
        self.new = new
        self.files: dict[str, Written] = {}
        #: The paths of the files that are not what they were.
        self.changed: list[str] = []
        self._out = str(out)
        self._before = before.files
        self._there = there
        #: Whether all files that were taken over are the same on disk as the old ones.
        self.is_linked = before.is_linked
        self._folders: set[str] = set()
        self._kept: dict[str, Written] = {}

    def begin_with_kept(self, paths: Collection[str]) -> None:
        """Begin with those files of the site before last that are wanted again: at *paths*."""
        self._kept = take_kept(self.new, paths)
        self._folders = folders_of(self._kept)

    def times(self) -> dict[str, int]:
        """Return the time of each of its folders, but for its own."""
        return times_of(self.new, self._folders - {""})

    @property
    def is_large(self) -> bool:
        """Tell whether its folders take long to make."""
        return len(self._folders) >= MANY

    def take_over(self, paths: Sequence[str], key: str) -> bool:
        """Keep the files at *paths* when each is there and was made of the same; tell whether."""
        found = {path: self._intact(path) for path in paths}
        kept = {path: one for path, one in found.items() if one and one.key == key}
        if not paths or len(kept) < len(paths):
            return False
        for path in paths:
            self._link(path)
        self.files |= kept
        return True

    def made_of(self, key: str) -> list[str]:
        """Return the paths of the files of the last build that were made of *key*."""
        return [path for path, written in self._before.items() if written.key == key]

    def write(self, path: str, data: bytes, key: str) -> None:
        """Write *data* to *path*; the same bytes as before stay the file they are."""
        written = self._intact(path)
        if written is not None and holds(f"{self._out}/{path}", data, size=written.size):
            self._link(path)
            self.files[path] = written._replace(key=key)
            return
        self._make_room(path)
        self.files[path] = write_new(f"{self.new}/{path}", data, key=key)
        self.changed.append(path)

    def add(self, path: str, key: str) -> None:
        """Take note of a file in the new site that was written otherwise."""
        data, before = self.read(path), self._intact(path)
        modified = os.stat(f"{self.new}/{path}").st_mtime_ns  # noqa: PTH116 -- as above
        self.files[path] = Written(key, len(data), modified)
        if before is None or not holds(f"{self._out}/{path}", data, size=before.size):
            self.changed.append(path)

    def include(
        self, files: Mapping[str, Written], changed: Iterable[str], *, is_linked: bool
    ) -> None:
        """Take note of *files* that another process has put here."""
        self.files |= files
        self.changed += changed
        self.is_linked = self.is_linked and is_linked

    def sort(self, paths: Sequence[str]) -> None:
        """Put all files in the order of *paths*."""
        self.files = {path: self.files[path] for path in paths}
        places = {path: place for place, path in enumerate(paths)}
        self.changed.sort(key=places.__getitem__)
        self._folders |= folders_of(paths)

    def read(self, path: str) -> bytes:
        """Return what the new site has at *path*."""
        with open(f"{self.new}/{path}", "rb") as file:  # noqa: PTH123 -- as above
            return file.read()

    @property
    def gone(self) -> int:
        """How many files of the last build are no longer there."""
        return sum(path not in self.files for path in self._before)

    def _intact(self, path: str) -> Written | None:
        written = self._before.get(path)
        if written and self._there.get(path) == (written.size, written.modified):
            return written
        return None

    def _link(self, path: str) -> None:
        """Let the file be in both folders: nothing is copied where the disk knows links."""
        if self._kept.get(path) == self._before[path]:
            return  # the same file, for it is made of the same
        self._make_room(path)
        old, new = f"{self._out}/{path}", f"{self.new}/{path}"
        try:
            os.link(old, new)
        except OSError:
            shutil.copy2(old, new)
            self.is_linked = False

    def _make_room(self, path: str) -> None:
        if path in self._kept:
            os.unlink(f"{self.new}/{path}")  # noqa: PTH108 -- as above
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            if folder:
                self._make_room(folder)  # one call of the system for each: there are thousands
            with suppress(FileExistsError):  # another process was here first
                os.mkdir(f"{self.new}/{folder}")  # noqa: PTH102 -- as above
            self._folders.add(folder)


def holds(path: str, data: bytes, *, size: int) -> bool:
    """Tell whether the file at *path*, which has so many bytes, has *data*."""
    if size != len(data):
        return False
    with open(path, "rb") as file:  # noqa: PTH123 -- tens of thousands
        return file.read() == data


def write_new(path: str, data: bytes, *, key: str) -> Written:
    """Write *data* to a file at *path* where there is none."""
    # "x": a file that was taken over is the old site's as well, and never written to.
    with open(path, "xb") as file:  # noqa: PTH123 -- tens of thousands
        file.write(data)
        file.flush()
        status = os.fstat(file.fileno())
    return Written(key, status.st_size, status.st_mtime_ns)


def key_of_bytes(data: bytes) -> str:
    """Return a key for a file of which nothing else is known but its *data*: it is made again."""
    return f"={hashlib.sha256(data).hexdigest()[:20]}"
