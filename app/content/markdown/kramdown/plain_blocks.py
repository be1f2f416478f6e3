"""Headings, code, quotes, rules and formulas: what a line's first sign tells apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.markdown.kramdown import patterns as at
from app.content.markdown.kramdown.tree import Block

if TYPE_CHECKING:
    from app.content.markdown.kramdown.blocks import BlockReader


def read_fence(reader: BlockReader) -> bool:
    """Read fenced code; a fence that nobody closes is words."""
    found = at.FENCE.match(reader.text, reader.pos)
    if not found or not (reader.document.options.is_gfm or found[0][0] == "~"):
        return False
    closing = re.compile(
        rf"^ {{0,3}}{re.escape(found[1])}{re.escape(found['sign'])}*[ \t\r\f\v]*\n", re.MULTILINE
    )
    end = closing.search(reader.text, found.end())
    if not end:
        return False
    reader.pos = end.end()
    code = reader.text[found.end() : end.start()]
    reader.add(Block(kind="code", text=code, name=(found[3] or "").partition("?")[0]))
    return True


def read_quote(reader: BlockReader) -> bool:
    """Read a quote with all lines that belong to it."""
    found = reader.take(at.LAZY_LINES)
    quote = reader.add(Block(kind="blockquote"))
    reader.read_inside(at.QUOTE.sub("", found[0] if found else ""), quote)
    return True


def read_heading(reader: BlockReader) -> bool:
    """Read a heading that ``#`` begins."""
    if reader.document.options.is_gfm:
        found = at.HEADING.match(reader.text, reader.pos)
    else:
        found = at.PLAIN_HEADING.match(reader.text, reader.pos)
        if not reader.is_after_boundary():
            return False
    if not found:
        return False
    return _add_heading(
        reader, found, len(found[1]), re.sub(r"[\t ]#+\Z", "", found[2].rstrip(at.SPACE))
    )


def read_underlined(reader: BlockReader) -> bool:
    """Read a heading with a line of ``=`` or ``-`` below it."""
    found = at.UNDERLINED.match(reader.text, reader.pos)
    if not found or not reader.is_after_boundary():
        return False
    return _add_heading(reader, found, 2 if found[2] == "-" else 1, found[1])


def _add_heading(reader: BlockReader, found: re.Match[str], level: int, words: str) -> bool:
    words = words.rstrip(at.SPACE)
    named = at.HEADING_ID.search(words)
    if named:
        words = re.sub(r"[\t ]#+\Z", "", words[: named.start()].rstrip(at.SPACE))
    if not words.strip(at.SPACE):
        return False
    reader.pos = found.end()
    own = {"id": named[1]} if named else {}
    reader.add(Block(kind="heading", text=words.strip(at.SPACE), level=level, own=own))
    return True


def read_rule(reader: BlockReader) -> bool:
    """Read a rule: three or more stars, hyphens or underscores."""
    return bool(reader.take(at.RULE) and reader.add(Block(kind="hr")))


def read_end_of_block(reader: BlockReader) -> bool:
    """Read a lone ``^``, which parts two blocks of one kind."""
    return bool(reader.take(at.END_OF_BLOCK) and reader.add(Block(kind="mark")))


def read_maths(reader: BlockReader) -> bool:
    """Read a formula between pairs of dollars that has its lines to itself."""
    found = at.MATHS.match(reader.text, reader.pos)
    if not found or not reader.is_after_boundary():
        return False
    end = reader.text.find("$$", found.end())
    if end < 0:
        return False
    after = re.compile(r"[ \t]*\n").match(reader.text, end + 2)
    if found[1]:
        # A backslash keeps two dollars from being a block of their own.
        reader.pos = found.end() - 2 if after else reader.pos
        return False
    begin, reader.pos = reader.pos, after.end() if after else end + 2
    if not reader.is_before_boundary():
        reader.pos = begin
        return False
    reader.add(Block(kind="math", text=reader.text[found.end() : end].strip(at.SPACE)))
    return True
