"""Links and pictures: ``[words](address "title")``, ``[words][name]``, ``![words](address)``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from app.content.markdown.kramdown import patterns as at
from app.content.markdown.kramdown.attributes import resolve
from app.content.markdown.kramdown.document import Target, link_name
from app.content.markdown.kramdown.entities import decode_entities

if TYPE_CHECKING:
    from app.content.markdown.kramdown.spans import SpanReader

_OPENS = re.compile(r"!?\[(?=[^^])")
#: Most links: ``[words](address)``.
_SIMPLE = re.compile(rf"\[({at.MERE_WORDS})\]\(([^()<{at.SPACE}]++)\)")
_NAMED = re.compile(r"[ \t\n\r\f\v]*?\[([^\]]+)?\]")
_ANGLES = re.compile(r"\(<(.*?)>")
_TARGET_STOP = re.compile(r"(\()|(\))|[ \t\n\r\f\v](?=['\"])")
_TITLE = re.compile(r"[ \t\n\r\f\v]*([\"'])(.{1,1000}?)\1[ \t\n\r\f\v]*\)", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\.*_+`<>()\[\]{}#!:|\"'$=-])")


def read_link(reader: SpanReader) -> bool:
    """Read a link or picture; signs that make none are words."""
    begin = reader.pos
    found = _OPENS.match(reader.text, begin)
    if not found:
        return False
    signs = found[0]
    tag = "a" if signs == "[" else "img"
    is_inside = tag == "a" and ("a" in reader.open_tags or "img" in reader.open_tags)
    may_begin = not (is_inside or reader.is_deep())
    if may_begin and (simple := reader.take(_SIMPLE)):
        element = Element("a", {"href": decode_entities(simple[2])})
        element.text = simple[1]
        reader.add(element)
        return True
    reader.pos = found.end()
    if not may_begin or reader.find("]", begin) < 0:
        reader.say(signs)
        return True
    element = Element(tag)
    if not _words(reader, element):
        reader.give_up(begin, signs)
        return True
    words = _ESCAPED.sub(r"\1", reader.text[found.end() : reader.pos])
    reader.pos += 1
    if not _target(reader, element, words):
        reader.give_up(begin, signs)
    return True


def _words(reader: SpanReader, element: Element) -> bool:
    """Read to the bracket that closes the one before; pictures close their own."""
    count = 1

    def accept() -> bool:
        nonlocal count
        count += -1 if reader.text[reader.pos] == "]" else 1
        return count - sum(child in reader.pictures for child in element) == 0

    reader.open_tags.append(str(element.tag))
    is_found = reader.read_until(element, at.BRACKET, accept)
    reader.open_tags.pop()
    return is_found


def _target(reader: SpanReader, element: Element, words: str) -> bool:
    named = reader.take(_NAMED)
    if named or not reader.text.startswith("(", reader.pos):
        name = link_name((named and named[1]) or words)
        target = reader.spans.document.links.get(name)
        if target is None:
            return False
        _finish(reader, element, target, words)
        return True
    url, is_closed = _address(reader)
    if is_closed:
        _finish(reader, element, Target(url=url), words)
        return True
    if titled := reader.take(_TITLE):
        _finish(reader, element, Target(url=url, title=titled[2]), words)
        return True
    return False


def _address(reader: SpanReader) -> tuple[str, bool]:
    """Go past an address in round brackets; tell whether the closing one came right after it."""
    if found := reader.take(_ANGLES):
        is_closed = reader.text.startswith(")", reader.pos)
        reader.pos += is_closed
        return found[1], is_closed
    begin, depth = reader.pos, 0
    while found := _TARGET_STOP.search(reader.text, reader.pos):
        reader.pos = found.end()
        depth += bool(found[1]) - bool(found[2])
        if depth == 0 or not (found[1] or found[2]):
            break
    return reader.text[begin + 1 : reader.pos - 1].strip(at.SPACE), depth == 0


def _finish(reader: SpanReader, element: Element, target: Target, words: str) -> None:
    if element.tag == "img":
        element.clear()
        reader.pictures.add(element)
        element.set("alt", decode_entities(words))
        element.set("src", decode_entities(target.url))
    else:
        element.set("href", decode_entities(target.url))
    if target.title:
        element.set("title", decode_entities(target.title))
    if target.mark and target.mark.given:
        for name, value in resolve(target.mark.given, reader.spans.document.named).items():
            element.set(name, value)
    reader.add(element)
