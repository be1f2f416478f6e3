"""A snapshot becomes a folder of files: all of it takes the place of the old one, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.publish.addresses import Output, select_outputs
from app.publish.keys import Keys
from app.publish.marker import MARKER, Marker, Written, load_marker, render_marker
from app.publish.plan import plan_files
from app.publish.render import Renderer
from app.publish.search_index import INDEX, find_pagefind, has_words, write_index
from app.publish.tree import Tree, digest_of
from app.publish.workshop import check_place, files_there, finish, saying, workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from app.library.current import Snapshot
    from app.publish.tree import State

_THE_INDEX = Output(address=INDEX, is_whole=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """How a site is built."""

    #: With drafts and what is to come, and out of search engines.
    preview: bool = False
    #: Leaves out a file that not every host can hold, instead of stopping.
    keep_going: bool = False
    #: Replaces a folder that holds what no build wrote.
    force: bool = False
    #: Makes the index of the search, where Pagefind is installed.
    search: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build did."""

    files: int
    #: Paths in the site of those that are new or not what they were.
    changed: tuple[str, ...] = ()
    #: How many were taken away.
    gone: int = 0
    has_search: bool
    #: Sentences about what was left out.
    notices: tuple[str, ...] = ()


def publish_site(
    snapshot: Snapshot,
    out: Path,
    options: BuildOptions,
    *,
    on_file: Callable[[int], None] = lambda _count: None,
) -> Built:
    """Write everything that *snapshot* shows into the folder *out* (absolute).

    What the last build left there is taken over where it was made of the same. *on_file* is told,
    file by file, how many there will be. Raises BuildError, with *out* untouched, when an address
    cannot be made, *out* cannot be written, or holds what is not ours.
    """
    check_place(out, snapshot.config.root)
    pagefind = find_pagefind() if options.search else ""
    with workshop(out) as new, saying(out):
        before = load_marker(out)
        there = files_there(out, before, force=options.force)
        variant = (options.preview, options.keep_going, bool(pagefind))
        keys = Keys(snapshot, before, variant=variant)
        if keys.is_settled and _is_intact(before, there):
            return Built(files=len(before.files), has_search=bool(pagefind))
        outputs, notices = plan_files(
            select_outputs(snapshot, keys.related), keep_going=options.keep_going
        )
        is_searched = bool(pagefind) and has_words(snapshot)
        tree = Tree(out, new, before, there)
        renderer = Renderer(snapshot, preview=options.preview, index=INDEX if is_searched else "")
        for path, output in outputs.items():
            key = keys.of(output)
            if not tree.take_over([path], key):
                tree.write(path, renderer.bytes_of(output), key)
            on_file(len(outputs))
        _write_host_files(tree, renderer, outputs)
        if is_searched:
            _write_index(pagefind, snapshot, tree, keys.of(_THE_INDEX))
        (new / MARKER).write_bytes(render_marker(_marker(keys, tree)))
        finish(new, out)
    return Built(
        files=len(tree.files),
        changed=tuple(tree.changed),
        gone=tree.gone,
        has_search=bool(pagefind),
        notices=notices,
    )


def _is_intact(before: Marker, there: Mapping[str, State]) -> bool:
    """Tell whether *there* are the very files of the last build, and no others."""
    return len(there) == len(before.files) and all(
        there.get(path) == (written.size, written.modified)
        for path, written in before.files.items()
    )


def _write_host_files(tree: Tree, renderer: Renderer, outputs: Mapping[str, Output]) -> None:
    standing = {path for path, one in outputs.items() if not (one.leads_to or one.same_as)}
    for name, data in renderer.host_files(standing):
        if name not in tree.files:  # else the author has one of their own
            tree.write(name, data, "")


def _write_index(pagefind: str, snapshot: Snapshot, tree: Tree, key: str) -> None:
    """Make the index of the search, or keep the one made of the same words."""
    if tree.take_over(tree.made_of(key), key):
        return
    place = INDEX.strip("/")
    index = tree.new / place
    write_index(pagefind, snapshot, words=tree.new.parent / "words", index=index)
    for file in index.rglob("*"):
        if file.is_file():
            status, path = file.stat(), f"{place}/{file.relative_to(index).as_posix()}"
            digest = digest_of(file.read_bytes())
            tree.add(path, Written(key, digest, status.st_size, status.st_mtime_ns))


def _marker(keys: Keys, tree: Tree) -> Marker:
    return Marker(
        whole=keys.whole if keys.can_tell else "",
        files=tree.files,
        shape=keys.shape,
        bodies=keys.bodies,
        shelves=keys.shelves,
        related=keys.found_related,
    )
