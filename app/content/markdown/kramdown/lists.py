"""Lists of items and of definitions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.markdown.kramdown import patterns as at
from app.content.markdown.kramdown.commonmark_items import CommonMarkItems
from app.content.markdown.kramdown.items import Items, first_line, tabs_to_spaces, take_attributes
from app.content.markdown.kramdown.tree import Block

if TYPE_CHECKING:
    from app.content.markdown.kramdown.blocks import BlockReader

_TAB = 4
_TASK = re.compile(r"[ \t\n\r\f\v]*\[([ xX])\][ \t\n\r\f\v]+")


def read_list(reader: BlockReader) -> bool:
    """Read a list, if one begins here."""
    found = reader.grammar.item.match(reader.text, reader.pos)
    if not found:
        return False
    kind = "ul" if found[2] else "ol"
    block = reader.add(Block(kind=kind))
    if reader.document.options.is_commonmark:
        first = "1" if found[2] else str(int(found[1].strip(" .)")))
        block.own = {} if first == "1" else {"start": first}
        items: Items = CommonMarkItems(reader, kind)
    else:
        items = Items(reader, kind)
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
        if "[" in words.text and (found := _TASK.match(words.text)):
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
        self._starts = at.next_item("dl", _TAB - 1)

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
        self._starts = at.next_item("dl", min(indent, _TAB) - 1)
        self._is_loose = self._is_blank = False

    def _line(self) -> bool:
        reader = self.reader
        found = reader.take(self._indented)
        if not found and not self._is_blank:
            found = reader.take(self._lazy)
        if found:
            line = tabs_to_spaces(found[0])
            inside = self._margin.match(line)
            self.found[-1][1].append(line[inside.end() :] if inside else line)
            self._is_loose = self._is_blank = False
            return True
        if found := reader.take(at.BLANK):
            self.found[-1][1].append(found[0])
            self._is_loose = self._is_blank = True
            return True
        return False
