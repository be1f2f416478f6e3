"""Files that only templates see: below ``_includes/`` and ``_data/``, and beside a post.

Nothing outside of the content folder is ever read, whatever a template or a link asks for.
"""

from __future__ import annotations

import csv
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.config.jekyll.values import plain_values, read_data, text_of
from app.content.liquid.model import Listing
from app.errors import ConfigError
from app.library.marks import Signature, signature_of

#: Bytes of a file that is put into another one.
LARGEST = 2_000_000
_DATA = ("yml", "yaml", "json", "csv", "tsv")
_BOM = "\ufeff"


class Parts:
    """Reads such files, and each again only when it changed."""

    def __init__(self, root: Path, data: Mapping[str, Any], source: str = "") -> None:
        """Read below *source*, a folder of *root* with a slash at its end, or nothing."""
        self._root = root.resolve()
        self.source = source
        self._includes = self.source + (text_of(data.get("includes_dir")) or "_includes")
        self._data = self.source + (text_of(data.get("data_dir")) or "_data")
        self._texts: dict[str, tuple[Signature, bytes | None]] = {}
        self._values: dict[str, tuple[Signature, Listing]] = {}

    def include(self, name: str) -> str | None:
        """Return the text of the include called *name*, or None."""
        return self._text(f"{self._includes}/{name}")

    def beside(self, place: str) -> str | None:
        """Return the text of a file beside a writing; *place* is the path of one, then the name."""
        path, _, name = place.partition("\n")
        folder = path.rpartition("/")[0]
        return self._text(f"{folder}/{name}" if folder else name)

    def read(self, path: str) -> bytes | None:
        """Return the bytes at *path*, relative to the folder; None when they are not to be had."""
        file = self._root / path
        state = self._state(file)
        if state is None:
            return None
        known = self._texts.get(path)
        if known is None or known[0] != state:
            known = self._texts[path] = (state, _bytes_of(file))
        return known[1]

    def data_names(self, folder: str) -> dict[str, str]:
        """Return what lies in *folder* of the data by its name; the paths of folders end in /."""
        names: dict[str, str] = {}
        for entry in sorted(_list(self._root / self._data / folder), key=lambda one: one.name):
            stem, _, ending = entry.name.rpartition(".")
            if entry.is_dir(follow_symlinks=False):
                names[_key(entry.name)] = f"{folder}{entry.name}/"
            elif stem and ending.lower() in _DATA:
                names.setdefault(_key(stem), f"{folder}{entry.name}")
        return names

    def data(self, path: str) -> Listing | None:
        """Return what the data file at *path* holds; None when it cannot be read."""
        file = self._root / self._data / path
        state = self._state(file)
        if state is None:
            return None
        known = self._values.get(path)
        if known is None or known[0] != state:
            mark = f"{path} {state}"
            known = self._values[path] = (state, Listing(_values_of(file, path), mark))
        return known[1]

    def _text(self, path: str) -> str | None:
        data = self.read(path)
        if data is None:
            return None
        text = data.decode("utf-8", "replace").removeprefix(_BOM)
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _state(self, file: Path) -> Signature | None:
        """Return what tells one state of *file* from another; None for what may not be read."""
        try:
            resolved = file.resolve(strict=True)
            status = resolved.stat()
        except (OSError, ValueError):  # gone, a loop of links, a name no system knows
            return None
        is_ours = resolved.is_relative_to(self._root) and stat.S_ISREG(status.st_mode)
        return signature_of(status) if is_ours else None


def _key(name: str) -> str:
    """Call a file as Jekyll does: signs go, spaces become underscores."""
    return re.sub(r"\s+", "_", re.sub(r"[^\w\s-]+", "", name).strip())


def _bytes_of(file: Path) -> bytes | None:
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except OSError:
        return None
    return data if len(data) <= LARGEST else None


def _list(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _values_of(file: Path, path: str) -> object:
    if path.endswith((".csv", ".tsv")):
        return _table(file, "\t" if path.endswith(".tsv") else ",")
    try:
        return plain_values(read_data(file, path).value)
    except ConfigError:  # a template that needs it shows nothing there; `check` names the file
        return None


def _table(file: Path, sign: str) -> list[dict[str, str | None]]:
    data = _bytes_of(file) or b""
    lines = data.decode("utf-8-sig", "replace").splitlines()
    try:
        rows = [row for row in csv.reader(lines, delimiter=sign) if row]
    except csv.Error:
        return []
    head = rows[0] if rows else []
    return [dict(zip(head, row, strict=False)) for row in rows[1:]]
