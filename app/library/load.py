"""Walk the author's folder, read every header, gather the problems."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from app.content.model import Level, Problem
from app.content.read import Found, Reading, read_file
from app.errors import HeaderError
from app.library.cache import Cache
from app.library.readings import Readings

if TYPE_CHECKING:
    from pathlib import Path

    from app.config import Config
    from app.library.model import Writing

#: Folders whose Markdown files are read.
WRITING_FOLDERS = ("posts", "drafts", "pages", "newsletters")
_ENDINGS = (".md", ".markdown")
_NEARLY = (".mkd", ".mkdn", ".mdown", ".mdwn", ".mdx", ".txt", ".textile", ".rst", ".org")

#: What tells one state of a file from another without reading it.
Signature: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file as the walk found it."""

    #: Relative to the content folder, with forward slashes.
    path: str
    file: Path
    signature: Signature
    #: Seconds since the epoch.
    modified: float

    @property
    def is_writing(self) -> bool:
        """Tell whether it holds a post, page or issue."""
        return self.path.lower().endswith(_ENDINGS) and self._is_among_writings

    @property
    def is_mistaken(self) -> bool:
        """Tell whether it looks as if it was meant to hold one, by a name that is not read."""
        return self.path.lower().endswith(_NEARLY) and self._is_among_writings

    @property
    def _is_among_writings(self) -> bool:
        return self.path.partition("/")[0] in WRITING_FOLDERS


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
    ) -> None:
        """Read with *config*; with *recalls_good*, what was good before a restart counts too."""
        self.config = config
        self._cache = cache or Cache(None)
        self._recalls_good = recalls_good
        #: The last good version of each file, by its path.
        self.good: dict[str, Writing] = before.good if before else {}
        self._state: tuple[object, ...] | None = None
        self._contents = Contents()
        self._readings: dict[str, tuple[Signature, Reading]] = {}
        self._kept: Readings | None = None

    def load(self) -> Contents:
        """Return what is in the folder; the very same value as before when nothing changed."""
        walk = _Walk(self.config.root)
        state = (*((entry.path, entry.signature) for entry in walk.entries), *walk.problems)
        if state != self._state:
            self._contents = self._read(walk)
            self._state = state
        return self._contents

    def _read(self, walk: _Walk) -> Contents:
        kept = self._kept = self._kept or Readings(self._cache, self.config)
        readings = {
            entry.path: (entry.signature, self._reading(entry, kept))
            for entry in walk.entries
            if entry.is_writing
        }
        kept.save(readings)
        self._readings = readings
        self.good = {path: one.writing for path, (_, one) in readings.items() if one.writing}
        found = [reading for _, reading in readings.values()]
        return Contents(
            writings=tuple(reading.writing for reading in found if reading.writing),
            files=tuple(entry for entry in walk.entries if not entry.is_writing),
            problems=(
                *walk.problems,
                *(one for reading in found for one in reading.problems),
                *(_misnamed(entry) for entry in walk.entries if entry.is_mistaken),
            ),
            modified=walk.modified,
        )

    def _reading(self, entry: Entry, kept: Readings) -> Reading:
        before = self._readings.get(entry.path)
        if before and before[0] == entry.signature:
            return before[1]
        if found := kept.find(entry):
            return found
        reading = _read_entry(entry, self.config)
        if reading.writing is not None:
            kept.add(entry, reading)
            return reading
        recalled = kept.last_good(entry.path) if self._recalls_good else None
        return replace(reading, writing=self.good.get(entry.path) or recalled)


def _read_entry(entry: Entry, config: Config) -> Reading:
    try:
        data = entry.file.read_bytes()
    except OSError as error:
        return Reading(problems=(_unreadable(entry.path, error),))
    found = Found(file=entry.file, path=entry.path, data=data, modified=entry.modified)
    try:
        return read_file(found, config)
    except HeaderError as error:
        return Reading(problems=(Problem(path=entry.path, line=error.line, what=error.what),))


class _Walk:
    """One walk through a content folder: what is there, and what cannot be used."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        #: The newest time met, of files and folders alike.
        self.modified = _time(root)
        if (root / "custom.css").exists():
            self._look(root / "custom.css", "custom.css", root / "custom.css")
        # site.toml is read elsewhere; here it only tells how new everything is.
        self.modified = max(self.modified, _time(root / "site.toml"))
        for name in (*WRITING_FOLDERS, "assets"):
            self._enter(root / name, name)
        self.entries.sort(key=lambda entry: entry.path)
        self.problems.sort()

    def _enter(self, folder: Path, path: str) -> None:
        try:
            listing = sorted(os.scandir(folder), key=lambda item: item.name)
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            self.problems.append(_unreadable(path, error))
            return
        self.modified = max(self.modified, _time(folder))
        for item in listing:
            if item.name.startswith((".", "_")) or item.name.endswith("~"):
                continue
            if not _is_utf8(item.name):
                what = "has a name that is not UTF-8, so it is left out; rename it"
                self.problems.append(_left_out(f"{path}/{_readable(item.name)}", what))
            elif item.is_dir(follow_symlinks=False):
                self._enter(folder / item.name, f"{path}/{item.name}")
            else:
                self._look(folder / item.name, f"{path}/{item.name}", item)

    def _look(self, file: Path, path: str, found: Path | os.DirEntry[str]) -> None:
        """Take *file* when it is an ordinary one inside the folder; say so when it is not."""
        try:
            # A listing knows already what would cost another look at the disk.
            status = found.stat()
            inside = not found.is_symlink() or file.resolve().is_relative_to(self.root)
        except OSError as error:
            self.problems.append(_unreadable(path, error))
            return
        if not inside:
            what = "is a link out of the content folder; copy the file here"
            self.problems.append(_left_out(path, what))
        elif not stat.S_ISREG(status.st_mode):
            self.problems.append(_left_out(path, "is no ordinary file, so it is left out"))
        else:
            signature = (status.st_mtime_ns, status.st_size, status.st_ino)
            entry = Entry(path=path, file=file, signature=signature, modified=status.st_mtime)
            self.entries.append(entry)
            self.modified = max(self.modified, entry.modified)


def _is_utf8(name: str) -> bool:
    """Tell whether *name* was whole text: the system gives other bytes as lone surrogates."""
    return not any("\ud800" <= letter <= "\udfff" for letter in name)


def _readable(name: str) -> str:
    return name.encode("utf-8", "replace").decode()


def _time(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _misnamed(entry: Entry) -> Problem:
    name = entry.path.rpartition("/")[2]
    what = f"is not read by this name; call it {name.rpartition('.')[0]}.md if it is a post"
    return _left_out(entry.path, what)


def _left_out(path: str, what: str) -> Problem:
    return Problem(path=path, what=what, level=Level.NOTICE)


def _unreadable(path: str, error: OSError) -> Problem:
    reason = (error.strerror or "unknown reason").lower()
    return Problem(path=path, what=f"cannot be read ({reason}); check its permissions")
