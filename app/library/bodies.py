"""The words of a post, page or issue: rendered when first wanted, then kept."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from app.content.frontmatter import body_of_file
from app.content.markdown import Surroundings, render_body
from app.errors import ContentError
from app.library.links import resolve_link
from app.pictures import picture_size

if TYPE_CHECKING:
    from app.content.model import Body, Source
    from app.library.model import Library, Writing


class BodyCache:
    """Rendered bodies by all that they were made of, the latest used ones; threads may share it."""

    def __init__(self, *, most: int = 2000) -> None:
        self._most = most
        self._bodies: OrderedDict[tuple[str, str, str], Body] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[str, str, str]) -> Body | None:
        """Return the body kept under *key*, or None."""
        with self._lock:
            if key in self._bodies:
                self._bodies.move_to_end(key)
            return self._bodies.get(key)

    def put(self, key: tuple[str, str, str], body: Body) -> None:
        """Keep *body*, and let the one unused for longest go when there are too many."""
        with self._lock:
            self._bodies[key] = body
            if len(self._bodies) > self._most:
                self._bodies.popitem(last=False)


class Bodies:
    """Renders the bodies of one library."""

    def __init__(self, library: Library, cache: BodyCache) -> None:
        self._library = library
        self._cache = cache
        self._around = _fingerprint(library)

    def of(self, writing: Writing) -> Body:
        """Return the words of *writing*; raise ContentError when its file has gone meanwhile."""
        key = (writing.source.path, writing.source.digest, self._around)
        body = self._cache.get(key)
        if body is None:
            data = _read(writing.source)
            body = self._render(writing, data)
            # A file may have changed since its header was read: those words are another body.
            if hashlib.sha256(data).hexdigest() == writing.source.digest:
                self._cache.put(key, body)
        return body

    def _render(self, writing: Writing, data: bytes) -> Body:
        source = writing.source

        def resolve(link: str) -> str | None:
            return resolve_link(self._library, link, path=source.path, address=writing.address)

        surroundings = Surroundings(resolve=resolve, measure=self._measure)
        return render_body(body_of_file(data), source=source, surroundings=surroundings)

    def _measure(self, address: str) -> tuple[int, int] | None:
        file = self._library.files.get(address)
        return picture_size(file) if file else None


def _read(source: Source) -> bytes:
    try:
        return source.file.read_bytes()
    except OSError as error:
        msg = f"cannot be read ({(error.strerror or 'unknown reason').lower()}); was it moved?"
        raise ContentError(msg, path=source.path) from error


def _fingerprint(library: Library) -> str:
    """Sum up what a body can depend on besides its own words: every address, every picture."""
    digest = hashlib.sha256()
    for path, address in sorted(library.addresses.items()):
        digest.update(f"{path}\0{address}\0".encode())
    for address in sorted(library.redirects):
        digest.update(f"{address}\0".encode())
    for kind in (*library.terms.values(), library.combinations):
        digest.update("\0".join(kind).encode())
    for signature in library.file_signatures:
        digest.update(repr(signature).encode())
    return digest.hexdigest()
