"""Code, entities, escapes, breaks, notes and signs that are typed as several."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from app.content.markdown.kramdown import patterns as at
from app.content.markdown.kramdown.entities import ENTITY, decode

if TYPE_CHECKING:
    from app.content.markdown.kramdown.spans import SpanReader

_TYPOGRAPHIC = re.compile(r"---|--|\.\.\.|\\<<|\\>>|<< | >>|<<|>>")
_DASHES = re.compile(r"---|--|\.\.\.")
_MEANT = {
    "---": "—", "--": "–", "...": "…", "\\<<": "<<", "\\>>": ">>",
    "<< ": "«\xa0", " >>": "\xa0»", "<<": "«", ">>": "»",
}  # fmt: skip
_ESCAPED = re.compile(r"\\([\\.*_+`<>()\[\]{}#!:|\"'$=~-])")
_BREAK = re.compile(r"(?:  |\\\\)(?=\n)")
_SPACES = re.compile(r"  (?=\n)")
_NOTE = re.compile(r"\[\^(\w[\w-]*)\]")
_ANY_NOTE = re.compile(r"\[\^([^\]\s]+)\]")
_TICKS = re.compile("`+")
_SIMPLE_CODE = re.compile("`([^`]++)`(?!`)")


def read_code(reader: SpanReader) -> bool:
    """Read code between backticks; kramdown lets any as many close it."""
    if reader.spans.options.is_commonmark:
        return _read_even_code(reader)
    text, begin = reader.text, reader.pos
    ticks = reader.take(_TICKS)[0]  # type: ignore[index]  # one stands here
    after = reader.pos
    end = reader.find(ticks, after)
    alone = len(ticks) == 1 and (not begin or text[begin - 1] in at.SPACE)
    if end < 0 or (alone and text[after] in at.SPACE):
        reader.say(ticks)
        return True
    words = text[after:end]
    if len(ticks) > 1:
        words = words.removeprefix(" ").removesuffix(" ")
    element = Element("code")
    element.text = words
    reader.add(element)
    reader.pos = end + len(ticks)
    return True


def _read_even_code(reader: SpanReader) -> bool:
    """Read code that as many backticks close as opened it (CommonMark 0.31 §6.1)."""
    if simple := reader.take(_SIMPLE_CODE):
        _add_code(reader, simple[1])
        return True
    found = reader.take(_TICKS)
    ticks = found[0] if found else ""
    after = reader.pos
    end = reader.find(ticks, after)
    while end >= 0 and (closing := _TICKS.match(reader.text, end)) and closing[0] != ticks:
        end = reader.find(ticks, closing.end())
    if end < 0:
        reader.say(ticks)
        return True
    _add_code(reader, reader.text[after:end])
    reader.pos = end + len(ticks)
    return True


def _add_code(reader: SpanReader, words: str) -> None:
    element = Element("code")
    element.text = words.strip()
    reader.add(element)


def read_note(reader: SpanReader) -> bool:
    """Put the sign of a footnote where ``[^name]`` stands."""
    if not reader.text.startswith("[^", reader.pos):
        return False
    is_commonmark = reader.spans.options.is_commonmark
    found = (_ANY_NOTE if is_commonmark else _NOTE).match(reader.text, reader.pos)
    if not found:
        return False
    reader.pos = found.end()
    sign = reader.spans.notes.refer(found[1])
    if sign is None:
        reader.say(found[0])
    else:
        reader.add(sign)
    return True


def read_formula(reader: SpanReader) -> bool:
    """Keep a formula between any of the signs that TeX and MathJax know."""
    maths = reader.spans.maths
    if maths is None or not reader.spans.options.has_dollar_maths:
        return False
    taken = maths.take_one(reader.text, reader.pos)
    if taken is None:
        return False
    place, reader.pos = taken
    reader.say(place)
    return True


def read_maths(reader: SpanReader) -> bool:
    """Keep the formula between two pairs of dollars."""
    is_begun = reader.text.startswith("$$", reader.pos)
    is_begun = is_begun and not reader.spans.options.has_dollar_maths
    end = reader.find("$$", reader.pos + 2) if is_begun else -1
    if end < 0:
        return False
    source, reader.pos = reader.text[reader.pos : end + 2], end + 2
    tex = source[2:-2].strip()
    maths = reader.spans.maths
    reader.say(maths.keep(source, tex, is_block=False) if maths and tex else source)
    return True


def read_entity(reader: SpanReader) -> bool:
    """Put the sign in place of ``&name;``; a name that nothing has is words."""
    found = ENTITY.match(reader.text, reader.pos)
    sign = decode(found) if found else ""
    if not found or (found[1] and sign == found[0]):
        return False
    reader.pos = found.end()
    reader.say_sign(sign)
    return True


def read_typographic(reader: SpanReader) -> bool:
    """Put the sign in place of ``--``, ``...``, ``<<`` and their like."""
    if not reader.spans.options.is_typographic:
        return False
    angles = reader.spans.options.has_angle_quotes
    found = reader.take(_TYPOGRAPHIC if angles else _DASHES)
    if found:
        reader.say_sign(_MEANT[found[0]])
    return bool(found)


def read_break(reader: SpanReader) -> bool:
    """Break the line after two spaces or two backslashes."""
    options = reader.spans.options
    if options.hard_wrap or not reader.take(_SPACES if options.is_commonmark else _BREAK):
        return False
    reader.add(Element("br"))
    return True


def read_escaped(reader: SpanReader) -> bool:
    """Let a backslash keep the sign behind it, or break the line at its end (GFM 0.29 §6.11)."""
    if found := reader.take(_ESCAPED):
        reader.say(found[1])
    elif _is_broken(reader):
        reader.add(Element("br"))
        reader.pos += 1
    else:
        return False
    return True


def read_wrap(reader: SpanReader) -> bool:
    """Break the line where the author's ends."""
    reader.add(Element("br"))
    return False


def _is_broken(reader: SpanReader) -> bool:
    options = reader.spans.options
    is_read = options.is_gfm and not options.hard_wrap
    return is_read and reader.text.startswith("\\\n", reader.pos)
