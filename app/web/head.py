"""What a page says of itself to machines, and small values that templates show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from app.feeds.formats import ATOM, FORMATS
from app.web.media import share_picture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from app.config import Config
    from app.content.model import Post
    from app.library.model import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed that a page points to (RSS autodiscovery)."""

    title: str
    #: Site-relative.
    address: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands in a page's head."""

    #: The whole title of the window.
    title: str
    #: Absolute.
    canonical: str
    description: str = ""
    kind: str = "website"
    language: str = "en"
    noindex: bool = False
    #: The page's own feed first.
    feeds: tuple[FeedLink, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    #: Absolute, or nothing.
    image: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Where one page of a list stands among the others."""

    number: int
    count: int
    #: Site-relative, or nothing.
    newer: str
    older: str


def make_head(
    config: Config,
    address: str,
    title: str = "",
    *,
    description: str = "",
    feeds: tuple[FeedLink, ...] = (),
    noindex: bool = False,
) -> Head:
    """Describe the page at *address*; without *feeds* of its own it points to those of everything.

    Only the first page speaks for the whole site, so only it has the site's own description.
    """
    return Head(
        title=f"{title} – {config.title}" if title else config.title,
        canonical=config.absolute(address),
        description=description or (config.description if address == "/" else ""),
        language=config.language,
        noindex=noindex,
        feeds=feeds or main_feeds(config),
    )


def make_post_head(library: Library, post: Post, *, description: str) -> Head:
    """Describe the page of *post*."""
    config = library.config
    return Head(
        title=f"{post.title} – {config.title}",
        canonical=config.absolute(post.address),
        description=description,
        kind="article",
        language=post.language or config.language,
        feeds=(*_shelf_feeds(library, post), *main_feeds(config)),
        published=post.date,
        updated=post.updated,
        image=share_picture(library, post),
    )


def main_feeds(config: Config) -> tuple[FeedLink, ...]:
    """Point to the feed of everything, in each form."""
    return _in_each_form(config.title, "/")


def own_feeds(config: Config, title: str, address: str) -> tuple[FeedLink, ...]:
    """Point to the feed of the list called *title* at *address*, in each form."""
    return _in_each_form(f"{config.title}: {title}", address)


# The same links stand on page after page: templates know them again and write each once.
@lru_cache(maxsize=256)
def _in_each_form(title: str, address: str) -> tuple[FeedLink, ...]:
    return tuple(
        FeedLink(
            title=f"{title} ({form.title})", address=address + form.file_name(), type=form.type
        )
        for form in FORMATS
    )


def _shelf_feeds(library: Library, post: Post) -> Iterator[FeedLink]:
    """Point to the feeds that *post* stands in, in the one form that every reader knows."""
    series = library.series_of(post)
    for term in (*library.categories_of(post), *((series,) if series else ())):
        yield _in_one_form(f"{library.config.title}: {term.title}", term.address)


@lru_cache(maxsize=256)
def _in_one_form(title: str, address: str) -> FeedLink:
    return FeedLink(title=title, address=address + ATOM.file_name(), type=ATOM.type)


def make_pager(address: str, number: int, count: int) -> Pager:
    """Place page *number* of *count* in the list that begins at *address* (ending in a slash)."""
    return Pager(
        number=number,
        count=count,
        newer=page_address(address, number - 1) if number > 1 else "",
        older=page_address(address, number + 1) if number < count else "",
    )


def page_address(address: str, number: int) -> str:
    """Return where page *number* of the list at *address* is: the first has no number."""
    return address if number == 1 else f"{address}page/{number}/"
