"""Lists of items and of definitions."""

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
_TASK = re.compile(r"[ \t\n\r\f\v]*\[([ xX])\][ \t\n\r\f\v]+")


def read_list(reader: BlockReader) -> bool:
    """Read a list, if one begins here."""
    found = at.LIST.match(reader.text, reader.pos)
    if not found:
        return False
    kind = "ul" if found[2] else "ol"
    block = reader.add(Block(kind=kind, level=1 if found[2] else int(found[1].strip(" .")[:9])))
    items = _Items(reader, kind)
    items.read()
    for item, parts in zip(items.items, items.parts, strict=True):
        for lines in parts:
            reader.read_inside("".join(lines), item)
    block.children = items.items
    last = _tighten(block, is_ended=items.is_ended)
    if last and not items.is_ended:
        reader.tree.children.append(last)
    if reader.document.options.is_gfm:
        _mark_tasks(block)
    return True


class _Items:
    """Takes the lines of a list and divides them by items."""

    def __init__(self, reader: BlockReader, kind: str) -> None:
        self.reader = reader
        self.kind = kind
        self.items: list[Block] = []
        #: The words of each item: what begins with a list inside of it is a part for itself.
        self.parts: list[list[list[str]]] = []
        self.is_ended = False
        self._starts = at.next_item(kind, _TAB)
        self._is_blank = False
        self._is_nested = False

    def read(self) -> None:
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
        self._starts = at.next_item(self.kind, indent)
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
        line = _tabs_to_spaces(line)
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


def _tabs_to_spaces(line: str) -> str:
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


def _tighten(block: Block, *, is_ended: bool) -> Block | None:
    """Take the tags away around the words of items that stand close.

    Return the empty line that stood last, if any: it is below the list.
    """
    last = None
    items = block.children
    for item in items:
        children = item.children
        if not children:
            continue
        words = children[0]
        if words.kind == "p":
            if words.given and len(children) > 1 and children[1].kind == "mark":
                del children[1]
            is_last = item is items[-1]
            is_close = _stands_close(children, may_end_blank=is_last and not is_ended)
            words.is_bare = is_close and (not is_last or len(items) == 1 or _has_bare(items[:-1]))
        last = children.pop() if children[-1].kind == "blank" else None
    return last


def _stands_close(children: list[Block], *, may_end_blank: bool) -> bool:
    if len(children) == 1 or children[1].kind != "blank":
        return True
    return may_end_blank and len(children) == 2  # noqa: PLR2004 -- words and an empty line


def _has_bare(items: list[Block]) -> bool:
    firsts = (item.children[0] if item.children else None for item in items)
    return any(first is None or first.kind != "p" or first.is_bare for first in firsts)


def _mark_tasks(block: Block) -> None:
    is_list = False
    for item in block.children:
        if not item.children or item.children[0].kind != "p":
            continue
        words = item.children[0]
        found = _TASK.match(words.text)
        if found:
            is_list = True
            sign = "☐" if found[1] == " " else "☑"
            words.text = f"{sign} {words.text[found.end() :]}"
        if is_list:
            item.own["class"] = "task-list-item"
    if is_list:
        block.own["class"] = "task-list"


def read_definitions(reader: BlockReader) -> bool:
    """Read the definitions of the terms above, if they begin here."""
    children = reader.tree.children
    if not at.DEFINITION.match(reader.text, reader.pos) or not _has_terms(children):
        return False
    block = Block(kind="dl")
    terms = children.pop()
    is_loose = terms.kind == "blank"
    if is_loose:
        terms = children.pop()
    for term in terms.text.split("\n"):
        item = Block(kind="dt")
        item.text = take_attributes(term, item)
        block.children.append(item)
    block.given = terms.given
    items = _Definitions(reader, is_loose=is_loose)
    items.read()
    last = None
    for item, lines, loose in items.found:
        reader.read_inside("".join(lines), item)
        block.children.append(item)
        if not item.children:
            continue
        last = item.children.pop() if item.children[-1].kind == "blank" else None
        if item.children and item.children[0].kind == "p" and not loose:
            item.children[0].is_bare = True
    _join(children, block)
    if last:
        children.append(last)
    return True


def _has_terms(children: list[Block]) -> bool:
    if not children:
        return False
    last = children[-1]
    if last.kind == "p":
        return True
    before = children[-2] if len(children) > 1 else None
    return bool(last.kind == "blank" and last.level == 1 and before and before.kind == "p")


def _join(children: list[Block], block: Block) -> None:
    """Add the definitions to the list right above, if there is one."""
    if children and children[-1].kind == "dl":
        children[-1].children += block.children
    elif len(children) > 1 and children[-1].kind == "blank" and children[-2].kind == "dl":
        children.pop()
        children[-1].children += block.children
    else:
        children.append(block)


class _Definitions:
    """Takes the lines of definitions."""

    def __init__(self, reader: BlockReader, *, is_loose: bool) -> None:
        self.reader = reader
        self.found: list[tuple[Block, list[str], bool]] = []
        self._is_loose = is_loose
        self._is_blank = False
        self._starts = at.next_item("dl", _TAB)

    def read(self) -> None:
        reader, end = self.reader, len(self.reader.text)
        while reader.pos < end:
            if found := reader.take(self._starts):
                self._begin(found)
            elif at.END_OF_BLOCK.match(reader.text, reader.pos) or not self._line():
                return

    def _begin(self, found: re.Match[str]) -> None:
        words, indent = first_line(len(found[1]), found[2])
        item = Block(kind="dd")
        self._indented, self._lazy, self._margin = at.item_lines(indent)
        words = take_attributes(words, item)
        self.found.append((item, [words], self._is_loose))
        self._starts = at.next_item("dl", indent)
        self._is_loose = self._is_blank = False

    def _line(self) -> bool:
        reader = self.reader
        found = reader.take(self._indented)
        if not found and not self._is_blank:
            found = reader.take(self._lazy)
        if found:
            line = _tabs_to_spaces(found[0])
            inside = self._margin.match(line)
            self.found[-1][1].append(line[inside.end() :] if inside else line)
            self._is_loose = self._is_blank = False
            return True
        if found := reader.take(at.BLANK):
            self.found[-1][1].append(found[0])
            self._is_loose = self._is_blank = True
            return True
        return False
