"""Which channels there are, and what is in each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.config import Config
    from app.content.model import Issue, Post
    from app.feeds.model import Channel
    from app.library.model import Library, Term, TermKind

#: The kinds of term that have feeds, in the order in which they are listed.
KINDS: tuple[TermKind, ...] = ("category", "tag", "author", "series")
NEWSLETTER = "/newsletter/"


def select_everything(library: Library) -> Channel:
    """Choose the posts of all."""
    config = library.config
    return _channel(
        config,
        address="/",
        title=config.title,
        description=config.description or config.title,
        history=library.fed,
    )


def select_term(library: Library, kind: str, name: str) -> Channel | None:
    """Choose the posts of a category, tag, author or series; None when nobody knows it.

    *name* may be written in any way that means the term: ``C#`` finds ``c-sharp``. ``ai+jobs`` are
    the posts in both categories, where ``[feeds] combine`` says so.
    """
    term = library.term_called(kind, name)
    return _term_channel(library.config, term) if term else None


def select_coming(shown: Library, library: Library) -> tuple[Channel, ...]:
    """Choose the terms of a preview (*shown*) that no post of *library*, which is out, has yet.

    There is nothing in their feeds: what is in a feed is out, too.
    """
    known = {term.address for term in _terms(library)}
    return tuple(
        _term_channel(library.config, replace(term, fed=()))
        for term in _terms(shown)
        if term.address not in known
    )


def select_newsletter(library: Library) -> Channel:
    """Choose the issues that were sent."""
    config = library.config
    title = config.newsletter.title or f"{config.title} newsletter"
    return _channel(
        config,
        address=NEWSLETTER,
        title=title,
        description=config.newsletter.why or config.description or title,
        history=library.issues,
    )


def select_channels(library: Library) -> tuple[Channel, ...]:
    """Choose every channel: everything, the newsletter where there is one, every term."""
    letters = (select_newsletter(library),) if library.issues else ()
    terms = (_term_channel(library.config, term) for term in _terms(library))
    return (select_everything(library), *letters, *terms)


def _terms(library: Library) -> Iterator[Term]:
    for kind in KINDS:
        yield from library.terms_of(kind)
        yield from library.combinations.values() if kind == "category" else ()


def _term_channel(config: Config, term: Term) -> Channel:
    title = f"{term.title} – {config.title}"
    return _channel(
        config,
        address=term.address,
        title=title,
        description=term.description or title,
        history=term.fed,
    )


def _channel(
    config: Config,
    *,
    address: str,
    title: str,
    description: str,
    history: tuple[Post | Issue, ...],
) -> Channel:
    # What a feed is made of is loaded by the first feed: other pages need only know where it is.
    from app.feeds.model import Channel  # noqa: PLC0415

    feeds = config.feeds
    return Channel(
        address=address,
        title=title,
        description=description,
        history=history,
        items=feeds.items,
        is_short=feeds.content_of.get(address, feeds.content) == "summary",
    )
