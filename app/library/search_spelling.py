"""A word that nobody wrote, and the nearest ones that somebody did."""

from __future__ import annotations

import string
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from app.library.search_query import Query

#: Letters that a word needs before another one may be meant by it.
_SHORTEST = 3
_LONGEST = 40
#: Letters from which on two slips are forgiven.
_LONG = 6
#: Near words that are looked up, the nearest first.
_MOST = 20


def suggest_query(connection: sqlite3.Connection, query: Query) -> Query | None:
    """Return *query* with each word that is nowhere put right, or None when nothing is near."""
    changes: dict[str, str] = {}
    for part in query.parts:
        for word in part.words:
            if _is_doubtful(word) and not _is_used(connection, word):
                near = _nearest(connection, _folded(word))
                changes |= {word: near} if near else {}
    return query.with_words(changes) if changes else None


def _is_doubtful(word: str) -> bool:
    return _SHORTEST <= len(word) <= _LONGEST and not any(letter.isdigit() for letter in word)


def _is_used(connection: sqlite3.Connection, word: str) -> bool:
    # Folded by hand; a word that the index folds otherwise only gets a look for its like.
    return _count(connection, _folded(word)) > 0


def _count(connection: sqlite3.Connection, term: str) -> int:
    row = connection.execute("SELECT doc FROM vocabulary WHERE term = ?", (term,)).fetchone()
    return int(row[0]) if row else 0


def _folded(word: str) -> str:
    """Return *word* as the index has it: small, and without the marks of Latin letters."""
    letters = unicodedata.normalize("NFD", word.lower())
    return unicodedata.normalize(
        "NFC", "".join(c for c in letters if not "\u0300" <= c <= "\u036f")
    )


def _nearest(connection: sqlite3.Connection, word: str) -> str:
    """Return the nearest word in use, the more used one of two; nothing when none is near."""
    most = 2 if len(word) >= _LONG else 1
    found = {near: distance for near, distance in _near(connection, word, most) if near != word}
    nearest = sorted(found, key=lambda near: (found[near], near))[:_MOST]
    used = {near: count for near in nearest if (count := _count(connection, near))}
    return min(used, key=lambda near: (found[near], -used[near], near), default="")


def _near(connection: sqlite3.Connection, word: str, most: int) -> Iterator[tuple[str, int]]:
    """Give the words within *most* slips that begin as *word* does, or would without one slip."""
    rows = connection.execute(
        "SELECT word FROM spelling WHERE word >= ? AND word < ? AND length(word) BETWEEN ? AND ?",
        (word[0], chr(ord(word[0]) + 1), len(word) - most, len(word) + most),
    )
    for (other,) in rows:
        for slips in range(1, most + 1):
            if within(word, other, slips):
                yield other, slips
                break
    beginnings = tuple(dict.fromkeys(_other_beginnings(word)))
    marks = ", ".join("?" * len(beginnings))
    query = f"SELECT word FROM spelling WHERE word IN ({marks})"  # noqa: S608 -- only question marks
    yield from ((other, 1) for (other,) in connection.execute(query, beginnings))


def _other_beginnings(word: str) -> Iterable[str]:
    """Give what *word* may be if its first letter is wrong, missing, too much or out of turn."""
    yield word[1:]
    yield word[1:2] + word[:1] + word[2:]  # a word may be one letter, its marks taken off
    for letter in string.ascii_lowercase:
        yield letter + word
        yield letter + word[1:]


def within(one: str, other: str, slips: int) -> bool:
    """Tell whether *one* becomes *other* by at most so many *slips*.

    A slip is a letter too many, missing or wrong, or two neighbours in the wrong order (Damerau).
    """
    if abs(len(one) - len(other)) > slips:
        return False
    start = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        start += 1
    one, other = one[start:], other[start:]
    if not one or not other or not slips:
        return len(one) + len(other) <= slips
    return (
        within(one[1:], other[1:], slips - 1)
        or within(one[1:], other, slips - 1)
        or within(one, other[1:], slips - 1)
        or (one[:2] == other[1::-1] and within(one[2:], other[2:], slips - 1))
    )
