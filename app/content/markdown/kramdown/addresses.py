"""The links of a text, changed before it is HTML: there each would have to be looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.content.html import LINKING, LINKS, change_links, rewrite_links
from app.content.markdown.kramdown.tree import COMMENT, MARKUP

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

#: Their words are written as they are, and may have tags. Code has none with a link.
_AS_WRITTEN = frozenset({MARKUP, COMMENT, "script", "style"})


def change_addresses(root: Element, change: Callable[[str], str]) -> None:
    """Put ``change(link)`` in place of every link in *root*, from the first to the last."""
    for element in root.iter():
        if element.attrib and LINKING.match(element.tag):
            for name, value in element.items():
                if name.lower() in LINKS:
                    element.set(name, change_links(name.lower(), value, change))
        if element.tag in _AS_WRITTEN and element.text and "<" in element.text:
            element.text = rewrite_links(element.text, change)
