"""What Markdown is read into: blocks first, then elements."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from app.content.markdown.kramdown.attributes import Attributes

#: Blocks that end no paragraph's neighbourhood by themselves: what a definition leaves behind.
DEFINITIONS = frozenset({"link", "abbreviation", "note"})
#: The tags of leaves whose text is finished HTML, the same of code, or a comment.
MARKUP = "?"
CODE = "="
COMMENT = "!"


@dataclass(slots=True, kw_only=True)
class Block:
    """A block while it is read: children are added and attributes come late, below it."""

    #: The element it becomes; or blank, mark, code, html, text, comment, raw, math, root.
    kind: str
    #: Its words, not read yet; of a mark, what made it.
    text: str = ""
    #: Attributes that stand in its own tag.
    own: dict[str, str] = field(default_factory=dict)
    children: list[Block] = field(default_factory=list)
    given: Attributes | None = None
    #: A paragraph of a tight list, whose words have no tag around them.
    is_bare: bool = False
    #: Of an element of HTML: its name, and how its content is read (raw, block, span).
    name: str = ""
    content: str = ""
    #: Of a heading its level, of a list its first number, of a blank its lines.
    level: int = 0
    #: Of a table, how its columns are aligned: left, right, center or empty.
    columns: tuple[str, ...] = ()

    def last(self) -> Block | None:
        """Return the child added last."""
        return self.children[-1] if self.children else None


def add_text(element: Element, text: str) -> None:
    """Add *text* at the end of what is in *element*."""
    if not text:
        return
    if len(element):
        last = element[-1]
        last.tail = (last.tail or "") + text
    else:
        element.text = (element.text or "") + text


def markup(html: str, tag: str = MARKUP) -> Element:
    """Return a leaf that is *html*, which is finished."""
    leaf = Element(tag)
    leaf.text = html
    return leaf


def comment(words: str) -> Element:
    """Return a leaf that is a comment."""
    leaf = Element(COMMENT)
    leaf.text = words
    return leaf
