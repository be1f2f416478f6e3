"""A snapshot becomes a folder of files: all of it takes the place of the old one, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.publish.keys import Keys
from app.publish.marker import MARKER, load_marker
from app.publish.search_index import find_pagefind
from app.publish.tree import Tree
from app.publish.workshop import check_place, files_there, finish, saying, state_of, workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from app.library.current import Snapshot
    from app.publish.glance import Glance
    from app.publish.marker import Marker
    from app.publish.tree import State


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
    glance: Glance | None = None,
    on_file: Callable[[int], None] = lambda _count: None,
) -> Built:
    """Write everything that *snapshot* shows into the folder *out* (absolute).

    What the last build left there is taken over where it was made of the same. *glance*, taken
    before *snapshot*, makes a note of the end. *on_file* is told, file by file, how many there will
    be. Raises BuildError, with *out* untouched, when an address cannot be made, *out* cannot be
    written, or holds what is not ours.
    """
    check_place(out, snapshot.config.root)
    pagefind = find_pagefind() if options.search else ""
    with workshop(out) as new, saying(out):
        before = load_marker(out)
        there = files_there(out, before, force=options.force)
        variant = (options.preview, options.keep_going, bool(pagefind))
        keys = Keys(snapshot, before, variant=variant)
        is_intact = _is_intact(before, there)
        if keys.is_settled and is_intact:
            built, left = Built(files=len(before.files), has_search=bool(pagefind)), there
        else:
            tree = Tree(out, new, before, there)
            built = _make(snapshot, keys, tree, options, pagefind=pagefind, on_file=on_file)
            is_kept = tree.is_large and is_intact and len(there) == len(before.files)
            finish(new, out, is_kept=is_kept)
            left = {path: (one.size, one.modified) for path, one in tree.files.items()}
        if glance and keys.can_tell and not options.preview:
            glance.write_note(snapshot.library, left | {MARKER: state_of(out / MARKER)}, built)
    return built


def _make(
    snapshot: Snapshot,
    keys: Keys,
    tree: Tree,
    options: BuildOptions,
    *,
    pagefind: str,
    on_file: Callable[[int], None],
) -> Built:
    """Fill *tree* with the whole site."""
    # With the whole server behind it: where nothing changed, nobody waits for that.
    from app.publish.make import Making, make_files  # noqa: PLC0415

    making = Making(snapshot=snapshot, keys=keys, tree=tree, pagefind=pagefind)
    notices = make_files(
        making, preview=options.preview, keep_going=options.keep_going, on_file=on_file
    )
    return Built(
        files=len(tree.files),
        changed=tuple(tree.changed),
        gone=tree.gone,
        has_search=bool(pagefind),
        notices=notices,
    )


def _is_intact(before: Marker, there: Mapping[str, State]) -> bool:
    """Tell whether the files of the last build are *there* as it left them."""
    return bool(before.files) and all(
        there.get(path) == (written.size, written.modified)
        for path, written in before.files.items()
    )
