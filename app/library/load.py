"""Walk the author's folder, read every header, gather the problems."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.content.model import Problem
from app.content.read import Found, Kind, Reading, read_file
from app.errors import HeaderError
from app.library.cache import Cache
from app.library.memory import without_collection
from app.library.readings import Readings
from app.library.walk import Entry, Walk, misnamed, unreadable, walk_content

if TYPE_CHECKING:
    from app.config import Config
    from app.library.marks import Marks, Signature
    from app.library.model import Writing

#: Bytes of a text beyond which it is not read.
LARGEST_TEXT = 8_000_000
_BEGINNING = (b"---", b"\xef\xbb\xbf---")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Everything in the folder at one moment, understood file by file."""

    writings: tuple[Writing, ...] = ()
    #: Files that are not read: pictures, downloads, custom.css.
    files: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    #: The newest time of any file or folder, in seconds since the epoch.
    modified: float = 0.0


class Loader:
    """Reads one content folder again and again, and each file only when it changed.

    Used by one thread at a time. A file that was good and no longer is keeps its last good version,
    also when a new configuration takes over from *before*.
    """

    def __init__(
        self,
        config: Config,
        *,
        cache: Cache | None = None,
        before: Loader | None = None,
        recalls_good: bool = False,
        patience: float = 0.0,
    ) -> None:
        """Read with *config*; with *recalls_good*, what was good before a restart counts too.

        What is kept for the next start may be written *patience* seconds later.
        """
        self.config = config
        self._cache = cache or Cache(None)
        self._recalls_good = recalls_good
        self._patience = patience
        #: The last good version of each file, by its path.
        self.good: dict[str, Writing] = before.good if before else {}
        self._state: tuple[object, ...] | None = None
        self._marks: Marks | None = None
        self._contents = Contents()
        self._readings: dict[str, tuple[Signature, Reading]] = {}
        self._kept: Readings | None = None

    @without_collection()
    def load(self) -> Contents:
        """Return what is in the folder; the very same value as before when nothing changed."""
        if self._marks is not None and self._marks.still_hold():
            return self._contents
        walk = walk_folder(self.config)
        self._marks = walk.marks
        files = [(entry.path, entry.signature) for entry in (*walk.entries, *walk.watched)]
        state = (*files, *walk.problems)
        if state != self._state:
            self._contents = self._read(walk)
            self._state = state
        return self._contents

    def _read(self, walk: Walk) -> Contents:
        kept = self._kept or Readings(self._cache, self.config, patience=self._patience)
        self._kept = kept
        readings: dict[str, tuple[Signature, Reading]] = {}
        good: dict[str, Writing] = {}
        files: list[Entry] = []
        problems = list(walk.problems)
        for entry in walk.entries:
            if entry.kind is None:
                files.append(entry)
                continue
            reading = self._reading(entry, kept)
            readings[entry.path] = (entry.signature, reading)
            problems.extend(reading.problems)
            if reading.writing:
                good[entry.path] = reading.writing
            elif reading.is_plain:
                files.append(entry)
        kept.save(readings)
        self._readings, self.good = readings, good
        problems.extend(misnamed(entry) for entry in files if entry.is_mistaken)
        return Contents(
            writings=tuple(good.values()),
            files=tuple(files),
            problems=tuple(problems),
            modified=walk.modified,
        )

    def _reading(self, entry: Entry, kept: Readings) -> Reading:
        before = self._readings.get(entry.path)
        if before and before[0] == entry.signature:
            return before[1]
        if found := kept.find(entry):
            return found
        reading = _read_entry(entry, self.config)
        if reading.is_plain or reading.writing is not None:
            kept.add(entry, reading)
            return reading
        recalled = kept.last_good(entry.path) if self._recalls_good else None
        return replace(reading, writing=self.good.get(entry.path) or recalled)


def walk_folder(config: Config) -> Walk:
    """Walk through the content folder, by the rules of its kind."""
    if config.jekyll is None:
        return walk_content(config.root)
    from app.library.jekyll_walk import walk_jekyll  # noqa: PLC0415 -- other folders do without

    return walk_jekyll(config.root, config.jekyll)


def _read_entry(entry: Entry, config: Config) -> Reading:
    try:
        if entry.may_be_plain and _is_plain(entry, config):
            return Reading(is_plain=True)
        if entry.signature[1] > LARGEST_TEXT:
            return Reading(problems=(_too_large(entry),))
        data = _read(entry)
    except OSError as error:
        return Reading(problems=(unreadable(entry.path, error),))
    found = Found(
        root=entry.root,
        path=entry.path,
        data=data,
        modified=entry.modified,
        kind=entry.kind or Kind.PAGE,
        collection=entry.collection,
    )
    try:
        return _understand(found, config)
    except HeaderError as error:
        return Reading(problems=(Problem(path=entry.path, line=error.line, what=error.what),))


def _understand(found: Found, config: Config) -> Reading:
    if config.jekyll is None or found.kind is Kind.ISSUE:
        return read_file(found, config)
    from app.content.jekyll.read import read_jekyll_file  # noqa: PLC0415 -- as above

    return read_jekyll_file(found, config)


def _read(entry: Entry) -> bytes:
    # Not by Path.read_bytes: a Path, a file of Python's and a buffer take longer than to read.
    opened = os.open(f"{entry.root}/{entry.path}", os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        # One more than there was to be read: what has not grown meanwhile ends before it.
        size = entry.signature[1]
        data = os.read(opened, size + 1)
        while len(data) != size and (more := os.read(opened, size + 1)):
            data += more
        return data
    finally:
        os.close(opened)


def _is_plain(entry: Entry, config: Config) -> bool:
    """Tell whether a file is served as it is: by its first letters it lacks the header it needs."""
    with entry.file.open("rb") as opened:
        has_header = opened.read(len(_BEGINNING[1])).startswith(_BEGINNING)
    if has_header or config.jekyll is None:
        return not has_header
    from app.content.jekyll.read import needs_header  # noqa: PLC0415 -- as above

    return needs_header(entry.path, config.jekyll)


def _too_large(entry: Entry) -> Problem:
    what = f"has {entry.signature[1]:,} bytes, more than a text has; split it, or link to it"
    return Problem(path=entry.path, what=what)
