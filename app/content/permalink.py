"""Addresses from headers: pure text, no file and no request."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_DATED_NAME = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(.+)")
_PLACEHOLDER = re.compile(r":([a-z_]+)")
_SLASHES = re.compile(r"/{2,}")
_DIGITS = {"year": 4, "month": 2, "day": 2}
_SPELLED_OUT = str.maketrans({"+": " plus ", "#": " sharp "})
_PLAIN_RUN = re.compile(r"[^a-z0-9]+")
_PLAIN_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+|(?!))*+")


@lru_cache(maxsize=10_000)
def term_name(title: str) -> str:
    """Turn a category's or tag's title into the name used in addresses.

    Casefolded and composed (NFC); Unicode letters, marks and digits stay, ``+`` and ``#`` are
    spelled out, every other run of characters becomes one hyphen. ``C#`` -> ``c-sharp``. A title
    of signs alone is named by their code points, an empty one ``-``.
    """
    return make_slug(title)


def make_slug(title: str) -> str:
    """Turn a title or a file's name into a slug, as :func:`term_name` does; each comes but once."""
    if _PLAIN_NAME.fullmatch(title):
        return title
    if title.isascii() and (plain := _PLAIN_RUN.sub("-", _lower(title)).strip("-")):
        return plain
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", title).casefold())
    kept = (letter if _is_kept(letter) else "-" for letter in text.translate(_SPELLED_OUT))
    name = re.sub(r"-+", "-", "".join(kept)).strip("-")
    # Signs alone still need an address, and each its own: they are named by their numbers.
    return name or "-".join(f"u{ord(sign):x}" for sign in text if sign not in "- \t\n") or "-"


def _lower(title: str) -> str:
    return title.translate(_SPELLED_OUT).lower()


def _is_kept(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LMN"


def split_file_name(stem: str) -> tuple[str, str]:
    """Split ``2026-11-23-hello`` into its date ("" where there is none) and its slug."""
    found = _DATED_NAME.fullmatch(stem)
    return (found.group(1), found.group(2)) if found else ("", stem)


def build_address(
    pattern: str, *, slug: str, date: datetime, categories: Iterable[str] = ()
) -> str:
    """Fill a permalink *pattern* such as ``/:year/:month/:slug/``.

    Known are ``:slug`` and ``:title`` (both the slug), ``:year``, ``:month``, ``:day`` and
    ``:categories``; the date is read in the zone it carries. What is not known stays as it is.
    """

    def value_of(found: re.Match[str]) -> str:
        name = found[1]
        if name in {"slug", "title"}:
            return slug
        if name == "categories":
            return "/".join(map(term_name, categories))
        return f"{getattr(date, name):0{_DIGITS[name]}}" if name in _DIGITS else found[0]

    return normal_address(_PLACEHOLDER.sub(value_of, pattern))


def normal_address(address: str) -> str:
    """Give *address* one leading slash and no doubled ones, its letters composed and decoded."""
    text = f"/{unicodedata.normalize('NFC', unquote(address.strip()))}"
    return _SLASHES.sub("/", text) if "//" in text else text


def parse_address(text: str) -> str:
    """Read an address that an author wrote; raise ValueError for one that no browser could ask for.

    A browser resolves ``..`` and ``.`` itself and cuts off what follows ``?`` or ``#`` (RFC 3986
    §5.2.4, §3).
    """
    address = normal_address(text)
    if re.search(r"[?#\\\x00-\x1f\x7f]", address) or {".", ".."} & set(address.split("/")):
        msg = f"is {text!r}; write an address on this site, such as /about/"
        raise ValueError(msg)
    return address
