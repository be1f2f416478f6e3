"""What lies in the author's folder, and what of it cannot be used."""

from __future__ import annotations

import os
import stat
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.content.model import Level, Problem
from app.content.read import Kind
from app.library.marks import Marks, Signature, signature_of

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Folders whose Markdown files are read, and what they hold.
WRITING_FOLDERS = {
    "posts": Kind.POST,
    "drafts": Kind.DRAFT,
    "pages": Kind.PAGE,
    "newsletters": Kind.ISSUE,
}
MARKDOWN = (".md", ".markdown")
_NEARLY = (".mkd", ".mkdn", ".mdown", ".mdwn", ".mdx", ".txt", ".textile", ".rst", ".org")


class Entry(NamedTuple):  # made in a tenth of the time that a dataclass takes
    """A file as the walk found it."""

    #: The content folder, as text.
    root: str
    #: Relative to it, with forward slashes.
    path: str
    signature: Signature
    #: Seconds since the epoch.
    modified: float
    #: What it is to be read as; None for a file that is only served.
    kind: Kind | None = None
    #: The label of a document's collection, in a Jekyll folder.
    collection: str = ""
    #: Where a file of a Jekyll folder is served; empty where its folder decides.
    address: str = ""

    @property
    def may_be_plain(self) -> bool:
        """Tell whether it is served as it is where it turns out to have no header."""
        return bool(self.kind and self.address)

    @property
    def file(self) -> Path:
        """Where the file is; made when wanted, for that takes longer than the look at it."""
        return Path(self.root, self.path)

    @property
    def is_mistaken(self) -> bool:
        """Tell whether it looks as if it was meant to be read, by a name that is not."""
        if self.kind or self.address or not self.path.lower().endswith(_NEARLY):
            return False
        return self.path.partition("/")[0] in WRITING_FOLDERS


class Walk:
    """One walk through a content folder: what is there, and what cannot be used."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._root = str(self.root)
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        self.marks = Marks(self._root)
        #: Files that are neither read nor served by themselves, but that others are made of.
        self.watched: list[Entry] = []
        #: The newest time met, of files and folders alike.
        self.modified = _time(root)

    def list_folder(self, folder: Path, path: str) -> Iterator[tuple[os.DirEntry[str], str, bool]]:
        """Give each entry of *folder* with its path, and whether it is a folder, by name."""
        try:
            listing = sorted(os.scandir(folder), key=attrgetter("name"))
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            self.problems.append(unreadable(path, error))
            return
        self.note_time(folder)
        for item in listing:
            inner = f"{path}/{item.name}" if path else item.name
            if item.name.isascii() or _is_utf8(item.name):
                yield item, inner, item.is_dir(follow_symlinks=False)
            elif not item.name.startswith((".", "_")):
                what = "has a name that is not UTF-8, so it is left out; rename it"
                self.problems.append(left_out(_readable(inner), what))

    def look(
        self,
        found: Path | os.DirEntry[str],
        path: str,
        *,
        kind: Kind | None = None,
        collection: str = "",
        address: str = "",
    ) -> Entry | None:
        """Return *found* when it is an ordinary file inside the folder; say so when it is not.

        *kind*, *collection* and *address* are what the entry says of it.
        """
        try:
            # A listing knows already what would cost another look at the disk.
            status = found.stat()
            inside = not found.is_symlink() or self._is_inside(path)
        except OSError as error:
            self.problems.append(unreadable(path, error))
            return None
        if not inside:
            what = "is a link out of the content folder; copy the file here"
            self.problems.append(left_out(path, what))
            return None
        if not stat.S_ISREG(status.st_mode):
            self.problems.append(left_out(path, "is no ordinary file, so it is left out"))
            return None
        modified = status.st_mtime
        self.modified = max(self.modified, modified)
        return Entry(self._root, path, signature_of(status), modified, kind, collection, address)

    def _is_inside(self, path: str) -> bool:
        return (self.root / path).resolve().is_relative_to(self.root)

    def note_time(self, path: Path) -> None:
        """Count *path* among what tells how new everything is."""
        self.marks.add(str(path))
        self.modified = max(self.modified, _time(path))

    def finish(self) -> Walk:
        """Put everything in order, and return the walk."""
        self.entries.sort(key=attrgetter("path"))
        self.problems.sort()
        is_sound = not any(map(_is_error, self.problems))
        self.marks.settle((*self.entries, *self.watched), is_sound=is_sound)
        return self


def walk_content(root: Path) -> Walk:
    """Walk through a content folder of ours."""
    walk = Walk(root)
    walk.note_time(root / "site.toml")  # read elsewhere; here it only tells how new everything is
    if (root / "custom.css").exists() and (entry := walk.look(root / "custom.css", "custom.css")):
        walk.entries.append(entry)
    for name in (*WRITING_FOLDERS, "assets"):
        _enter(walk, root / name, name)
    return walk.finish()


def _enter(walk: Walk, folder: Path, path: str) -> None:
    kind = WRITING_FOLDERS.get(path.partition("/")[0])
    for item, inner, is_folder in walk.list_folder(folder, path):
        if item.name.startswith((".", "_")) or item.name.endswith("~"):
            continue
        if is_folder:
            _enter(walk, folder / item.name, inner)
            continue
        is_text = inner.lower().endswith(MARKDOWN)
        if entry := walk.look(item, inner, kind=kind if is_text else None):
            walk.entries.append(entry)


def misnamed(entry: Entry) -> Problem:
    """Say that *entry* is not read by its name."""
    name = entry.path.rpartition("/")[2]
    what = f"is not read by this name; call it {name.rpartition('.')[0]}.md if it is a post"
    return left_out(entry.path, what)


def left_out(path: str, what: str) -> Problem:
    """Say that a file is left out, and why."""
    return Problem(path=path, what=what, level=Level.NOTICE)


def unreadable(path: str, error: OSError) -> Problem:
    """Say that a file or folder cannot be read."""
    reason = (error.strerror or "unknown reason").lower()
    return Problem(path=path, what=f"cannot be read ({reason}); check its permissions")


def _is_error(problem: Problem) -> bool:
    return problem.level is Level.ERROR


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
