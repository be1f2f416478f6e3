"""The few words that a letter says by itself, in the language of what they stand beside."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import msgspec
from markupsafe import Markup

_FILE = Path(__file__).with_name("words.toml")
_FALLBACK = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a letter says by itself in one language; words.toml has what each is for."""

    view: str
    web: str
    more: str
    unsubscribe: str
    minutes: str
    film: str
    picture: str
    minute: str = ""
    colon: str = ": "
    #: Further names of the language (BCP 47).
    also: tuple[str, ...] = ()

    def reading_time(self, minutes: int) -> str:
        """Say that something takes so many *minutes* to read."""
        said = self.minute if minutes == 1 and self.minute else self.minutes
        return said.replace("{n}", str(minutes))


def letter_words(language: str) -> Words:
    """Return the words in *language* (BCP 47), or in English where we have no others."""
    return _table()[_known(language) or _FALLBACK]


def html_words(language: str) -> Words:
    """Return the words in *language* for HTML, where English within another language says so.

    Without a direction of its own, English between words that run from right to left would change
    places with what stands beside it (Unicode UAX #9, isolates).
    """
    words = letter_words(language)
    if _known(language):
        return words
    return replace(
        words,
        view=_marked(words.view),
        web=_marked(words.web),
        more=_marked(words.more),
        unsubscribe=_marked(words.unsubscribe),
        minute=_marked(words.minute),
        minutes=_marked(words.minutes),
    )


def _marked(said: str) -> Markup:
    return Markup('<span lang="{}" dir="ltr">{}</span>').format(_FALLBACK, said)


@cache
def picture_names() -> frozenset[str]:
    """Return what a picture without a text of its own is called, in every language."""
    return frozenset(words.picture for words in _table().values())


def _known(language: str) -> str:
    """Return the name under which *language* or, going by its first parts, a wider one is known."""
    parts = language.casefold().split("-")
    names = ("-".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((name for name in names if name in _table()), "")


@cache
def _table() -> dict[str, Words]:
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    words = {name: msgspec.convert(table, Words) for name, table in tables.items()}
    return {one.casefold(): said for name, said in words.items() for one in (name, *said.also)}
