"""The library in use: looked after once a second, replaced whole, never edited."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.config import load_config
from app.content.model import Issue, Post
from app.errors import ConfigError
from app.library.bodies import Bodies, BodyCache
from app.library.build import build_library, is_visible
from app.library.load import Loader

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from app.config import Config
    from app.library.load import Contents
    from app.library.model import BodyOf, Library

#: Seconds between two looks at the folder.
POLL = 1.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class Snapshot:
    """Everything an outlet needs, as it was at one moment."""

    config: Config
    #: Exactly what readers see.
    library: Library
    #: What a preview shows: drafts, scheduled posts and unsent issues too. Else the same object.
    shown: Library
    #: Every issue, sent or not, newest first.
    issues: tuple[Issue, ...]
    #: Drafts and scheduled posts, newest first.
    hidden: tuple[Post, ...]
    #: Renders the words of anything in :attr:`shown`, :attr:`issues` and :attr:`hidden`.
    body_of: BodyOf
    #: A short fingerprint: two snapshots of one name show the same.
    name: str


def load_snapshot(
    root: Path, *, now: datetime, url: str | None = None, preview: bool = False
) -> Snapshot:
    """Read the content folder *root* once; raise ConfigError when site.toml cannot be followed."""
    config = load_config(root, url=url)
    contents = Loader(config).load()
    return build_snapshot(contents, config, now=now, preview=preview, cache=BodyCache())


def build_snapshot(
    contents: Contents, config: Config, *, now: datetime, preview: bool, cache: BodyCache
) -> Snapshot:
    """Make the snapshot of *contents* at *now*."""
    library = build_library(contents, config, now=now)
    everything = build_library(contents, config, now=now, everything=True)
    shown = everything if preview else library
    return Snapshot(
        config=config,
        library=library,
        shown=shown,
        issues=everything.issues,
        hidden=tuple(post for post in everything.posts if not is_visible(post, now)),
        body_of=Bodies(shown, cache).of,
        name=_name(shown),
    )


def _name(library: Library) -> str:
    digest = hashlib.sha256(repr(library.config).encode())
    for address, writing in library.writings.items():
        digest.update(f"{address}\0{writing.source.digest}\0".encode())
    for signature in library.file_signatures:
        digest.update(repr(signature).encode())
    digest.update(repr(library.problems).encode())
    return digest.hexdigest()[:12]


class Current:
    """Holds the snapshot in use. Reads nothing and starts nothing until it is asked."""

    def __init__(
        self,
        root: Path,
        *,
        clock: Callable[[], datetime],
        url: str | None = None,
        preview: bool = False,
    ) -> None:
        self._root = root
        self._clock = clock
        self._url = url
        self._preview = preview
        self._cache = BodyCache()
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._contents: Contents | None = None
        self._loader: Loader | None = None
        self._looked = 0.0

    def snapshot(self) -> Snapshot:
        """Return what is current: at most a second old, and never past a due date.

        Raises ConfigError when there is a configuration that cannot be followed and none before it.
        Only the very first request waits; while one request looks, others get the last snapshot.
        """
        snapshot = self._snapshot
        if snapshot is not None and not self._is_old(snapshot):
            return snapshot
        if not self._lock.acquire(blocking=snapshot is None):
            return snapshot or self._required()
        try:
            return self._refresh()
        finally:
            self._lock.release()

    def _required(self) -> Snapshot:
        with self._lock:
            return self._refresh()

    def _is_old(self, snapshot: Snapshot) -> bool:
        due = snapshot.library.next_due
        return time.monotonic() - self._looked >= POLL or (due is not None and self._clock() >= due)

    def _refresh(self) -> Snapshot:
        before = self._snapshot
        if before is not None and not self._is_old(before):
            return before
        try:
            loader = self._current_loader()
        except ConfigError as error:
            if before is None:
                raise
            # The log gets it once a second at most, and readers keep what was good.
            _log.error("%s", error)
            self._looked = time.monotonic()
            return before
        contents = loader.load()
        now = self._clock()
        due = before.library.next_due if before else None
        if before is None or contents is not self._contents or (due and now >= due):
            before = build_snapshot(
                contents, loader.config, now=now, preview=self._preview, cache=self._cache
            )
        self._contents, self._snapshot, self._looked = contents, before, time.monotonic()
        return before

    def _current_loader(self) -> Loader:
        config = load_config(self._root, url=self._url)
        if self._loader is None or self._loader.config != config:
            self._loader = Loader(config)
            self._contents = None
        return self._loader
