"""What a feed is, before anybody asks in which format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from app.content.model import Issue, Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way to write a feed down."""

    #: As people call it: ``Atom``.
    title: str
    #: The last part of its address: ``atom.xml``.
    file_name: str
    #: What a ``<link rel="alternate">`` says of it.
    type: str
    #: What the server says of it. A browser styles a feed as ``application/xml`` and shows
    #: nothing but source text, or a download, as ``application/atom+xml``.
    content_type: str


ATOM = Format(
    title="Atom",
    file_name="atom.xml",
    type="application/atom+xml",
    content_type="application/xml; charset=utf-8",
)
RSS = Format(
    title="RSS",
    file_name="rss.xml",
    type="application/rss+xml",
    content_type="application/xml; charset=utf-8",
)
JSON = Format(
    title="JSON Feed",
    file_name="feed.json",
    type="application/feed+json",
    content_type="application/feed+json; charset=utf-8",
)
#: By file name, the one we would choose first.
FORMATS = {chosen.file_name: chosen for chosen in (ATOM, RSS, JSON)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What somebody subscribes to: chosen, in order, and not yet rendered."""

    #: The page it goes with; the formats live below: ``/category/ai/`` + ``atom.xml``.
    address: str
    title: str
    description: str
    #: Newest first, no more than a feed carries.
    writings: tuple[Post | Issue, ...] = ()

    def address_of(self, file_name: str) -> str:
        """Return the address of one format: ``/category/ai/atom.xml``."""
        return f"{self.address}{file_name}"


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
    #: The whole post, cleaned.
    html: str
    #: Plain text, never empty.
    summary: str
    authors: tuple[Person, ...] = ()
    labels: tuple[Label, ...] = ()
    picture: Picture | None = None
    #: BCP 47; empty where it is the feed's.
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A channel with everything a renderer needs. The same content gives an equal value."""

    title: str
    #: Never empty: RSS insists.
    description: str
    #: The page it goes with.
    home_url: str
    #: What it answers for, with the file name of a format at its end.
    base_url: str
    language: str
    author: Person
    #: Of the newest change among the entries, never of the rendering.
    updated: datetime
    entries: tuple[Entry, ...] = ()
    #: Absolute; a GIF, JPEG or PNG, or nothing.
    logo: str = ""
    #: Where the style sheet is that a browser applies to XML, or nothing.
    stylesheet: str = ""

    def url_of(self, file_name: str) -> str:
        """Return the absolute address of one format."""
        return f"{self.base_url}{file_name}"
