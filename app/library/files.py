"""Where the author's files are served: pictures, downloads, whatever is not read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from app.library.load import Contents
    from app.library.model import Writing
    from app.library.walk import Entry

#: A writing whose folder is its own: ``posts/2026-11-23-hello/index.md``.
_INDEX = re.compile(r"[^/]+/.+/index\.\w+")


def place_files(
    contents: Contents, writings: Mapping[str, Writing]
) -> tuple[dict[str, Path], dict[str, str]]:
    """Give each file its address; one beside a post's index.md goes where the post goes.

    Returns the files by their addresses, and the addresses by their paths.
    """
    paths = (*(one.source.path for one in contents.writings), *(p.path for p in contents.problems))
    indexes = [path for path in paths if "/index." in path and _INDEX.fullmatch(path)]
    shown = {one.source.path: one.address for one in writings.values()} if indexes else {}
    # A folder of something hidden or broken is a home too: its pictures go nowhere.
    homes = {path.rpartition("/")[0]: _folder_address(shown.get(path, "")) for path in indexes}
    files: dict[str, Path] = {}
    by_path: dict[str, str] = {}
    for entry in contents.files:
        address = _file_address(entry, homes)
        if address:
            files[address] = entry.file
            by_path[entry.path] = address
    return files, by_path


def file_sizes(contents: Contents, by_path: Mapping[str, str]) -> dict[str, int]:
    """Give the bytes of each file by its address; *by_path* is as :func:`place_files` gave it."""
    return {
        by_path[entry.path]: entry.signature[1] for entry in contents.files if entry.path in by_path
    }


def _folder_address(address: str) -> str:
    """Give the address below which the files of *address* go: ``/a/`` for ``/a.html``."""
    return f"{re.sub(r'[.][^./]*$', '', address).rstrip('/')}/" if address else ""


def _file_address(entry: Entry, homes: dict[str, str]) -> str:
    if entry.address:
        return entry.address
    folder = entry.path.rpartition("/")[0]
    while folder and folder not in homes:
        folder = folder.rpartition("/")[0]
    if folder:
        return homes[folder] and homes[folder] + entry.path.removeprefix(f"{folder}/")
    # A folder of posts may hold what belongs to a draft: only shared places are public.
    return f"/{entry.path}" if entry.path.startswith(("assets/", "custom.css")) else ""
