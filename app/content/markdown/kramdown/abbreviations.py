"""Abbreviations: ``*[HTML]: HyperText Markup Language`` explains the word wherever it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from app.content.markdown.kramdown.tree import CODE, COMMENT, MARKUP

if TYPE_CHECKING:
    from collections.abc import Mapping

_NO_WORDS = frozenset({"code", "pre", "script", "style", "abbr", CODE, COMMENT, MARKUP})


def mark_abbreviations(root: Element, meanings: Mapping[str, str]) -> None:
    """Put an ``abbr`` around each word of *meanings* in *root*."""
    longest_first = sorted(meanings, key=len, reverse=True)
    words = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    for element in list(root.iter()):
        if element.tag in _NO_WORDS:
            continue
        for child in list(element):
            parts = _marked(child.tail or "", words, meanings)
            if parts:
                child.tail = parts[0]
                place = list(element).index(child) + 1
                element[place:place] = parts[1]
        parts = _marked(element.text or "", words, meanings)
        if parts:
            element.text = parts[0]
            element[0:0] = parts[1]


def _marked(
    text: str, words: re.Pattern[str], meanings: Mapping[str, str]
) -> tuple[str, list[Element]] | None:
    """Return the words before the first abbreviation, and elements with what follows each."""
    found = list(words.finditer(text))
    if not found:
        return None
    made = []
    for one, following in zip(found, [*found[1:], None], strict=True):
        element = Element("abbr", {"title": meanings[one[0]]} if meanings[one[0]] else {})
        element.text = one[0]
        element.tail = text[one.end() : following.start() if following else len(text)]
        made.append(element)
    return text[: found[0].start()], made
