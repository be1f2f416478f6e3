"""Names for addresses, in Jekyll's five modes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from app.content.liquid.values import to_string

#: Signs that people can read in an address, and that no file system forbids.
_READABLE = "._~!$&'()+,;=@"


def _is_word(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] in "LM" or category == "Nd"


def _is_ascii_word(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


_KEEPS: dict[str, Callable[[str], bool]] = {
    "raw": lambda letter: not letter.isspace(),
    "default": _is_word,
    "latin": _is_word,
    "pretty": lambda letter: letter in _READABLE or _is_word(letter),
    "ascii": _is_ascii_word,
}


def slugify(value: object, mode: object = None) -> str | None:
    """Make a name for addresses: what the mode does not keep becomes a hyphen.

    A mode that nobody knows, ``none`` among them, only makes small letters.
    """
    if value is None:
        return None
    text, kind = to_string(value), to_string(mode) or "default"
    if kind not in _KEEPS:
        return text.lower()
    if kind == "latin":
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    keeps = _KEEPS[kind]
    slug = re.sub("\0+", "-", "".join(letter if keeps(letter) else "\0" for letter in text))
    return slug.removeprefix("-").removesuffix("-").lower()
