"""The words of a post, page or issue: rendered when first wanted, then kept."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING

from app.content.frontmatter import body_of_file
from app.content.markdown import Surroundings, render_body
from app.errors import ContentError
from app.library.body_cache import name_body
from app.library.links import resolve_link
from app.library.packing import Kept
from app.library.questions import Recorder, fixed_options
from app.pictures.examine import PictureFile, examine_picture

if TYPE_CHECKING:
    from app.content.model import Body, Source
    from app.library.body_cache import BodyCache
    from app.library.model import Library, Writing


class Bodies:
    """Renders the bodies of one library."""

    def __init__(self, library: Library, cache: BodyCache) -> None:
        self._library = library
        self._cache = cache

    def of(self, writing: Writing) -> Body:
        """Return the words of *writing*; raise ContentError when its file has gone meanwhile."""
        source = writing.source
        around = self._surroundings(writing)
        name = name_body(source, options=fixed_options(around))
        body = self._cache.find(name, around)
        if body is None:
            data = _read(source)
            recorder = Recorder(around)
            text = body_of_file(data)
            body = render_body(text, source=source, surroundings=recorder.surroundings)
            # A file may have changed since its header was read: those words are another body.
            if hashlib.sha256(data).hexdigest() == source.digest:
                kept = Kept(questions=recorder.questions, answers=recorder.answers, body=body)
                self._cache.put(name, kept)
        return body

    def _surroundings(self, writing: Writing) -> Surroundings:
        def resolve(link: str) -> str | None:
            return resolve_link(
                self._library, link, path=writing.source.path, address=writing.address
            )

        return Surroundings(resolve=resolve, measure=self._measure)

    def _measure(self, address: str) -> tuple[int, int] | None:
        picture = self._pictures.get(address)
        look = examine_picture(picture) if picture else None
        return (look.width, look.height) if look else None

    @cached_property
    def _pictures(self) -> dict[str, PictureFile]:
        """Every file by its address, in the state in which the library found it."""
        files, addresses = self._library.files, self._library.addresses
        states = dict(self._library.file_signatures)
        return {
            address: PictureFile(
                path=path, file=files[address], modified=states[path][0], weight=states[path][1]
            )
            for path, address in addresses.items()
            if path in states and address in files
        }


def _read(source: Source) -> bytes:
    try:
        return source.file.read_bytes()
    except OSError as error:
        msg = f"cannot be read ({(error.strerror or 'unknown reason').lower()}); was it moved?"
        raise ContentError(msg, path=source.path) from error
