"""Live editing: an open browser shows what was saved. In the preview server and nowhere else."""

from __future__ import annotations

import gzip
import hashlib
import logging
import secrets
import threading
import time
from collections import deque
from contextlib import contextmanager, suppress
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Flask, Response, current_app, g, request
from watchfiles import watch

from app.errors import ConfigError, SiteError
from app.web.current import holder
from app.web.hosts import refuse_other_hosts
from app.web.render import HTML, render_with_ours
from app.web.static_files import static_address, static_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.library.current import Snapshot

_KEY = "trifold-live"
_SCRIPT = Path(__file__).with_name("live.js")
#: Seconds between two signs of life to a browser: how soon one that has left is noticed.
PULSE = 2.0
#: Pages that are told at once; of more, each is told within seconds. A browser opens six
#: connections to one server, and would have none left to load a page.
MOST_PAGES = 4
#: Milliseconds until a browser comes back that lost its connection, or its seat to another page.
_RETRY = 300
_RETRY_LATER = 3000
#: Seconds between two looks when nothing is reported, as on network drives; more in a folder that
#: takes long: a look and then at least this many times as long without one.
_EVERY = 1.0
_REST = 50
#: Milliseconds: what is saved in one go is one change, once it has been quiet for a step.
_DEBOUNCE = 200
_STEP = 20
_NOT_MODIFIED = 304

live = Blueprint("live", __name__)
live.before_request(refuse_other_hosts)
_log = logging.getLogger(__name__)


