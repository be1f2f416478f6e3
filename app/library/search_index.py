"""The index of a site's words in SQLite (FTS5): derived from the content, and never the truth.

Every row is made from one file, and what site.toml calls its authors and categories. It is known by
the file's path and a key of both, so that a row that is there need not be made again, and one of
another moment's is never taken for today's.
"""

from __future__ import annotations

import hashlib
import sqlite3
from typing import TYPE_CHECKING

from app.content.frontmatter import body_of_file
from app.content.model import Issue, Page, Post
from app.content.permalink import term_name
from app.library.search_text import indexable, plain_words
from app.library.shelves import is_listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.config import Config
    from app.library.model import Library, Writing

#: Counts up when what stands in the index changes: another number is another file.
VERSION = 2
#: Seconds to wait for another worker that is writing.
PATIENCE = 30.0

# M: marks belong to their word, as Hindi and Thai need it; those of Latin letters are taken off.
_TOKENS = "tokenize = \"unicode61 remove_diacritics 2 categories 'L* N* M* Co'\""
_COLUMNS = "title, description, terms, body"
# In spelling is every word ever met, to correct others by; whether it is in use is looked up then.
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS state (fingerprint TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS writing (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, state TEXT NOT NULL
);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 ({_COLUMNS}, {_TOKENS}, prefix = '2 3');
CREATE VIRTUAL TABLE IF NOT EXISTS vocabulary USING fts5vocab (words, row);
CREATE TABLE IF NOT EXISTS spelling (word TEXT PRIMARY KEY) WITHOUT ROWID
"""
_INSERT = "INSERT INTO words (rowid, title, description, terms, body) VALUES (?, ?, ?, ?, ?)"
# A word that somebody may have meant: not a number, not a letter or two.
_LEARN = """
INSERT OR IGNORE INTO spelling SELECT term FROM vocabulary
WHERE length(term) BETWEEN 3 AND 40 AND term NOT GLOB '*[0-9]*'
"""
#: The same words from a small index of new rows: all of a big one takes a quarter of a second.
_GATHER = f"""
CREATE VIRTUAL TABLE temp.new_words USING fts5 ({_COLUMNS}, {_TOKENS});
CREATE VIRTUAL TABLE temp.new_vocabulary USING fts5vocab (temp, new_words, row)
"""
_FORGET = "DROP TABLE temp.new_vocabulary; DROP TABLE temp.new_words"
#: Below so many new rows, their words are gathered by themselves.
_FEW = 200


def open_index(file: Path | None) -> sqlite3.Connection:
    """Connect to the index in *file*, or to a new one in memory; nothing is read yet."""
    connection = sqlite3.connect(
        file or ":memory:", timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    # All of it can be made again: no need to wait for the disk at every step.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA cache_size = -32000")
    return connection


def find_fingerprint(library: Library) -> str:
    """Sum up what an index of *library* holds: equal sums, equal indexes."""
    digest = hashlib.sha256()
    for path, writing in sorted(by_path(library).items()):
        digest.update(f"{path}\0{row_state(library.config, writing)}\0".encode())
    return digest.hexdigest()


def row_state(config: Config, writing: Writing) -> str:
    """Name what the row of *writing* is made of: two of one name are the same."""
    return "\0".join((writing.source.digest, *_people_and_shelves(config, writing)))


def _people_and_shelves(config: Config, writing: Writing) -> tuple[str, ...]:
    """Return what *config* calls the authors and categories of *writing*."""
    if not isinstance(writing, Post):
        return ()
    names = (config.authors[key].name for key in writing.authors if key in config.authors)
    filed = {term_name(title) for title in writing.categories}
    titles = (words.title for key, words in config.categories.items() if term_name(key) in filed)
    return tuple(filter(None, (*writing.authors, *names, *titles)))


def by_path(library: Library) -> dict[str, Writing]:
    """Return everything that readers are shown, by the path of its file."""
    listed = filter(is_listed, library.writings.values())
    return {writing.source.path: writing for writing in listed}


def update_index(connection: sqlite3.Connection, library: Library, fingerprint: str) -> None:
    """Make the index hold exactly *library*, in one transaction; read only what is not in it yet.

    A file that changed since *library* was made is left out and tried again next time. Raises
    sqlite3.Error when the index cannot be written, and leaves it as it was.
    """
    if _state(connection) == fingerprint:
        return
    # IMMEDIATE: one worker writes, the others wait here, and then find the work done.
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _state(connection) != fingerprint:
            _rewrite(connection, library, fingerprint)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def is_begun(connection: sqlite3.Connection) -> bool:
    """Tell whether there is an index at all, of whatever moment."""
    return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'").fetchone())


def _state(connection: sqlite3.Connection) -> str:
    if not is_begun(connection):
        return ""
    row = connection.execute("SELECT fingerprint FROM state").fetchone()
    return str(row[0]) if row else ""


def _rewrite(connection: sqlite3.Connection, library: Library, fingerprint: str) -> None:
    _execute_each(connection, _SCHEMA)
    wanted = by_path(library)
    states = {path: row_state(library.config, writing) for path, writing in wanted.items()}
    there = connection.execute("SELECT path, state, id FROM writing").fetchall()
    kept = {path for path, state, _ in there if states.get(path) == state}
    gone = [(row,) for path, _, row in there if path not in kept]
    connection.executemany("DELETE FROM words WHERE rowid = ?", gone)
    connection.executemany("DELETE FROM writing WHERE id = ?", gone)
    missing = [writing for path, writing in sorted(wanted.items()) if path not in kept]
    added = _add(connection, library.config, missing)
    _learn(connection, added)
    connection.execute("DELETE FROM state")
    # Without a fingerprint the next search looks again.
    if len(added) == len(missing):
        connection.execute("INSERT INTO state VALUES (?)", (fingerprint,))


def _add(connection: sqlite3.Connection, config: Config, missing: list[Writing]) -> list[int]:
    """Add a row for each of *missing* and return their numbers."""
    last = connection.execute("SELECT coalesce(max(id), 0) FROM writing").fetchone()[0]
    added: list[int] = []

    def rows() -> Iterator[tuple[int, str, str, str, str]]:
        for writing in missing:
            words = _words(config, writing)
            if words is not None:
                row = last + 1 + len(added)
                known = (row, writing.source.path, row_state(config, writing))
                connection.execute("INSERT INTO writing VALUES (?, ?, ?)", known)
                added.append(row)
                yield (row, *words)

    connection.executemany(_INSERT, rows())
    return added


def _words(config: Config, writing: Writing) -> tuple[str, str, str, str] | None:
    """Return title, description, terms and words of *writing*, or None when its file changed."""
    try:
        data = writing.source.file.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data).hexdigest() != writing.source.digest:
        return None
    description, terms = _header(writing)
    terms = (*terms, *_people_and_shelves(config, writing))
    body = plain_words(body_of_file(data))
    return indexable(writing.title), indexable(description), indexable(" ".join(terms)), body


def _header(writing: Writing) -> tuple[str, tuple[str, ...]]:
    match writing:
        case Post():
            return writing.description, (*writing.categories, *writing.tags, writing.series)
        case Page():
            return writing.description, ()
        case Issue():
            return writing.preheader, ()


def _learn(connection: sqlite3.Connection, added: list[int]) -> None:
    """Remember how the words of new rows are spelled."""
    if len(added) > _FEW:
        connection.execute(_LEARN)
        return
    _execute_each(connection, _GATHER)
    connection.executemany(
        "INSERT INTO temp.new_words SELECT title, description, terms, body FROM words"
        " WHERE rowid = ?",
        ((row,) for row in added),
    )
    connection.execute(_LEARN.replace("vocabulary", "temp.new_vocabulary"))
    _execute_each(connection, _FORGET)


def _execute_each(connection: sqlite3.Connection, statements: str) -> None:
    # Not executescript, which would end the transaction first.
    for statement in statements.split(";"):
        connection.execute(statement)
