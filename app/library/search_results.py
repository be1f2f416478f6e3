"""An index is asked: what has the words, in which order, with which words around them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from app.content.model import Issue, Page, Post
from app.library.search_index import row_state
from app.library.search_query import Query
from app.library.search_spelling import suggest_query
from app.library.search_text import readable

if TYPE_CHECKING:
    from app.library.model import Library, Writing

#: Results that are ranked; a reader who wants more than these needs another word.
MOST = 500
#: With so many, nobody needs what only begins with the last word.
_ENOUGH = 30
#: How much more the newest post may count than the oldest of the same rank.
_FRESHNESS = 0.1
# A word counts 12 in the title, 6 in the description, 4 among the terms, 1 in the body.
_FIND = """
SELECT found.id, path, state, score
FROM (
    SELECT rowid AS id, rank AS score FROM words
    WHERE words MATCH ? AND rank MATCH 'bm25(12.0, 6.0, 4.0, 1.0)'
    ORDER BY rank LIMIT ?
) AS found
JOIN writing ON writing.id = found.id
"""
_SHOW = """
SELECT highlight(words, 0, :a, :z), highlight(words, 1, :a, :z), snippet(words, 3, :a, :z, '…', 36)
FROM words WHERE words MATCH :expression AND rowid = :row
"""
# Around what was found. No text has these two: the index holds no control characters.
_OPEN, _CLOSE = "\x02", "\x03"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something that was found."""

    writing: Writing
    #: ``post``, ``page`` or ``issue``.
    kind: str
    #: With ``<mark>`` around what was looked for; escaped otherwise.
    title: Markup
    excerpt: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """One page of what was found."""

    #: What the reader typed, cleaned and cut.
    query: str
    #: Whether there was any word to look for.
    has_words: bool = False
    found: tuple[Found, ...] = ()
    #: On all pages together; at most :data:`MOST`.
    count: int = 0
    #: Whether there may be more than :attr:`count`.
    has_more: bool = False
    #: Whether these have only some of the words, because nothing has all.
    is_partial: bool = False
    #: A query that finds something, when this one finds nothing and looks misspelt.
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class _Hit:
    row: int
    writing: Writing
    expression: str
    score: float


def ask_index(
    connection: sqlite3.Connection, library: Library, query: Query, cut: slice
) -> Findings:
    """Return the part *cut* of what *query* finds of *library*, the best first.

    What has all words; else what has some of them, and a better spelling that would find something.
    """
    hits = _hits(connection, library, query.strict())
    if len(hits) < _ENOUGH:
        # What goes on from the last word is more than enough where the word itself is common.
        hits = _hits(connection, library, query.opened().strict())
    if hits:
        return _findings(connection, query, hits, cut)
    meant = suggest_query(connection, query)
    # A word may still be in the index that is in nothing of this moment: only what finds is said.
    suggestion = meant.text if meant and _hits(connection, library, meant.strict()) else ""
    loose = query.loose()
    hits = _hits(connection, library, loose) if loose else []
    return _findings(connection, query, hits, cut, suggestion=suggestion, is_partial=bool(hits))


def _findings(
    connection: sqlite3.Connection,
    query: Query,
    hits: list[_Hit],
    cut: slice,
    *,
    suggestion: str = "",
    is_partial: bool = False,
) -> Findings:
    return Findings(
        query=query.text,
        has_words=True,
        found=tuple(_found(connection, hit) for hit in hits[cut]),
        count=len(hits),
        has_more=len(hits) >= MOST,
        is_partial=is_partial,
        suggestion=suggestion,
    )


def _hits(connection: sqlite3.Connection, library: Library, expression: str) -> list[_Hit]:
    """Return what *expression* finds of *library*, the best first."""
    hits = []
    for row, path, state, score in connection.execute(_FIND, (expression, MOST)):
        writing = library.writings.get(library.addresses.get(path, ""))
        # The index may be another worker's, of a moment before or after this one.
        if writing is not None and row_state(library.config, writing) == state:
            weighed = -score * (1 + _FRESHNESS * _freshness(library, writing))
            hits.append(_Hit(row=row, writing=writing, expression=expression, score=weighed))
    return sorted(hits, key=lambda hit: (-hit.score, hit.writing.address))


def _freshness(library: Library, writing: Writing) -> float:
    """Return 1 for the newest post, 0 for the oldest; a page has no age and stands between them."""
    place = library.order.get(writing.address)
    return 0.5 if place is None else 1 - place / len(library.posts)


def _found(connection: sqlite3.Connection, hit: _Hit) -> Found:
    asked = {"a": _OPEN, "z": _CLOSE, "expression": hit.expression, "row": hit.row}
    title, description, body = connection.execute(_SHOW, asked).fetchone()
    # The words of the text show best what the post says of it; else whatever there is.
    passages = [text for text in (body, description) if _OPEN in text] or [description or body]
    return Found(
        writing=hit.writing,
        kind=_kind(hit.writing),
        title=_marked(title),
        excerpt=_marked(passages[0]),
    )


def _kind(writing: Writing) -> str:
    match writing:
        case Post():
            return "post"
        case Page():
            return "page"
        case Issue():
            return "issue"


def _marked(text: str) -> Markup:
    """Escape *text* and put ``<mark>`` where the index put its signs."""
    before, *rest = readable(text).split(_OPEN)
    marked = Markup().join([before])
    for part in rest:
        inside, _, outside = part.partition(_CLOSE)
        marked += Markup("<mark>{}</mark>{}").format(inside, outside)
    return marked
