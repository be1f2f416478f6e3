"""The words of a post, page or issue: rendered when first wanted, then kept."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from app.content.model import Page
from app.content.surroundings import Surroundings
from app.library.links import resolve_link

if TYPE_CHECKING:
    from app.content.markdown_options import MarkdownOptions
    from app.content.model import Body
    from app.library.liquid_answers import Answers
    from app.library.model import Library, Writing
    from app.library.workshop import Workshop
    from app.pictures.examine import PictureFile

#: Bodies that need not be looked for again.
_MOST = 1000


class Bodies:
    """The bodies of one library: what they may ask is answered from it."""

    def __init__(self, library: Library, workshop: Workshop) -> None:
        self._library = library
        self._workshop = workshop
        self._latest: dict[str, Body] = {}

    def of(self, writing: Writing) -> Body:
        """Return the words of *writing*.

        Raises ContentError when its file has gone meanwhile, and TooHeavyError.
        """
        # Nothing that it asked can have another answer: this is one library.
        if self._library.writings.get(writing.address) is not writing:
            return self._workshop.body(writing.source, self._surroundings(writing))[0]
        body = self._latest.get(writing.address)
        return body or self._first(writing)

    def _first(self, writing: Writing) -> Body:
        body, is_lasting = self._workshop.body(writing.source, self._surroundings(writing))
        if is_lasting:
            if len(self._latest) >= _MOST:
                self._latest.clear()  # they are found again behind
            self._latest[writing.address] = body
        return body

    def warm(self, writing: Writing) -> None:
        """Have the words of *writing* rendered and kept, when there is time, unless they are."""
        self._workshop.warm(writing.source, self._surroundings(writing))

    def _surroundings(self, writing: Writing) -> Surroundings:
        def resolve(link: str) -> str | None:
            return resolve_link(
                self._library, link, path=writing.source.path, address=writing.address
            )

        is_home = isinstance(writing, Page) and writing.is_home
        jekyll = self._library.config.jekyll
        return Surroundings(
            resolve=resolve,
            measure=self._measure,
            is_home=is_home,
            is_raw=isinstance(writing, Page) and writing.is_raw,
            ask=self._answers.answer if self._answers else None,
            excerpt_separator=jekyll.excerpt_separator if jekyll else "",
            options=self._options,
        )

    @cached_property
    def _answers(self) -> Answers | None:
        jekyll = self._library.config.jekyll
        if jekyll is None:
            return None
        # With all that Liquid knows, which our own folders do without.
        from app.library.liquid_answers import Answers  # noqa: PLC0415

        return Answers(self._library, jekyll)

    def _measure(self, address: str) -> tuple[int, int] | None:
        if address not in self._library.files:
            return None
        # With Pillow behind it, which words without pictures of ours do without.
        from app.pictures.examine import examine_picture  # noqa: PLC0415

        picture = self._pictures.get(address)
        look = examine_picture(picture) if picture else None
        return (look.width, look.height) if look else None

    @cached_property
    def _options(self) -> MarkdownOptions | None:
        """How a Jekyll folder has its Markdown read."""
        jekyll = self._library.config.jekyll
        if jekyll is None:
            return None
        # With Python-Markdown behind it, which a server that only answers never loads.
        from app.content.markdown_options import parse_options  # noqa: PLC0415

        return parse_options(jekyll.data)

    @cached_property
    def _pictures(self) -> dict[str, PictureFile]:
        """Every file by its address, in the state in which the library found it."""
        from app.pictures.examine import PictureFile  # noqa: PLC0415 -- as above

        files, addresses = self._library.files, self._library.addresses
        states = dict(self._library.file_signatures)
        return {
            address: PictureFile(
                path=path, file=files[address], modified=states[path][0], weight=states[path][1]
            )
            for path, address in addresses.items()
            if path in states and address in files
        }
