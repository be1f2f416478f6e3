"""The library in use: looked after once a second, replaced whole, never edited."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.config import load_config
from app.content.model import Issue, Post, Problem
from app.errors import ConfigError
from app.library.bodies import Bodies
from app.library.build import build_library, sort_contents
from app.library.cache import cache_of
from app.library.load import Loader
from app.library.memory import keep_for_good, without_collection
from app.library.own_templates import name_templates
from app.library.readings import for_reading
from app.library.workshop import Workshop, refuse, without_refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from app.config import Config
    from app.errors import TooHeavyError
    from app.library.load import Contents
    from app.library.model import BodyOf, Library, Writing
    from app.library.workshop import Refusal

#: Seconds between two looks at the folder.
POLL = 1.0
#: Seconds after which the headers of a large site are written down: its first reader is waiting.
_PATIENCE = 1.0

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
    #: Has the words of something in it rendered ahead, when there is time.
    warm: Callable[[Writing], None]
    #: A short fingerprint: two snapshots of one name show the same.
    name: str
    #: A fingerprint of the author's own templates.
    templates: str = ""


@without_collection()
def load_snapshot(
    root: Path,
    *,
    now: datetime,
    url: str | None = None,
    preview: bool = False,
    too_heavy: Iterable[TooHeavyError] = (),
) -> Snapshot:
    """Read the content folder *root* once, without the files that *too_heavy* speaks of.

    Raises ConfigError when site.toml cannot be followed.
    """
    config = load_config(root, url=url)
    workshop = Workshop(cache_of(config))
    contents = Loader(config, cache=workshop.cache).load()
    made_of = _Ingredients(
        contents=contents,
        config=config,
        templates=name_templates(config.root),
        refusals=refuse(contents, too_heavy),
    )
    keep_for_good(len(contents.writings))
    return _build_snapshot(made_of, now=now, preview=preview, workshop=workshop)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ingredients:
    """Everything that a snapshot is made of, apart from the moment."""

    contents: Contents
    config: Config
    templates: str
    #: What turned out to be too heavy to be rendered.
    refusals: dict[str, Refusal] = field(default_factory=dict)
    #: In a preview, why site.toml cannot be followed, so that *config* is the last good one.
    trouble: Problem | None = None


def _build_snapshot(
    made_of: _Ingredients, *, now: datetime, preview: bool, workshop: Workshop
) -> Snapshot:
    """Make the snapshot at *now*."""
    contents, config = without_refused(made_of.contents, made_of.refusals), made_of.config
    ordered = sort_contents(contents, config, now=now)
    library = build_library(contents, config, now=now, ordered=ordered)
    shown = library
    if preview:
        shown = build_library(contents, config, now=now, everything=True, ordered=ordered)
    if made_of.trouble:
        shown = replace(shown, problems=(made_of.trouble, *shown.problems))
    hidden = tuple(post for post in ordered.posts if post.source.path in ordered.hidden)
    bodies = Bodies(shown, workshop)
    return Snapshot(
        config=library.config,
        library=library,
        shown=shown,
        issues=ordered.issues,
        hidden=hidden,
        body_of=bodies.of,
        warm=bodies.warm,
        name=_name(shown, made_of.templates, hidden if preview else ()),
        templates=made_of.templates,
    )


def _name(library: Library, templates: str, badged: tuple[Post, ...]) -> str:
    digest = hashlib.sha256(f"{templates}{library.config!r}".encode())
    for post in badged:
        digest.update(f"{post.address}\0".encode())
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
        self._workshop: Workshop | None = None
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._made_of: _Ingredients | None = None
        self._error = ""
        self._noticed: tuple[str, ...] = ()
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
            return self._fresh()
        finally:
            self._lock.release()

    def look(self) -> Snapshot:
        """Return what the folder holds now, however short ago it was looked at; else the same."""
        with self._lock:
            return self._refresh()

    def _required(self) -> Snapshot:
        with self._lock:
            return self._fresh()

    def _fresh(self) -> Snapshot:
        before = self._snapshot
        return self._refresh() if before is None or self._is_old(before) else before

    def _is_old(self, snapshot: Snapshot) -> bool:
        is_late = time.monotonic() - self._looked >= POLL
        return is_late or self._is_due(snapshot) or self._has_refused()

    def _has_refused(self) -> bool:
        """Tell whether words were refused that the snapshot in use still has."""
        if self._made_of is None or self._workshop is None:
            return False
        return self._workshop.refusals is not self._made_of.refusals

    def _is_due(self, snapshot: Snapshot) -> bool:
        due = snapshot.library.next_due
        return due is not None and self._clock() >= due

    @without_collection()
    def _refresh(self) -> Snapshot:
        snapshot, made_of = self._snapshot, self._gather()
        if snapshot is None or made_of != self._made_of or self._is_due(snapshot):
            snapshot = _build_snapshot(
                made_of,
                now=self._clock(),
                preview=self._preview,
                workshop=self._required_workshop(made_of.config),
            )
        if self._snapshot is None:
            keep_for_good(len(made_of.contents.writings))
        self._made_of, self._snapshot, self._looked = made_of, snapshot, time.monotonic()
        return snapshot

    def _gather(self) -> _Ingredients:
        """Look at the folder; a site.toml that an edit broke leaves the last good one in force."""
        trouble = None
        try:
            loader = self._current_loader()
            self._error = ""
        except ConfigError as error:
            if self._loader is None:
                raise
            loader = self._loader
            self._log_once(str(error))
            if self._preview:
                trouble = Problem(path=error.path, line=error.line, what=error.what)
        return _Ingredients(
            contents=self._contents(loader),
            config=loader.config,
            templates=name_templates(self._root),
            refusals=self._required_workshop(loader.config).refusals,
            trouble=trouble,
        )

    def _contents(self, loader: Loader) -> Contents:
        """Read the folder; when it has gone, as an unplugged disk does, what it held stays."""
        if not self._root.is_dir() and self._made_of is not None:
            return self._made_of.contents
        return loader.load()

    def _log_once(self, error: str) -> None:
        if error != self._error:
            self._error = error
            _log.error("%s", error)

    def _current_loader(self) -> Loader:
        config = load_config(self._root, url=self._url)
        before = self._loader
        if before is None or for_reading(before.config) != for_reading(config):
            self._loader = before = Loader(
                config,
                cache=self._required_workshop(config).cache,
                before=before,
                recalls_good=True,
                patience=_PATIENCE,
            )
        elif before.config != config:
            before.config = config
        self._log_notices(config)
        return before

    def _required_workshop(self, config: Config) -> Workshop:
        if self._workshop is None:
            self._workshop = Workshop(cache_of(config), recalls_good=True)
        return self._workshop

    def _log_notices(self, config: Config) -> None:
        """Say what the author should know of the settings: once, and again when it changes."""
        if config.notices != self._noticed:
            self._noticed = config.notices
            for notice in config.notices:
                _log.warning("%s: %s", self._root, notice)
