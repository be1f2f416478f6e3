"""The library becomes responses: the only stage that knows Flask."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.library.memory import made_for_good

# A thousand modules leave nothing behind, and to look for it takes a tenth of their time.
with made_for_good():
    from flask import Flask

    from app.config import find_content
    from app.config.load import existing_folder
    from app.web.arrival import Arrival
    from app.web.current import Holder
    from app.web.errors import register_errors
    from app.web.feeds import feeds
    from app.web.headers import register_headers
    from app.web.machines import machines
    from app.web.media import media
    from app.web.pages import pages
    from app.web.quick import QuickAnswers
    from app.web.request_log import RequestLog
    from app.web.search import search
    from app.web.static_files import static_files

if TYPE_CHECKING:
    from collections.abc import Callable


def create_app(
    content: str | Path | None = None,
    *,
    preview: bool = False,
    url: str | None = None,
    now: Callable[[], datetime] | None = None,
) -> Flask:
    """Make the WSGI application for the folder *content*.

    Without it, the folder is found by ``TRIFOLD_CONTENT`` or in the current folder. Nothing is read
    and no thread is started before the first request, so a server may fork. *preview* shows drafts
    and what is to come; *url* overrides the configured one; *now* is the clock.
    """
    app = _App("app", static_folder=None, template_folder=None)
    app.url_map.strict_slashes = False  # pages.add_slash redirects, without the Host header
    app.url_map.merge_slashes = False
    holder = Holder(_finder(content), clock=now or _utc_now, url=url, preview=preview)
    app.extensions["trifold"] = holder
    for blueprint in (static_files, feeds, machines, media, search, pages):
        app.register_blueprint(blueprint)
    register_errors(app)
    register_headers(app)
    app.wsgi_app = QuickAnswers(app.wsgi_app, holder)  # type: ignore[method-assign]  # Flask's own way
    app.wsgi_app = Arrival(app.wsgi_app, holder)  # type: ignore[method-assign]  # Flask's own way
    app.wsgi_app = RequestLog(app.wsgi_app, holder)  # type: ignore[method-assign]  # Flask's own way
    return app


class _App(Flask):
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return *func* as it is: to look whether it is a coroutine takes long, and none is."""
        return func


def _finder(content: str | Path | None) -> Callable[[], Path]:
    if content is not None:
        folder = Path(content).expanduser().absolute()
        return lambda: existing_folder(folder, said="the content folder")
    here = Path.cwd()
    return lambda: find_content(os.environ, here)


def _utc_now() -> datetime:
    return datetime.now(UTC)
