"""Find what readers may see by its words: ranked, with excerpts, and a guess at what was meant."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from weakref import WeakKeyDictionary

from app.errors import StoreError
from app.library.search_index import (
    VERSION,
    find_fingerprint,
    is_begun,
    open_index,
    update_index,
)
from app.library.search_query import parse_query
from app.library.search_results import Findings, ask_index

if TYPE_CHECKING:
    from app.config import Config
    from app.library.current import Snapshot

_Look: TypeAlias = Callable[[sqlite3.Connection], Findings]

#: Seconds for which a file that could not be written is not tried again.
_REST = 60.0
#: What SQLite says of a file that is broken or none of its own.
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class Search:
    """The search of one site. Opens and reads nothing before it is first asked.

    Threads and forked workers may share it: a connection lives for one question, except to an index
    in memory, which is made anew in each process.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        #: Held while the file is written: to wait for the database alone ends too soon.
        self._writing = threading.Lock()
        self._fingerprints: WeakKeyDictionary[Snapshot, str] = WeakKeyDictionary()
        self._in_memory: tuple[int, sqlite3.Connection] | None = None
        self._left_behind: list[sqlite3.Connection] = []
        self._resting_until = 0.0

    def fill(self, snapshot: Snapshot) -> None:
        """Bring the index up to date before the first question."""
        with suppress(sqlite3.Error, OSError):  # the first question will say what is wrong
            self._ask(snapshot, lambda _: Findings(query=""))

    def find(self, snapshot: Snapshot, typed: str, *, number: int = 1, size: int = 10) -> Findings:
        """Return page *number* of what has the words that a reader *typed*, *size* on a page.

        Only what readers see in *snapshot* is found, in a preview as well. The first question after
        a change brings the index up to date. Raises StoreError when this SQLite cannot search.
        """
        query = parse_query(typed)
        if not query.parts:
            return Findings(query=query.text)

        cut = slice((number - 1) * size, number * size)

        def look(connection: sqlite3.Connection) -> Findings:
            return ask_index(connection, snapshot.library, query, cut)

        try:
            return self._ask(snapshot, look)
        except sqlite3.Error as error:
            msg = f"the search failed ({error}); is this an SQLite with FTS5, and is memory free?"
            raise StoreError(msg) from error

    def _ask(self, snapshot: Snapshot, look: _Look) -> Findings:
        file = _index_file(snapshot.config)
        if file is not None and time.monotonic() >= self._resting_until:
            try:
                return self._ask_file(file, snapshot, look)
            except sqlite3.Error as error:
                if _code(error) == sqlite3.SQLITE_ERROR:
                    raise  # the question is at fault, and another index has the same answer
            except OSError:
                pass
            # Full, read-only, damaged again: what is derived can live in memory for a while.
            self._resting_until = time.monotonic() + _REST
        with self._lock:
            connection = self._memory()
            update_index(connection, snapshot.library, self._fingerprint(snapshot))
            return look(connection)

    def _ask_file(self, file: Path, snapshot: Snapshot, look: _Look) -> Findings:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._ask_once(file, snapshot, look)
        except sqlite3.DatabaseError as error:
            if _code(error) not in _DAMAGED:
                raise
        # What is damaged is made anew; a worker that is reading the old file may go on with it.
        Path(f"{file}-journal").unlink(missing_ok=True)
        file.unlink(missing_ok=True)
        return self._ask_once(file, snapshot, look)

    def _ask_once(self, file: Path, snapshot: Snapshot, look: _Look) -> Findings:
        with closing(open_index(file)) as connection:
            try:
                with self._writing:
                    update_index(connection, snapshot.library, self._fingerprint(snapshot))
            except sqlite3.OperationalError as error:
                if _code(error) == sqlite3.SQLITE_ERROR:
                    msg = f"holds something else ({error})"
                    raise sqlite3.DatabaseError(msg) from error
                # Somebody has been writing for long: what there is, is asked as it is.
                if _code(error) != sqlite3.SQLITE_BUSY or not is_begun(connection):
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
    """Name the file after the site as well: two may have been told to use one cache folder."""
    if config.cache is None:
        return None
    site = hashlib.sha256(str(config.root).encode()).hexdigest()[:8]
    return config.cache / f"search-{VERSION}-{site}.sqlite"


def _code(error: sqlite3.Error) -> int:
    """Return SQLite's primary result code; what we raise ourselves is a damaged file."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)) & 0xFF
