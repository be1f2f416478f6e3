"""What a reader remembers of an entry: its id and its last change, each unlike any other's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from app.content.model import Post
from app.feeds.text import clean_text, feed_moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from app.config import Config
    from app.content.model import Issue
    from app.library.model import Library

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
#: RFC 4151 §2.1: pchar, "/" and "?" may stand in the specific part of a tag: URI.
_SPECIFIC = "/?:@!$&'()*+,;=~-._"
#: RFC 3986 §3.3: what a path may hold as it is.
_IN_PATH = "/:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How one entry is known, the same in every feed that holds it."""

    id: str
    #: Whole seconds.
    updated: datetime


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """A library that equals only itself: comparing posts would cost more than marking them."""

    library: Library

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.library is self.library

    def __hash__(self) -> int:
        return id(self.library)


def build_marks(library: Library) -> Mapping[str, Mark]:
    """Give every post and issue, by its address, an id and a moment of change that no other has.

    The oldest keeps an id that two claim, as a copied front matter does; the others are told apart
    by where their files stand. Of several that changed at one moment, as bare dates make them, each
    newer one is a second later. So a post newer than all others leaves their marks as they are.
    """
    return _marks_of(_Held(library))


def change_of(writing: Post | Issue, *, as_of: datetime) -> datetime:
    """Return when *writing* last changed as its author declares it; never before its date.

    A revision that is still to come at *as_of* is none yet.
    """
    revised = writing.updated if isinstance(writing, Post) else None
    if revised is None or revised > as_of:
        return feed_moment(writing.date)
    return feed_moment(max(writing.date, revised))


@lru_cache(maxsize=1)  # every feed of a library asks for the same
def _marks_of(held: _Held) -> dict[str, Mark]:
    library = held.library
    # All of them, also what is in no feed now: it may be tomorrow, and moves nobody then.
    return _build(library.all_posts, library) | _build(library.issues, library)


def _build(newest_first: Sequence[Post | Issue], library: Library) -> dict[str, Mark]:
    marks: dict[str, Mark] = {}
    ids: set[str] = set()
    moments: set[datetime] = set()
    following: dict[datetime, datetime] = {}
    for writing in reversed(newest_first):
        id_ = next(claim for claim in _claims(writing, library.config) if claim not in ids)
        changed = change_of(writing, as_of=library.as_of)
        moment = following.get(changed, changed)
        while moment in moments:
            moment += timedelta(seconds=1)
        following[changed] = moment
        ids.add(id_)
        moments.add(moment)
        marks[writing.address] = Mark(id=id_, updated=moment)
    return marks


def _claims(writing: Post | Issue, config: Config) -> Iterator[str]:
    """Name what *writing* may be called, the best first, without end."""
    own = clean_text(writing.id).strip() if isinstance(writing, Post) else ""
    slug = writing.file_slug if isinstance(writing, Post) else f"newsletter/{writing.name}"
    if _URI.fullmatch(own):
        yield quote(own, safe=f"{_SPECIFIC}%#[]")
    elif own:
        yield _tag_uri(own, writing, config)
    if isinstance(writing, Post) and config.jekyll and config.jekyll.url:
        yield _jekyll_id(writing, config.jekyll.url)
    yield _tag_uri(slug, writing, config)
    yield _tag_uri(writing.source.path, writing, config)
    yield from (_tag_uri(f"{writing.source.path}?{n}", writing, config) for n in count(2))


def _jekyll_id(post: Post, url: str) -> str:
    """Give the id that jekyll-feed 0.17 gave: ``{{ post.id | absolute_url }}``.

    Jekyll's ``post.id`` is the folder of the address, then the slug. Who subscribed to the blog
    before it moved here sees nothing twice. *url* is what _config.yml says, wherever the site is.
    """
    folder = post.address.rstrip("/").rpartition("/")[0]
    parts = urlsplit(url)
    path = quote(f"{parts.path}{folder}/{post.slug}", safe=f"{_IN_PATH}%")
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{path}"


def _tag_uri(specific: str, writing: Post | Issue, config: Config) -> str:
    # In the zone of the site: the date that the author wrote.
    day = writing.date.date().isoformat()
    return f"tag:{authority_of(config)},{day}:{quote(clean_text(specific), safe=_SPECIFIC)}"


def authority_of(config: Config) -> str:
    """Return what stands in every id as the one who gave it (RFC 4151 §2.1)."""
    return _in_letters_of_uris((config.feeds.authority or config.host).lower())


@lru_cache(maxsize=8)  # asked for every entry of a site
def _in_letters_of_uris(name: str) -> str:
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return quote(name, safe="@.-_")
