"""What a site of files would not have, said to the author before it is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.content.model import Level, Problem
from app.feeds.addresses import OLD_ADDRESSES, old_files
from app.library.links import is_reserved
from app.library.model import TERM_KINDS
from app.publish.addresses import Output, is_page
from app.publish.plan import place_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.library.current import Snapshot
    from app.library.model import Library

_GITHUB = ".github/workflows/site.yml"
#: A folder with one of these is published where redirects are understood.
_REDIRECTING = ("netlify.toml", "wrangler.toml", "server/nginx.conf")


def check_files(snapshot: Snapshot) -> tuple[Problem, ...]:
    """Return which addresses of *snapshot* not every host can hold, and which would be lost.

    All are notices: on a server of one's own there are no such limits.
    """
    library = snapshot.shown
    return (*_unplaced(library), *_lost(library))


def _unplaced(library: Library) -> Iterator[Problem]:
    sources = {address: path for path, address in library.addresses.items()}
    terms = (term.address for kind in TERM_KINDS for term in library.terms_of(kind))
    addresses = dict.fromkeys(("/", *library.writings, *terms, *library.files))
    for output, why in place_files(Output(address=address) for address in addresses)[1]:
        what = f"{output.address} {why}; trifold build stops there, or leaves it out"
        yield _notice(sources.get(output.address, "site.toml"), what)


def _lost(library: Library) -> Iterator[Problem]:
    """Name old addresses that are no files, where nothing can lead on from them."""
    root = library.config.root
    beside = {prefix: root / prefix for prefix in ("", "../")}
    if any((folder / name).exists() for folder in beside.values() for name in _REDIRECTING):
        return
    standing = {*library.files, *library.writings, *old_files(library)}
    sources = {address: path for path, address in library.addresses.items()}
    for old, new in library.redirects.items():
        if is_page(old) or is_reserved(old) or old in standing or new not in sources:
            continue
        what = f"'redirect_from' names {old}, which is lost where a host cannot redirect"
        yield _notice(sources[new], f"{what}, as GitHub Pages cannot")
    feeds = ", ".join(old for old in OLD_ADDRESSES if old not in standing)
    for prefix, folder in beside.items():
        if (folder / _GITHUB).exists():
            what = f"GitHub Pages cannot redirect: old addresses of feeds are lost there ({feeds})"
            yield _notice(prefix + _GITHUB, what)


def _notice(path: str, what: str) -> Problem:
    return Problem(path=path, what=what, level=Level.NOTICE)
