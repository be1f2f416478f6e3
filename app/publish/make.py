"""Every file of a site is made, or taken over where the last build made it of the same."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from app.publish.addresses import Output, select_outputs
from app.publish.crew import can_fork, do_together
from app.publish.files import address_of, file_of
from app.publish.marker import MARKER, Marker, render_marker, table_of, writings_of
from app.publish.plan import plan_files
from app.publish.render import Renderer
from app.publish.search_index import INDEX, has_words, write_index
from app.publish.tree import key_of_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.library.current import Snapshot
    from app.publish.keys import Keys
    from app.publish.marker import Known, Written
    from app.publish.tree import Tree

_THE_INDEX = Output(address=INDEX, is_whole=True)


#: Files that one process makes before it says so.
_PIECE = 50
#: With fewer writings, other processes are not worth their beginning.
_MANY = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What a site is made of, and where."""

    snapshot: Snapshot
    keys: Keys
    tree: Tree
    #: The program that makes the index of the search; empty for a site without one.
    pagefind: str
    #: Processes that may make files at once.
    jobs: int = 1


class _Made(NamedTuple):
    """Some files that were made, and what was found out on the way."""

    files: dict[str, Written]
    changed: list[str]
    bodies: dict[str, Known]
    is_linked: bool


def make_files(
    making: Making, *, preview: bool, keep_going: bool, on_file: Callable[[int], None]
) -> Marker:
    """Make every file, and the one that says what they were made of, which is also returned.

    It has sentences about what was left out, as *keep_going* allows. *on_file* is told, file by
    file, how many there will be. Raises BuildError and OSError.
    """
    keys, tree = making.keys, making.tree
    outputs, notices = plan_files(
        select_outputs(making.snapshot, keys.related), keep_going=keep_going
    )
    tree.begin_with_kept(outputs.keys())
    is_searched = bool(making.pagefind) and has_words(making.snapshot)
    renderer = Renderer(making.snapshot, preview=preview, index=INDEX if is_searched else "")

    def make(paths: Sequence[str]) -> None:
        for path in paths:
            output = outputs[path]
            key = keys.of(output)
            if not tree.take_over([path], key):
                tree.write(path, _bytes_of(output, renderer, tree), key)

    def note(count: int) -> None:
        for _ in range(count):
            on_file(len(outputs))

    _make_pieces([*outputs], make, making, note)
    _write_host_files(tree, renderer, outputs)
    if is_searched:
        _write_index(making, keys.of(_THE_INDEX))
    marker = _marker(keys, tree, outputs, notices)
    (tree.new / MARKER).write_bytes(render_marker(marker))
    return marker


def _make_pieces(
    paths: Sequence[str],
    make: Callable[[Sequence[str]], None],
    making: Making,
    note: Callable[[int], None],
) -> None:
    """Make the files at *paths*, in several processes where nearly all of them are to be made."""
    keys, tree = making.keys, making.tree
    first, *pieces = [paths[place : place + _PIECE] for place in range(0, len(paths), _PIECE)]
    # What it takes to make files is loaded by the first few, once for all processes.
    make(first)
    note(len(first))
    is_worth_it = len(making.snapshot.shown.writings) >= _MANY and not keys.knows_most
    if making.jobs == 1 or not is_worth_it or not can_fork():
        for piece in pieces:
            make(piece)
            note(len(piece))
        return

    def made(piece: Sequence[str]) -> _Made:
        tree.changed.clear()
        keys.bodies.clear()
        make(piece)
        files = {path: tree.files[path] for path in piece}
        return _Made(files, tree.changed, keys.bodies, tree.is_linked)

    # Closed at once whatever happens, so that nobody writes any more where it is swept up.
    with closing(do_together(pieces, made, jobs=making.jobs)) as results:
        for one in results:
            tree.include(one.files, one.changed, is_linked=one.is_linked)
            keys.bodies |= one.bodies
            note(len(one.files))
    tree.sort(paths)


def _bytes_of(output: Output, renderer: Renderer, tree: Tree) -> bytes:
    same = file_of(output.same_as) if output.same_as else ""
    return tree.read(same) if same in tree.files else renderer.bytes_of(output)


def _write_host_files(tree: Tree, renderer: Renderer, outputs: Mapping[str, Output]) -> None:
    standing = {path for path, one in outputs.items() if not (one.leads_to or one.same_as)}
    for name, data in renderer.host_files(standing):
        if name not in tree.files:  # else the author has one of their own
            tree.write(name, data, key_of_bytes(data))


def _write_index(making: Making, key: str) -> None:
    """Make the index of the search, or keep the one made of the same words."""
    tree = making.tree
    if tree.take_over(tree.made_of(key), key):
        return
    place = INDEX.strip("/")
    index = tree.new / place
    words = tree.new.parent / "words"
    write_index(making.pagefind, making.snapshot, words=words, index=index)
    for file in index.rglob("*"):
        if file.is_file():
            tree.add(f"{place}/{file.relative_to(index).as_posix()}", key)


def _marker(
    keys: Keys, tree: Tree, outputs: Mapping[str, Output], notices: tuple[str, ...]
) -> Marker:
    places = {path: place for place, path in enumerate(tree.files)}
    shown: dict[str, list[int]] = {}
    for path, output in outputs.items():
        for writing in output.shows:
            shown.setdefault(writing.source.path, []).append(places[path])
    return Marker(
        whole=keys.whole if keys.can_tell else "",
        base=keys.base,
        shape=keys.shape,
        shelves=keys.shelves,
        beside=keys.beside,
        notices=notices,
        is_linked=tree.is_linked,
        table=table_of(tree.files),
        asked={path: asked for path, one in outputs.items() if (asked := _asked(path, one))},
        folders=tree.times(),
        # In one order, whichever process found out first.
        writings=writings_of(dict(sorted(keys.bodies.items())), shown),
        relations=msgspec.Raw(msgspec.json.encode(keys.found_related)),
    )


def _asked(path: str, output: Output) -> str:
    """Return what to ask for to make *output* again, where it is not what *path* alone says."""
    asked = output.same_as or output.address
    return "" if asked == address_of(path) else asked
