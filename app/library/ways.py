"""Where an address leads at which nothing stands: hosts and habits have several for one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.library.model import Library


def find_way(library: Library, address: str) -> str | None:
    """Return where *address*, at which nothing stands, leads; None when that is nowhere.

    That is an address of this site, or a url where ``redirect_to`` names one. A page may be asked
    for with a slash or without, by the name of its file (``/about.html``) or its folder's
    (``/about/index.html``): hosts of plain files answer to all of them.
    """
    for one in _spellings(address):
        if target := library.redirects.get(one):
            return target
        if one != address and _stands(library, one):
            return one
    return None


def _spellings(address: str) -> Iterator[str]:
    yield from (address, f"{address}/", address.rstrip("/"))
    bare = address.removesuffix("index.html").removesuffix("index.htm")
    if bare != address:
        yield from (bare, bare.rstrip("/"))
    stem = address.removesuffix(".html").removesuffix(".htm")
    yield from (f"{stem}/", stem, f"{stem.rstrip('/')}.html", f"{stem}/index.html")
    yield from (stem.rstrip("/"), f"{stem.rstrip('/')}/index.html")


def _stands(library: Library, address: str) -> bool:
    return address == "/" or address in library.writings or address in library.files
