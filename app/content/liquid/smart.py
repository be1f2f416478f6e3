"""Straight quotes, dots and hyphens become what a typesetter would use: ``smartify``."""

from __future__ import annotations

import re

from app.content.liquid.values import to_string

_RULES = (
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r"---"), "—"),
    (re.compile(r"--"), "–"),
    (re.compile(r"(?<=\w)'(?=\w)|(?<=[^\s(\[{–—])'|'(?=\d\ds?\b)"), "’"),
    (re.compile(r"'"), "‘"),
    (re.compile(r"(?<=[^\s(\[{–—‘])\""), "”"),
    (re.compile(r"\""), "“"),
)


def smartify(value: object) -> str:
    """Return *value* with curly quotes, dashes and an ellipsis."""
    text = to_string(value)
    for pattern, sign in _RULES:
        text = pattern.sub(sign, text)
    return text
