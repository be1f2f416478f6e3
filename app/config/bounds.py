"""What is known of YAML without loading what reads it: the bounds of a text, and what one said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.errors import HeaderError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: A header longer than this is no header (bytes of the encoded block would be about the same).
LARGEST_HEADER = 64 * 1024
DEEPEST = 32
#: Lists in lists on one line (``- - - x``), which the parser would follow down its own stack.
_OPENING_DASHES = re.compile(rf"(?:[-?:][ \t]+){{{DEEPEST + 1}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text says, as Ruby's YAML reads it."""

    #: Dates are dates; a time without an offset is UTC (YAML 1.1, timestamp).
    value: Any
    #: The line of each key at the top, counted from the first line of the file.
    lines: Mapping[str, int] = field(default_factory=dict)
    #: (line, sentence) of what was read and is odd.
    notices: tuple[tuple[int, str], ...] = ()


def check_bounds(text: str, *, name: str = "front matter", largest: int = LARGEST_HEADER) -> None:
    """Raise HeaderError for a *text* that is too long or too deep to be read."""
    if len(text) > largest:
        msg = f"has a {name} of over {largest // 1024} KB; is the closing --- missing?"
        raise HeaderError(msg, line=1)
    if _is_deep(text):
        msg = f"nests lists more than {DEEPEST} deep in its {name}; make it flatter"
        raise HeaderError(msg, line=1)


def _is_deep(text: str) -> bool:
    # Counted first: that takes a tenth of the search, and nearly every text has too few for it.
    if sum(map(text.count, "-?:")) > DEEPEST and _OPENING_DASHES.search(text):
        return True
    brackets = sum(map(text.count, "[{"))
    return brackets > 8 * DEEPEST and _depth(text) > DEEPEST


def _depth(text: str) -> int:
    deepest = depth = 0
    for letter in text:
        depth += (letter in "[{") - (letter in "]}")
        deepest = max(deepest, depth)
    return deepest
