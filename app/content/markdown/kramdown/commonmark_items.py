"""The items of a list as CommonMark and GitHub divide them, and as people indent them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.markdown.kramdown import grammar
from app.content.markdown.kramdown import patterns as at
from app.content.markdown.kramdown.items import Items, first_line, tabs_to_spaces, take_attributes
from app.content.markdown.kramdown.tree import Block

if TYPE_CHECKING:
    from app.content.markdown.kramdown.blocks import BlockReader

#: More spaces than these behind a marker are no margin (CommonMark 0.31 §5.2).
_WIDEST = 4
#: Lines this much further right than a marker are part of its item: less than CommonMark asks for.
_INSIDE = 2
_LINE = re.compile(r".*\n")


class CommonMarkItems(Items):
    """Takes the lines of a list and divides them by items."""

    def __init__(self, reader: BlockReader, kind: str) -> None:
        super().__init__(reader, kind)
        self._kind = "1)" if kind == "ol" else kind
        #: Where the marker of the last item stands.
        self._marker = 0
        self._starts = at.next_item(self._kind, 3)

    def read(self) -> None:
        """Take items as long as any comes."""
        reader, end = self.reader, len(self.reader.text)
        while reader.pos < end:
            if self._is_before_rule():
                return
            if found := reader.take(self._starts):
                self._begin(found)
            elif not self._line():
                return

    def _is_before_rule(self) -> bool:
        found = at.RULE.match(self.reader.text, self.reader.pos)
        return bool(found and self.items and self._column() < self._marker + _INSIDE)

    def _column(self) -> int:
        line = tabs_to_spaces(self._peek())
        return len(line) - len(line.lstrip(" "))

    def _peek(self) -> str:
        found = _LINE.match(self.reader.text, self.reader.pos)
        return found[0] if found else ""

    def _begin(self, found: re.Match[str]) -> None:
        width = len(found[1])
        words, indent = first_line(width, found[2])
        item = Block(kind="li")
        self._indent = indent if indent - width <= _WIDEST else width + 1
        self._marker = width - len(found[1].lstrip(" "))
        begins_plainly = words[:1].isalpha()
        if not begins_plainly:
            words = take_attributes(words, item)
        self.items.append(item)
        self.parts.append([[words]])
        self._starts = at.next_item(self._kind, self._marker + _INSIDE - 1)
        self._is_nested = self._is_blank = False
        if not begins_plainly:
            self._is_nested = bool(self.reader.grammar.item.match(words))
            self._take_code(words)

    def _line(self) -> bool:
        reader = self.reader
        if found := reader.take(at.BLANK):
            self._is_nested = self._is_blank = True
            self.parts[-1][-1].append(found[0])
            return True
        column = self._column()
        if column >= self._marker + _INSIDE:
            # What is indented less than the words sets the margin for what follows.
            self._indent = min(self._indent, column)
            line = self._without_margin(self._take_line())
            self._begin_list(line)
            self.parts[-1][-1].append(line)
            self._is_blank = False
            self._take_code(line)
            return True
        if self._is_blank or not grammar.LAZY.match(reader.text, reader.pos):
            return False
        self.parts[-1][-1].append(self._take_line())
        return True

    def _take_line(self) -> str:
        line = self._peek()
        self.reader.pos += len(line)
        return line

    def _without_margin(self, line: str) -> str:
        line = tabs_to_spaces(line)
        return line[min(len(line) - len(line.lstrip(" ")), self._indent) :]

    def _begin_list(self, line: str) -> None:
        if not self._is_nested and self.reader.grammar.inner_item.match(line):
            self.parts[-1].append([])
            self._is_nested = True

    def _take_code(self, line: str) -> None:
        """Take the code below *line*, if it is a fence, however its lines are indented."""
        fence = grammar.FENCE.match(line)
        reader = self.reader
        end = grammar.closing_fence(fence[2]).search(reader.text, reader.pos) if fence else None
        while end and reader.pos < end.end():
            self.parts[-1][-1].append(self._without_margin(self._take_line()))
