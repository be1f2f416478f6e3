"""``_headers`` and ``_redirects``: what Netlify and Cloudflare read beside a site of files.

Both read both, and differ where rules meet: at Netlify the later value of a header wins, at
Cloudflare values are joined unless ``! Name`` takes the earlier one away first, a line that Netlify
passes over. So the general rule stands first, and what differs from it stands below it.

There is no Cross-Origin-Resource-Policy: pages are public either way, and a host that missed the
exception for pictures would keep them out of feed readers.
"""

from __future__ import annotations

from itertools import chain, islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from app.feeds.addresses import OLD_ADDRESSES, old_files
from app.feeds.formats import ATOM, JSON, OPML_ADDRESS
from app.feeds.opml import OPML_TYPE
from app.publish.files import file_of
from app.web.headers import FOR_DOCUMENTS, headers_of_all, policy
from app.web.machines import MANIFEST_TYPE, MARKDOWN
from app.web.static_files import DOCUMENTS, FOR_GOOD, ICONS, static_address

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from app.config import Config
    from app.library.model import Library

HEADERS_FILE = "_headers"
REDIRECTS_FILE = "_redirects"
#: Cloudflare obeys no more rules and redirects than these (its documentation in November 2026).
MOST_RULES = 100
MOST_REDIRECTS = 2000

_CSP = "Content-Security-Policy"
#: Addresses by a pattern, and what files there are, where a host may take them for something else.
_TYPES = {
    "/*.xml": ATOM.content_type,
    f"/*{JSON.file_name()}": JSON.content_type,
    "/*.md": MARKDOWN,
    "/llms.txt": MARKDOWN,
    "/site.webmanifest": MANIFEST_TYPE,
    OPML_ADDRESS: OPML_TYPE,
}


def render_headers(library: Library, inline: tuple[str, ...] = (), *, noindex: bool = False) -> str:
    """Write ``_headers``: what the server would send with the same files.

    *inline* are the digests of scripts that stand in the text of pages (CSP 3 §2.3.1); *noindex*
    keeps everything out of search engines.
    """
    config = library.config
    rules = chain(_own_rules(config, inline, noindex=noindex), _document_rules(library))
    blocks = (
        "\n".join([config.path(pattern), *(f"  {line}" for line in lines)])
        for pattern, lines in islice(rules, MOST_RULES)
    )
    return "\n\n".join(blocks) + "\n"


def _own_rules(
    config: Config, inline: tuple[str, ...], *, noindex: bool
) -> Iterator[tuple[str, tuple[str, ...]]]:
    everywhere = headers_of_all(config) | FOR_DOCUMENTS | {_CSP: policy(config, inline)}
    everywhere["Cross-Origin-Opener-Policy"] = "same-origin"
    if noindex:
        everywhere["X-Robots-Tag"] = "noindex"
    yield "/*", tuple(f"{name}: {value}" for name, value in everywhere.items())
    # Pagefind looks things up in the reader's browser, with WebAssembly, on this one page.
    yield "/search/*", (f"! {_CSP}", f"{_CSP}: {policy(config, inline, wasm=True)}")
    for pattern in ("/static/*", "/media/*"):
        yield pattern, (f"Cache-Control: {FOR_GOOD}",)
    for pattern, content_type in _TYPES.items():
        yield pattern, (f"Content-Type: {content_type}",)


def _document_rules(library: Library) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the author's own documents, such as a demonstration with scripts, no policy of ours."""
    for address in library.files:
        if PurePosixPath(address).suffix in DOCUMENTS:
            # One that forbids nothing, for the host that cannot take one away.
            yield address, (f"! {_CSP}", f"{_CSP}: frame-ancestors *")


def render_redirects(library: Library, standing: Container[str] = ()) -> str:
    """Write ``_redirects``: from every address that was, and is no file *standing*, to today's."""
    config = library.config
    lines = (
        f"{config.path(old)} {_target(config, new)} {status}\n"
        for old, new, status in islice(moves_of(library, standing), MOST_REDIRECTS)
    )
    return "".join(lines)


def moves_of(library: Library, standing: Container[str] = ()) -> Iterator[tuple[str, str, int]]:
    """Give each old address, where it leads, and the status that says so.

    For good, but for the icons, whose addresses change when they do. Cloudflare and nginx lead on
    before they look for a file: so what is one of the files *standing* leads nowhere.
    """
    icons = {asked: (static_address(name), 302) for asked, name in ICONS.items()}
    moved = {old: (new, 301) for old, new in _moved(library).items() if old not in icons}
    for old, (new, status) in (icons | moved).items():
        if file_of(old) not in standing:
            yield old, new, status


def _moved(library: Library) -> dict[str, str]:
    """Map old addresses to new ones; those that nothing else leads on from come first."""
    moved = dict(OLD_ADDRESSES)
    for old, new in library.redirects.items():
        moved.setdefault(old, new)
        # The server forgives a missing slash as well.
        if old.endswith("/") and old != "/":
            moved.setdefault(old.rstrip("/"), new)
    # These are written as files, too.
    return moved | {old: new for old, new in old_files(library).items() if old not in moved}


def _target(config: Config, new: str) -> str:
    return new if "://" in new else config.path(new)
