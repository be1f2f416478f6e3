"""Emphasis and struck words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from app.content.markdown.kramdown import patterns as at

if TYPE_CHECKING:
    from app.content.markdown.kramdown.spans import SpanReader

_STARS = re.compile(r"\*\*?|__?")
_CLOSING = {signs: re.compile(re.escape(signs)) for signs in ("*", "**", "_", "__")}
#: What such signs hold most often, up to the signs that close it.
_SIMPLE = {
    signs: re.compile(rf"({at.MERE_WORDS})(?<![{at.SPACE}]){re.escape(signs)}{no_end}")
    for signs, no_end in (
        ("*", r"(?!\*)"),
        ("**", ""),
        ("_", r"(?!\w)"),
        ("__", r"(?![^\W_])"),
    )
}
#: More of them stress nothing: they are a line to write on.
_LONG_RUN = re.compile(r"\*{4,}|_{4,}")
_STRUCK = re.compile(r"~~(?![ \t\n\r\f\v~])(.{0,2000}?[^ \t\n\r\f\v~])~~", re.DOTALL)


def read_emphasis(reader: SpanReader) -> bool:
    """Read ``*words*`` and ``**words**``; signs that nobody closes are words."""
    text, begin = reader.text, reader.pos
    signs = _STARS.match(text, begin)[0]  # type: ignore[index]  # one of them stands here
    if (
        len(signs) > 1
        and text.startswith(signs * 2, begin)
        and reader.spans.options.is_commonmark
        and (run := reader.take(_LONG_RUN))
    ):
        reader.say(run[0])
        return True
    after = begin + len(signs)
    tag = "strong" if len(signs) > 1 else "em"
    if (
        (signs[0] == "_" and _ends_in_letter(text, begin))
        or (after < len(text) and text[after] in at.SPACE)
        or tag in reader.open_tags
        or reader.is_deep()
    ):
        reader.pos = after
        reader.say(signs)
        return True
    reader.pos = after
    if found := reader.take(_SIMPLE[signs]):
        element = Element(tag)
        element.text = found[1]
        reader.add(element)
    else:
        _read_closed(reader, begin, signs, tag)
    return True


def _read_closed(reader: SpanReader, begin: int, signs: str, tag: str) -> None:
    element = _emphasized(reader, signs, tag)
    if element is None and tag == "strong" and reader.open_tags[-1:] != ["em"]:
        reader.budget -= reader.pos - begin
        reader.pos = begin + 1
        element = _emphasized(reader, signs[0], "em")
    if element is None:
        reader.give_up(begin, signs)
    else:
        reader.add(element)


def _emphasized(reader: SpanReader, signs: str, tag: str) -> Element | None:
    """Read to the *signs* that close the ones before this place."""
    element = Element(tag)
    text, double = reader.text, signs * 2

    def accept() -> bool:
        here, after = reader.pos, reader.pos + len(signs)
        if text[here - 1] in at.SPACE or reader.is_empty():
            return False
        if tag == "em" and text.startswith(double, here):
            return text.startswith(signs, here + 2)
        return signs[0] != "_" or not text[after : after + 1].isalnum()

    reader.open_tags.append(tag)
    is_found = reader.read_until(element, _CLOSING[signs], accept)
    reader.open_tags.pop()
    if not is_found:
        return None
    reader.pos += len(signs)
    return element


def read_struck(reader: SpanReader) -> bool:
    """Read ``~~words~~`` (GFM 0.29 §6.5)."""
    found = _STRUCK.match(reader.text, reader.pos)
    if not found or not reader.spans.options.is_gfm or reader.is_deep():
        return False
    element = Element("del")
    reader.inside(found[1], element, "del").run()
    reader.add(element)
    reader.pos = found.end()
    return True


def _ends_in_letter(text: str, place: int) -> bool:
    before = text[place - 1 : place]
    if before == "-":
        before = text[place - 2 : place - 1]
    return before.isalpha()
