"""Entities of HTML: ``&amp;``, ``&#8212;``."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5

#: One entity; without its semicolon it is none, whatever browsers make of it.
ENTITY = re.compile(r"&(?:([A-Za-z][\w.:-]*);|#(\d{1,7});|#[xX]([0-9a-fA-F]{1,6});)")


def decode_entities(text: str) -> str:
    """Put signs in place of the entities in *text*; a name that nothing has stays."""
    return ENTITY.sub(decode, text) if "&" in text else text


def decode(found: re.Match[str]) -> str:
    """Return the sign that one entity means, or what was found where it means none."""
    is_known = not found[1] or f"{found[1]};" in html5
    return unescape(found[0]) if is_known else found[0]
