"""Every address of a site, as data: nothing is fetched to find the next one.

With each comes what decides how its file looks, so that a file is only made again when that is
another than before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.content.model import Issue, Post
from app.feeds.addresses import old_files
from app.feeds.formats import FORMATS, OPML_ADDRESS
from app.feeds.identity import build_marks
from app.feeds.select import select_channels, select_coming, select_newsletter
from app.library.model import TERM_KINDS
from app.web.head import page_address
from app.web.machines import markdown_address
from app.web.media import media_addresses
from app.web.static_files import static_addresses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from app.feeds.model import Channel
    from app.library.current import Snapshot
    from app.library.model import Library, Term, Writing

SEARCH = "/search"
#: Where hosts look for the page of an address that is not there.
LOST = "/404.html"
#: What names every post, or may, and has none of its words.
_LISTS = ("/archive/", "/feeds/", "/sitemap.xml", "/llms.txt", OPML_ADDRESS, SEARCH)
#: What speaks of the site alone.
_ALONE = (LOST, "/robots.txt", "/site.webmanifest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One file of the finished site."""

    #: Where readers find it: site-relative, not encoded.
    address: str
    #: Whose bytes it has, where that is another address: a feed at the address it had before.
    same_as: str = ""
    #: Where the reader is led on to; then it is a page that does so.
    leads_to: str = ""
    #: The author's own file that is copied.
    file: Path | None = None
    #: The writings of which it shows anything.
    shows: tuple[Writing, ...] = ()
    #: Those of which it shows what their headers say, such as their titles, and no words.
    names: tuple[Writing, ...] = ()
    #: What else decides how it looks, besides what the whole site shares.
    says: tuple[object, ...] = ()
    #: Whether what the header of any writing says may change it.
    is_list: bool = False
    #: Whether any change anywhere may change it.
    is_whole: bool = False


def select_outputs(
    snapshot: Snapshot, related: Callable[[Post], tuple[Post, ...]] | None = None
) -> tuple[Output, ...]:
    """Choose every file of the site, each address once; what stands at one wins over a redirect.

    *related* finds what the library's own function would, where that is known already.
    """
    library = snapshot.shown
    found: dict[str, Output] = {}
    for output in (*_own(library), *_answered(snapshot, related or library.related)):
        found.setdefault(output.address, output)
    for address, file in library.files.items():
        found.setdefault(address, Output(address=address, file=file))
    for old, new in old_files(snapshot.library).items():
        found.setdefault(old, replace(found[new], address=old, same_as=new))
    for old, new in library.redirects.items():
        # A feed reader follows no page: such an address is left to hosts that can redirect.
        if is_page(old):
            found.setdefault(old, Output(address=old, leads_to=new))
    return _by_time(found.values(), library)


def _by_time(outputs: Iterable[Output], library: Library) -> tuple[Output, ...]:
    """Order *outputs* by the newest post in each: what shows the same posts is made together.

    So words, and entries of feeds, are at hand while they are wanted, and then no longer.
    """
    places = {post.address: place for place, post in enumerate(library.all_posts)}

    def place(output: Output) -> int:
        return places.get(output.shows[0].address, 0) if output.shows else 0

    return tuple(sorted(outputs, key=place))


def is_page(address: str) -> bool:
    """Tell whether a browser takes the file at *address* for a page."""
    name = address.rpartition("/")[2]
    return "." not in name or name.endswith((".html", ".htm"))


def _own(library: Library) -> Iterator[Output]:
    """Give the author's files that stand where the program would have something of its own."""
    for address in (LOST, *sorted(library.taken)):
        if address in library.files:
            yield Output(address=address, file=library.files[address])


def _answered(snapshot: Snapshot, related: Callable[[Post], tuple[Post, ...]]) -> Iterator[Output]:
    """Give every address at which the program itself answers with a page, feed or picture."""
    library = snapshot.shown
    yield from _list("/", library.posts, library)
    for writing in library.writings.values():
        yield from _writing(writing, library, related)
    for term in _terms(library):
        about = (term.title, term.description)
        yield from _list(term.address, term.posts, library, about)
    yield Output(address="/newsletter/", shows=library.issues)
    yield from (Output(address=address, is_list=True) for address in _LISTS)
    yield from (Output(address=address) for address in _ALONE)
    yield from _feeds(snapshot)
    yield from (Output(address=address) for address in static_addresses())
    yield from (Output(address=address) for address in media_addresses(snapshot))


def _terms(library: Library) -> Iterator[Term]:
    for kind in TERM_KINDS:
        yield from library.terms_of(kind)
    yield from library.combinations.values()


def _list(
    address: str, posts: tuple[Post, ...], library: Library, about: tuple[str, ...] = ()
) -> Iterator[Output]:
    size = library.config.per_page
    count = max(1, -(-len(posts) // size))
    for number in range(1, count + 1):
        shown = posts[(number - 1) * size : number * size]
        says = (*about, count, len(posts))
        yield Output(address=page_address(address, number), shows=shown, says=says)


def _writing(
    writing: Writing, library: Library, related: Callable[[Post], tuple[Post, ...]]
) -> Iterator[Output]:
    if isinstance(writing, Post):
        series = library.series_of(writing)
        near = (library.newer(writing), library.older(writing), *related(writing))
        names = (*filter(None, near), *(series.posts if series else ()))
        yield Output(address=writing.address, shows=(writing,), names=names, says=_sides(near))
        yield Output(address=markdown_address(writing.address), shows=(writing,))
    elif isinstance(writing, Issue):
        yield Output(address=writing.address, shows=(writing, *library.posts_of(writing)))
    else:
        yield Output(address=writing.address, shows=(writing,))


def _sides(near: tuple[Post | None, ...]) -> tuple[bool, ...]:
    """Tell on which sides of a post there is another: one alone could stand on either."""
    return tuple(post is not None for post in near[:2])


def _feeds(snapshot: Snapshot) -> Iterator[Output]:
    library = snapshot.library
    coming = () if snapshot.shown is library else select_coming(snapshot.shown, library)
    channels = (*select_channels(library), *coming)
    # Nobody reads the feed of a newsletter without issues yet, but its page names it.
    letters = () if library.issues else (select_newsletter(library),)
    marks = build_marks(library)
    told = {address: f"{mark.id} {mark.updated}" for address, mark in marks.items()}
    for channel in (*channels, *letters):
        for number in range(channel.archives + 1):
            yield from _documents(replace(channel, number=number), library, told)


def _documents(document: Channel, library: Library, told: Mapping[str, str]) -> Iterator[Output]:
    writings = document.writings
    chosen = (library.posts_of(one) for one in writings if isinstance(one, Issue))
    # An empty feed has the moment of the site's first post.
    marks = " ".join([told[one.address] for one in writings or library.all_posts[-1:]])
    says = (document.title, document.description, document.older, marks)
    shown = (*writings, *(post for posts in chosen for post in posts))
    for written in FORMATS:
        yield Output(address=document.address_of(written), shows=shown, says=says)
