"""Words in addresses and titles as Jekyll makes them (its ``Utils.slugify``, ``titleize_slug``)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_PRETTY = frozenset("._~!$&'()+,;=@")
_PLAIN = re.compile(r"[A-Za-z0-9-]*")


@lru_cache(maxsize=10_000)
def slugify(text: str, *, is_pretty: bool = False, keeps_case: bool = False) -> str:
    """Turn *text* into a slug: letters, marks and digits stay, anything else is one hyphen.

    With *is_pretty* the signs that an address may hold stay as well.
    """
    if not _PLAIN.fullmatch(text) or "--" in text:
        kept = (letter if _stays(letter, is_pretty=is_pretty) else "\0" for letter in text)
        text = re.sub(r"\0+", "-", "".join(kept))
    text = text.removeprefix("-").removesuffix("-")
    return text if keeps_case else text.lower()


def _stays(letter: str, *, is_pretty: bool) -> bool:
    category = unicodedata.category(letter)
    return category[0] in "LM" or category == "Nd" or (is_pretty and letter in _PRETTY)


def titleize(slug: str) -> str:
    """Turn the *slug* of a file's name into a title: ``my-first-post`` is "My First Post"."""
    return " ".join(word.capitalize() for word in slug.split("-"))
