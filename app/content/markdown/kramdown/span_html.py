"""HTML in a line, and addresses in angles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from app.content.markdown.kramdown import patterns as at
from app.content.markdown.kramdown.entities import decode_entities
from app.content.markdown.kramdown.html import known_name, read_attributes
from app.content.markdown.kramdown.tree import add_text, comment

if TYPE_CHECKING:
    from app.content.markdown.kramdown.spans import SpanReader

#: Stands among the open tags where no sign of Markdown counts.
_RAW = "raw"
_LINE_ENDS = re.compile("\n+")
_AUTOLINK = re.compile(r"<((mailto|https?|ftps?):[^\n]{1,2000}?|[\w.-]{1,200}@[\w.-]{1,200}?)>")


def read_autolink(reader: SpanReader) -> bool:
    """Read ``<https://example.org/>`` or ``<me@example.org>``."""
    found = reader.take(_AUTOLINK)
    if not found:
        return False
    element = Element("a", {"href": found[1] if found[2] else f"mailto:{found[1]}"})
    element.text = found[1].removeprefix("mailto:")
    reader.add(element)
    return True


def read_html(reader: SpanReader) -> bool:
    """Read a comment or an element; the tag of a block, and one that closes nothing, is words."""
    text, begin = reader.text, reader.pos
    if text.startswith(at.COMMENT_OPENS, begin):
        end = reader.find("-->", begin + 4)
        if end >= 0:
            reader.add(comment(text[begin + 4 : end]))
            reader.pos = end + 3
            return True
    is_loose = reader.spans.options.has_loose_html
    if found := reader.take(at.CLOSING_TAG):
        if not is_loose:
            reader.say(found[0])
        return True
    found = reader.take(reader.spans.document.grammar.tag)
    if not found:
        return False
    name = known_name(found[1])
    if (name in at.BLOCK_NAMES and not is_loose) or reader.is_deep():
        reader.say(found[0])
        return True
    _element(reader, name, found)
    return True


def _element(reader: SpanReader, name: str, tag: re.Match[str]) -> None:
    own = {key: _LINE_ENDS.sub(" ", value) for key, value in read_attributes(tag).items()}
    is_read = _is_read(reader, name, own.pop("markdown", ""))
    element = Element(name, own)
    reader.add(element)
    if tag[3] or name in at.VOID_NAMES:
        return
    closing = at.closing_tag(name)
    if not is_read:
        _raw(reader, element, closing)
        return
    reader.open_tags.append(name if name not in {"a", "em", "strong"} else f"html {name}")
    is_found = reader.read_until(element, closing, None)
    reader.open_tags.pop()
    if is_found:
        reader.take(closing)
    else:
        add_text(element, reader.text[reader.pos :])
        reader.pos = len(reader.text)


def _is_read(reader: SpanReader, name: str, asked: str) -> bool:
    if _RAW in reader.open_tags:
        return False
    if asked in {"0", "1", "span"}:
        return asked == "span" or (asked == "1" and name in at.CONTENT)
    return name in at.CONTENT and reader.spans.options.parse_span_html


def _raw(reader: SpanReader, element: Element, closing: re.Pattern[str]) -> None:
    """Take what is in *element* as HTML, with no sign of Markdown."""
    end = closing.search(reader.text, reader.pos)
    inside = reader.inside(
        reader.text[reader.pos : end.start() if end else len(reader.text)], element, _RAW
    )
    reader.pos = end.end() if end else len(reader.text)
    while (place := inside.text.find("<", inside.pos)) >= 0:
        inside.say(decode_entities(inside.text[inside.pos : place]))
        inside.pos = place
        if not read_html(inside):
            inside.say("<")
            inside.pos += 1
    inside.end(decode_entities(inside.text[inside.pos :]))
