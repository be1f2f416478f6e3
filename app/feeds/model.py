"""What a feed is, before anybody asks in which format."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.content.model import Issue, Post
    from app.feeds.formats import Format

#: Bytes of a form of an entry that is kept: a few long ones are soon written, and many would fill
#: memory.
LONGEST = 64_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What somebody subscribes to: chosen, in order, and not yet rendered.

    Its current document holds the newest. Behind it stand archives (RFC 5005 §4) of as many each,
    counted from the oldest, so that a newer post changes none of them.
    """

    #: The page it goes with; the formats live below: ``/category/ai/`` + ``atom.xml``.
    address: str
    title: str
    description: str
    #: Everything that ever was in it, newest first.
    history: tuple[Post | Issue, ...] = ()
    #: How many writings one document carries.
    items: int
    #: Which document this is: an archive from 1 for the oldest, or 0 for the current one.
    number: int = 0
    #: Whether it carries a summary of each post that does not ask for more.
    is_short: bool = False

    @property
    def archives(self) -> int:
        """How many archives there are: enough to reach what the current document does not hold."""
        return max(0, (len(self.history) - 1) // self.items)

    @property
    def older(self) -> int:
        """The number of the archive before this document, or 0."""
        return self.number - 1 if self.number else self.archives

    @property
    def writings(self) -> tuple[Post | Issue, ...]:
        """What this document holds, newest first."""
        if not self.number:
            return self.history[: self.items]
        end = len(self.history) - (self.number - 1) * self.items
        return self.history[end - self.items : end]

    def document(self, number: int) -> Channel | None:
        """Return the archive *number* or, for 0, the current document; None when there is none."""
        return replace(self, number=number) if 0 <= number <= self.archives else None

    def address_of(self, written: Format) -> str:
        """Return the address of this document in one format: ``/category/ai/atom.xml``."""
        return f"{self.address}{written.file_name(self.number)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who wrote, without a mail address: feeds are read by machines that collect them."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A category or tag of an entry."""

    #: As in addresses.
    name: str
    #: As people read it.
    title: str
    #: The absolute address below which its page lives (RFC 4287 §4.2.2.2).
    scheme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The lead picture of an entry."""

    url: str
    #: A media type, or nothing where the file's name does not tell.
    type: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """What is fetched along with an entry: an episode, a document."""

    url: str
    #: Bytes; 0 where nobody knows.
    length: int
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One post or issue, whole. Every string can stand in XML, every address is absolute."""

    #: A URI that never changes, whatever becomes of the title and the address.
    id: str
    #: Plain text.
    title: str
    url: str
    #: Whole seconds.
    published: datetime
    #: Only the author moves it, never a corrected typo (RFC 4287 §4.2.15).
    updated: datetime
    #: The whole post, cleaned; empty where the feed has summaries only.
    html: str
    #: Plain text, never empty.
    summary: str
    authors: tuple[Person, ...] = ()
    labels: tuple[Label, ...] = ()
    picture: Picture | None = None
    enclosure: File | None = None
    #: BCP 47; empty where it is the feed's.
    language: str = ""
    #: By format, each written when it is first wanted: a post stands in the feeds of everything and
    #: of each of its terms, and in an archive of each.
    _forms: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    def form(self, name: str, write: Callable[[], bytes]) -> bytes:
        """Return what *write* gave first under this *name*."""
        form = self._forms.get(name)
        if form is None:
            form = write()
            if len(form) <= LONGEST:
                self._forms[name] = form
        return form


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A channel with everything a renderer needs. The same content gives an equal value."""

    title: str
    #: Never empty: RSS insists.
    description: str
    #: The page it goes with; its documents live below.
    home_url: str
    language: str
    author: Person
    #: Of the newest change among the entries, never of the rendering.
    updated: datetime
    entries: tuple[Entry, ...] = ()
    #: Absolute; a GIF, JPEG or PNG, or nothing.
    logo: str = ""
    #: Absolute; a small square picture, or nothing.
    icon: str = ""
    #: The WebSub hub that carries this document on, or nothing.
    hub: str = ""
    #: Well-formed elements that Atom and RSS carry as they stand.
    extra: str = ""
    #: Where the style sheet is that a browser applies to XML, or nothing.
    stylesheet: str = ""
    #: The number of this archive, and of the one before; 0 for the current document and for none.
    number: int = 0
    older: int = 0

    def url_of(self, written: Format) -> str:
        """Return the absolute address of this document in one format."""
        return f"{self.home_url}{written.file_name(self.number)}"

    def current_url_of(self, written: Format) -> str:
        """Return the absolute address that people subscribe to."""
        return f"{self.home_url}{written.file_name()}"

    def older_url_of(self, written: Format) -> str:
        """Return the absolute address of the archive before this document, or nothing."""
        return f"{self.home_url}{written.file_name(self.older)}" if self.older else ""
