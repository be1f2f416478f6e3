"""Quotes become curved: by what stands before and after them, as kramdown decides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.content.markdown.kramdown.spans import SpanReader

_PUNCTUATION = r"[!-/:-@\[-`{-~]"
#: The first of these that fits decides; ``before`` is the sign before, which stays.
_RULES = (
    (re.compile(r"(?P<sign>[\"'])(?=[_*]{1,2}[^ \t\n\r\f\v])"), "open"),
    (re.compile(rf"(?P<sign>[\"'])(?={_PUNCTUATION}(?!\.\.)\B)"), "close"),
    (re.compile(r"(?P<before>[ \t\n\r\f\v]?)(?P<sign>\"')(?=\w)"), "open"),
    (re.compile(r"(?P<before>[ \t\n\r\f\v]?)(?P<sign>'\")(?=\w)"), "open"),
    (re.compile(r"(?P<before>[ \t\n\r\f\v]?)(?P<sign>')(?=\d\ds)"), "close"),
    (re.compile(r"(?P<before>[ \t\n\r\f\v])(?P<sign>[\"'])(?=\w)"), "open"),
    (re.compile(r"(?P<before>[^ \\\t\r\n\[{(-])(?P<sign>[\"'])"), "close"),
    (re.compile(r"(?P<sign>[\"'])(?=[ \t\n\r\f\v]|s\b|$)", re.MULTILINE), "close"),
    (re.compile(r"(?P<before>.?)(?P<sign>[\"'])", re.DOTALL), "open"),
)


def read_quote(reader: SpanReader) -> bool:
    """Put the curved sign in place of the straight one that stands here."""
    text, place = reader.text, reader.pos
    has_before = place > reader.unused and text[place - 1] != "\\"
    if has_before and (kind := _usual_kind(text[place - 1 : place + 2])):
        reader.pos += 1
        reader.say_sign(reader.spans.quotes[kind, text[place]])
        return True
    begin = place - 1 if has_before else place
    fitting = ((rule.match(text, begin), kind) for rule, kind in _RULES)
    found, kind = next(((found, kind) for found, kind in fitting if found), (None, ""))
    if found is None or found.end() <= place:
        return False
    reader.pos = found.end()
    reader.say_sign("".join(reader.spans.quotes[kind, sign] for sign in text[place : reader.pos]))
    return True


def _usual_kind(around: str) -> str:
    """Tell what the rules say of the quotes that are most frequent, *around* one sign each."""
    if around[0].isalnum():
        return "close"
    return "open" if around[0] == " " and around[2:].isalpha() else ""


def curved(signs: tuple[str, str, str, str]) -> dict[tuple[str, str], str]:
    """Return what a straight quote becomes, by its kind."""
    single, end_single, double, end_double = signs
    return {
        ("open", "'"): single,
        ("close", "'"): end_single,
        ("open", '"'): double,
        ("close", '"'): end_double,
    }
