"""The bytes that the server would send, without a server: for the site as files."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask import g
from werkzeug.exceptions import HTTPException

from app.errors import BuildError, SiteError
from app.library.links import is_reserved
from app.web import create_app
from app.web.current import holder
from app.web.errors import render_lost
from app.web.headers import inline_scripts
from app.web.pages import show_own, show_writing
from app.web.search import render_without_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.wrappers import Response as AnyResponse

    from app.library.current import Snapshot

_OK = 200
#: How most addresses of posts and pages end, and those of their Markdown.
_PLAIN = ("/", ".html", ".md")


class Answers:
    """Answers for one snapshot, by the same views as the server: the bytes are the same."""

    def __init__(self, snapshot: Snapshot, *, preview: bool = False) -> None:
        """Take the snapshot; *preview* badges drafts and asks search engines to stay away."""
        moment = snapshot.library.as_of
        self._files = snapshot.shown.files
        self._app = create_app(snapshot.config.root, preview=preview, now=lambda: moment)
        with self._app.app_context():
            holder().hold(snapshot)

    def of(self, address: str) -> bytes:
        """Return what stands at *address* (site-relative, not encoded).

        Raises BuildError, with the address, when there is nothing or it cannot be made.
        """
        is_plain = self._is_plain(address)
        with self._app.app_context() if is_plain else self._app.request_context(_environ(address)):
            g.only_bytes = True
            try:
                response = show_writing(address[1:]) if is_plain else self._dispatched()
                data = response.get_data()
            except HTTPException as error:
                raise BuildError(f"answers {error.code}, so it is no page", path=address) from error
            except SiteError as error:
                raise BuildError(f"cannot be made: {error}", path=address) from error
            except Exception as error:
                error.add_note(f"while {address} was made")
                raise
        if response.status_code != _OK:
            raise BuildError(f"answers {response.status_code}, so it is no page", path=address)
        return data

    def _is_plain(self, address: str) -> bool:
        """Tell whether only the view of writings answers there: then no request need be made."""
        is_writing = address.endswith(_PLAIN) and address not in self._files
        return is_writing and not is_reserved(address)

    def _dispatched(self) -> AnyResponse:
        """Answer the request by the view that it is for."""
        # Of what precedes an answer on the server, this alone decides its bytes.
        return self._app.make_response(show_own() or self._app.dispatch_request())

    def search(self, index: str) -> bytes:
        """Return the page of the search for a site of files; see :func:`render_without_server`."""
        with self._app.request_context(_environ("/search")):
            try:
                return render_without_server(index)
            except SiteError as error:
                raise BuildError(f"cannot be made: {error}", path="/search") from error

    def inline_scripts(self) -> tuple[str, ...]:
        """Return the digests of the scripts that stand in the text of pages (CSP 3 §2.3.1)."""
        with self._app.app_context():
            return inline_scripts()

    def lost(self) -> bytes:
        """Return the page that a host shows where there is nothing."""
        with self._app.request_context(_environ("/")):
            try:
                return render_lost()
            except SiteError as error:
                raise BuildError(f"cannot be made: {error}", path="/404.html") from error


def _environ(address: str) -> WSGIEnvironment:
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": address.encode().decode("latin-1"),  # as PEP 3333 has it
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
