"""A glance at times and sizes: where they are those of the last build, the site is not even opened.

When a build ends it notes of what files, program and options it was made, and how it left its own
files. The note lies in the cache folder, for a build that changes nothing must not touch the site;
without it the next build only takes longer. What cannot be told so quickly is not noted.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.publish.program import program_name
from app.publish.workshop import files_below, is_at_rest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from app.library.model import Library
    from app.publish.site import Built
    from app.publish.tree import State

#: Seconds for which a file may change again without another time: as long as the clock of the
#: coarsest disk ticks.
_SETTLED = 2.0
#: Bytes of files that changed so lately, up to which they are read to see whether they stay.
_MOST_READ = 200_000_000


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What a build noted when it ended."""

    #: A digest of all that it was made of.
    made_of: str
    #: A digest of the states of the files that it left.
    left: str
    #: From when until when, in seconds since the epoch, it has what there is to show.
    since: float
    until: float | None
    #: What it told the author.
    files: int
    has_search: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """The state of all that a build is made of, from before any of it is read."""

    root: Path
    #: Where the note is kept.
    file: Path
    #: A digest of the program, and of how the site is built.
    how: str
    #: A digest of the states of the author's files; empty where they do not tell everything.
    states: str
    #: Files whose time is so near that they may change without another one, and a digest of them.
    fresh: tuple[str, ...]
    fresh_bytes: str
    #: The time of the newest of them, in nanoseconds.
    newest: int

    def find_note(self, out: Path, *, now: float) -> Note | None:
        """Return the note of a build that *now* would write nothing else into *out*, or None."""
        note = self._load()
        if note is None or self.fresh or note.made_of != self._made_of:
            return None
        if now < note.since or (note.until is not None and now >= note.until):
            return None
        try:
            is_as_left = is_at_rest(out) and note.left == _sum_up_states(files_below(out))
        except OSError:  # another build puts its site there; or it may not be looked at
            return None
        return note if is_as_left else None

    def write_note(self, library: Library, left: Mapping[str, State], built: Built) -> None:
        """Note that a build of *library* left its files in these states, if that is certain.

        *built* is what the author is told. Where it cannot be written, there is none.
        """
        if not self._still_holds():
            return
        due = library.next_due
        note = Note(
            made_of=self._made_of,
            left=_sum_up_states(left.items()),
            since=library.as_of.timestamp(),
            until=due.timestamp() if due else None,
            files=built.files,
            has_search=built.has_search,
        )
        part = self.file.with_suffix(f".{os.getpid()}")
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            part.write_bytes(msgspec.json.encode(note))
            part.replace(self.file)
        except OSError:
            with suppress(OSError):
                part.unlink()

    @property
    def _made_of(self) -> str:
        return f"{self.how} {self.states}"

    def _still_holds(self) -> bool:
        """Tell whether what was read meanwhile is what its state will say it is from now on.

        A file that was fresh may have changed after it was read: it must be the same at the end,
        and no longer fresh.
        """
        if not self.states or not self.fresh:
            return bool(self.states)
        if self.newest >= _settled():
            return False  # and no look at all the others
        states, fresh, _newest = _look(self.root)
        return (states, fresh) == (self.states, ()) and _sum_up_files(
            self.fresh
        ) == self.fresh_bytes

    def _load(self) -> Note | None:
        with suppress(OSError, msgspec.MsgspecError):
            return msgspec.json.decode(self.file.read_bytes(), type=Note)
        return None


def take_glance(root: Path, out: Path, cache: Path, *, how: Iterable[object]) -> Glance:
    """Look at the content folder *root*, for a build into *out* as *how* tells; all absolute.

    *cache* is the folder where notes are kept.
    """
    place = _sum_up((f"{root}", f"{out}"))
    states, fresh, newest = _look(root)
    fresh_bytes = _sum_up_files(fresh)
    return Glance(
        root=root,
        file=cache / f"build-{place[:16]}.json",
        how=_sum_up((place, program_name(), *map(repr, how))),
        states=states if fresh_bytes else "",
        fresh=fresh,
        fresh_bytes=fresh_bytes,
        newest=newest,
    )


def _settled() -> float:
    """Return the time, in nanoseconds, before which a file was changed for good."""
    return (time.time() - _SETTLED) * 1_000_000_000


def _look(root: Path) -> tuple[str, tuple[str, ...], int]:
    """Return a digest of the states of all in *root*, the paths of what is fresh, the newest time.

    The digest is empty where there is a link, whose target may be anywhere, or no permission.
    """
    since = _settled()
    found: list[str] = []
    fresh: list[str] = []
    newest = 0
    try:
        for path, status in _everything(str(root)):
            if stat.S_ISLNK(status.st_mode):
                return "", (), 0
            # The number and the second time tell a file that was replaced by one as old and large.
            times = f"{status.st_mtime_ns}\0{status.st_ctime_ns}"
            found.append(f"{path}\0{times}\0{status.st_size}\0{status.st_ino}")
            if status.st_mtime_ns >= since:
                fresh.append(path)
                newest = max(newest, status.st_mtime_ns)
    except OSError:
        return "", (), 0
    return _sum_up(sorted(found)), tuple(fresh), newest


def _everything(root: str) -> Iterator[tuple[str, os.stat_result]]:
    """Give every file and folder in *root* with its state, and itself.

    What begins with a dot there is read by nobody: the history of a repository alone can be large.
    """
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        yield folder, os.stat(folder)  # noqa: PTH116 -- thousands of them
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if folder != root or not entry.name.startswith("."):
                        waiting.append(entry.path)
                else:
                    yield entry.path, entry.stat(follow_symlinks=False)


def _sum_up_files(paths: Iterable[str]) -> str:
    """Return a digest of the bytes of all files among *paths*; empty where they are too many."""
    digest = hashlib.sha256()
    size = 0
    try:
        for file in filter(Path.is_file, map(Path, paths)):
            data = file.read_bytes()
            digest.update(f"{file}\0{len(data)}\0".encode("utf-8", "surrogateescape") + data)
            size += len(data)
            if size > _MOST_READ:
                return ""
    except OSError:
        return ""
    return digest.hexdigest()


def _sum_up_states(states: Iterable[tuple[str, State]]) -> str:
    return _sum_up(sorted(f"{path}\0{size}\0{modified}" for path, (size, modified) in states))


def _sum_up(parts: Iterable[str]) -> str:
    text = "\n".join(parts)
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
