"""Which places of a text are inside of code, where a template's signs are rather an example."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

_SIGNS = re.compile(r"^[ \t>]*(?P<fence>`{3,}|~{3,})|<(?P<end>/?)(?:pre|code)\b", re.MULTILINE)
#: How far back a line is read for the backtick that opens a span of code.
_FARTHEST = 2000


class CodePlaces:
    """Knows which places are between backticks or fences, or in a ``<pre>`` or ``<code>``."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __contains__(self, place: int) -> bool:
        before = self._text[max(0, place - _FARTHEST) : place]
        line = before[before.rfind("\n") + 1 :]
        return line.count("`") % 2 == 1 or bisect_right(self._turns, place) % 2 == 1

    @cached_property
    def _turns(self) -> list[int]:
        """Where code begins, where it ends, where it begins again."""
        turns: list[int] = []
        fence = ""
        depth = 0
        for found in _SIGNS.finditer(self._text):
            was_code = bool(fence or depth)
            if found["fence"]:
                if not fence:
                    fence = found["fence"]
                elif found["fence"].startswith(fence):
                    fence = ""
            elif not fence:
                depth = max(depth - 1, 0) if found["end"] else depth + 1
            if bool(fence or depth) != was_code:
                turns.append(found.start())
        return turns
