"""What one file becomes: a post, a page or an issue, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from markupsafe import Markup

#: Words a minute, silently, of an adult reading English (Brysbaert 2019).
READING_SPEED = 238


class Level(StrEnum):
    """How much a problem weighs: an error keeps the file out, a notice does not."""

    ERROR = "error"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """Something in the content that the author should know, as a value."""

    #: Relative to the content folder, as the author would type it.
    path: str
    #: Counts from 1; 0 when the whole file is meant.
    line: int = 0
    #: What is wrong and what to do, in one sentence.
    what: str
    level: Level = Level.ERROR

    def __str__(self) -> str:
        """One line for a person: place, weight, what."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        return ": ".join(filter(None, (place, str(self.level), self.what)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a piece of writing stands: enough to read its words when they are needed."""

    #: The content folder, as text: a path of its own for each file takes longer than its header.
    root: str
    #: Relative to the content folder, with forward slashes: ``posts/2026-11-23-hello.md``.
    path: str
    #: The line of the file, from 1, on which the words after the front matter begin.
    body_line: int
    #: SHA-256 of the file's bytes, in hexadecimal: two equal digests have equal words.
    digest: str
    #: When the file last changed, in seconds since the epoch.
    modified: float

    @property
    def file(self) -> Path:
        """Where the file is."""
        return Path(self.root, self.path)


class FeedUse(StrEnum):
    """What the feeds make of a post."""

    #: As the site and the feed have it.
    USUAL = "true"
    FULL = "full"
    SUMMARY = "summary"
    #: In no feed.
    NONE = "false"
    #: In feeds and in no list of the site; its page is there for who has the address.
    ONLY = "only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that goes with a post, such as an episode of a podcast, as the header names it."""

    #: As written: relative to the file, root-relative or absolute.
    link: str
    #: Bytes; 0 where the header does not say. A file of the folder tells it by itself.
    length: int = 0
    #: A media type; empty where the name's ending has to tell.
    type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One published piece of writing; its words stay on disk until they are wanted."""

    source: Source
    #: Site-relative and without the base path: ``/posts/hello/``.
    address: str
    slug: str
    #: Plain text, as people read it.
    title: str
    #: Always aware. A bare date in the file means midnight in the site's zone.
    date: datetime
    #: When the author says it was revised; never guessed from the file.
    updated: datetime | None = None
    #: As written; :func:`app.content.permalink.term_name` makes the name used in addresses.
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    #: Keys of ``[authors]`` in site.toml, or plain names.
    authors: tuple[str, ...] = ()
    description: str = ""
    #: The lead picture as written: relative to the file, root-relative or absolute.
    image: str = ""
    image_alt: str = ""
    #: The front matter's own entry id, used in feeds before any other.
    id: str = ""
    #: The name of the file without its date: what an entry id is built from, since a
    #: permalink may change and an id may not.
    file_slug: str = ""
    series: str = ""
    #: BCP 47; empty means the site's language.
    language: str = ""
    is_draft: bool = False
    #: Other addresses that lead here.
    redirect_from: tuple[str, ...] = ()
    #: Where the post has gone: an address of this site, or a url; empty where it stays.
    redirect_to: str = ""
    feed: FeedUse = FeedUse.USUAL
    enclosure: Enclosure | None = None
    #: Whether it is seen before its date, as Jekyll's ``future: true`` has it.
    is_shown_early: bool = False
    #: The whole header of a Jekyll file, defaults included, as plain values for Liquid.
    data: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page outside the stream of posts, such as /about/."""

    source: Source
    address: str
    title: str
    description: str = ""
    language: str = ""
    updated: datetime | None = None
    is_draft: bool = False
    redirect_from: tuple[str, ...] = ()
    #: Where the page has gone: an address of this site, or a url; empty where it stays.
    redirect_to: str = ""
    date: datetime | None = None
    #: The Jekyll collection it belongs to; empty for an ordinary page.
    collection: str = ""
    #: Whether it has no words: a Jekyll layout may have filled it.
    is_bare: bool = False
    #: Whether Liquid alone fills it and its bytes are served as they come: a search.json, a style.
    is_raw: bool = False
    #: Whether its words stand above the posts on the home page.
    is_home: bool = False
    #: Whether it is shown; the documents of a collection may be there for Liquid alone.
    is_output: bool = True
    #: The whole header of a Jekyll file, defaults included, as plain values for Liquid.
    data: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One letter of the newsletter: its words introduce, its header chooses the posts."""

    source: Source
    #: The name of the file: ``2026-11``.
    name: str
    address: str
    #: The subject line; also the heading of the issue's page.
    title: str
    date: datetime
    #: The line an inbox shows after the subject.
    preheader: str = ""
    #: Slugs, in the order they are sent.
    posts: tuple[str, ...] = ()
    category: str = ""
    tag: str = ""
    since: datetime | None = None
    #: Whether ``since`` says ``last issue``: what came after the one that was sent before.
    is_since_last: bool = False
    until: datetime | None = None
    layout: str = "digest"
    #: The author's own words for the text part, instead of the introduction and the posts.
    text: str = ""
    language: str = ""
    #: When it went out; until then the issue is as invisible as a draft.
    sent: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of a body, for a table of contents."""

    level: int
    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The words of a post, page or issue, rendered once and adapted for each outlet.

    Links and pictures of the site's own are root-relative and without the base path; the
    ``web-only`` and ``mail-only`` marks are still in place (see :mod:`app.content.html`).
    """

    html: Markup
    #: The Markdown after the front matter, for the text part of a mail.
    markdown: str = ""
    #: Plain text of the first words, without markup; at most about 280 characters.
    excerpt: str = ""
    #: Words of running text, for the reading time.
    words: int = 0
    headings: tuple[Heading, ...] = ()
    #: What rendering met that the author should know, such as a link to a missing post.
    problems: tuple[Problem, ...] = field(default=())

    @property
    def minutes(self) -> int:
        """Minutes that a reader takes, at least one."""
        return max(1, round(self.words / READING_SPEED))
