"""The HTML of a mail, read once for all who look at it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import html as lxml_html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

#: ``name: value`` in a style attribute; a semicolon in quotes or brackets ends nothing.
_DECLARATION = re.compile(
    r"(?<![\w-])([\w-]++)\s*+:\s*((?:[^;\"'()]|\"[^\"]*\"|'[^']*'|\([^()]*\))*)"
)
#: A provider's tag in the place of an address.
TAG = re.compile(r"\{\{|\{%|\{\$|\*\||<%|&lt;%|%[\w.]+%|\[[\w ]+\]")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Document:
    """The HTML part of a mail."""

    text: str
    root: HtmlElement
    #: Every element in its order; holding them keeps each the same object.
    elements: tuple[HtmlElement, ...]
    #: What stands in its style elements.
    css: str

    def named(self, *names: str) -> Iterator[HtmlElement]:
        """Give the elements of these names."""
        return (element for element in self.elements if element.tag in names)


def parse_document(text: str) -> Document:
    """Read the HTML of a mail, a whole document."""
    root = lxml_html.document_fromstring(text)
    elements = tuple(root.iter("*"))
    styles = (element.text or "" for element in elements if element.tag == "style")
    return Document(text=text, root=root, elements=elements, css="\n".join(styles))


@lru_cache(maxsize=4096)
def parse_declarations(style: str) -> tuple[tuple[str, str], ...]:
    """Return the names and values in a style attribute, both in small letters."""
    return tuple(
        (found[1].lower(), found[2].strip().lower()) for found in _DECLARATION.finditer(style)
    )


def words_in(element: HtmlElement) -> str:
    """Return what a reader sees or hears of *element*, on one line."""
    said = [str(element.text_content()), *(img.get("alt") or "" for img in element.iter("img"))]
    return " ".join(" ".join(said).split())
