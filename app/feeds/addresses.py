"""Where feeds live, and where they lived before a blog moved here from another program."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.feeds.formats import ATOM, FORMATS, RSS
from app.feeds.select import select_channels, select_term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.library.model import Library, TermKind

#: Old address -> today's. jekyll-feed writes Atom; WordPress, Ghost and Hugo write RSS.
OLD_ADDRESSES = {
    "/feed.xml": f"/{ATOM.file_name()}",
    "/feed": f"/{RSS.file_name()}",
    "/feed/": f"/{RSS.file_name()}",
    "/rss": f"/{RSS.file_name()}",
    "/rss/": f"/{RSS.file_name()}",
    "/index.xml": f"/{RSS.file_name()}",
}
#: Where jekyll-feed puts the feeds of terms: folder, kind; the longer folder first.
_OLD_FOLDERS: tuple[tuple[str, TermKind], ...] = (("/feed/by_tag/", "tag"), ("/feed/", "category"))


def feed_addresses(library: Library) -> Iterator[str]:
    """Give the address of every document of every feed, archives and formats included."""
    for channel in select_channels(library):
        for number in range(channel.archives + 1):
            document = replace(channel, number=number)
            yield from (document.address_of(written) for written in FORMATS)


def current_address(library: Library, address: str) -> str | None:
    """Return where the feed that lived at *address* is now, or None when none ever did."""
    if address in OLD_ADDRESSES:
        return OLD_ADDRESSES[address]
    jekyll = library.config.jekyll
    if jekyll and address == jekyll.feeds.path:
        return f"/{ATOM.file_name()}"
    for folder, kind in _old_folders(library):
        if address.startswith(folder):
            name = address.removeprefix(folder).removesuffix(".xml")
            channel = select_term(library, kind, name)
            return channel.address_of(ATOM) if channel else None
    return None


def old_files(library: Library) -> dict[str, str]:
    """Map every old address that is a file to today's, for a site of static files."""
    files = {old: new for old, new in OLD_ADDRESSES.items() if old.endswith(".xml")}
    if library.config.jekyll:
        files.setdefault(library.config.jekyll.feeds.path, f"/{ATOM.file_name()}")
    return files | {
        f"{folder}{term.name}.xml": f"{term.address}{ATOM.file_name()}"
        for folder, kind in _old_folders(library)
        for term in library.terms_of(kind)
    }


def _old_folders(library: Library) -> tuple[tuple[str, TermKind], ...]:
    """Give the folders of jekyll-feed's feeds, with the one that a Jekyll folder names itself."""
    jekyll = library.config.jekyll
    named = jekyll.feeds.tags_path if jekyll else ""
    return ((named, "tag"), *_OLD_FOLDERS) if named else _OLD_FOLDERS
