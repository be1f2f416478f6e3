"""Elements become HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from app.content.markdown.kramdown.patterns import VOID_NAMES
from app.content.markdown.kramdown.tree import COMMENT, MARKUP

if TYPE_CHECKING:
    from collections.abc import Callable

_VERBATIM = frozenset({"script", "style"})


def to_html(root: Element) -> str:
    """Return *root* as HTML: what is text there is text here."""
    parts: list[str] = []
    _write(root, parts.append)
    return "".join(parts)


def _write(element: Element, put: Callable[[str], None]) -> None:
    tag, text = element.tag, element.text
    if tag == MARKUP:
        put(text or "")
        return
    if tag == COMMENT:
        put(f"<!--{text or ''}-->")
        return
    if element.attrib:
        said = "".join(f' {name}="{escape(value)}"' for name, value in element.items())
        put(f"<{tag}{said}>")
    else:
        put(f"<{tag}>")
    if text:
        put(text if tag in _VERBATIM else escape(text, quote=False))
    for child in element:
        _write(child, put)
        if child.tail:
            put(escape(child.tail, quote=False))
    if tag not in VOID_NAMES:
        put(f"</{tag}>")
