"""Smaller copies of a picture, in WebP, so that a phone need not fetch what a desk is shown."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

from PIL import Image, ImageCms, ImageOps

from app.errors import ContentError
from app.pictures.examine import BROKEN, MOST_PIXELS, PictureFile, examine_picture, is_turned

if TYPE_CHECKING:
    from app.pictures.examine import Look

#: To be raised whenever the same file and width would give other bytes: names of copies change.
ENCODER = 1
#: Widths in pixels, from a phone to a wide column on a dense screen.
STEPS = (480, 720, 1080, 1440, 1920)
#: Of pictures that are shown small, such as an author's.
SMALL_STEPS = (160, 320)

_QUALITY = 75
#: Files of fewer bytes are small enough for everyone.
_LIGHT = 12_000
#: The picture's own width is worth a copy when it is so much more than the step below.
_WORTH = 1.15
#: The longest side that WebP can have (RFC 9649 §2.6).
_LONGEST = 16_383


def select_widths(picture: PictureFile, *, is_small: bool = False) -> tuple[int, ...]:
    """Choose the widths in which copies of *picture* are offered; none leaves it as it is.

    One that *is_small* on a page is offered in small widths as well.
    """
    look = examine_picture(picture)
    if look is None or not look.can_be_copied or picture.weight < _LIGHT:
        return ()
    small = [step for step in SMALL_STEPS if is_small and step < look.width]
    return tuple(step for step in (*small, *_steps(look)) if _height(look, step) <= _LONGEST)


def _steps(look: Look) -> list[int]:
    steps = [step for step in STEPS if step <= look.width]
    if not steps or look.width == STEPS[0]:
        return []
    if steps[-1] * _WORTH < look.width < STEPS[-1]:
        steps.append(look.width)
    return steps


def _height(look: Look, width: int) -> int:
    return max(1, round(look.height * width / look.width))


def variant_key(path: str) -> str:
    """Name the picture at *path*, in whichever state its file is."""
    return hashlib.sha256(path.encode()).hexdigest()[:10]


def variant_state(picture: PictureFile) -> str:
    """Name this state of *picture*'s file, from what is known without reading it."""
    state = f"{ENCODER}\0{picture.modified}\0{picture.weight}"
    return hashlib.sha256(state.encode()).hexdigest()[:6]


def render_variant(picture: PictureFile, width: int) -> bytes:
    """Return *picture* as WebP, *width* pixels wide: upright, in sRGB, without any metadata.

    Raises ContentError when the file is broken, or is no longer what its name stands for.
    """
    try:
        status = picture.file.stat()
        if (status.st_mtime_ns, status.st_size) != (picture.modified, picture.weight):
            raise ContentError("has just been changed; load the page again", path=picture.path)
        with Image.open(picture.file, formats=("JPEG", "PNG", "WEBP", "GIF")) as image:
            return _encode(_redraw(image, width))
    except BROKEN as error:
        msg = f"cannot be made smaller ({error}); save it again as a picture"
        raise ContentError(msg, path=picture.path) from error


def _redraw(image: Image.Image, width: int) -> Image.Image:
    """Return the pixels of *image* alone, *width* wide when it stands upright."""
    stored = image.size
    if stored[0] * stored[1] > MOST_PIXELS:
        raise ValueError("it has too many pixels")
    turned = is_turned(image)
    shown = (stored[1], stored[0]) if turned else stored
    height = max(1, round(shown[1] * width / shown[0]))
    size = (height, width) if turned else (width, height)
    profile = image.info.get("icc_profile")
    # A JPEG can be decoded at a fraction of its size: enough, when twice the wanted one is left.
    image.draft(None, (size[0] * 2, size[1] * 2))
    smaller = _true_colours(image)
    if smaller.size != size:
        smaller = smaller.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return _upright(image, _in_srgb(smaller, profile))


def _true_colours(image: Image.Image) -> Image.Image:
    """Return *image* in a mode that can be resized: no palette, eight bits for each colour."""
    if image.mode.startswith("I"):  # 16 bits of grey
        return image.convert("I").point(lambda grey: grey / 256).convert("L")
    if image.mode in {"RGBA", "CMYK"}:
        return image
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in {"RGB", "L"} else image.convert("RGB")


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """Translate the colours of *image* to sRGB, which is what a picture without profile means."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if not isinstance(profile, bytes) or not profile:
        return image.convert(mode)
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        translated = ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, *BROKEN):  # a profile of another kind of picture, or a broken one
        return image.convert(mode)
    return translated or image.convert(mode)


def _upright(original: Image.Image, image: Image.Image) -> Image.Image:
    image.info.clear()
    try:
        image.getexif()[0x0112] = original.getexif().get(0x0112, 1)
    except BROKEN:
        return image
    return ImageOps.exif_transpose(image)


def _encode(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "WEBP", quality=_QUALITY, method=4)
    return written.getvalue()
