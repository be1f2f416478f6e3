"""The site before last, kept beside the finished one to become the next.

To make and remove the folders of a large site takes longer than all else that an edit costs, and a
folder cannot be in two places as a file can. So there are two of each, and they take turns.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import msgspec

from app.publish.marker import MARKER, load_marker, render_marker
from app.publish.workshop import KEPT, files_below

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from app.publish.marker import Marker, Stand, Written

#: Folders from which on it is worth a second hidden folder.
MANY = 500


def take_kept(new: Path, paths: Collection[str]) -> dict[str, Written]:
    """Let the kept site, where there is one, become the folder *new*, with its files at *paths*.

    Returns those files. A kill from here on leaves a folder *new*, which is swept away.
    """
    kept = new.parent / KEPT
    if not kept.exists():
        return {}
    before = load_marker(kept).files
    there = dict(files_below(kept))
    kept.rename(new)
    left = {
        path: written
        for path, written in before.items()
        if path in paths and there.get(path) == (written.size, written.modified)
    }
    try:
        _remove(new, there.keys() - left.keys() - {MARKER})
        for folder in sorted(folders_of(there) - folders_of(left), key=len, reverse=True):
            os.rmdir(f"{new}/{folder}")  # noqa: PTH106 -- thousands of them
    except OSError:  # somebody was in there
        left = {}
    if not left:
        shutil.rmtree(new)
    return left


def make_spare(out: Path, new: Path, marker: Marker) -> None:
    """Make a second set of folders with the files of *out*, by way of *new*, to be kept.

    The first edit of a large site should take no longer than the next. Does without it where the
    disk knows no links.
    """
    try:
        if new.exists():  # the site before, that could not be kept
            shutil.rmtree(new)
        os.mkdir(new)  # noqa: PTH102 -- thousands of them
        for folder in sorted(marker.folders, key=len):
            os.mkdir(f"{new}/{folder}")  # noqa: PTH102 -- as above
        for path in marker.table.paths:
            os.link(f"{out}/{path}", f"{new}/{path}")
        spare = msgspec.structs.replace(marker, folders=times_of(new, marker.folders))
        (new / MARKER).write_bytes(render_marker(spare))
        new.rename(new.parent / KEPT)
    except OSError:
        shutil.rmtree(new, ignore_errors=True)


def has_folders(site: Path, stand: Stand) -> bool:
    """Tell whether the names of files in *site* are those that the build left: *stand* says which.

    The time of each folder tells it, without a look at the files.
    """
    named = (*stand.folders, *stand.table.paths, MARKER)
    try:
        names = {*os.listdir(site)}  # noqa: PTH208 -- names alone
        times = times_of(site, stand.folders)
    except OSError:
        return False
    return times == stand.folders and names == {name for name in named if "/" not in name}


def has_files(site: Path, stand: Stand) -> bool:
    """Tell whether each file in *site* is as the build left it, in half the time of a listing."""
    table, look = stand.table, os.lstat
    try:
        for path, size, time in zip(table.paths, table.sizes, table.times, strict=True):
            status = look(f"{site}/{path}")
            if status.st_size != size or status.st_mtime_ns != time:
                return False
    except OSError:
        return False
    return True


def times_of(top: Path, folders: Iterable[str]) -> dict[str, int]:
    """Return the time of each of *folders*, relative to *top*: it changes with what is in it."""
    look = os.stat
    return {folder: look(f"{top}/{folder}").st_mtime_ns for folder in folders}


def folders_of(paths: Iterable[str]) -> set[str]:
    """Return every folder that files at *paths* stand in, that of the site as ``""``."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def _remove(folder: Path, paths: Iterable[str]) -> None:
    for path in paths:
        os.unlink(f"{folder}/{path}")  # noqa: PTH108 -- thousands of them
