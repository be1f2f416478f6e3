"""The items of a list: which lines belong to which, as kramdown divides them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.markdown.kramdown import patterns as at
from app.content.markdown.kramdown.attributes import parse_attributes
from app.content.markdown.kramdown.tree import Block

if TYPE_CHECKING:
    from app.content.markdown.kramdown.blocks import BlockReader

_TAB = 4
_TABS = re.compile(r"^( *)(\t+)")


class Items:
    """Takes the lines of a list and divides them by items."""

    def __init__(self, reader: BlockReader, kind: str) -> None:
        self.reader = reader
        self.kind = kind
        self.items: list[Block] = []
        #: The words of each item: what begins with a list inside of it is a part for itself.
        self.parts: list[list[list[str]]] = []
        self.is_ended = False
        self._starts = at.next_item(kind, _TAB - 1)
        self._is_blank = False
        self._is_nested = False

    def read(self) -> None:
        """Take items as long as any comes."""
        reader, end = self.reader, len(self.reader.text)
        while reader.pos < end:
            if self._is_blank and at.RULE.match(reader.text, reader.pos):
                return
            if reader.take(at.END_OF_BLOCK):
                self.is_ended = True
                return
            if found := reader.take(self._starts):
                self._begin(found)
            elif not self._line():
                return

    def _begin(self, found: re.Match[str]) -> None:
        words, indent = first_line(len(found[1]), found[2])
        item = Block(kind="li")
        self._indented, self._lazy, self._margin = at.item_lines(indent)
        self._indent = indent
        words = take_attributes(words, item)
        self.items.append(item)
        self.parts.append([[words]])
        self._starts = at.next_item(self.kind, min(indent, _TAB) - 1)
        self._is_nested = bool(at.LIST.match(words))
        self._is_blank = False

    def _line(self) -> bool:
        reader = self.reader
        found = reader.take(self._indented)
        if not found and not self._is_blank:
            found = reader.take(self._lazy)
        if found:
            self._add(found[0])
            self._is_blank = False
            return True
        if found := reader.take(at.BLANK):
            self._is_nested = self._is_blank = True
            self.parts[-1][-1].append(found[0])
            return True
        return False

    def _add(self, line: str) -> None:
        line = tabs_to_spaces(line)
        inside = self._margin.match(line)
        if inside:
            line = line[inside.end() :]
        begins = at.LIST.match(line)
        if inside and begins and not self._is_nested:
            self.parts[-1].append([])
            self._is_nested = True
        elif self._is_nested and not inside and begins:
            line = " " * (self._indent + _TAB) + line
        self.parts[-1][-1].append(line)


def tabs_to_spaces(line: str) -> str:
    """Return *line* with spaces for the tabs that it begins with."""
    tabs = len(line) - len(line.lstrip("\t"))
    return " " * (_TAB * tabs) + line[tabs:] if tabs else line


def first_line(width: int, words: str) -> tuple[str, int]:
    """Return the words of an item's first line, and the column at which its words stand.

    *width* is how far the marker reaches.
    """
    if at.EMPTY_ITEM.fullmatch(words):
        return words.lstrip(), _TAB
    while found := _TABS.match(words):
        column = len(found[1]) + width
        spaces = _TAB - column % _TAB + (len(found[2]) - 1) * _TAB
        words = found[1] + " " * spaces + words[found.end() :]
    indent = width + len(words) - len(words.lstrip(" "))
    return words.lstrip(), indent


def take_attributes(words: str, item: Block) -> str:
    """Give *item* the attributes that *words* begin with; return the rest."""
    found = at.ITEM_ATTRIBUTES.match(words)
    if not found:
        return words
    item.given = parse_attributes(found[1])
    return words[found.end() :]
