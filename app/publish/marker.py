"""The file in a built site that says which files are ours, and what each was made of."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

MARKER = ".trifold-build.json"
#: To be raised whenever the form of the marker changes: an older one only names its files then.
_FORM = 5


class Written(NamedTuple):
    """A file as a build left it."""

    #: A digest of what it was made of: files at one path that have the same are the same.
    key: str
    size: int
    #: In nanoseconds, of the file.
    modified: int


class Known(NamedTuple):
    """What a build found out about a writing."""

    #: The digest of its file, and its address.
    state: str
    #: A digest of its rendered words.
    words: str
    #: A digest of all that its header says.
    header: str


NOT_KNOWN = Known("", "", "")


class _Table(msgspec.Struct, frozen=True, kw_only=True):
    @property
    def is_whole(self) -> bool:
        """Tell whether its columns are of one length."""
        return len({len(getattr(self, name)) for name in self.__struct_fields__}) == 1


class FileTable(_Table, frozen=True, kw_only=True):
    """Files that a build left, column by column: so tens of thousands are read at once."""

    paths: list[str] = []
    keys: list[str] = []
    sizes: list[int] = []
    times: list[int] = []


class WritingTable(_Table, frozen=True, kw_only=True):
    """Writings that a build showed, in the same way."""

    paths: list[str] = []
    states: list[str] = []
    words: list[str] = []
    headers: list[str] = []
    #: Which files, by their places in the table of files, show anything of each.
    shown: list[list[int]] = []


class Stand(msgspec.Struct, frozen=True, kw_only=True):
    """How the files of a build stand: as much of its marker as a later one needs of the kept."""

    form: int = 0
    #: Whether files that stay are the same on disk as in the site before.
    is_linked: bool = True
    table: FileTable = FileTable()
    #: Each folder of the site but itself, and its time: it changes with what is in it.
    folders: dict[str, int] = {}


class Marker(Stand, frozen=True, kw_only=True, dict=True):
    """What a build says of itself."""

    form: int = _FORM
    #: Of everything that it was made of; empty where that cannot be told.
    whole: str = ""
    #: Of what all files share: settings, program, templates, and the author's files.
    base: str = ""
    #: Of old addresses, and of what was due next.
    beside: str = ""
    #: Of all addresses: while they stay, a link in a post leads where it led.
    shape: str = ""
    #: Of all terms and who is in them: while they stay, the same posts are related.
    shelves: str = ""
    #: What the author was told.
    notices: tuple[str, ...] = ()
    #: What to ask the server for, by path, where that does not follow from the path.
    asked: dict[str, str] = {}
    writings: WritingTable = WritingTable()
    #: As JSON, for it is only read where more than words changed: the posts related to each.
    relations: msgspec.Raw = msgspec.Raw(b"{}")

    @cached_property
    def related(self) -> dict[str, tuple[str, ...]]:
        """Paths of the posts that are related to each, by path."""
        return msgspec.json.decode(self.relations, type=dict[str, tuple[str, ...]])

    @cached_property
    def files(self) -> dict[str, Written]:
        """Each file that it wrote, by its path in the site."""
        table = self.table
        rows = zip(table.keys, table.sizes, table.times, strict=True)
        return dict(zip(table.paths, map(Written._make, rows), strict=True))

    @cached_property
    def states(self) -> dict[str, tuple[int, int]]:
        """Bytes and time of each, in nanoseconds."""
        table = self.table
        return dict(zip(table.paths, zip(table.sizes, table.times, strict=True), strict=True))

    @cached_property
    def bodies(self) -> dict[str, Known]:
        """What it found out about each writing, by its path."""
        table = self.writings
        rows = zip(table.states, table.words, table.headers, strict=True)
        return dict(zip(table.paths, map(Known._make, rows), strict=True))


class _Paths(msgspec.Struct, frozen=True):
    paths: list[str] = []


class _OfOldForm(msgspec.Struct):
    """What every form had, in one of two places: the names of the files."""

    files: dict[str, msgspec.Raw] = {}
    table: _Paths = _Paths()


def load_marker(out: Path) -> Marker:
    """Return what the last build left in *out*; an empty one where there is none to be read."""
    try:
        data = (out / MARKER).read_bytes()
        with suppress(msgspec.ValidationError):
            marker = msgspec.json.decode(data, type=Marker)
            if marker.form == _FORM:
                return marker if marker.table.is_whole and marker.writings.is_whole else Marker()
        old = msgspec.json.decode(data, type=_OfOldForm)
    except (OSError, msgspec.DecodeError):
        return Marker()
    # Another version wrote it: the files are ours, and each is made again.
    return Marker(table=table_of(dict.fromkeys((*old.files, *old.table.paths), Written("", -1, 0))))


def load_stand(kept: Path) -> Stand | None:
    """Return how the files in *kept* stand; None where that is not to be read."""
    with suppress(OSError, msgspec.DecodeError):
        found = msgspec.json.decode((kept / MARKER).read_bytes(), type=Stand)
        return found if found.form == _FORM and found.table.is_whole else None
    return None


def table_of(files: dict[str, Written]) -> FileTable:
    """Put *files* into columns."""
    rows = files.values()
    return FileTable(
        paths=[*files],
        keys=[one.key for one in rows],
        sizes=[one.size for one in rows],
        times=[one.modified for one in rows],
    )


def writings_of(bodies: dict[str, Known], shown: dict[str, list[int]]) -> WritingTable:
    """Put *bodies* into columns, each with the places of the files in which it is *shown*."""
    rows = bodies.values()
    return WritingTable(
        paths=[*bodies],
        states=[one.state for one in rows],
        words=[one.words for one in rows],
        headers=[one.header for one in rows],
        shown=[shown.get(path, []) for path in bodies],
    )


def render_marker(marker: Marker) -> bytes:
    """Write *marker* down."""
    return msgspec.json.encode(marker)
