"""A snapshot becomes a folder of files: all of it takes the place of the old one, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.library.memory import rare_collection
from app.publish.edit import Edit, Place, find_edit, make_edit
from app.publish.kept import has_files, has_folders, make_spare
from app.publish.keys import Keys
from app.publish.marker import MARKER, load_marker
from app.publish.search_index import find_pagefind
from app.publish.tree import Tree
from app.publish.workshop import KEPT, check_place, files_there, finish, saying, state_of, workshop

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
    #: Processes that make files at once; the files are the same, so it is not among what is said.
    jobs: int = field(default=1, repr=False)


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
    with workshop(out) as new, saying(out), rare_collection():
        before = load_marker(out)
        is_as_left = has_folders(out, before) and has_files(out, before)
        there = before.states if is_as_left else files_there(out, before, force=options.force)
        variant = (options.preview, options.keep_going, bool(pagefind))
        task = _Task(
            snapshot=snapshot,
            out=out,
            new=new,
            before=before,
            there=there,
            keys=Keys(snapshot, before, variant=variant),
            options=options,
            pagefind=pagefind,
            on_file=on_file,
        )
        built, states = task.do()
        left = {**states, MARKER: state_of(out / MARKER)}
    # Not before all is tidied up: after a note, the next build may not even look.
    # What the author is told of each build is not in it.
    if glance and task.keys.can_tell and not (options.preview or built.notices):
        glance.write_note(snapshot.library, left, built)
    return built


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """One build: what is to be made, where, and what the last one left there."""

    snapshot: Snapshot
    out: Path
    new: Path
    before: Marker
    there: Mapping[str, State]
    keys: Keys
    options: BuildOptions
    pagefind: str
    on_file: Callable[[int], None]

    def do(self) -> tuple[Built, Mapping[str, State]]:
        """Do as much as there is to do; return the states of the files at the end as well."""
        is_intact = self.before.states.items() <= self.there.items() and bool(self.before.states)
        is_all_ours = is_intact and len(self.there) == len(self.before.states)
        edited = self.keys.find_edited() if is_intact else None
        # With force, what else is in the folder is to be lost: only another site has it not.
        may_stay = is_intact and (is_all_ours or not self.options.force)
        if may_stay and (self.keys.is_settled if edited is None else not edited):
            return self._unchanged(), self.there
        if edited and is_all_ours and not self.pagefind:
            edit = find_edit(edited, self.before, self.new.parent / KEPT)
            if edit:
                return self._make_edit(edit)
        return self._make_all(is_kept=is_all_ours)

    def _unchanged(self) -> Built:
        return self._built(files=len(self.before.states), notices=self.before.notices)

    def _make_edit(self, edit: Edit) -> tuple[Built, Mapping[str, State]]:
        place = Place(out=self.out, kept=self.new.parent / KEPT, new=self.new)
        marker, changed = make_edit(edit, self.snapshot, self.keys, place, on_file=self.on_file)
        finish(self.new, self.out, is_kept=True)
        states = marker.states
        return self._built(files=len(states), changed=changed, notices=marker.notices), states

    def _make_all(self, *, is_kept: bool) -> tuple[Built, Mapping[str, State]]:
        # With the whole server behind it: where nothing changed, nobody waits for that.
        from app.publish.make import Making, make_files  # noqa: PLC0415

        tree = Tree(self.out, self.new, self.before, self.there)
        making = Making(
            snapshot=self.snapshot,
            keys=self.keys,
            tree=tree,
            pagefind=self.pagefind,
            jobs=self.options.jobs,
        )
        marker = make_files(
            making,
            preview=self.options.preview,
            keep_going=self.options.keep_going,
            on_file=self.on_file,
        )
        finish(self.new, self.out, is_kept=tree.is_large and is_kept)
        if tree.is_large and not (self.new.parent / KEPT).exists():
            make_spare(self.out, self.new, marker)
        files, changed = len(tree.files), tuple(tree.changed)
        built = self._built(files, changed=changed, gone=tree.gone, notices=marker.notices)
        return built, marker.states

    def _built(
        self,
        files: int,
        *,
        changed: tuple[str, ...] = (),
        gone: int = 0,
        notices: tuple[str, ...] = (),
    ) -> Built:
        return Built(
            files=files,
            changed=changed,
            gone=gone,
            has_search=bool(self.pagefind),
            notices=notices,
        )
