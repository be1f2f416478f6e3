"""Blocks become elements."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from app.content.markdown.kramdown.abbreviations import mark_abbreviations
from app.content.markdown.kramdown.attributes import merge, resolve
from app.content.markdown.kramdown.entities import decode_entities
from app.content.markdown.kramdown.headings import Headings
from app.content.markdown.kramdown.notes import Notes
from app.content.markdown.kramdown.spans import Spans
from app.content.markdown.kramdown.tree import (
    CODE,
    COMMENT,
    MARKUP,
    Block,
    add_text,
    comment,
    markup,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.content.markdown.kramdown.document import Document
    from app.content.markdown.maths import Maths

_DEEPEST_HEADING = 6
#: Tables of contents in one text; each lists all of its headings.
_MOST_CONTENTS = 4
_NO_FORMULAS = frozenset(
    {"code", "pre", "script", "style", "textarea", "kbd", "samp", CODE, COMMENT, MARKUP}
)
#: A class for each alignment: a strict policy forbids inline styles.
_ALIGNED = "align-{}"


class Builder:
    """Builds the elements of one text."""

    def __init__(
        self,
        document: Document,
        maths: Maths | None,
        highlight: Callable[[str, str], str],
    ) -> None:
        self._document = document
        self._maths = maths
        #: Takes code and its language, returns its HTML.
        self._highlight = highlight
        options = document.options
        self._notes = Notes(document.notes, first=options.footnote_first)
        self._spans = Spans(document, self._notes, maths)
        self.headings = Headings(options, maths.as_written if maths else str)
        #: The list that the table of contents replaces, and what it stands in.
        self._contents: list[tuple[Element, Element]] = []
        self._leaves: dict[str, Callable[[Block, Element], None]] = {
            "ul": self._list,
            "ol": self._list,
            "heading": self._heading,
            "toc": self._contents_line,
            "hr": self._rule,
            "code": self._code,
            "math": self._formula,
            "html": self._html,
            "text": self._words,
            "comment": self._comment,
            "raw": self._raw,
            "table": self._table,
        }
        #: Elements of HTML around the block that is built.
        self._depth_in_html = 0

    def build(self, root: Block) -> Element:
        """Return all of *root* in one ``div``."""
        element = Element("div")
        self._children(root, element)
        for contents, around in self._contents:
            self.headings.list_contents(contents)
            if not len(contents):
                around.remove(contents)
        self._notes.finish(element, self._children)
        if self._document.abbreviations:
            mark_abbreviations(element, self._document.abbreviations)
        if self._maths and not self._document.options.has_dollar_maths:
            take_formulas_out(element, self._maths)
        return element

    def _children(self, block: Block, into: Element) -> None:
        for child in block.children:
            if child.is_bare:
                # A line's end parts bare words from the block below them.
                self._spans.read(child.text + "\n" * (child is not block.children[-1]), into)
            else:
                self._add(child, into)

    def _add(self, block: Block, into: Element) -> None:
        kind = block.kind
        if kind in self._leaves:
            self._leaves[kind](block, into)
        elif kind not in {"mark", "blank"}:
            self._element(block, into)

    def _element(self, block: Block, into: Element) -> Element:
        """Add an element that holds words or blocks."""
        element = SubElement(into, block.kind, self._attributes(block))
        element.tail = "\n"
        if block.text:
            self._spans.read(block.text, element)
        elif block.children:
            first = block.children[0]
            if not (first.kind == "p" and first.is_bare):
                element.text = "\n"
            self._children(block, element)
        return element

    def _attributes(self, block: Block) -> dict[str, str]:
        attributes = dict(block.own)
        if block.given:
            merge(attributes, resolve(block.given, self._document.named))
        return attributes

    def _list(self, block: Block, into: Element) -> None:
        names = block.given.names if block.given else []
        if "toc" in names and not self._contents:
            contents = SubElement(into, block.kind, self._attributes(block))
            contents.attrib.setdefault("id", "markdown-toc")
            self._contents.append((contents, into))
        else:
            self._element(block, into)

    def _contents_line(self, block: Block, into: Element) -> None:
        if len(self._contents) == _MOST_CONTENTS:
            return
        frame = SubElement(into, "div", {"class": "toc", **self._attributes(block)})
        frame.text = frame.tail = "\n"
        self._contents.append((SubElement(frame, "ul"), frame))

    def _heading(self, block: Block, into: Element) -> None:
        level = block.level + self._document.options.header_offset
        tag = f"h{min(max(level, 1), _DEEPEST_HEADING)}"
        element = SubElement(into, tag, self._attributes(block))
        element.tail = "\n"
        self._spans.read(block.text, element)
        is_plain = bool(self._depth_in_html) and not self._document.options.is_commonmark
        self.headings.add(element, block.level, is_plain=is_plain)

    def _rule(self, block: Block, into: Element) -> None:
        SubElement(into, "hr", self._attributes(block)).tail = "\n"

    def _code(self, block: Block, into: Element) -> None:
        attributes = self._attributes(block)
        language = block.name or _language(attributes.get("class", ""))
        code = block.text.removesuffix("\n") or "\n"
        self._leaf(markup(self._highlight(code, language), CODE), into)

    def _formula(self, block: Block, into: Element) -> None:
        if self._maths and block.text:
            element = SubElement(into, "div", {"class": "math"})
            source = f"$${block.text}$$"
            element.text = self._maths.keep(source, block.text, is_block=True, is_alone=True)
            element.tail = "\n"
        else:
            SubElement(into, "p").text = f"$${block.text}$$"

    def _html(self, block: Block, into: Element) -> None:
        element = SubElement(into, block.name, self._attributes(block))
        self._depth_in_html += 1
        self._content(block, element)
        self._depth_in_html -= 1
        if into.tag == "div" and not into.attrib:
            element.tail = "\n"

    def _content(self, block: Block, element: Element) -> None:
        if block.content == "span":
            self._spans.read(block.text.strip(), element)
        elif block.text:
            element.text = block.text
        elif block.content == "block":
            element.text = "\n" if block.children else None
            self._children(block, element)
        else:
            self._children(block, element)

    def _words(self, block: Block, into: Element) -> None:
        add_text(into, decode_entities(block.text))

    def _comment(self, block: Block, into: Element) -> None:
        self._leaf(comment(block.text), into)

    def _raw(self, block: Block, into: Element) -> None:
        self._leaf(markup(block.text), into)

    def _leaf(self, leaf: Element, into: Element) -> None:
        into.append(leaf)
        leaf.tail = "\n"

    def _table(self, block: Block, into: Element) -> None:
        table = SubElement(into, "table", self._attributes(block))
        table.text = table.tail = "\n"
        for part in block.children:
            group = SubElement(table, part.kind)
            group.text = group.tail = "\n"
            tag = "th" if part.kind == "thead" else "td"
            for line in part.children:
                row = SubElement(group, "tr")
                row.text = row.tail = "\n"
                for cell, aligned in zip(line.children, block.columns, strict=True):
                    self._cell(SubElement(row, tag), cell, aligned)

    def _cell(self, element: Element, cell: Block, aligned: str) -> None:
        element.tail = "\n"
        if aligned:
            element.set("class", _ALIGNED.format(aligned))
        if cell.text:
            self._spans.read(cell.text, element)
        else:
            element.text = "\xa0"


def take_formulas_out(root: Element, maths: Maths) -> None:
    """Let *maths* keep the formulas in the words of *root*, as MathJax looks for them there."""
    if root.tag not in _NO_FORMULAS:
        if root.text:
            root.text = maths.take_out(root.text)
        for child in root:
            take_formulas_out(child, maths)
            if child.tail:
                child.tail = maths.take_out(child.tail)


def _language(classes: str) -> str:
    return next((one[9:] for one in classes.split() if one.startswith("language-")), "")
