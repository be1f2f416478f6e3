"""Elements become HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import TYPE_CHECKING, TypeAlias

from app.content.html import LINKING, LINKS, change_links, rewrite_links
from app.content.markdown.kramdown.patterns import VOID_NAMES
from app.content.markdown.kramdown.tree import CODE, COMMENT, MARKUP

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

#: Returns what a link becomes.
_Change: TypeAlias = Callable[[str], str]

#: Their words are written as they are, and may have tags with links. Those of code have none.
_VERBATIM = frozenset({"script", "style", MARKUP, COMMENT})


def to_html(root: Element, change: _Change | None) -> str:
    """Return *root* as HTML: what is text there is text here.

    ``change(link)`` is in place of every link, from the first to the last. Here it takes one look
    at each attribute; in finished HTML each tag, of coloured code too, would be looked at.
    """
    parts: list[str] = []
    _write(root, parts.append, change)
    return "".join(parts)


def _write(element: Element, put: Callable[[str], None], change: _Change | None) -> None:
    tag, text = element.tag, element.text or ""
    if tag == CODE:
        put(text)
        return
    if tag in _VERBATIM:
        _write_verbatim(element, put, change)
        return
    # Not element.attrib, which makes a dictionary for each element that has none yet.
    given = element.items()
    said = _attributes(tag, given, change) if given else ""
    put(f"<{tag}{said}>{_escaped(text)}" if text else f"<{tag}{said}>")
    for child in element:
        _write(child, put, change)
        if tail := child.tail:
            put(tail if tail == "\n" else _escaped(tail))
    if tag not in VOID_NAMES:
        put(f"</{tag}>")


def _write_verbatim(element: Element, put: Callable[[str], None], change: _Change | None) -> None:
    text = element.text or ""
    if change and "<" in text:
        text = rewrite_links(text, change)
    if element.tag == MARKUP:
        put(text)
    elif element.tag == COMMENT:
        put(f"<!--{text}-->")
    else:
        said = _attributes(element.tag, element.items(), change)
        put(f"<{element.tag}{said}>{text}</{element.tag}>")


def _attributes(tag: str, given: Iterable[tuple[str, str]], change: _Change | None) -> str:
    said = ""
    for name, value in given:
        if change and name.lower() in LINKS and LINKING.match(tag):
            value = change_links(name.lower(), value, change)  # noqa: PLW2901 -- the same, changed
        said += f' {name}="{escape(value)}"'
    return said


def _escaped(text: str) -> str:
    # Most words have no sign to be escaped: to ask costs less than to put others in their place.
    return escape(text, quote=False) if "<" in text or "&" in text or ">" in text else text
