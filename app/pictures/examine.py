"""What we need to know of a picture file before it is shown. Only its head is read."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image

from app.pictures.drawings import drawing_size

# Pillow would warn or refuse by size when a file is opened, which decodes nothing yet. A size is
# wanted of the largest picture too; what is decoded has a bound of its own (MOST_PIXELS).
Image.MAX_IMAGE_PIXELS = None

#: Pictures of more pixels are left as they are: decoding them costs too much time and memory.
MOST_PIXELS = 40_000_000
#: What a broken file makes Pillow raise. A warning is raised only where Python is told to.
BROKEN = (
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    UserWarning,
    ValueError,
    struct.error,
)

#: What browsers show. Nothing else is even tried, whatever a file is called.
_SHOWN = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "BMP", "ICO")
#: What smaller copies are made of; an MPO is a JPEG with further pictures behind it.
_COPIED = frozenset({"JPEG", "MPO", "PNG", "WEBP", "GIF"})
_TURNED = range(5, 9)
_ORIENTATION = 0x0112
_GPS = 0x8825
#: Of the GPS tags (EXIF 2.32 §4.6.6): where it was taken, by latitude.
_LATITUDE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFile:
    """A picture in one state of its file."""

    #: Relative to the content folder, with forward slashes.
    path: str
    file: Path
    #: In nanoseconds since the epoch.
    modified: int
    #: In bytes.
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the head of a picture file says."""

    #: In pixels, as a browser lays it out.
    width: int
    height: int
    #: Pillow's name of the format: ``JPEG``; or ``SVG``, which Pillow does not know.
    kind: str
    is_animated: bool

    @property
    def can_be_copied(self) -> bool:
        """Tell whether smaller copies of it show the same."""
        is_fit = self.kind in _COPIED and not self.is_animated
        return is_fit and self.width * self.height <= MOST_PIXELS


def picture_size(file: Path) -> tuple[int, int] | None:
    """Return width and height of *file* in pixels, as a browser lays it out, or None.

    A photograph that its EXIF data turns on its side counts as turned (EXIF 2.32 §4.6.4,
    Orientation).
    """
    look = _look_at(file)
    return (look.width, look.height) if look else None


@lru_cache(maxsize=4096)
def examine_picture(picture: PictureFile) -> Look | None:
    """Return what *picture* looks like, or None when it is no picture that browsers show."""
    return _look_at(picture.file)


def _look_at(file: Path) -> Look | None:
    if file.suffix.lower() == ".svg":
        drawn = drawing_size(file)
        return (
            Look(width=drawn[0], height=drawn[1], kind="SVG", is_animated=False) if drawn else None
        )
    try:
        with Image.open(file, formats=_SHOWN) as image:
            width, height = image.size
            if is_turned(image):
                width, height = height, width
            return Look(
                width=width,
                height=height,
                kind=image.format or "",
                # The further pictures of an MPO are no film.
                is_animated=image.format != "MPO" and bool(getattr(image, "is_animated", False)),
            )
    except BROKEN:
        return None


def is_turned(image: Image.Image) -> bool:
    """Tell whether *image* lies on its side, so that it is shown as high as it is stored wide."""
    try:
        return _head_of(image).get(_ORIENTATION) in _TURNED
    except BROKEN:  # of a picture that may be sound itself
        return False


def _head_of(image: Image.Image) -> Image.Exif:
    """Return the EXIF data of *image* as far as they are known without decoding it."""
    # Where the head of a PNG has none, Pillow decodes the whole picture to look behind it.
    if image.format == "PNG" and "exif" not in image.info:
        return Image.Exif()
    return image.getexif()


def picture_problem(file: Path) -> str:
    """Say what is wrong with the picture *file* that its author should know, or nothing.

    Decodes it, except when it is too large for that.
    """
    try:
        with Image.open(file, formats=_SHOWN) as image:
            if image.width * image.height <= MOST_PIXELS:
                image.draft(None, (1, 1))  # a JPEG at an eighth of its size is read to its end too
                image.load()
            place = _holds_place(image)
    except BROKEN:
        return "cannot be shown whole: it is broken or no picture; save it again as a JPEG or PNG"
    if not place:
        return ""
    return (
        "holds the place where it was taken; if nobody is to know, take it out: "
        f"exiftool -gps:all= -xmp:geotag= {file.name}"
    )


def _holds_place(image: Image.Image) -> bool:
    """Tell whether *image* says where on the earth it was taken, by EXIF or XMP."""
    xmp = image.info.get("xmp", b"")
    if isinstance(xmp, bytes) and b"GPSLatitude" in xmp:
        return True
    try:
        return _LATITUDE in _head_of(image).get_ifd(_GPS)
    except BROKEN:
        return False
