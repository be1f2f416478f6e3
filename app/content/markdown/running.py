"""Reads running text as Python-Markdown does, and tries but the patterns that can be in it.

Python-Markdown searches every run of text for every pattern. Here a pattern is tried where a sign
stands that it cannot be without. What comes out is the same.
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Any, TypeAlias
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor
from markdown.util import (
    INLINE_PLACEHOLDER,
    INLINE_PLACEHOLDER_PREFIX,
    INLINE_PLACEHOLDER_RE,
    AtomicString,
)

from app.content.markdown.spans import find_code, find_emphasis

if TYPE_CHECKING:
    from collections.abc import Iterator

    import markdown

    from app.content.markdown.spans import Span

#: One of a pattern's two signs stands in whatever it finds; each new pattern needs its own here.
SIGNS = {
    "backtick": ("`", "`"),
    "maths": ("$", "\\"),
    "escape": ("\\", "\\"),
    "footnote": ("[^", "[^"),
    "reference": ("[", "["),
    "link": ("[", "["),
    "image_link": ("![", "!["),
    "image_reference": ("![", "!["),
    "short_reference": ("[", "["),
    "short_image_ref": ("![", "!["),
    "autolink": ("://", "://"),
    "automail": ("@", "@"),
    "linebreak": ("  \n", "  \n"),
    "html": ("<", "<"),
    "entity": ("&", "&"),
    "backslash-break": ("\\\n", "\\\n"),
    "em_strong": ("*", "_"),
    "delimiter": ("~", "~"),
}

#: Stands in any of them; most runs of text have none.
ANY_SIGN = re.compile(r"[`$\\[!<@&*_~]|  \n|://")
#: What finds all there is of a pattern in a text where that is plain.
_PLAIN = {"backtick": find_code, "em_strong": find_emphasis}

_Made: TypeAlias = list[Element]


class RunningText(Treeprocessor):
    """Stands in for Python-Markdown's own ``inline``, whose stash other parts of it read."""

    def __init__(self, md: markdown.Markdown) -> None:
        super().__init__(md)
        #: What each placeholder stands for.
        self.stashed_nodes: dict[str, Element | str] = {}
        registry: Any = md.inlinePatterns
        patterns = list(registry)  # which also puts the names in order
        names = [item.name for item in registry._priority]  # noqa: SLF001 -- there is no other way to the names
        self._patterns = [
            (pattern, *SIGNS[name], self._no_references if "ref" in name else _PLAIN.get(name))
            for name, pattern in zip(names, patterns, strict=True)
        ]

    def _no_references(self, data: str) -> list[Span] | None:
        """Find nothing where no link has been defined."""
        del data
        return None if self.md.references else []

    def run(self, root: Element) -> None:
        """Put what the patterns find into the tree below *root*."""
        self.stashed_nodes = {}
        waiting = deque([root])
        while waiting:
            parent = waiting.popleft()
            made = []
            # Elements that a tail gives are met as children in their turn.
            for place, child in enumerate(parent):
                if child.text and not isinstance(child.text, AtomicString):
                    inner = self._read_text(child, child.text)
                    waiting.extend(inner)
                    made.append((child, inner))
                if child.tail:
                    self._read_tail(parent, place, child.tail)
                if len(child):
                    waiting.append(child)
            for child, inner in made:
                child[0:0] = inner

    def _read_text(self, child: Element, text: str) -> _Made:
        folded = self._fold(text)
        if folded is text:
            return []
        child.text = None
        return self._unfold(folded, child, is_text=True)

    def _read_tail(self, parent: Element, place: int, tail: str) -> None:
        folded = self._fold(tail)
        if folded is not tail:
            carrier = Element("d")
            parent[place + 1 : place + 1] = self._unfold(folded, carrier, is_text=False)
            parent[place].tail = carrier.tail

    def _fold(self, data: str, first: int = 0) -> str:
        """Return *data* with a placeholder for whatever the patterns from *first* on find."""
        if isinstance(data, AtomicString) or not ANY_SIGN.search(data):
            return data
        for place in range(first, len(self._patterns)):
            pattern, sign, other, find_plain = self._patterns[place]
            if sign in data or other in data:
                spans = find_plain(data) if find_plain else None
                if spans is None:
                    data = self._replace(pattern, data, place)
                else:
                    data = self._replace_spans(spans, data, place)
        return data

    def _replace_spans(self, spans: list[Span], data: str, place: int) -> str:
        pieces: list[str] = []
        last = 0
        for element, begin, end in spans:
            if not isinstance(element.text, AtomicString):
                self._fold_inside(element, place)
            pieces += (data[last:begin], self._stash(element))
            last = end
        return "".join((*pieces, data[last:])) if spans else data

    def _replace(self, pattern: Any, data: str, place: int) -> str:  # noqa: ANN401 -- Python-Markdown's own
        start = 0
        while found := _next_match(pattern, data, start):
            node, begin, start = found
            if node is None:
                continue
            if not isinstance(node, str) and not isinstance(node.text, AtomicString):
                self._fold_inside(node, place)
            placeholder = self._stash(node)
            data = f"{data[:begin]}{placeholder}{data[start:]}"
            start = begin + len(placeholder)
        return data

    def _fold_inside(self, node: Element, place: int) -> None:
        for child in (node, *node):
            if child.text:
                child.text = self._fold(child.text, place + 1)
            if child.tail:
                child.tail = self._fold(child.tail, place)

    def _stash(self, node: Element | str) -> str:
        name = f"{len(self.stashed_nodes):04d}"
        self.stashed_nodes[name] = node
        return INLINE_PLACEHOLDER % name

    def _unfold(self, data: str, parent: Element, *, is_text: bool) -> _Made:
        """Give *parent* the text before the first element in *data*, and return the elements.

        Each has as its tail what follows it; *is_text* tells whether *data* stood in *parent* or
        right after it.
        """
        made: _Made = []

        def add(text: str) -> None:
            if made:
                made[-1].tail = (made[-1].tail or "") + text
            elif is_text:
                parent.text = (parent.text or "") + text
            else:
                parent.tail = (parent.tail or "") + text

        for piece in _pieces(data, self.stashed_nodes):
            if isinstance(piece, str):
                add(piece)
            else:
                self._unfold_inside(piece)
                made.append(piece)
        return made

    def _unfold_inside(self, node: Element) -> None:
        for child in (node, *node):
            if child.tail and INLINE_PLACEHOLDER_PREFIX in child.tail:
                tail, child.tail = child.tail, None
                place = 0 if child is node else list(node).index(child) + 1
                node[place:place] = self._unfold(tail, child, is_text=False)
            if child.text and INLINE_PLACEHOLDER_PREFIX in child.text:
                text, child.text = child.text, None
                child[0:0] = self._unfold(text, child, is_text=True)


def _next_match(
    pattern: Any,  # noqa: ANN401 -- Python-Markdown's own
    data: str,
    start: int,
) -> tuple[Element | str | None, int, int] | None:
    """Return what *pattern* makes of the next place in *data* that it accepts, and where it is."""
    for match in pattern.compiled_re.finditer(data, start):
        node, begin, end = pattern.handleMatch(match, data)
        if begin is not None and end is not None:
            return node, begin, end
    return None


def _pieces(data: str, stashed: dict[str, Element | str]) -> Iterator[Element | str]:
    """Yield the texts and elements that *data* is made of."""
    start = 0
    for found in INLINE_PLACEHOLDER_RE.finditer(data):
        node = stashed.get(found[1])
        if node is None:
            continue  # the author's own letters
        if found.start() > start:
            yield data[start : found.start()]
        yield node
        start = found.end()
    if start < len(data):
        yield data[start:]
