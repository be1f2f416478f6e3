"""The pictures of one state of a content folder, and the names of their smaller copies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from app.pictures.examine import Look, PictureFile, examine_picture
from app.pictures.variants import select_widths, variant_key, variant_state

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: What is looked into; copies are made of the kinds that can be copied, whatever a file is called.
_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".svg")
#: Which picture, in which state, how wide.
_NAME = re.compile(r"([0-9a-f]{10})([0-9a-f]{6})-([1-9][0-9]{2,3})\.webp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What a name stands for."""

    picture: PictureFile
    #: Of the picture: site-relative, not encoded.
    address: str
    width: int
    #: The name that this copy has now; empty when the picture is no longer offered so wide.
    name: str


class Shelf:
    """Knows what each name of a copy stands for, from addresses and file times alone.

    Every worker that looks at the same folder gives the same names. No file is read before a page
    shows it or a copy of it is asked for.
    """

    def __init__(
        self,
        files: Mapping[str, Path],
        signatures: Mapping[str, tuple[str, int, int]],
        *,
        small: frozenset[str] = frozenset(),
    ) -> None:
        """Take the files by address, and of each its path, its time in nanoseconds, its bytes.

        *small* are the addresses of pictures that are shown small somewhere.
        """
        self._files = files
        self._signatures = signatures
        self._small = small

    def picture(self, address: str) -> PictureFile | None:
        """Return the picture at *address* (site-relative, not encoded), or None."""
        if not address.lower().endswith(_ENDINGS):
            return None
        file, signature = self._files.get(address), self._signatures.get(address)
        if file is None or signature is None:
            return None
        path, modified, weight = signature
        return PictureFile(path=path, file=file, modified=modified, weight=weight)

    def look(self, address: str) -> Look | None:
        """Return what the picture at *address* looks like, or None."""
        picture = self.picture(address)
        return examine_picture(picture) if picture else None

    def names(self, address: str) -> tuple[tuple[str, int], ...]:
        """Return name and width in pixels of each copy that is offered of *address*."""
        picture = self.picture(address)
        if picture is None:
            return ()
        return tuple((_name(picture, width), width) for width in self._widths(address, picture))

    def _widths(self, address: str, picture: PictureFile) -> tuple[int, ...]:
        return select_widths(picture, is_small=address in self._small)

    def find(self, name: str) -> Copy | None:
        """Return what *name* stands for, or None.

        A name from before the file was changed still tells which picture it was: see
        :attr:`Copy.name`.
        """
        parts = _NAME.fullmatch(name)
        address = self._by_key.get(parts[1]) if parts else None
        picture = self.picture(address) if address else None
        if not parts or not address or not picture:
            return None
        width = int(parts[3])
        is_offered = width in self._widths(address, picture)
        if not is_offered and parts[2] == variant_state(picture):
            return None
        now = _name(picture, width) if is_offered else ""
        return Copy(picture=picture, address=address, width=width, name=now)

    @cached_property
    def _by_key(self) -> dict[str, str]:
        return {
            variant_key(path): address
            for address, (path, *_) in self._signatures.items()
            if path.lower().endswith(_ENDINGS)
        }


def _name(picture: PictureFile, width: int) -> str:
    return f"{variant_key(picture.path)}{variant_state(picture)}-{width}.webp"
