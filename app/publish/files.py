"""Which file an address is, and whether every host can hold it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Names that Windows keeps for devices, whatever ending they have.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
#: Bytes of one name in a folder, on every usual file system.
_LONGEST = 255


def file_of(address: str) -> str:
    """Return the file for *address*, relative to the site's folder.

    ``/posts/hello/`` is ``posts/hello/index.html``. What has no ending is a page in a folder of
    its own as well: then every host finds it, most of them by one redirect.
    """
    path = address.lstrip("/")
    name = path.rpartition("/")[2]
    if not name:
        return f"{path}index.html"
    return path if "." in name else f"{path}/index.html"


def address_of(path: str) -> str:
    """Return the address that most likely has the file *path*, of those that could have it."""
    folder, _, name = path.rpartition("/")
    if name != "index.html":
        return f"/{path}"
    return f"/{folder}/" if folder else "/"


def name_problem(path: str) -> str:
    """Say why some host cannot hold a file called *path*; nothing when all can."""
    return next(filter(None, map(_part_problem, path.split("/"))), "")


@lru_cache(maxsize=2000)  # nearly every path has a part that another had
def _part_problem(part: str) -> str:
    if not part or part in {".", ".."}:
        return "has an empty part, or one of dots alone"
    if len(part.encode("utf-8", "surrogatepass")) > _LONGEST:
        return f"has a part of more than {_LONGEST} bytes"
    if sign := _FORBIDDEN.search(part):
        return f"has the sign {sign[0]!r}, which not every host takes"
    if _DEVICES.fullmatch(part):
        return f"has {part!r}, which Windows keeps for a device"
    if part.endswith((".", " ")):
        return "has a part that ends in a dot or a space, which Windows cuts off"
    return ""


def find_collision(paths: Iterable[str]) -> tuple[str, str] | None:
    """Return two of *paths* that are one file where capitals make no difference, or None.

    A file that would have to be a folder as well collides with what is in the folder.
    """
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in paths:
        folded = _folded(path)
        if folded in files:
            return files[folded], path
        files[folded] = path
        while (folded := folded.rpartition("/")[0]) and folded not in folders:
            folders[folded] = path
    both = next((folded for folded in files if folded in folders), None)
    return (files[both], folders[both]) if both else None


def _folded(path: str) -> str:
    # As HFS+ and NTFS see a name; the order of the two steps is Unicode's own (TR 15, 3.13).
    return unicodedata.normalize("NFC", path.casefold())
