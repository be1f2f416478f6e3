"""The snapshot that one request is answered from."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app, g

from app.library.current import Current, Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

_KEY = "trifold"


class Holder:
    """Finds the content folder when the first request comes, and looks after it from then on."""

    def __init__(
        self,
        find: Callable[[], Path],
        *,
        clock: Callable[[], datetime],
        url: str | None,
        preview: bool,
    ) -> None:
        self.clock = clock
        self.preview = preview
        self._find = find
        self._url = url
        self._current: Current | None = None
        self._held: Snapshot | None = None

    def hold(self, snapshot: Snapshot) -> None:
        """Answer from *snapshot* from now on, whatever becomes of the folder."""
        self._held = snapshot

    def snapshot(self) -> Snapshot:
        """Return the snapshot in use; raise ConfigError when there is no folder to read."""
        return self._held or self._found().snapshot()

    def look(self) -> Snapshot:
        """Look at the folder now, and return the snapshot that is in use from then on."""
        return self._found().look()

    def _found(self) -> Current:
        if self._current is None:
            self._current = Current(
                self._find(), clock=self.clock, url=self._url, preview=self.preview
            )
        return self._current


def holder() -> Holder:
    """Return what the application answers from."""
    return cast("Holder", current_app.extensions[_KEY])


def current_snapshot() -> Snapshot:
    """Return the snapshot of this request: one and the same from its beginning to its end."""
    found = g.get("snapshot")
    if found is None:
        found = g.snapshot = holder().snapshot()
    return cast("Snapshot", found)


def forget_snapshot() -> None:
    """Answer the rest of this request from the snapshot that is in use now."""
    g.pop("snapshot", None)


def now() -> datetime:
    """Return the moment by the application's clock."""
    return holder().clock()
