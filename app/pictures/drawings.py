"""How large an SVG drawing is: read from its first tag, without an XML parser to lead astray."""

from __future__ import annotations

import html as entities
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: Bytes of a file that are looked at: the first tag stands near the beginning.
_HEAD = 65_536
#: What may stand before the first tag (XML 1.0 §2.8). A DOCTYPE is passed over and never obeyed.
_BEFORE = re.compile(
    r"\ufeff?(?:\s++|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*+(?:\[[^\]]*+\]\s*+)?>|(?!))*+",
    re.DOTALL | re.IGNORECASE,
)
_ROOT = re.compile(r"""<(?:[\w-]{1,40}:)?svg\b((?:[^>"']++|"[^"]*+"|'[^']*+'|(?!))*+)>""")
_ATTRIBUTE = re.compile(r"""\s(width|height|viewBox)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_LENGTH = re.compile(r"\+?(\d{0,9}\.?\d{0,9})(px|in|cm|mm|pt|pc|)")
#: CSS Values 4 §6.2, in pixels.
_UNITS = {"": 1.0, "px": 1.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "pt": 4 / 3, "pc": 16.0}
_LARGEST = 99_999


def drawing_size(file: Path) -> tuple[int, int] | None:
    """Return width and height of the SVG *file* in pixels, or None when it does not say.

    Where it has no width or height, its ``viewBox`` stands in (SVG 2 §8.2).
    """
    try:
        with file.open("rb") as opened:
            text = opened.read(_HEAD).decode("utf-8", "replace")
    except OSError:
        return None
    before = _BEFORE.match(text)
    root = _ROOT.match(text, before.end() if before else 0)
    if root is None:
        return None
    said = {
        one[1]: entities.unescape(one[2] or one[3] or "") for one in _ATTRIBUTE.finditer(root[1])
    }
    size = _size(said)
    return size if size and all(1 <= side <= _LARGEST for side in size) else None


def _size(said: dict[str, str]) -> tuple[int, int] | None:
    width, height = _pixels(said.get("width", "")), _pixels(said.get("height", ""))
    if width and height:
        return round(width), round(height)
    box = _box(said.get("viewBox", ""))
    if box is None:
        return None
    ratio = box[0] / box[1]
    if width:
        return round(width), round(width / ratio)
    if height:
        return round(height * ratio), round(height)
    return round(box[0]), round(box[1])


def _pixels(length: str) -> float:
    """Return *length* in pixels; 0 for a share of something, such as ``100%``, or nothing."""
    found = _LENGTH.fullmatch(length.strip())
    return float(found[1]) * _UNITS[found[2]] if found and found[1].strip(".") else 0.0


def _box(text: str) -> tuple[float, float] | None:
    parts = re.split(r"\s*,\s*|\s+", text.strip()[:200])
    try:
        _, _, width, height = map(float, parts)
    except ValueError:
        return None
    # "nan" and "inf" are numbers to Python.
    return (width, height) if 0 < width <= _LARGEST and 0 < height <= _LARGEST else None
