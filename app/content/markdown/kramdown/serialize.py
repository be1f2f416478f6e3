"""Elements become HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from app.content.markdown.kramdown.patterns import VOID_NAMES
from app.content.markdown.kramdown.tree import CODE, COMMENT, MARKUP

if TYPE_CHECKING:
    from collections.abc import Callable

_VERBATIM = frozenset({"script", "style"})
_FINISHED = frozenset({MARKUP, CODE})


def to_html(root: Element) -> str:
    """Return *root* as HTML: what is text there is text here."""
    parts: list[str] = []
    _write(root, parts.append)
    return "".join(parts)


def _write(element: Element, put: Callable[[str], None]) -> None:
    tag, text = element.tag, element.text or ""
    if tag in _FINISHED:
        put(text)
        return
    if tag == COMMENT:
        put(f"<!--{text}-->")
        return
    said = ""
    if element.attrib:
        said = "".join([f' {name}="{escape(value)}"' for name, value in element.items()])
    put(f"<{tag}{said}>{text if tag in _VERBATIM else _escaped(text)}")
    for child in element:
        _write(child, put)
        if child.tail:
            put(_escaped(child.tail))
    if tag not in VOID_NAMES:
        put(f"</{tag}>")


def _escaped(text: str) -> str:
    # Most words have no sign to be escaped: to ask costs less than to put others in their place.
    return escape(text, quote=False) if "<" in text or "&" in text or ">" in text else text
