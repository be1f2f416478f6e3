"""An output becomes the bytes of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import BuildError
from app.publish.addresses import LOST, SEARCH, Output
from app.publish.host_files import (
    HEADERS_FILE,
    REDIRECTS_FILE,
    render_headers,
    render_redirects,
)
from app.publish.nginx_file import NGINX_FILE, render_nginx
from app.publish.redirects import render_redirect
from app.web.answers import Answers

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from pathlib import Path

    from app.library.current import Snapshot


class Renderer:
    """Renders the files of one snapshot, by the views of the server."""

    def __init__(self, snapshot: Snapshot, *, preview: bool, index: str) -> None:
        """Take the snapshot; *index* is the address of the search's index, or nothing."""
        self._snapshot = snapshot
        self._preview = preview
        self._index = index
        self._answers = Answers(snapshot, preview=preview)

    def bytes_of(self, output: Output) -> bytes:
        """Return what the file of *output* holds; raise BuildError where it cannot be made."""
        if output.file:
            return _load_authors_file(output.address, output.file)
        if output.leads_to:
            return render_redirect(self._snapshot.config.absolute(output.leads_to))
        if not output.shows:  # else it is a page that the author put there
            if output.address == LOST:
                return self._answers.lost()
            if output.address == SEARCH:
                return self._answers.search(self._index)
        return self._answers.of(output.same_as or output.address)

    def host_files(self, standing: Container[str]) -> Iterator[tuple[str, bytes]]:
        """Give name and bytes of each file that speaks to the host.

        *standing* are the files that have something of their own to show.
        """
        library = self._snapshot.shown
        inline = self._answers.inline_scripts()
        noindex = self._preview
        yield HEADERS_FILE, render_headers(library, inline, noindex=noindex).encode()
        yield REDIRECTS_FILE, render_redirects(library, standing).encode()
        yield NGINX_FILE, render_nginx(library, inline, standing, noindex=noindex).encode()


def _load_authors_file(address: str, file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise BuildError(f"cannot be read ({why}); was it moved?", path=address) from error
