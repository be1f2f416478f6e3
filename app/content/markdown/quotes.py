"""Straight quotes, dashes and dots become the signs of print, in one pass over the words.

What is replaced by what is decided by Python-Markdown's own extension, ``smarty``. There each
replacement is an element of its own in the tree for a while; here it is a letter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    import markdown

_SIGNS = re.compile(r"['\"]|--|\.\.\.")
#: Stands for what has been replaced already: the rules that follow see no letter there.
_PLACE = re.compile("\x02q([0-9]+)\x03")
#: The longest of what may stand before an opening quote, ``&#8212;``.
_LONGEST_BEFORE = 7
#: A pattern, the groups and letters that are put in its place, and what is found sooner: the last
#: two signs of whatever it finds.
_Rule: TypeAlias = tuple[re.Pattern[str], tuple[int | str, ...], re.Pattern[str] | None]


class Quotes(Treeprocessor):
    """Stands in for the tree processor of ``smarty``, with its rules."""

    def __init__(self, md: markdown.Markdown) -> None:
        super().__init__(md)
        theirs: Any = md.treeprocessors["smarty"]
        #: In order, each with a sign that it cannot do without.
        self._rules: list[tuple[str, _Rule]] = [
            (_first_sign(one.pattern), (one.compiled_re, tuple(one.replace), _end(one.pattern)))
            for one in theirs.inlinePatterns
        ]

    def run(self, root: Element) -> None:
        """Replace the signs in all words below *root* but those of code."""
        for parent in root.iter():
            for child in parent:
                if child.text and _SIGNS.search(child.text):
                    child.text = self._read(child.text)
                if child.tail and _SIGNS.search(child.tail):
                    child.tail = self._read(child.tail)

    def _read(self, text: str) -> str:
        if isinstance(text, AtomicString):
            return text
        replaced: list[str] = []
        for sign, rule in self._rules:
            if sign in text:
                text = _replace(text, rule, replaced)
        return _PLACE.sub(lambda found: replaced[int(found[1])], text)


def _first_sign(pattern: str) -> str:
    """Return the sign without which *pattern* finds nothing: it stands first in each of them."""
    quote = re.search(r"['\"]", pattern)
    if quote:
        return quote[0]
    return "..." if r"\.{3}" in pattern else "--"


def _end(pattern: str) -> re.Pattern[str] | None:
    """Return how what *pattern* finds ends, where it begins with a choice and is slow to find."""
    choice, _, quote = pattern.partition(r"&#8212;)")
    return re.compile(rf"[\s;–—-]{quote}") if choice.startswith(r"(\s|&nbsp;") else None


def _replace(text: str, rule: _Rule, replaced: list[str]) -> str:
    pattern, parts, end = rule
    start = 0
    while True:
        if end:
            near = end.search(text, start)
            if not near:
                return text
            start = max(start, near.start() - _LONGEST_BEFORE)
        found = pattern.search(text, start)
        if not found:
            return text
        letters = (found[part] if isinstance(part, int) else part for part in parts)
        place = f"\x02q{len(replaced)}\x03"
        replaced.append("".join(letters))
        text = f"{text[: found.start()]}{place}{text[found.end() :]}"
        start = found.start() + len(place)
