"""The plain cases of code and emphasis: nearly all that people write, found by one expression.

What is not plain (nested, unpaired, escaped) is left to Python-Markdown's own patterns, and comes
out the same here and there.
"""

from __future__ import annotations

import re
from typing import TypeAlias
from xml.etree.ElementTree import Element

from markdown.util import AtomicString, code_escape

#: An element, and where what it stands for begins and ends.
Span: TypeAlias = tuple[Element, int, int]

_CODE = re.compile(r"`([^`]+)`")
#: Two runs of one or two stars, of the same length, that embrace words without a star.
_EMPHASIS = re.compile(r"(?<!\*)(\*\*?)(?![\s*])([^*]+)(?<!\s)\1(?!\*)")
_TAGS = {1: "em", 2: "strong"}


def find_code(data: str) -> list[Span] | None:
    """Return the code in *data*, or None where that takes more than pairs of single backticks."""
    if "\\" in data or "``" in data:
        return None
    spans = []
    for found in _CODE.finditer(data):
        element = Element("code")
        element.text = AtomicString(code_escape(found[1].strip()))
        spans.append((element, found.start(), found.end()))
    return spans


def find_emphasis(data: str) -> list[Span] | None:
    """Return what is stressed in *data*, or None where not every star is one of a plain pair."""
    if "_" in data:
        return None
    spans, stars = [], 0
    for found in _EMPHASIS.finditer(data):
        element = Element(_TAGS[len(found[1])])
        element.text = found[2]
        stars += 2 * len(found[1])
        spans.append((element, found.start(), found.end()))
    return spans if stars == data.count("*") else None
