"""What a reader typed becomes words and phrases to look for. Pure: every letter of it is text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from app.library.search_text import JOINED, indexable, joined, parted, readable

#: Characters of a query that are read; the rest is cut off.
LONGEST = 200
#: Words of a query that are looked for.
MOST_WORDS = 12
#: Letters of an unfinished word: nearly everything has a word that begins with fewer.
_BEGINNING = 2
#: Letters of a script without spaces that are looked for in one run.
_LONGEST_RUN = 40

_SIGNS = frozenset(JOINED.values())
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_PART = re.compile(r'"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A word, or words that are to stand side by side."""

    words: tuple[str, ...]
    #: Whether it was written in quotes.
    is_phrase: bool = False
    #: Whether its last word may go on.
    is_open: bool = False

    @property
    def text(self) -> str:
        """As a reader would type it."""
        words = readable(" ".join(self.words))
        return f'"{words}"' if self.is_phrase else words

    def expression(self) -> str:
        """Write it for FTS5, whose own signs lose their meaning inside quotes."""
        exact = f'"{parted(" ".join(self.words))}"'
        # The whole word stands beside its beginning, so that a post that has it comes first.
        return f"({exact} OR {exact} *)" if self.is_open else exact


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to look for."""

    #: What the reader typed, cleaned and cut.
    text: str
    parts: tuple[Part, ...] = ()

    def strict(self) -> str:
        """Ask for everything at once, in the language of FTS5."""
        return " AND ".join(part.expression() for part in self.parts)

    def loose(self) -> str:
        """Ask for any of the words; nothing when that would be the same."""
        words = dict.fromkeys(word for part in self.parts for word in part.words)
        return " OR ".join(f'"{parted(word)}"' for word in words) if len(words) > 1 else ""

    def opened(self) -> Query:
        """Let the last word be the beginning of one, unless it is in quotes or has hardly begun."""
        last = self.parts[-1]
        if last.is_phrase or len(last.words[-1]) < _BEGINNING:
            return self
        return replace(self, parts=(*self.parts[:-1], replace(last, is_open=True)))

    def with_words(self, changes: dict[str, str]) -> Query:
        """Return the query with some words exchanged."""
        parts = tuple(
            replace(part, words=tuple(changes.get(word, word) for word in part.words))
            for part in self.parts
        )
        return Query(text=" ".join(part.text for part in parts), parts=parts)


def parse_query(typed: str) -> Query:
    """Read what a reader *typed*: words, and phrases in quotes."""
    # Cut before anything else looks at it: somebody may send megabytes.
    text = unicodedata.normalize("NFC", typed[: 2 * LONGEST])
    text = indexable(text).translate(_QUOTES)
    text = readable(text)[:LONGEST].strip()
    parts: list[Part] = []
    left = MOST_WORDS
    for found in _PART.finditer(text):
        words = tuple(word[:_LONGEST_RUN] for word in _words(found[0]))[:left]
        left -= len(words)
        part = Part(words=words, is_phrase=found["phrase"] is not None)
        if words and part not in parts:
            parts.append(part)
    return Query(text=text, parts=tuple(parts))


def _words(text: str) -> list[str]:
    """Split *text* where the index does: at everything but letters, marks and numbers."""
    kept = (letter if _is_kept(letter) else " " for letter in joined(text))
    return "".join(kept).split()


def _is_kept(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LMN" or letter in _SIGNS
