"""Find what readers may see by its words: ranked, with excerpts, and a guess at what was meant."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

from markupsafe import Markup

from app.content.model import Issue, Page, Post
from app.errors import StoreError
from app.library.search_index import (
    VERSION,
    by_path,
    find_fingerprint,
    is_begun,
    open_index,
    update_index,
)
from app.library.search_query import Query, parse_query
from app.library.search_spelling import suggest_query
from app.library.search_text import readable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.config import Config
    from app.library.current import Snapshot
    from app.library.model import Library, Writing

_Result = TypeVar("_Result")

#: Results that are ranked; a reader who wants more than these needs another word.
MOST = 500
#: Seconds for which a file that could not be written is not tried again.
_REST = 60.0
#: How much more the newest post may count than the oldest of the same rank.
_FRESHNESS = 0.1
#: What a word counts in title, description, terms and body.
_WEIGHTS = "bm25(12.0, 6.0, 4.0, 1.0)"
_FIND = (
    "SELECT found.id, path, digest, score FROM"
    " (SELECT rowid AS id, rank AS score FROM words"
    f" WHERE words MATCH ? AND rank MATCH '{_WEIGHTS}' ORDER BY rank LIMIT {MOST}) AS found"
    " JOIN writing ON writing.id = found.id"
)
# The two signs cannot be in a text: the index holds no control characters.
_OPEN, _CLOSE = "\x02", "\x03"
_SHOW = (
    f"SELECT highlight(words, 0, '{_OPEN}', '{_CLOSE}'), highlight(words, 1, '{_OPEN}', '{_CLOSE}'),"
    f" snippet(words, 3, '{_OPEN}', '{_CLOSE}', '…', 36) FROM words WHERE words MATCH ? AND rowid = ?"
)
_CORRUPT = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


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


class Search:
    """The search of one site. Opens and reads nothing before it is first asked.

    Threads and forked workers may share it: a connection lives for one question, except to an index
    in memory, which is made anew in each process.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fingerprints: WeakKeyDictionary[Snapshot, str] = WeakKeyDictionary()
        self._in_memory: tuple[int, sqlite3.Connection] | None = None
        self._left_behind: list[sqlite3.Connection] = []
        self._resting_until = 0.0

    def find(self, snapshot: Snapshot, typed: str, *, number: int = 1, size: int = 10) -> Findings:
        """Return page *number* of what has the words that a reader *typed*, *size* on a page.

        Only what readers see in *snapshot* is found, in a preview as well. The first question after
        a change brings the index up to date. Raises StoreError when this SQLite cannot search.
        """
        query = parse_query(typed)
        if not query.parts:
            return Findings(query=query.text)

        def look(connection: sqlite3.Connection) -> Findings:
            return _look(connection, snapshot.library, query, slice((number - 1) * size, number * size))

        try:
            return self._ask(snapshot, look)
        except sqlite3.Error as error:
            msg = f"the search cannot be used ({error}); is this an SQLite with FTS5, and memory free?"
            raise StoreError(msg) from error

    def _ask(self, snapshot: Snapshot, look: Callable[[sqlite3.Connection], _Result]) -> _Result:
        file = _index_file(snapshot.config)
        if file is not None and time.monotonic() >= self._resting_until:
            try:
                return self._ask_file(file, snapshot, look)
            except (sqlite3.Error, OSError):
                # Full, read-only, damaged again: what is derived can live in memory.
                self._resting_until = time.monotonic() + _REST
        with self._lock:
            connection = self._memory()
            update_index(connection, snapshot.library, self._fingerprint(snapshot))
            return look(connection)

    def _ask_file(
        self, file: Path, snapshot: Snapshot, look: Callable[[sqlite3.Connection], _Result]
    ) -> _Result:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._ask_once(file, snapshot, look)
        except sqlite3.DatabaseError as error:
            if _primary_code(error) not in _CORRUPT:
                raise
        # What is damaged is made anew; another worker that reads the old file may go on with it.
        file.unlink(missing_ok=True)
        return self._ask_once(file, snapshot, look)

    def _ask_once(
        self, file: Path, snapshot: Snapshot, look: Callable[[sqlite3.Connection], _Result]
    ) -> _Result:
        with closing(open_index(file)) as connection:
            try:
                update_index(connection, snapshot.library, self._fingerprint(snapshot))
            except sqlite3.OperationalError as error:
                # Somebody has been writing for long: what there is, is asked as it is.
                if _primary_code(error) != sqlite3.SQLITE_BUSY or not is_begun(connection):
                    raise
            connection.execute("BEGIN")  # one moment of the index for all that follows
            return look(connection)

    def _memory(self) -> sqlite3.Connection:
        """Return the connection of this process; a parent's is left alone, and never closed."""
        if self._in_memory is None or self._in_memory[0] != os.getpid():
            if self._in_memory is not None:
                self._left_behind.append(self._in_memory[1])
            self._in_memory = (os.getpid(), open_index(None))
        return self._in_memory[1]

    def _fingerprint(self, snapshot: Snapshot) -> str:
        found = self._fingerprints.get(snapshot)
        if found is None:
            found = self._fingerprints[snapshot] = find_fingerprint(snapshot.library)
        return found


def _index_file(config: Config) -> Path | None:
    return config.cache / f"search-{VERSION}.sqlite" if config.cache else None


def _primary_code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def _look(connection: sqlite3.Connection, library: Library, query: Query, cut: slice) -> Findings:
    hits = _hits(connection, library, query.strict())
    if hits:
        return _findings(connection, query, hits, cut)
    meant = suggest_query(connection, query)
    # A word may still be in the index that is in nothing of this moment: only what finds is said.
    suggestion = meant.text if meant and _hits(connection, library, meant.strict()) else ""
    loose = query.loose()
    hits = _hits(connection, library, loose) if loose else []
    return _findings(connection, query, hits, cut, suggestion=suggestion)


def _findings(
    connection: sqlite3.Connection,
    query: Query,
    hits: list[_Hit],
    cut: slice,
    *,
    suggestion: str = "",
) -> Findings:
    return Findings(
        query=query.text,
        has_words=True,
        found=tuple(_found(connection, hit) for hit in hits[cut]),
        count=len(hits),
        has_more=len(hits) >= MOST,
        is_partial=bool(hits) and hits[0].expression != query.strict(),
        suggestion=suggestion,
    )


def _hits(connection: sqlite3.Connection, library: Library, expression: str) -> list[_Hit]:
    """Return what *expression* finds of *library*, the best first."""
    readers_see = by_path(library)
    hits = []
    for row, path, digest, score in connection.execute(_FIND, (expression,)):
        writing = readers_see.get(path)
        # The index may be another worker's, of a moment before or after this one.
        if writing is not None and writing.source.digest == digest:
            weighed = -score * (1 + _FRESHNESS * _freshness(library, writing))
            hits.append(_Hit(row=row, writing=writing, expression=expression, score=weighed))
    return sorted(hits, key=lambda hit: (-hit.score, hit.writing.address))


def _freshness(library: Library, writing: Writing) -> float:
    """Return 1 for the newest post, 0 for the oldest; a page has no age and stands between them."""
    place = library.order.get(writing.address)
    return 0.5 if place is None else 1 - place / len(library.posts)


def _found(connection: sqlite3.Connection, hit: _Hit) -> Found:
    title, description, body = connection.execute(_SHOW, (hit.expression, hit.row)).fetchone()
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
