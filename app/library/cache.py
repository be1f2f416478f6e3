"""What can be made again but takes long, in one SQLite file: headers that were read, bodies.

It may be deleted at any time, by anybody. When it is damaged it is made anew; when it cannot be
read or written (a full disk, a read-only one, no folder) that is said once in the log, and all goes
on without it. Several processes use it at once: each statement is one transaction, and nobody waits
for the disk. A rollback journal, not a write-ahead log, which no network disk can share.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from app.config import Config

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

#: Counts up when the tables below change: another number is another file.
_VERSION = 1
#: Bytes at which the bodies unused for longest go.
MOST_BYTES = 1_000_000_000
#: Seconds to wait for another process that is writing.
_PATIENCE = 5.0
#: Seconds for which a file that could not be used is left alone.
_REST = 60.0
#: Bodies of one file: of its versions, and as different readers see it.
_MOST_OF_ONE = 4
#: After so many new bodies the size of the file is looked at.
_OFTEN = 200
_READ, _WRITE = "read", "write"
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
_SCHEMA = """
CREATE TABLE IF NOT EXISTS reading (
    path TEXT PRIMARY KEY, about TEXT NOT NULL, state TEXT NOT NULL, data BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS body (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, name TEXT NOT NULL, answers TEXT NOT NULL,
    data BLOB NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS body_name ON body (path, name, answers)
"""
_COUNT = "SELECT count(*) FROM body WHERE path = ?"
_FORGET_OLD = """
DELETE FROM body WHERE path = :path AND id NOT IN (
    SELECT id FROM body WHERE path = :path ORDER BY id DESC LIMIT :most
)
"""


class Cache:
    """The kept values of one site. Opens nothing before it is first asked; threads may share it."""

    def __init__(self, file: Path | None, *, most_bytes: int = MOST_BYTES) -> None:
        self.file = file
        self._most_bytes = most_bytes
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        #: Process and file that the connection belongs to: a fork, or a deleted file, ends it.
        self._belongs_to: tuple[int, int] = (0, 0)
        self._left_behind: list[sqlite3.Connection] = []
        #: Until when nothing is read, and nothing written.
        self._resting = {_READ: 0.0, _WRITE: 0.0}
        self._said = ""
        self._added = 0

    def load_readings(self, about: str) -> dict[str, tuple[str, bytes]]:
        """Return state and bytes of every reading made under *about*, by path."""
        # A damaged file may hold text where there were bytes.
        query = "SELECT path, state, CAST(data AS BLOB) FROM reading WHERE about = ?"
        rows = self._use(_READ, lambda db: db.execute(query, (about,)).fetchall())
        return {path: (state, data) for path, state, data in rows or ()}

    def write_readings(
        self, about: str, new: Iterable[tuple[str, str, bytes]], gone: Iterable[str]
    ) -> None:
        """Keep *new* readings (path, state, bytes) made under *about*; forget those at *gone*."""
        rows = [(path, about, state, data) for path, state, data in new]
        paths = [(path,) for path in gone]

        def write(db: sqlite3.Connection) -> None:
            with db:
                db.execute("BEGIN IMMEDIATE")
                db.executemany("DELETE FROM reading WHERE path = ?", paths)
                db.executemany("INSERT OR REPLACE INTO reading VALUES (?, ?, ?, ?)", rows)

        if rows or paths:
            self._use(_WRITE, write)

    def find_bodies(self, path: str, name: str) -> list[bytes]:
        """Return every kept body of the file at *path* called *name*, the latest first."""
        query = "SELECT data FROM body WHERE path = ? AND name = ? ORDER BY id DESC"
        rows = self._use(_READ, lambda db: db.execute(query, (path, name)).fetchall())
        return [data for (data,) in rows or ()]

    def find_bodies_of(self, path: str) -> list[tuple[str, bytes]]:
        """Return name and bytes of every kept body of the file at *path*, the latest first."""
        query = "SELECT name, data FROM body WHERE path = ? ORDER BY id DESC"
        return self._use(_READ, lambda db: db.execute(query, (path,)).fetchall()) or []

    def has_body(self, path: str, name: str) -> bool:
        """Tell whether any body of the file at *path* called *name* is kept."""
        query = "SELECT 1 FROM body WHERE path = ? AND name = ? LIMIT 1"
        return bool(self._use(_READ, lambda db: db.execute(query, (path, name)).fetchall()))

    def write_body(self, path: str, name: str, answers: str, data: bytes) -> None:
        """Keep a body of the file at *path*, and only the latest few of that file."""

        def write(db: sqlite3.Connection) -> None:
            with db:
                db.execute("BEGIN IMMEDIATE")
                db.execute(
                    "INSERT OR REPLACE INTO body (path, name, answers, data) VALUES (?, ?, ?, ?)",
                    (path, name, answers, data),
                )
                # Nearly always there are few: to count them takes a third of the time.
                if db.execute(_COUNT, (path,)).fetchone()[0] > _MOST_OF_ONE:
                    db.execute(_FORGET_OLD, {"path": path, "most": _MOST_OF_ONE})
                self._added += 1
                if self._added % _OFTEN == 0:
                    self._shorten(db)

        self._use(_WRITE, write)

    def close(self) -> None:
        """Let go of the file; the next question opens it again."""
        with self._lock:
            if self._connection is not None and self._belongs_to[0] == os.getpid():
                self._connection.close()
            self._connection = None

    def _shorten(self, db: sqlite3.Connection) -> None:
        """Let the oldest quarter of the bodies go when the file has grown too large."""
        pages, free, size = (
            db.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        if (pages - free) * size > self._most_bytes:
            quarter = "SELECT id FROM body ORDER BY id LIMIT (SELECT count(*) / 4 + 1 FROM body)"
            db.execute(f"DELETE FROM body WHERE id IN ({quarter})")  # noqa: S608 -- our own words

    def _use(self, kind: str, ask: Callable[[sqlite3.Connection], _T]) -> _T | None:
        """Return what *ask* makes of the file, or None while there is none to ask."""
        with self._lock:
            if self.file is None or time.monotonic() < self._resting[kind]:
                return None
            number = _number(self.file)
            if kind == _READ and not number:
                return None  # nothing has been kept yet
            try:
                return self._ask(self.file, number, ask)
            except (sqlite3.Error, OSError) as error:
                self._rest(kind, error)
                return None

    def _ask(self, file: Path, number: int, ask: Callable[[sqlite3.Connection], _T]) -> _T:
        try:
            return ask(self._open(file, number))
        except sqlite3.DatabaseError as error:
            if _code(error) not in _DAMAGED:
                raise
            self._say(f"is damaged ({error}) and is made anew")
        self.close()
        for ending in ("-journal", ""):
            Path(f"{file}{ending}").unlink(missing_ok=True)
        return ask(self._open(file, 0))

    def _open(self, file: Path, number: int) -> sqlite3.Connection:
        """Return the connection of this process to *file*, which is there now as *number*."""
        if self._connection is not None and self._belongs_to == (os.getpid(), number):
            return self._connection
        if self._connection is not None and self._belongs_to[0] != os.getpid():
            # A parent's connection: to close it here would drop the parent's locks.
            self._left_behind.append(self._connection)
            self._connection = None
        self.close()
        # Only for its owner: what is kept is shown to readers later.
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._connection = _connect(file)
        self._belongs_to = (os.getpid(), _number(file))
        return self._connection

    def _rest(self, kind: str, error: Exception) -> None:
        """Leave the file alone for a while; one that can only be read is still read."""
        with suppress(sqlite3.Error):
            self.close()
        self._resting[kind] = time.monotonic() + _REST
        self._say(f"cannot be {'read' if kind == _READ else 'written'} ({error}); going on without")

    def _say(self, what: str) -> None:
        """Log *what* once, not each time that it is still so."""
        if what != self._said:
            self._said = what
            _log.warning("The cache %s %s", self.file, what)


def cache_of(config: Config) -> Cache:
    """Return the cache of the site that *config* describes; nothing is opened yet.

    Its file is named after the site: two may have been told to use one folder.
    """
    if config.cache is None:
        return Cache(None)
    site = hashlib.sha256(str(config.root).encode()).hexdigest()[:8]
    return Cache(config.cache / f"site-{_VERSION}-{site}.sqlite")


def _connect(file: Path) -> sqlite3.Connection:
    db = sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        # A process that dies leaves a whole file all the same; should the power fail, what is
        # broken is noticed, by SQLite or by the sum that each value carries.
        db.execute("PRAGMA synchronous = OFF")
        # Left empty, so that whoever reads need not look into it to see that nothing is half done.
        db.execute("PRAGMA journal_mode = TRUNCATE")
        db.execute("PRAGMA cache_size = -2000")
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'body_name'").fetchone():
            for statement in _SCHEMA.split(";"):
                db.execute(statement)
    except BaseException:
        db.close()
        raise
    return db


def _number(file: Path) -> int:
    try:
        return os.stat(file).st_ino  # noqa: PTH116 -- asked for every body
    except OSError:
        return 0


def _code(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)) & 0xFF
