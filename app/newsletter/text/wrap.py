"""Lines of plain text, broken where a reader's screen ends."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Columns of a plain-text mail (RFC 5322 §2.1.1 asks for at most 78).
WIDTH = 72

#: A space at which no line ends: between a link's words and its number.
TIE = "\x06"

#: Scripts that are written without spaces: a line may end after any sign, but none begins with a
#: closing mark.
_EAST = (
    "\u2e80-\u2fff\u3003-\u3007\u3021-\u9fff\uf900-\ufaff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
)
_CLOSING = "\u3001\u3002\uff0c\uff0e\uff01\uff1f\uff1a\uff1b\uff09\u300d\u300f\u3011\u2019\u201d"
_PIECE = re.compile(rf"[{_EAST}][{_CLOSING}]*(?:{TIE}[^{_EAST}\s]+)?|[^{_EAST}\s]+")


def columns(text: str) -> int:
    """Count the columns that *text* takes on a screen of fixed-width letters."""
    # Every sign of ASCII takes one; asking each took half the time of the text part.
    return len(text) if text.isascii() else sum(_columns_of(sign) for sign in text)


def _columns_of(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) in {"Cf", "Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def wrap(text: str, width: int = WIDTH, *, first: str = "", rest: str = "") -> str:
    """Break *text* into lines of at most *width* columns; its own line breaks stay.

    *first* stands before the first line, *rest* before the others. What has no place to break, such
    as a long address, is left whole.
    """
    lines: list[str] = []
    for part in text.split("\n"):
        lines += _broken(part, width, rest if lines else first, rest)
    return "\n".join(line.rstrip() for line in lines)


def _broken(text: str, width: int, first: str, rest: str) -> Iterator[str]:
    line, is_empty, room = first, True, width - columns(first)
    for gap, piece in _pieces(text):
        lead = "" if is_empty else gap
        size = columns(lead + piece)
        if size > room and not is_empty:
            yield line
            line, lead, room, size = rest, "", width - columns(rest), columns(piece)
        line += lead + piece
        room -= size
        is_empty = False
    yield line


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Give what a line may end after, each piece with the space that stands before it."""
    for word in text.split():
        for number, piece in enumerate(_PIECE.findall(word)):
            yield "" if number else " ", piece
