"""What each file is made of, as a digest: the same digest, and the file is the same.

The site's settings, the program and the templates are in every one of them. A page or feed has
besides the state of each writing whose words it shows: its file, its address, the titles of its
terms, its rendered words; and of each that it only names, what the header says. A site with
templates of its own may show anything anywhere: there every page is made of everything.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields
from functools import cached_property
from typing import TYPE_CHECKING

from app.content.model import Post
from app.publish.marker import NOT_KNOWN, Known
from app.publish.program import program_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.content.model import Post as AnyPost
    from app.library.current import Snapshot
    from app.library.model import Library, Writing
    from app.publish.addresses import Output
    from app.publish.marker import Marker


def sum_up(parts: Iterable[object]) -> str:
    """Return a digest of *parts*, each as it is written."""
    return hashlib.sha256("\0".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()[:20]


class Keys:
    """The digests of one snapshot; what the last build found out is asked before anything else."""

    def __init__(self, snapshot: Snapshot, before: Marker, *, variant: tuple[object, ...]) -> None:
        """Take the snapshot and what is known; *variant* is how the site is built."""
        self._snapshot = snapshot
        self._library = snapshot.shown
        self._before = before
        self._variant = variant
        #: What was found out of the rendered words of each writing, and of what is related to it.
        self.bodies: dict[str, Known] = {}
        self.found_related: dict[str, tuple[str, ...]] = {}
        self._signs: dict[str, str] = {}
        self._said: dict[str, str] = {}

    def of(self, output: Output) -> str:
        """Return the digest of what *output* is made of."""
        if output.file:
            return sum_up((self._files.get(str(output.file)), output.file))
        place = (output.address, output.same_as, output.leads_to)
        parts = [self.base, *place, repr(output.says) if output.says else ""]
        if output.is_whole or self.has_own_templates:
            parts.append(self.whole)
        if output.is_list:
            parts.append(self._headers)
        signs = self._signs
        parts += [signs.get(one.address) or self._sign(one) for one in output.shows]
        parts += [self._header(one) for one in output.names]
        return sum_up(parts)

    @property
    def is_settled(self) -> bool:
        """Tell whether everything is what it was, as far as that can be told without rendering."""
        return self.can_tell and self.whole == self._before.whole

    @property
    def can_tell(self) -> bool:
        """Tell whether words depend on nothing but files and addresses: Liquid can ask anything."""
        return self._library.config.jekyll is None

    @cached_property
    def whole(self) -> str:
        """The digest of everything."""
        return self.whole_with(self.shelves)

    def whole_with(self, shelves: str) -> str:
        """Return the digest of everything, where that of the shelves is known to be *shelves*."""
        states = (f"{path}\0{self._state(path)}" for path in self._writings)
        return sum_up((self.base, self.shape, shelves, self.beside, *states))

    @cached_property
    def shape(self) -> str:
        """The digest of every address: what decides where a link in a post leads."""
        library = self._library
        names = [name for kind in library.terms.values() for name in kind]
        return sum_up(
            (*library.addresses.items(), *library.redirects, *names, *library.combinations)
        )

    @cached_property
    def shelves(self) -> str:
        """The digest of every term and who is in it."""
        library = self._library
        terms = [term for kind in library.terms.values() for term in kind.values()]
        return sum_up(
            (term.address, term.title, term.description, *(post.address for post in term.posts))
            for term in (*terms, *library.combinations.values())
        )

    @cached_property
    def _headers(self) -> str:
        """The digest of all that is said of each writing before its words, and of the shelves."""
        signs = (self._header(writing) for writing in self._writings.values())
        return sum_up((self.shape, self.shelves, *signs))

    def related(self, post: AnyPost) -> tuple[Post, ...]:
        """Return the posts that are related to *post*, as the library would."""
        path = post.source.path
        known = self._before.related.get(path)
        if known is None or self.shelves != self._before.shelves:
            found = self._library.related(post)
            self.found_related[path] = tuple(one.source.path for one in found)
            return found
        self.found_related[path] = known
        writings = (self._writings.get(one) for one in known)
        return tuple(one for one in writings if isinstance(one, Post))

    @property
    def knows_most(self) -> bool:
        """Tell whether for most files it is known without their words that they are as before."""
        return (self.base, self.shape) == (self._before.base, self._before.shape)

    def find_edited(self) -> tuple[Writing, ...] | None:
        """Return what has other words than before, where those are all that is not as it was.

        None where more may be: then every file is to be looked at.
        """
        before = self._before
        frame = (self.base, self.shape, self.beside, len(self._writings))
        if frame != (before.base, before.shape, before.beside, len(before.bodies)):
            return None
        if not self.can_tell or self.has_own_templates:
            return None
        edited = []
        for path, writing in self._writings.items():
            known = before.bodies.get(path, NOT_KNOWN)
            if known.state != self._state(path):
                if known.header != _sum_up_header(writing):
                    return None
                edited.append(writing)
        return tuple(edited)

    def known_of(self, writing: Writing) -> Known:
        """Return what there is to know of *writing* as it is now."""
        self._body(writing)
        return self.bodies[writing.source.path]

    @cached_property
    def base(self) -> str:
        """The digest of what all files share: settings, program, templates, and files."""
        library = self._library
        writers = library.terms_of("author")
        shared = (bool(library.issues), writers[0].title if len(writers) == 1 else len(writers))
        as_of = library.as_of if self._variant[0] else ""  # a preview says what is still to come
        templates = self._snapshot.templates
        pictures = (f"{path}\0{state}" for path, state in library.file_signatures)
        settings = (repr(library.config), templates, *self._variant, as_of)
        return sum_up((program_name(), *settings, *shared, *pictures))

    @cached_property
    def beside(self) -> str:
        """The digest of what no writing on show says: old addresses, and what is due next."""
        library = self._library
        return sum_up((library.next_due, *library.redirects.items()))

    @cached_property
    def has_own_templates(self) -> bool:
        """Tell whether pages may show anything, by templates of the author's."""
        return (self._snapshot.config.root / "templates").is_dir()

    @cached_property
    def _files(self) -> Mapping[str, object]:
        library: Library = self._library
        states = dict(library.file_signatures)
        return {
            str(library.files[address]): states[path]
            for path, address in library.addresses.items()
            if path in states and address in library.files
        }

    @cached_property
    def _writings(self) -> dict[str, Writing]:
        return {one.source.path: one for one in self._library.writings.values()}

    def _state(self, path: str) -> str:
        writing = self._writings[path]
        return f"{writing.source.digest}\0{writing.address}"

    def _sign(self, writing: Writing) -> str:
        """Return the digest of all that may be shown of *writing* anywhere."""
        path = writing.source.path
        terms = self._terms(writing) if isinstance(writing, Post) else ()
        sign = sum_up((path, self._state(path), *terms, self._body(writing)))
        self._signs[writing.address] = sign
        return sign

    def _terms(self, post: AnyPost) -> tuple[str, ...]:
        library = self._library
        series = library.series_of(post)
        found = (*library.categories_of(post), *library.tags_of(post), *library.authors_of(post))
        return (*(term.title for term in found), series.title if series else "")

    def _body(self, writing: Writing) -> str:
        """Return the digest of the rendered words, without rendering them where it is known."""
        path, state = writing.source.path, self._state(writing.source.path)
        known = self._before.bodies.get(path, NOT_KNOWN)
        digest = known.words
        if not (self.can_tell and self.shape == self._before.shape and known.state == state):
            body = self._snapshot.body_of(writing)
            digest = sum_up((body.html, body.markdown, body.excerpt, body.words, body.headings))
        self.bodies[path] = Known(state, digest, self._header(writing))
        return digest

    def _header(self, writing: Writing) -> str:
        """Return the digest of what the header of *writing* says."""
        path = writing.source.path
        if path not in self._said:
            known = self._before.bodies.get(path, NOT_KNOWN)
            # Settings have a say in it as well, such as who writes where nobody is named.
            is_known = known.state == self._state(path) and self._before.base == self.base
            self._said[path] = known.header if is_known else _sum_up_header(writing)
        return self._said[path]


def _sum_up_header(writing: Writing) -> str:
    names = (one.name for one in fields(writing) if one.name != "source")
    return sum_up((writing.source.path, *(repr(getattr(writing, name)) for name in names)))
