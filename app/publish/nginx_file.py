"""``_nginx.conf``: for nginx, what ``_headers`` and ``_redirects`` are for other hosts.

To be included in a server block whose root is the folder of the build. In nginx the headers of a
location replace those around it, so each that has one of its own says all of them.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from app.feeds.formats import ATOM, JSON, OPML_ADDRESS
from app.feeds.opml import OPML_TYPE
from app.publish.host_files import HEADERS_FILE, REDIRECTS_FILE, moves_of
from app.web.headers import FOR_DOCUMENTS, headers_of_all, policy
from app.web.machines import MANIFEST_TYPE, MARKDOWN
from app.web.static_files import DOCUMENTS, FOR_GOOD

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from app.config import Config
    from app.library.model import Library

NGINX_FILE = "_nginx.conf"
_HEAD = """\
# Written by trifold build. Include it in the server block whose root is this folder, and
# reload nginx when it has changed.
"""


def render_nginx(
    library: Library,
    inline: tuple[str, ...] = (),
    standing: Container[str] = (),
    *,
    noindex: bool = False,
) -> str:
    """Write what nginx needs to send the files of a build as the server would.

    *inline* are the digests of scripts that stand in the text of pages, *standing* the files
    to which no redirect is preferred; *noindex* keeps everything out of search engines.
    """
    config = library.config
    every = headers_of_all(config) | FOR_DOCUMENTS | {"Content-Security-Policy": policy(config)}
    if noindex:
        every["X-Robots-Tag"] = "noindex"
    page = every | {
        "Content-Security-Policy": policy(config, inline),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    every["Cross-Origin-Resource-Policy"] = "cross-origin"
    base, below = config.base_path, f"~ ^{re.escape(config.base_path)}"
    lines = [
        # Where nginx leads to a folder, no request header gets into the address.
        "absolute_redirect off;",
        "charset utf-8;",
        "charset_types text/css text/csv text/javascript text/plain application/javascript;",
        f"error_page 404 {base}/404.html;",
        *_headers(every),
        *_location(r"~ /\.(?!well-known/)", "return 404;"),
        *(line for name in _OURS for line in _location(f"= {base}/{name}", "return 404;")),
        *_page_locations(library, page, inline),
        *_location(f"{below}/(static|media)/", *_headers(every | {"Cache-Control": FOR_GOOD})),
        *_type_locations(config),
        *_moves(library, standing),
    ]
    return _HEAD + "".join(f"{line}\n" for line in lines)


_OURS = (HEADERS_FILE, REDIRECTS_FILE, NGINX_FILE)


def _page_locations(
    library: Library, page: dict[str, str], inline: tuple[str, ...]
) -> Iterator[str]:
    """Give pages their headers, the search its own, and the author's documents next to none."""
    config = library.config
    wasm = {"Content-Security-Policy": policy(config, inline, wasm=True)}
    search = f"~ ^{re.escape(config.base_path)}/search/"
    yield from _location(search, *_headers(page | wasm))
    for address in library.files:
        if PurePosixPath(address).suffix in DOCUMENTS:
            where = _quoted(f"{config.base_path}{address}")
            yield from _location(f"= {where}", *_headers(headers_of_all(config)))
    yield from _location(r"~ \.html$", *_headers(page))


def _type_locations(config: Config) -> Iterator[str]:
    types = {
        r"~ \.xml$": ATOM.content_type,
        r"~ /feed(-[0-9]+)?\.json$": JSON.content_type,
        r"~ \.md$": MARKDOWN,
        f"= {config.base_path}/llms.txt": MARKDOWN,
        f"= {config.base_path}{OPML_ADDRESS}": OPML_TYPE,
        f"= {config.base_path}/site.webmanifest": MANIFEST_TYPE,
    }
    for where, content_type in types.items():
        yield from _location(where, "types {}", f"default_type {_quoted(content_type)};")


def _moves(library: Library, standing: Container[str]) -> Iterator[str]:
    config = library.config
    for old, new, status in moves_of(library, standing):
        target = new if "://" in new else config.path(new)
        # Where it leads nginx would read a dollar as a name; in a location it does not.
        target = target.replace("$", "%24")
        where = _quoted(f"{config.base_path}{old}")
        yield from _location(f"= {where}", f"return {status} {_quoted(target)};")


def _location(where: str, *lines: str) -> tuple[str, ...]:
    return (f"location {where} {{", *(f"    {line}" for line in lines), "}")


def _headers(headers: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"add_header {name} {_quoted(value)} always;" for name, value in headers.items())


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
