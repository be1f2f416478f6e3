"""What is defined for the whole text, or for the block next to it: links, notes, attributes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from app.content.markdown.kramdown import patterns as at
from app.content.markdown.kramdown.attributes import Attributes, parse_attributes
from app.content.markdown.kramdown.document import Target, link_name
from app.content.markdown.kramdown.tree import DEFINITIONS, Block

if TYPE_CHECKING:
    from app.content.markdown.kramdown.blocks import BlockReader

_TITLE_BEGINS = re.compile(r"[ \t][\"']")


def read_note(reader: BlockReader) -> bool:
    """Take the words of a footnote, which stand elsewhere."""
    found = reader.take(reader.grammar.note)
    if not found:
        return False
    note = Block(kind="root")
    reader.read_inside(at.INDENT.sub("", found[2]), note)
    reader.document.notes[found[1]] = note
    reader.add(Block(kind="mark", text="note"))
    return True


def read_link(reader: BlockReader) -> bool:
    """Take where a link by reference leads."""
    found = reader.grammar.link.match(reader.text, reader.pos)
    if not found or _TITLE_BEGINS.search(found[3] or ""):
        return False
    reader.pos = found.end()
    mark = reader.add(Block(kind="mark", text="link"))
    url = found[2] if found[2] is not None else found[3]
    reader.document.links[link_name(found[1])] = Target(url=url, title=found[5] or "", mark=mark)
    return True


def read_abbreviation(reader: BlockReader) -> bool:
    """Take what an abbreviation means."""
    found = reader.take(at.ABBREVIATION)
    if not found:
        return False
    reader.document.abbreviations[found[1]] = found[2].strip()
    reader.add(Block(kind="mark", text="abbreviation"))
    return True


def read_braces(reader: BlockReader) -> bool:
    """Take attributes, their names, and extensions."""
    is_loose = reader.document.options.has_bare_braces
    if named := reader.take(at.NAMED_ATTRIBUTES):
        known = reader.document.named.setdefault(named[1], Attributes())
        known.add(parse_attributes(named[2], is_loose=is_loose))
        reader.add(Block(kind="mark", text="attributes"))
        return True
    if found := at.EXTENSION_BLOCK.match(reader.text, reader.pos):
        return _extension(reader, found)
    if found := reader.take(reader.grammar.attributes):
        _attributes(reader, parse_attributes(found[1], is_loose=is_loose))
        return True
    return False


def _attributes(reader: BlockReader, given: Attributes) -> None:
    last = reader.tree.last()
    if (
        last is None
        or last.kind == "blank"
        or (last.kind == "mark" and last.text not in DEFINITIONS)
    ):
        reader.waiting = reader.waiting or Attributes()
        reader.waiting.add(given)
        return
    last.given = last.given or Attributes()
    last.given.add(given)
    if not reader.grammar.attributes.match(reader.text, reader.pos):
        reader.tree.children.append(Block(kind="mark", text="given"))


@lru_cache(maxsize=20)
def _closing(name: str) -> re.Pattern[str]:
    """Return the line that closes the extension *name*."""
    return re.compile(rf"^ {{0,3}}\{{:/(?:{name})?\}}[ \t]*\n", re.MULTILINE)


def _extension(reader: BlockReader, found: re.Match[str]) -> bool:
    """Take ``{::comment}…{:/}`` and its like."""
    body, after = "", found.end()
    if not found[3]:
        end = _closing(found[1]).search(reader.text, after)
        if not end:
            return False
        body, after = reader.text[after : end.start()].removesuffix("\n"), end.end()
    if found[1] not in {"comment", "nomarkdown", "options"}:
        return False
    reader.pos = after
    if found[1] == "options":
        reader.add(Block(kind="mark", text="extension"))
    elif not found[3]:
        given = parse_attributes(found[2] or "").values.get("type", "html")
        kind = "comment" if found[1] == "comment" else "raw"
        if kind == "comment" or "html" in given.split():
            reader.tree.children.append(Block(kind=kind, text=body))
    return True
