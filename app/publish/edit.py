"""Where only words were edited, the files that show them are made, and no other is looked for.

The marker of the last build says in which files each writing is shown. The folder of the build
before it, which is kept, becomes the new site: it differs from the last one in few files, and their
markers name those.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import msgspec

from app.publish.files import address_of
from app.publish.kept import folders_of, has_folders, times_of
from app.publish.marker import MARKER, Marker, Stand, Written, load_stand, render_marker
from app.publish.tree import holds, key_of_bytes, write_new

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from app.library.current import Snapshot
    from app.library.model import Writing
    from app.publish.keys import Keys


_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What is to be done where only words were edited."""

    #: What was edited, by its place in the table of writings.
    edited: dict[int, Writing]
    #: What the last build said of itself, and the one whose folder is kept.
    before: Marker
    kept: Stand
    #: Places in the table of files of those that are to be made, each with a writing in it.
    to_make: dict[int, Writing]
    #: Places of the files that the kept folder lacks, or has otherwise than the last site.
    to_link: tuple[int, ...]
    #: Paths of those that only the kept folder has.
    to_remove: tuple[str, ...]


def find_edit(edited: tuple[Writing, ...], before: Marker, kept: Path) -> Edit | None:
    """Decide what *edited* changes; None where the folder *kept* cannot become the new site."""
    stand = load_stand(kept)
    if stand is None or not (before.is_linked and stand.is_linked and has_folders(kept, stand)):
        return None
    numbers = {path: number for number, path in enumerate(before.writings.paths)}
    found = {numbers[one.source.path]: one for one in edited}
    shown = before.writings.shown
    to_make = {place: one for number, one in found.items() for place in shown[number]}
    others, gone = _find_others(stand, before)
    return Edit(
        edited=found,
        before=before,
        kept=stand,
        to_make=to_make,
        to_link=tuple(place for place in others if place not in to_make),
        to_remove=gone,
    )


def _find_others(stand: Stand, before: Stand) -> tuple[list[int], tuple[str, ...]]:
    """Return the places of files that *stand* lacks or has otherwise, and those it has besides."""
    if stand.table.paths == before.table.paths:  # as after nearly every edit
        both = zip(_rows(before), _rows(stand), strict=True)
        return [place for place, (row, other) in enumerate(both) if row != other], ()
    there = dict(zip(stand.table.paths, _rows(stand), strict=True))
    rows = zip(before.table.paths, _rows(before), strict=True)
    others = [place for place, (path, row) in enumerate(rows) if there.pop(path, ()) != row]
    return others, tuple(there)


def _rows(stand: Stand) -> Iterator[tuple[object, ...]]:
    return zip(stand.table.keys, stand.table.sizes, stand.table.times, strict=True)


def make_edit(
    edit: Edit, snapshot: Snapshot, keys: Keys, place: Place, *, on_file: Callable[[int], None]
) -> tuple[Marker, tuple[str, ...]]:
    """Make the site of *snapshot* of the kept folder.

    Returns what it says of itself, and the paths of the files that are not what they were.
    """
    # With the whole server behind it: where nothing changed, nobody waits for that.
    from app.publish.addresses import Output  # noqa: PLC0415
    from app.publish.render import Renderer  # noqa: PLC0415

    place.begin(edit.to_remove, edit.before.folders, edit.kept.folders)
    renderer = Renderer(snapshot, preview=False, index="")
    table = edit.before.table
    for number in edit.to_link:
        place.take_over(table.paths[number])
    made: dict[int, Written] = {}
    changed: list[str] = []
    for number, writing in edit.to_make.items():
        path, size = table.paths[number], table.sizes[number]
        asked = edit.before.asked.get(path) or address_of(path)
        data = renderer.bytes_of(Output(address=asked, shows=(writing,)))
        if holds(f"{place.out}/{path}", data, size=size):
            place.take_over(path)
            made[number] = Written(key_of_bytes(data), size, table.times[number])
        else:
            made[number] = place.write(path, data)
            changed.append(path)
        on_file(len(edit.to_make))
    marker = _marker(edit, keys, made, place.new)
    (place.new / MARKER).write_bytes(render_marker(marker))
    return marker, tuple(changed)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the last site is, the kept one, and the new one that it becomes."""

    out: Path
    kept: Path
    new: Path

    def begin(
        self, gone: Iterable[str], folders: Mapping[str, int], had: Mapping[str, int]
    ) -> None:
        """Let the kept folder be the new one, without the files *gone*, with the last *folders*."""
        self.kept.rename(self.new)
        for path in gone:
            os.unlink(f"{self.new}/{path}")  # noqa: PTH108 -- paths as text, as in tree.py
        for folder in sorted(had.keys() - folders.keys(), key=len, reverse=True):
            os.rmdir(f"{self.new}/{folder}")  # noqa: PTH106 -- as above
        for folder in sorted(folders.keys() - had.keys(), key=len):
            os.mkdir(f"{self.new}/{folder}")  # noqa: PTH102 -- as above

    def take_over(self, path: str) -> None:
        """Let the file at *path* be that of the last site."""
        self._make_room(path)
        os.link(f"{self.out}/{path}", f"{self.new}/{path}")

    def write(self, path: str, data: bytes) -> Written:
        """Write another file to *path*."""
        self._make_room(path)
        # By what key a whole build would know it is not asked: the next one makes it again.
        return write_new(f"{self.new}/{path}", data, key=key_of_bytes(data))

    def _make_room(self, path: str) -> None:
        with suppress(FileNotFoundError):
            os.unlink(f"{self.new}/{path}")  # noqa: PTH108 -- as above


def _marker(edit: Edit, keys: Keys, made: dict[int, Written], new: Path) -> Marker:
    before, paths = edit.before, edit.before.table.paths
    table = msgspec.structs.replace(
        before.table,
        keys=_with(before.table.keys, {number: one.key for number, one in made.items()}),
        sizes=_with(before.table.sizes, {number: one.size for number, one in made.items()}),
        times=_with(before.table.times, {number: one.modified for number, one in made.items()}),
    )
    moved = (*(paths[number] for number in (*made, *edit.to_link)), *edit.to_remove)
    touched = folders_of(moved) & before.folders.keys()
    known = {number: keys.known_of(one) for number, one in edit.edited.items()}
    writings = msgspec.structs.replace(
        before.writings,
        states=_with(before.writings.states, {number: one.state for number, one in known.items()}),
        words=_with(before.writings.words, {number: one.words for number, one in known.items()}),
    )
    return msgspec.structs.replace(
        before,
        whole=keys.whole_with(before.shelves),
        table=table,
        folders=_times(edit, touched) | times_of(new, touched),
        writings=writings,
    )


def _times(edit: Edit, touched: set[str]) -> dict[str, int]:
    """Return the times of the folders that are as the kept site had them."""
    had = edit.kept.folders
    return {folder: had[folder] for folder in edit.before.folders if folder not in touched}


def _with(column: list[_T], changed: dict[int, _T]) -> list[_T]:
    """Return *column* with some of its values *changed*."""
    column = [*column]
    for number, value in changed.items():
        column[number] = value
    return column
