"""Headings, code, quotes, rules and formulas: what a line's first sign tells apart."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from app.content.markdown.kramdown import patterns as at
from app.content.markdown.kramdown.attributes import parse_attributes
from app.content.markdown.kramdown.grammar import CONTENTS, FENCE, HEADING_BRACES, closing_fence
from app.content.markdown.kramdown.tree import Block
from app.content.maths import MOST_LINES, find_block

if TYPE_CHECKING:
    from app.content.markdown.kramdown.blocks import BlockReader

_CLOSING_SIGNS = re.compile(r"[\t ]#+\Z")
_REST_OF_LINE = re.compile(r"[ \t]*\n")


def read_fence(reader: BlockReader) -> bool:
    """Read fenced code; a fence that nobody closes is words, or goes to the end."""
    if reader.document.options.is_commonmark:
        return _read_open_fence(reader)
    found = at.FENCE.match(reader.text, reader.pos)
    if not found or not (reader.document.options.is_gfm or found[0][0] == "~"):
        return False
    end = _closing_fence(found[1]).search(reader.text, found.end())
    if not end:
        return False
    reader.pos = end.end()
    code = reader.text[found.end() : end.start()]
    reader.add(Block(kind="code", text=code, name=(found[3] or "").partition("?")[0]))
    return True


@lru_cache(maxsize=100)
def _closing_fence(sign: str) -> re.Pattern[str]:
    """Return what closes the fence *sign* in kramdown."""
    return re.compile(rf"^ {{0,3}}{sign}{sign[0]}*[ \t\r\f\v]*\n", re.MULTILINE)


def _read_open_fence(reader: BlockReader) -> bool:
    """Read code to its fence, or to the end (CommonMark 0.31 §4.5)."""
    found = reader.take(FENCE)
    if not found:
        return False
    end = closing_fence(found[2]).search(reader.text, reader.pos)
    code = reader.text[reader.pos : end.start() if end else len(reader.text)]
    reader.pos = end.end() if end else len(reader.text)
    margin = len(found[1])
    code = re.sub(rf"^ {{1,{margin}}}", "", code, flags=re.MULTILINE) if margin else code
    options, info = reader.document.options, found[3].strip()
    if options.has_dollar_maths and info == "math":
        reader.add(Block(kind="math", text=code.strip()))
    else:
        reader.add(Block(kind="code", text=code, name=info))
    return True


def read_contents(reader: BlockReader) -> bool:
    """Read ``[TOC]``, in whose place the table of contents is."""
    options = reader.document.options
    if not options.has_contents_line or not reader.is_after_boundary():
        return False
    return bool(reader.take(CONTENTS) and reader.add(Block(kind="toc")))


def read_quote(reader: BlockReader) -> bool:
    """Read a quote with all lines that belong to it."""
    found = reader.take(reader.grammar.quote)
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
        reader, found, len(found[1]), _CLOSING_SIGNS.sub("", found[2].rstrip(at.SPACE))
    )


def read_underlined(reader: BlockReader) -> bool:
    """Read a heading with a line of ``=`` or ``-`` below it."""
    found = at.UNDERLINED.match(reader.text, reader.pos)
    if not found or not reader.is_after_boundary():
        return False
    return _add_heading(reader, found, 2 if found[2] == "-" else 1, found[1])


def _add_heading(reader: BlockReader, found: re.Match[str], level: int, words: str) -> bool:
    words = words.rstrip(at.SPACE)
    given = None
    if reader.document.options.has_bare_braces and (found_braces := HEADING_BRACES.search(words)):
        given = parse_attributes(found_braces[1], is_loose=True)
        words = _CLOSING_SIGNS.sub("", words[: found_braces.start()].rstrip(at.SPACE))
    named = at.HEADING_ID.search(words)
    if named:
        words = _CLOSING_SIGNS.sub("", words[: named.start()].rstrip(at.SPACE))
    if not words.strip(at.SPACE):
        return False
    reader.pos = found.end()
    own = {"id": named[1]} if named else {}
    block = reader.add(Block(kind="heading", text=words.strip(at.SPACE), level=level, own=own))
    block.given = block.given or given
    return True


def read_rule(reader: BlockReader) -> bool:
    """Read a rule: three or more stars, hyphens or underscores."""
    return bool(reader.take(at.RULE) and reader.add(Block(kind="hr")))


def read_end_of_block(reader: BlockReader) -> bool:
    """Read a lone ``^``, which parts two blocks of one kind."""
    if reader.document.options.is_commonmark:
        return False
    return bool(reader.take(at.END_OF_BLOCK) and reader.add(Block(kind="mark")))


def read_maths(reader: BlockReader) -> bool:
    """Read a formula between pairs of dollars that has its lines to itself."""
    if reader.document.options.has_dollar_maths:
        return _read_formula(reader)
    found = at.MATHS.match(reader.text, reader.pos)
    if not found or not reader.is_after_boundary():
        return False
    end = reader.text.find("$$", found.end())
    if end < 0:
        return False
    after = _REST_OF_LINE.match(reader.text, end + 2)
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


def _read_formula(reader: BlockReader) -> bool:
    """Read a formula that has its lines to itself."""
    last = reader.tree.last()
    line, *following = _next_lines(reader)
    block = find_block(line, following, in_text=last is not None and last.kind == "p")
    if not block:
        return False
    for _ in block:
        reader.pos = reader.text.find("\n", reader.pos) + 1 or len(reader.text)
    tex = "\n".join(words.strip() for words in block if words.strip())
    reader.add(Block(kind="math", text=tex))
    return True


def _next_lines(reader: BlockReader) -> list[str]:
    lines: list[str] = []
    pos = reader.pos
    while pos < len(reader.text) and len(lines) <= MOST_LINES:
        end = reader.text.find("\n", pos)
        end = end if end >= 0 else len(reader.text)
        lines.append(reader.text[pos:end])
        pos = end + 1
    return lines
