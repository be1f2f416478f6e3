"""A chosen channel becomes a feed: its entries whole, cleaned and absolute."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from app.content.clean import clean_for_feed
from app.content.html import absolute_link
from app.content.model import FeedUse, Issue, Post
from app.content.tidy import without_colours
from app.feeds.identity import build_marks
from app.feeds.latest import LatestOf
from app.feeds.model import Entry, Feed, File, Label, Person, Picture
from app.feeds.text import clean_text, feed_moment, one_line, plain_words
from app.library.enclosures import find_enclosure, media_type
from app.library.links import quoted_url, resolve_link
from app.library.model import MOST_FED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.config import Config
    from app.feeds.identity import Mark
    from app.feeds.model import Channel
    from app.library.model import BodyOf, Library, Term

#: One post of an issue: its address, title and first words.
_CHOSEN = Markup('\n<h2><a href="{}">{}</a></h2>\n<p>{}</p>')
_PARAGRAPH = Markup("<p>{}</p>")
_ELSEWHERE = Markup('<p>{}</p>\n<p><a href="{}">{}</a></p>')
_NO_POST_YET = datetime(2000, 1, 1, tzinfo=UTC)
#: What <image> of RSS 2.0 may be.
_LOGOS = {"image/gif", "image/jpeg", "image/png"}
_ICONS = ("/assets/favicon.png", "/assets/favicon.svg", "/assets/favicon.ico")
#: Posts stand in the feeds of several terms, and in three formats each time.
_entries: LatestOf[Entry] = LatestOf(1200)


def build_feed(
    channel: Channel, *, library: Library, body_of: BodyOf, stylesheet: str = ""
) -> Feed:
    """Fill *channel* with its entries.

    *stylesheet* is the address, as a browser needs it, of the style sheet to name in XML.
    """
    config = library.config
    marks = build_marks(library)
    kept = _entries.of((library, body_of))

    def entry(writing: Post | Issue) -> Entry:
        is_short = _is_short(writing, channel)

        def make() -> Entry:
            mark = marks[writing.address]
            return _entry(writing, mark, library=library, body_of=body_of, is_short=is_short)

        return kept.get((writing.address, is_short), make)

    entries = tuple(map(entry, channel.writings))
    return Feed(
        title=plain_words(channel.title) or config.host,
        description=plain_words(channel.description) or config.host,
        home_url=config.absolute(channel.address),
        language=config.language,
        author=_site_author(config),
        updated=_newest_change(entries, library),
        entries=entries,
        logo=_logo(config),
        icon=_icon(library),
        # An archive changes too seldom to be carried on.
        hub="" if channel.number else config.feeds.hub,
        extra=config.feeds.extra,
        stylesheet=stylesheet,
        number=channel.number,
        older=channel.older,
    )


def _is_short(writing: Post | Issue, channel: Channel) -> bool:
    """Tell whether *writing* goes into *channel* as a summary: it decides before its feed does."""
    use = writing.feed if isinstance(writing, Post) else FeedUse.USUAL
    if use is FeedUse.FULL:
        return False
    return use is FeedUse.SUMMARY or channel.is_short


def _entry(
    writing: Post | Issue, mark: Mark, *, library: Library, body_of: BodyOf, is_short: bool
) -> Entry:
    config = library.config
    body = body_of(writing)
    title = plain_words(writing.title)
    said = writing.description if isinstance(writing, Post) else writing.preheader
    summary = one_line(said) or one_line(body.excerpt) or title or mark.id
    return Entry(
        id=mark.id,
        title=title or plain_words(summary),
        url=clean_text(config.absolute(writing.address)),
        published=feed_moment(writing.date),
        updated=mark.updated,
        html="" if is_short else _html(writing, library, body_of, summary),
        summary=summary,
        authors=_authors(writing, library),
        labels=_labels(writing, library),
        picture=_picture(writing, library),
        enclosure=_enclosure(writing, library),
        language=writing.language if writing.language != config.language else "",
    )


def _html(writing: Post | Issue, library: Library, body_of: BodyOf, summary: str) -> str:
    """Return the whole of *writing*; of one without words its *summary*."""
    config, body = library.config, body_of(writing)
    if _is_too_long(writing, body.html):
        # For one such post, many readers would lose the whole feed.
        url = clean_text(config.absolute(writing.address))
        return _ELSEWHERE.format(summary, url, url)
    # Colours are half of many posts, and then need not be looked through.
    words = clean_text(without_colours(str(body.html)))
    html = str(clean_for_feed(words, config=config, address=writing.address))
    if "&#" in words:
        html = clean_text(html)  # once more: `&#8;` has become a letter by now
    if isinstance(writing, Issue):
        html += clean_text(_contents(writing, library, body_of))
    return html or _PARAGRAPH.format(summary)


def _is_too_long(writing: Post | Issue, html: str) -> bool:
    is_wanted = isinstance(writing, Post) and writing.feed is FeedUse.FULL
    # A letter takes four bytes at most, so that most are told without counting.
    return not is_wanted and len(html) * 4 > MOST_FED and len(html.encode()) > MOST_FED


def _contents(issue: Issue, library: Library, body_of: BodyOf) -> Markup:
    """List what an issue holds: what its page has below the introduction."""
    parts = (
        (
            library.config.absolute(post.address),
            post.title,
            post.description or body_of(post).excerpt,
        )
        for post in library.posts_of(issue)
    )
    return Markup().join(_CHOSEN.format(*part) for part in parts)


def _authors(writing: Post | Issue, library: Library) -> tuple[Person, ...]:
    if not isinstance(writing, Post):
        return ()
    config = library.config
    return tuple(
        Person(name=plain_words(term.title), url=config.absolute(term.address))
        for term in library.authors_of(writing)
        if plain_words(term.title)
    )


def _site_author(config: Config) -> Person:
    """Name who answers for the feed, as RFC 4287 §4.1.1 asks where an entry names nobody."""
    known = config.authors.get(config.author)
    name = (known.name if known else "") or config.author or config.title
    return Person(name=plain_words(name) or config.host, url=config.absolute("/"))


def _labels(writing: Post | Issue, library: Library) -> tuple[Label, ...]:
    if not isinstance(writing, Post):
        return ()
    terms: Iterable[Term] = (*library.categories_of(writing), *library.tags_of(writing))
    return tuple(
        Label(
            name=clean_text(term.name),
            title=plain_words(term.title) or term.name,
            scheme=library.config.absolute(f"/{term.kind}/"),
        )
        for term in terms
    )


def _picture(writing: Post | Issue, library: Library) -> Picture | None:
    if not isinstance(writing, Post) or not writing.image.strip():
        return None
    link = clean_text(writing.image).strip()
    found = resolve_link(library, link, path=writing.source.path, address=writing.address)
    url = absolute_link(found or link, config=library.config, address=writing.address)
    if not url.startswith(("https://", "http://")):
        return None
    kind = media_type(url)
    return Picture(
        url=quoted_url(url),
        type=kind if kind.startswith("image/") else "",
        description=plain_words(writing.image_alt),
    )


def _enclosure(writing: Post | Issue, library: Library) -> File | None:
    found = find_enclosure(library, writing) if isinstance(writing, Post) else None
    if found is None:
        return None
    url = absolute_link(clean_text(found.link), config=library.config, address=writing.address)
    return File(url=quoted_url(url), length=found.length, type=found.type)


def _logo(config: Config) -> str:
    link = clean_text(config.logo).strip()
    url = absolute_link(link, config=config, address="/") if link else ""
    return quoted_url(url) if media_type(url) in _LOGOS else ""


def _icon(library: Library) -> str:
    """Find the icon that the author put where pages look for it."""
    found = (name for name in _ICONS if name in library.files)
    return next((library.config.absolute(name) for name in found), "")


def _newest_change(entries: tuple[Entry, ...], library: Library) -> datetime:
    """Return when the feed last changed; an empty one has the moment of the site's first post.

    Any moment will do for it that is not the clock's: a feed whose bytes change by themselves is
    fetched again and again for nothing.
    """
    if entries:
        return max(entry.updated for entry in entries)
    first = (feed_moment(post.date) for post in library.all_posts[-1:])
    return max([_NO_POST_YET, *first])
