"""Which channels there are, and what is in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.content.permalink import term_name
from app.feeds.model import Channel

if TYPE_CHECKING:
    from app.config import Config
    from app.library.model import Library, Term, TermKind

#: The kinds of term that have feeds, in the order in which they are listed.
KINDS: tuple[TermKind, ...] = ("category", "tag", "author")
NEWSLETTER = "/newsletter/"


def select_everything(library: Library) -> Channel:
    """Choose the posts of all."""
    config = library.config
    return Channel(
        address="/",
        title=config.title,
        description=config.description or config.title,
        history=library.posts,
        items=config.feeds.items,
    )


def select_term(library: Library, kind: str, name: str) -> Channel | None:
    """Choose the posts of a category, tag or author; None when nobody knows it.

    *name* may be written in any way that means the term: ``C#`` finds ``c-sharp``.
    """
    chosen = next((known for known in KINDS if known == kind), None)
    term = library.term(chosen, term_name(name)) if chosen else None
    return _term_channel(library.config, term) if term else None


def select_newsletter(library: Library) -> Channel:
    """Choose the issues that were sent."""
    config = library.config
    title = config.newsletter.title or f"{config.title} newsletter"
    return Channel(
        address=NEWSLETTER,
        title=title,
        description=config.newsletter.why or config.description or title,
        history=library.issues,
        items=config.feeds.items,
    )


def select_channels(library: Library) -> tuple[Channel, ...]:
    """Choose every channel: everything, the newsletter where there is one, every term."""
    letters = (select_newsletter(library),) if library.issues else ()
    terms = (
        _term_channel(library.config, term) for kind in KINDS for term in library.terms_of(kind)
    )
    return (select_everything(library), *letters, *terms)


def _term_channel(config: Config, term: Term) -> Channel:
    title = f"{term.title} – {config.title}"
    return Channel(
        address=term.address,
        title=title,
        description=term.description or title,
        history=term.posts,
        items=config.feeds.items,
    )
