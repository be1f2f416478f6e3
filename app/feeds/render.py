"""Atom 1.0 and RSS 2.0, by feedgen: its one home, where each of its traps is closed.

What feedgen 1.0.0 does when left alone: it puts each entry before the last one, dates feeds and
entries now, takes the last link it was given for the page of an RSS channel, and switches the
locale of the whole process while it writes a date.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

import feedgen.entry
import feedgen.feed
from feedgen.feed import FeedGenerator

from app.content.maths import maths_as_code
from app.feeds.extensions import AtomEntry, AtomFeed, RssEntry, RssFeed
from app.feeds.formats import ATOM, RSS
from app.feeds.model import Feed, Person
from app.feeds.moulds import cast_entry, cast_frame

if TYPE_CHECKING:
    from app.feeds.formats import Format
    from app.feeds.model import Entry
    from app.feeds.moulds import Say, SayAll

# feedgen's own calls locale.setlocale, which other threads see; this writes the same text.
feedgen.feed.formatRFC2822 = format_datetime
feedgen.entry.formatRFC2822 = format_datetime

#: How an entry begins in an indented document, and what follows the last one.
_BEGINS = {ATOM: b"  <entry", RSS: b"    <item>"}
_ENDS = {ATOM: b"</feed>", RSS: b"  </channel>"}
#: A feed for entries that are written apart.
_ANY = Feed(
    title="-",
    description="-",
    home_url="https://example.org/",
    language="en",
    author=Person(name="-"),
    updated=datetime(2000, 1, 1, tzinfo=UTC),
)


def _atom_moments(entry: Entry) -> tuple[str, ...]:
    return entry.published.isoformat(), entry.updated.isoformat()


def _rss_moments(entry: Entry) -> tuple[str, ...]:
    return (format_datetime(entry.published),)


_SAY: dict[Format, Say] = {ATOM: datetime.isoformat, RSS: format_datetime}
_SAY_ALL: dict[Format, SayAll] = {ATOM: _atom_moments, RSS: _rss_moments}


def render_atom(feed: Feed) -> bytes:
    """Write *feed* as Atom 1.0 (RFC 4287)."""
    return _render(feed, ATOM)


def render_rss(feed: Feed) -> bytes:
    """Write *feed* as RSS 2.0, the whole post in content:encoded."""
    return _render(feed, RSS)


def _render(feed: Feed, written: Format) -> bytes:
    say = _SAY[written]
    document = cast_frame(feed, say=say, write=lambda marked: write_document(marked, written, ()))
    cut = document.rfind(_ENDS[written])
    elements = [
        entry.form(written.stem, partial(_element, entry, written)) for entry in feed.entries
    ]
    return b"".join([document[:cut], *elements, document[cut:]])


def _element(entry: Entry, written: Format) -> bytes:
    """Write *entry* as it stands in any document."""
    html = entry.html
    if "<math" in html:
        if written is ATOM:
            return _write_alone(entry, written)  # as XHTML, which is no text
        html = maths_as_code(html)
    write = partial(_write_alone, written=written)
    return cast_entry(entry, html, say=_SAY_ALL[written], write=write)


def _write_alone(entry: Entry, written: Format) -> bytes:
    document = write_document(replace(_ANY, entries=(entry,)), written, (entry,))
    return document[document.index(_BEGINS[written]) : document.rfind(_ENDS[written])]


def write_document(feed: Feed, written: Format, entries: tuple[Entry, ...]) -> bytes:
    """Let feedgen write *feed* with some *entries*, indented."""
    made = _generator(feed, written, entries)
    return bytes(made.atom_str(pretty=True) if written is ATOM else made.rss_str(pretty=True))


def _generator(feed: Feed, written: Format, entries: tuple[Entry, ...]) -> Any:  # noqa: ANN401 -- feedgen has no types
    made = FeedGenerator()
    made.register_extension("atom", AtomFeed, AtomEntry, atom=True, rss=False)
    made.register_extension("rss", RssFeed, RssEntry, atom=False, rss=True)
    made.atom.feed = made.rss.feed = feed
    # RFC 5005 §2: the documents of one feed share its id.
    made.id(feed.current_url_of(ATOM))
    made.title(feed.title)
    made.description(feed.description)
    made.language(feed.language)
    made.author({"name": feed.author.name, "uri": feed.author.url})
    made.updated(feed.updated)
    made.generator("Trifold")
    made.link(href=feed.url_of(written), rel="self", type=written.type)
    # The alternate last: it becomes the <link> of RSS.
    made.link(href=feed.home_url, rel="alternate", type="text/html")
    if feed.icon:
        made.icon(feed.icon)
    if feed.logo:
        made.image(url=feed.logo, title=feed.title, link=feed.home_url)
    for entry in entries:
        _fill(made.add_entry(order="append"), entry)
    return made


def _fill(made: Any, entry: Entry) -> None:  # noqa: ANN401 -- feedgen has no types
    made.atom.entry = made.rss.entry = entry
    made.id(entry.id)
    made.title(entry.title)
    made.link(href=entry.url, rel="alternate")
    made.published(entry.published)
    made.updated(entry.updated)
    made.author([{"name": person.name, "uri": person.url} for person in entry.authors])
    made.category(
        [
            {"term": label.name, "scheme": label.scheme, "label": label.title}
            for label in entry.labels
        ]
    )
    # Readers take RSS's <description> for HTML, so plain words are escaped for it.
    made.summary(escape(entry.summary, quote=False), type="html")
    if entry.html:
        # Formulas in HTML are faulted as unknown tags; Atom gets them another way (extensions.py).
        made.content(maths_as_code(entry.html), type="html")
    if entry.enclosure:
        file = entry.enclosure
        made.enclosure(file.url, str(file.length), file.type)
