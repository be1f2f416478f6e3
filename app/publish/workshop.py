"""The folder beside the finished site in which the next one is made; one build at a time."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from app.errors import BuildError
from app.publish.marker import MARKER
from app.publish.swap import put_in_place, recover

try:
    import fcntl
except ImportError:  # Windows: there, two builds at once are the author's own care
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.publish.marker import Marker
    from app.publish.tree import State

#: What desktops put into every folder that somebody looks at.
_DESKTOP_FILES = {".DS_Store", "Thumbs.db", "desktop.ini"}
_MOST_NAMED = 3
#: The folder of the workshop that holds the site before last.
KEPT = "kept"
#: No space left on the disk, or none for this user.
_FULL = {errno.ENOSPC, errno.EDQUOT}


def check_place(out: Path, root: Path) -> None:
    """Raise BuildError unless a site may be at *out*: both absolute, *root* the content folder."""
    said = str(out)
    if out == root or out.is_relative_to(root):
        raise BuildError("is inside the content folder; choose a folder beside it", path=said)
    if root.is_relative_to(out):
        raise BuildError("holds the content folder; choose a folder beside that one", path=said)
    if out.exists() and not out.is_dir():
        raise BuildError("is a file; choose the name of a folder", path=said)
    if os.path.ismount(out):
        what = "is a disk of its own, which cannot be replaced; choose a folder in it"
        raise BuildError(what, path=said)


def files_there(out: Path, before: Marker, *, force: bool) -> dict[str, State]:
    """Return the files in *out*, each in the state it is in now.

    Raises BuildError when there are some that the last build did not write, which would be lost:
    with *force*, they may be, but for the history of a repository.
    """
    if (out / ".git").exists():
        what = "is a git repository, whose history would be lost; build beside it, and copy"
        raise BuildError(what, path=str(out))
    found = {path: state for path, state in files_below(out) if path != MARKER}
    strangers = sorted(
        path
        for path in found.keys() - {*before.table.paths}
        if path.rpartition("/")[2] not in _DESKTOP_FILES
    )
    if strangers and not force:
        names = ", ".join(strangers[:_MOST_NAMED])
        more = len(strangers) - _MOST_NAMED
        what = f"holds what no build wrote ({names}{f' and {more} more' if more > 0 else ''})"
        todo = "choose another folder, or lose it with --force"
        raise BuildError(f"{what}; {todo}", path=str(out))
    return found


def files_below(folder: Path) -> Iterator[tuple[str, State]]:
    """Give every file in *folder*, relative to it with forward slashes; links as they stand."""
    if not folder.is_dir():
        return
    waiting = [("", str(folder))]
    while waiting:
        prefix, where = waiting.pop()
        with os.scandir(where) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((f"{prefix}{entry.name}/", entry.path))
                else:
                    status = entry.stat(follow_symlinks=False)
                    yield f"{prefix}{entry.name}", (status.st_size, status.st_mtime_ns)


def state_of(path: Path) -> State:
    """Return the state that the file at *path* is in."""
    status = path.lstat()
    return status.st_size, status.st_mtime_ns


@contextmanager
def workshop(out: Path) -> Iterator[Path]:
    """Lend the path of a folder for the new site, on the file system of *out* and not there yet.

    What an earlier build left when it was killed is put right first. Raises BuildError while
    another build for *out* is at work.
    """
    place = _place_of(out)
    with saying(out):
        place.mkdir(parents=True, exist_ok=True)
        lock = _lock(place, out)
    try:
        with saying(out):
            recover(out, aside=place / "old")
            _sweep(place)
        yield place / "new"
    finally:
        with suppress(OSError):
            _sweep(place)
            (place / "lock").unlink(missing_ok=True)
            place.rmdir()
        os.close(lock)


def is_at_rest(out: Path) -> bool:
    """Tell whether no build for *out* is at work, and none was ended in the middle of its work."""
    place = _place_of(out)
    return not place.exists() or {path.name for path in place.iterdir()} <= {KEPT}


def _place_of(out: Path) -> Path:
    return out.parent / f".{out.name}.trifold"


def finish(new: Path, out: Path, *, is_kept: bool) -> None:
    """Let the finished folder *new* of the workshop take the place of *out*; may raise OSError.

    With *is_kept* the site that was there is kept to become the next; nothing else is in it.
    """
    aside = new.parent / "old"
    put_in_place(new, out, aside=aside)
    before = next((place for place in (new, aside) if place.exists()), None)
    if is_kept and before:
        before.rename(new.parent / KEPT)


def _lock(place: Path, out: Path) -> int:
    lock = os.open(place / "lock", os.O_RDWR | os.O_CREAT)
    if not _is_ours(lock, place / "lock"):
        os.close(lock)
        what = "is being built at this moment; wait until that is done"
        raise BuildError(what, path=str(out))
    # A program that this build starts holds it too: one that outlives us is still at work here.
    os.set_inheritable(lock, True)  # noqa: FBT003 -- the system's own signature
    return lock


def _is_ours(lock: int, path: Path) -> bool:
    try:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # One that ended just now took the file away that was opened.
        return os.path.samestat(os.fstat(lock), path.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


def _sweep(place: Path) -> None:
    for name in ("new", "old", "words"):
        if (place / name).exists():
            shutil.rmtree(place / name)


@contextmanager
def saying(out: Path) -> Iterator[None]:
    """Say in one sentence why *out* cannot be written, where an OSError would."""
    try:
        yield
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        todo = "make room, or choose" if error.errno in _FULL else "choose"
        what = f"cannot be written ({why}); {todo} another folder"
        raise BuildError(what, path=str(out)) from error
