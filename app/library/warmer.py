"""Words that nobody has asked for yet are rendered beside the answers: what is due next, then all.

All only for sites so large that a first reader would notice; either only where what is made can be
kept, in one of all the processes that serve the site, and at the lowest priority that there is.
"""

from __future__ import annotations

import os
import threading
import time
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

from app.errors import ContentError

try:
    import fcntl
except ImportError:  # Windows: each process warms up for itself, and finds what others made
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.library.current import Snapshot
    from app.library.model import Writing

#: With fewer writings, whoever comes first hardly waits.
_MANY = 200
#: Seconds after the first answer before it begins: a server that starts has better things to do.
CALM = 2.0


class Warmer:
    """Renders ahead for one process. Starts nothing before :meth:`note`, nor again when done."""

    def __init__(self, *, many: int = _MANY, calm: float = CALM) -> None:
        self._many = many
        self._calm = calm
        self._noted: Snapshot | None = None
        #: Digests of the files whose words are there.
        self._done: set[str] = set()
        self._lock = threading.Lock()
        #: The process in which it is at work.
        self._runs_in = 0

    def note(self, snapshot: Snapshot) -> None:
        """Tell that *snapshot* is in use, and let its words be rendered some time soon."""
        if snapshot is self._noted:
            return
        self._noted = snapshot
        if snapshot.config.cache is None or not any(self._wanted(snapshot)):
            return
        with self._lock:
            if self._runs_in != os.getpid():
                self._runs_in = os.getpid()
                threading.Thread(target=self._work, name="warmer", daemon=True).start()

    def _work(self) -> None:
        time.sleep(self._calm)
        try:
            while self._noted is not None and not self.warm(self._noted):
                pass
        finally:
            self._runs_in = 0

    def warm(self, snapshot: Snapshot) -> bool:
        """Render what *snapshot* shows or will show by itself, and keep it for whoever asks.

        Returns False when another one came into use meanwhile.
        """
        folder = snapshot.config.cache
        if folder is None:
            return True
        with _only_one(folder / "warming") as is_ours:
            for writing in self._wanted(snapshot) if is_ours else ():
                if self._noted not in {None, snapshot}:
                    return False
                if writing.source.digest not in self._done:
                    with suppress(ContentError):  # whoever asks for it will be told
                        snapshot.warm(writing)
                    self._done.add(writing.source.digest)
        return True

    def _wanted(self, snapshot: Snapshot) -> Iterator[Writing]:
        yield from _to_come(snapshot)
        if len(snapshot.library.writings) >= self._many:
            yield from _newest_first(snapshot)


def _to_come(snapshot: Snapshot) -> Iterator[Writing]:
    """Give the posts that the clock alone will show, the next one first.

    They are rendered and kept, not shown: at its moment a post should not have to be made first.
    """
    waiting = (post for post in reversed(snapshot.hidden) if not post.is_draft)
    return (post for post in waiting if post.date > snapshot.library.as_of)


def _newest_first(snapshot: Snapshot) -> Iterator[Writing]:
    yield from snapshot.library.all_posts
    yield from snapshot.library.pages
    yield from snapshot.library.issues


@contextmanager
def _only_one(file: Path) -> Iterator[bool]:
    """Tell whether this process is the only one that is in such a block for *file*."""
    opened: IO[str] | None = None
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        opened = file.open("w")
        if fcntl is not None:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        yield False
    else:
        yield True
    finally:
        if opened is not None:
            opened.close()
