"""Every address of a site, as data: nothing is fetched to find the next one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.content.model import Post
from app.feeds.addresses import feed_addresses, old_files
from app.feeds.formats import FORMATS
from app.feeds.opml import OPML_ADDRESS
from app.feeds.select import NEWSLETTER
from app.library.model import TERM_KINDS
from app.web.head import page_address
from app.web.machines import markdown_address
from app.web.media import media_addresses
from app.web.static_files import static_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.library.current import Snapshot
    from app.library.model import Library, Term

SEARCH = "/search"
#: Where hosts look for the page of an address that is not there.
LOST = "/404.html"
_PAGES = ("/archive/", "/feeds/", "/newsletter/")
_MACHINES = ("/sitemap.xml", "/robots.txt", "/llms.txt", "/site.webmanifest", OPML_ADDRESS)


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


def select_outputs(snapshot: Snapshot) -> tuple[Output, ...]:
    """Choose every file of the site, each address once; what stands at one wins over a redirect."""
    found: dict[str, Output] = {}
    for address in addresses(snapshot):
        found[address] = Output(address=address)
    for address, file in snapshot.shown.files.items():
        found.setdefault(address, Output(address=address, file=file))
    for old, new in old_files(snapshot.library).items():
        found.setdefault(old, Output(address=old, same_as=new))
    for old, new in snapshot.shown.redirects.items():
        # A feed reader follows no page: such an address is left to hosts that can redirect.
        if is_page(old):
            found.setdefault(old, Output(address=old, leads_to=new))
    return tuple(found.values())


def is_page(address: str) -> bool:
    """Tell whether a browser takes the file at *address* for a page."""
    name = address.rpartition("/")[2]
    return "." not in name or name.endswith((".html", ".htm"))


def addresses(snapshot: Snapshot) -> Iterator[str]:
    """Give every address at which the program itself answers with a page, feed or picture."""
    library = snapshot.shown
    yield from _list("/", len(library.posts), library.config.per_page)
    for writing in library.writings.values():
        yield writing.address
        if isinstance(writing, Post):
            yield markdown_address(writing.address)
    for term in _terms(library):
        yield from _list(term.address, len(term.posts), library.config.per_page)
    yield from (*_PAGES, SEARCH, LOST, *_MACHINES)
    yield from feed_addresses(snapshot.library)
    if not snapshot.library.issues:
        # Nobody reads them yet, but the page of the newsletter names them.
        yield from (NEWSLETTER + form.file_name() for form in FORMATS)
    yield from static_addresses()
    yield from media_addresses(snapshot)


def _terms(library: Library) -> Iterator[Term]:
    for kind in TERM_KINDS:
        yield from library.terms_of(kind)
    yield from library.combinations.values()


def _list(address: str, posts: int, size: int) -> Iterator[str]:
    count = max(1, -(-posts // size))
    yield from (page_address(address, number) for number in range(1, count + 1))
