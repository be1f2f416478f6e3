"""What we need to know of a picture file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, UnidentifiedImageError

if TYPE_CHECKING:
    from pathlib import Path

_TURNED = range(5, 9)
_ORIENTATION = 0x0112


def picture_size(file: Path) -> tuple[int, int] | None:
    """Return width and height of *file* in pixels, as a browser lays it out, or None.

    Only the head of the file is read. A photograph that its EXIF data turns on its side counts
    as turned (EXIF 2.32 §4.6.4, Orientation).
    """
    try:
        with Image.open(file) as picture:
            width, height = picture.size
            turned = picture.getexif().get(_ORIENTATION) in _TURNED
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return (height, width) if turned else (width, height)
