"""Attributes and extensions in a line: ``*words*{: .note}``, ``{::comment}…{:/}``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from app.content.markdown.kramdown import patterns as at
from app.content.markdown.kramdown.attributes import parse_attributes, resolve
from app.content.markdown.kramdown.tree import comment, markup

if TYPE_CHECKING:
    from app.content.markdown.kramdown.spans import SpanReader

_BRACES = re.compile(r"\{:((?:\\\}|[^}]){1,500})\}")
_BARE_BRACES = re.compile(r"\{(?::|(?=[#.]))((?:\\\}|[^}\n]){1,500})\}")
_EXTENSION = re.compile(at.EXTENSION)


def read_braces(reader: SpanReader) -> bool:
    """Give attributes to the element before, or take an extension out."""
    if reader.find("}", reader.pos) < 0:
        return False
    if found := _EXTENSION.match(reader.text, reader.pos):
        return _extension(reader, found)
    is_loose = reader.spans.options.has_bare_braces
    found = (_BARE_BRACES if is_loose else _BRACES).match(reader.text, reader.pos)
    is_behind_sign = reader.pos == reader.sign_end > 0
    if not found or found[1][0] == "/" or (reader.is_after_words() and not is_behind_sign):
        return False
    reader.pos = found.end()
    if is_behind_sign:
        return True
    given = parse_attributes(found[1], is_loose=is_loose)
    element = reader.into[-1]
    for name, value in resolve(given, reader.spans.document.named).items():
        joined = name == "class" and element.get("class")
        element.set(name, f"{joined} {value}" if joined else value)
    return True


@lru_cache(maxsize=20)
def _closing(name: str) -> re.Pattern[str]:
    """Return what closes the extension *name*."""
    return re.compile(rf"\{{:/(?:{name})?\}}")


def _extension(reader: SpanReader, found: re.Match[str]) -> bool:
    body, after = "", found.end()
    if not found[3]:
        end = _closing(found[1]).search(reader.text, after)
        if not end:
            return False
        body, after = reader.text[after : end.start()], end.end()
    if found[1] == "comment" and not found[3]:
        reader.add(comment(f" {body} "))
    elif found[1] == "nomarkdown" and body:
        reader.add(markup(body))
    reader.pos = after
    return True