class Live:
    """Knows what state the site is in, and tells every open browser of a new one."""

    def __init__(self, look: Callable[[], Snapshot], *, pulse: float = PULSE) -> None:
        self._look = look
        # One seat for each page that listens, the latest at the end.
        self._seats: deque[object] = deque(maxlen=MOST_PAGES)
        self._pulse = pulse
        # A server that was started anew may show anything anew.
        self._start = secrets.token_hex(4)
        self._state = ""
        self._news = threading.Condition()
        self._closed = threading.Event()
        self._looked = 0.0
        self._cost = 0.0

    def state_of(self, snapshot: Snapshot | None) -> str:
        """Name what *snapshot* shows, or that there is none."""
        return f"{self._start}-{snapshot.name if snapshot else 'none'}"

    def page_of(self, data: bytes, snapshot: Snapshot | None) -> str:
        """Name the page *data* with all it shows, except stylesheets: those change in place."""
        digest = hashlib.sha256(self._start.encode() + data)
        signatures = snapshot.shown.file_signatures if snapshot else ()
        for path, signature in cast("tuple[tuple[str, object], ...]", signatures):
            if not path.endswith(".css"):
                digest.update(f"{path}\0{signature}\0".encode())
        return digest.hexdigest()[:16]

    def look(self) -> None:
        """Look at the folder now; when it shows something else than before, say so."""
        begun = time.monotonic()
        try:
            state = self.state_of(self._look())
        except ConfigError:
            state = self.state_of(None)
        self._looked = time.monotonic()
        self._cost = self._looked - begun
        with self._news:
            if state != self._state:
                self._state = state
                self._news.notify_all()

    def tell(self) -> Iterator[bytes]:
        """Give one browser the state, then every new one, as events (HTML §9.2), until closed."""
        told, seat = "", object()
        with self._news:
            self._seats.append(seat)
            self._news.notify_all()
        try:
            yield f"retry: {_RETRY}\n\n".encode()
            while (state := self._next(told, seat)) is not None:
                yield b":\n\n" if state == told else f"data: {state}\n\n".encode()
                told = state
            if not self._closed.is_set():
                yield f"retry: {_RETRY_LATER}\n\n".encode()
        finally:
            with self._news, suppress(ValueError):  # its seat may be somebody else's by now
                self._seats.remove(seat)

    def _next(self, told: str, seat: object) -> str | None:
        """Wait for another state than *told*, for a pulse at most; None when it is time to go."""
        with self._news:
            self._news.wait_for(lambda: self._state != told or self._must_go(seat), self._pulse)
            return None if self._must_go(seat) else self._state

    def _must_go(self, seat: object) -> bool:
        return self._closed.is_set() or seat not in self._seats

    @property
    def pages(self) -> int:
        """How many pages listen."""
        return len(self._seats)

    @contextmanager
    def watching(self, root: Path) -> Iterator[None]:
        """Watch the folder *root* in a thread of its own for as long as the block runs."""
        watcher = threading.Thread(target=self._watch, args=(root,), name="watch", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            self.close()
            watcher.join(timeout=0.5)

    def close(self) -> None:
        """Let every browser go, and end the watching."""
        self._closed.set()
        with self._news:
            self._news.notify_all()

    def _watch(self, root: Path) -> None:
        self.look()
        try:
            for changes in watch(
                root,
                debounce=_DEBOUNCE,
                step=_STEP,
                stop_event=self._closed,
                rust_timeout=int(_EVERY * 1000),
                yield_on_timeout=True,
                raise_interrupt=False,
            ):
                if changes or self._is_time():
                    self.look()
        except (OSError, RuntimeError) as error:
            # The system has no watches left, a folder may not be entered, a drive knows no events.
            _log.warning("%s: %s; so open pages follow within a second or two", root, error)
        while not self._closed.wait(_EVERY):
            if self._is_time():
                self.look()

    def _is_time(self) -> bool:
        rested = time.monotonic() - self._looked
        return self.pages > 0 and rested >= _REST * self._cost


def go_live(app: Flask, *, pulse: float = PULSE) -> Live:
    """Make the preview *app* a live one: its pages follow the folder, and show what is wrong.

    Nothing is watched before :meth:`Live.watching`.
    """
    with app.app_context():
        made = Live(holder().look, pulse=pulse)
    app.extensions[_KEY] = made
    app.register_blueprint(live)
    app.register_error_handler(SiteError, show_what_is_wrong)
    app.register_error_handler(ConfigError, show_what_is_wrong)
    return made


def _live() -> Live:
    return cast("Live", current_app.extensions[_KEY])


@live.get("/preview/live")
def tell_browser() -> Response:
    """Keep one browser told."""
    return Response(
        _live().tell(), content_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


@live.get("/preview/live.js")
def show_script() -> Response:
    """Send the script that listens."""
    headers = {"Cache-Control": "no-cache"}
    return Response(
        _SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8", headers=headers
    )


def show_what_is_wrong(error: SiteError) -> Response:
    """Show the author the place and the sentence that readers are spared."""
    _log.error("%s", error)
    data = render_with_ours(
        "unavailable.html",
        heading="This page cannot be shown",
        words=str(error),
        lang="en",
        static=static_address,
    )
    return Response(data, 503, {"Cache-Control": "no-store"}, content_type=HTML)


@live.after_app_request
def follow(response: Response) -> Response:
    """Let a page follow the folder, and no browser keep what may change under its address."""
    if (
        response.mimetype == "text/html"
        and "is_exact" not in g
        and not response.is_streamed
        and response.status_code != _NOT_MODIFIED
    ):
        _add_script(response)
    elif request.blueprint != static_files.name:
        response.headers.setdefault("Cache-Control", "no-cache")
        if "no-store" not in response.headers["Cache-Control"]:
            response.headers["Cache-Control"] = "no-cache"
    return response


def _add_script(response: Response) -> None:
    snapshot: Snapshot | None = g.get("snapshot")
    data = response.get_data()
    if response.content_encoding == "gzip":
        data = gzip.decompress(data)
        del response.headers["Content-Encoding"]
    page = _live().page_of(data, snapshot)
    address = "/preview/live.js"
    source = snapshot.config.path(address) if snapshot else address
    state = _live().state_of(snapshot)
    script = (
        f'<script src="{escape(source)}" data-state="{state}" data-page="{page}" defer></script>\n'
    )
    before, end, after = data.rpartition(b"</body>")
    response.set_data(before + script.encode() + end + after if end else data + script.encode())
    response.headers["X-Live"] = page
    response.headers["Cache-Control"] = "no-store"
    for validator in ("ETag", "Last-Modified"):
        response.headers.pop(validator, None)
