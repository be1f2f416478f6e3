"""Where a template writes to: it knows how much it has, how it ends, where its lines come from."""

from __future__ import annotations

import re
from bisect import bisect_left
from io import StringIO

from liquid.exceptions import OutputStreamLimitError

_TAIL = 100


class Output(StringIO):
    """A text that grows up to a limit of letters."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit
        self.size = 0
        #: The last letters that were written.
        self.tail = ""
        self.line = 0
        #: At which line of this text the words from which place of the template begin.
        self.marks: list[tuple[int, int]] = []

    def write(self, text: str, /) -> int:
        """Add *text*; raise OutputStreamLimitError when that is too much."""
        self.size += len(text)
        if self.size > self.limit:
            self.size -= len(text)
            msg = f"writes more than {self.limit} letters"
            raise OutputStreamLimitError(msg, token=None)
        self.line += text.count("\n")
        self.tail = text[-_TAIL:] if len(text) >= _TAIL else (self.tail + text)[-_TAIL:]
        return super().write(text)

    def mark(self, place: int) -> None:
        """Note that what is written next stands at *place* of the template."""
        self.marks.append((self.line, place))


def source_lines(output: Output, template: str, first: int) -> tuple[int, ...]:
    """Return for each line of *output* the line that it comes from.

    *template* is the text whose marks the output has; it begins on line *first* of its file.
    """
    ends = [found.start() for found in re.finditer("\n", template)]
    lines: list[int] = []
    offset = first
    for number, place in [*output.marks, (output.line + 1, len(template))]:
        lines += (at + offset for at in range(len(lines), number))
        offset = first + bisect_left(ends, place) - number
    return tuple(lines)
