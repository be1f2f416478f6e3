"""Words set in type: which font can write them, where their lines break, how large they may be."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from PIL import ImageFont, features

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Fonts of the systems we know, the nearest to the site's own look first; then ever wider scripts.
FONTS = (
    "DejaVuSerifCondensed-Bold.ttf",
    "DejaVuSerif-Bold.ttf",
    "Georgia Bold.ttf",
    "georgiab.ttf",
    "DejaVuSans-Bold.ttf",
    "arialbd.ttf",
    "NotoSerifCJK-Bold.ttc",
    "NotoSansCJK-Bold.ttc",
    "Arial Unicode.ttf",
    "msyhbd.ttc",
    "malgunbd.ttf",
)
#: More of a title than this is never set.
LONGEST = 300
#: Line to line, in sizes of the font.
LEADING = 1.2

_ANY_SIZE = 24
_UNASSIGNED = "\U0010fffe"
#: A word, or a sign of a script that is written without spaces.
_SCRIPTLESS = "\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
_PIECE = re.compile(rf"[{_SCRIPTLESS}]\s*|[^\s{_SCRIPTLESS}]+\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """Lines of text, ready to be drawn."""

    lines: tuple[str, ...]
    font: ImageFont.FreeTypeFont
    is_rtl: bool


def is_right_to_left(text: str) -> bool:
    """Tell whether *text* runs from right to left: by its first letter with a direction (UAX 9)."""
    ways = (unicodedata.bidirectional(letter) for letter in text)
    return next((way for way in ways if way in {"L", "R", "AL"}), "L") != "L"


def set_lines(text: str, *, space: tuple[int, int], sizes: tuple[int, ...]) -> Lettering | None:
    """Set *text* in the largest of *sizes* that fits into *space*: width and height.

    What is too long even for the smallest ends in an ellipsis. Signs that no font here has are left
    out; when that would be a letter or a digit, there is no lettering at all, and so it is when
    this Pillow cannot join the letters of a script that runs from right to left.
    """
    found = _find_lettering(text)
    if found is None:
        return None
    font, words = found
    is_rtl = is_right_to_left(words)
    width, height = space
    sized = font
    lines: tuple[str, ...] = ()
    for size in sizes:
        sized = font.font_variant(size=size)
        lines = _break(words, sized, width)
        if len(lines) * size * LEADING <= height:
            return Lettering(
                lines=_even(words, sized, width, len(lines)), font=sized, is_rtl=is_rtl
            )
    most = max(1, int(height / (sizes[-1] * LEADING)))
    return Lettering(lines=_cut(lines[:most], sized, width), font=sized, is_rtl=is_rtl)


def can_write(text: str) -> bool:
    """Tell whether this machine can set *text* in type: see :func:`set_lines`."""
    return _find_lettering(text) is not None


def _find_lettering(text: str) -> tuple[ImageFont.FreeTypeFont, str] | None:
    """Return a font and what of *text* is set in it, or None when that cannot be done."""
    found = _find_font(" ".join(text[:LONGEST].split()))
    if found is None or not is_right_to_left(found[1]):
        return found
    return found if features.check("raqm") and features.check("fribidi") else None


def _find_font(text: str) -> tuple[ImageFont.FreeTypeFont, str] | None:
    """Return a font and what it writes of *text*: all, else all but signs, else its plain form."""
    shown = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")
    without_signs = "".join(sign for sign in shown if unicodedata.category(sign)[0] != "S")
    for spelling in (shown, without_signs, _plain(without_signs)):
        words = " ".join(spelling.split())
        for font in find_fonts():
            if words and _writes(font, words):
                return font, words
    return None


def _plain(text: str) -> str:
    """Spell *text* as simply as it can be read: ``Été – 1`` becomes ``Ete - 1``."""
    typed = text.translate({0x2013: "-", 0x2014: "-", 0x2018: "'", 0x2019: "'", 0xDF: "ss"})
    parts = unicodedata.normalize("NFKD", typed)
    return "".join(
        part
        for part in parts
        if not (unicodedata.combining(part) and ord(part) < 0x370)  # noqa: PLR2004 -- accents of Latin
    )


@cache
def find_fonts() -> tuple[ImageFont.FreeTypeFont, ...]:
    """Return those of :data:`FONTS` that this machine has, and Pillow's own: plain Latin only."""
    return tuple(_system_fonts())


def _system_fonts() -> Iterator[ImageFont.FreeTypeFont]:
    for name in FONTS:
        try:
            yield ImageFont.truetype(name, _ANY_SIZE)
        except OSError:  # not on this machine
            continue
    ours = ImageFont.load_default(_ANY_SIZE)
    if isinstance(ours, ImageFont.FreeTypeFont):
        yield ours


def _writes(font: ImageFont.FreeTypeFont, text: str) -> bool:
    unknown = _drawn(font, _UNASSIGNED)
    return all(_drawn(font, sign) not in {unknown, b""} for sign in set(text) if _is_ink(sign))


def _is_ink(sign: str) -> bool:
    # A mark on another letter may be nothing by itself.
    return unicodedata.category(sign)[0] not in "ZM"


@lru_cache(maxsize=8192)
def _drawn(font: ImageFont.FreeTypeFont, sign: str) -> bytes:
    return bytes(font.getmask(sign))


def _break(text: str, font: ImageFont.FreeTypeFont, width: float) -> tuple[str, ...]:
    """Fill lines of *width* with the words of *text*; a word that is wider breaks anywhere."""
    lines = [""]
    for piece in _pieces(text, font, width):
        if lines[-1] and font.getlength((lines[-1] + piece).rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return tuple(line.rstrip() for line in lines)


def _pieces(text: str, font: ImageFont.FreeTypeFont, width: float) -> Iterator[str]:
    for word in _PIECE.findall(text):
        if font.getlength(word.rstrip()) <= width:
            yield word
        else:
            # Letters keep the marks that stand on them.
            yield from re.findall(r".[\u0300-\u036f\u200d\ufe0f]*\s*", word)


def _even(text: str, font: ImageFont.FreeTypeFont, width: int, most: int) -> tuple[str, ...]:
    """Break *text* into *most* lines of about the same length."""
    for narrower in range(width // 2, width, width // 20):
        lines = _break(text, font, narrower)
        if len(lines) <= most:
            return lines
    return _break(text, font, width)


def _cut(lines: tuple[str, ...], font: ImageFont.FreeTypeFont, width: int) -> tuple[str, ...]:
    last = f"{lines[-1]}…"
    while font.getlength(last) > width:
        last = f"{last[:-2].rstrip()}…"
    return (*lines[:-1], last)
