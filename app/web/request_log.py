"""One line of JSON for each request, where ``[server] log`` asks for it.

It says what was asked for and how it was answered, and nothing about who asked: no address of a
reader, no query, no browser, no page they came from. With those, a log would be a record of people,
which law asks to be announced, guarded and deleted.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from werkzeug.wsgi import ClosingIterator

from app.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from app.web.current import Holder

    _ExcInfo = (
        tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None] | None
    )

#: Asked every few seconds by what watches over the server: it would drown the rest.
_UNSAID = "/healthz"
_LONGEST_PATH = 500


class RequestLog:
    """Stands before the application and writes to ``wsgi.errors`` (PEP 3333) what it answered."""

    def __init__(self, application: WSGIApplication, holder: Holder) -> None:
        self._application = application
        self._holder = holder

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if not self._is_wanted() or environ.get("PATH_INFO", "").endswith(_UNSAID):
            return self._application(environ, start_response)
        line = self._begin(environ)
        begun = time.perf_counter()

        def listen(
            status: str, headers: list[tuple[str, str]], exc_info: _ExcInfo = None, /
        ) -> Callable[[bytes], object]:
            length = next((int(v) for k, v in headers if k.lower() == "content-length"), None)
            line.update({"status": int(status[:3]), "bytes": length})
            return start_response(status, headers, exc_info)

        def finish() -> None:
            line["ms"] = round((time.perf_counter() - begun) * 1000, 1)
            environ["wsgi.errors"].write(json.dumps(line) + "\n")

        found = self._application(environ, listen)
        if isinstance(found, list):  # finished, and servers send a list in one go
            finish()
            return found
        return ClosingIterator(found, finish)

    def _is_wanted(self) -> bool:
        try:
            return self._holder.snapshot().config.server.log
        except ConfigError:
            return False

    def _begin(self, environ: WSGIEnvironment) -> dict[str, object]:
        # PEP 3333: the bytes of the path, each as one letter.
        path = environ.get("PATH_INFO", "").encode("latin-1", "replace").decode("utf-8", "replace")
        return {
            "time": self._holder.clock().isoformat(timespec="milliseconds"),
            "method": environ["REQUEST_METHOD"],
            "path": path[:_LONGEST_PATH],
            # Set when the answer begins; an application that fails before that has none.
            "status": None,
            "bytes": None,
        }
