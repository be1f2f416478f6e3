"""What a link in a post means, and which addresses are the program's own."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin

from app.config.jekyll.values import text_of
from app.content.model import Issue
from app.library.ways import find_way

if TYPE_CHECKING:
    from app.config import Config
    from app.library.model import Library

_FEED = r"(?:(?:rss|atom)(?:-\d{1,9})?\.xml|feed(?:-\d{1,9})?\.json)"
_OWN = re.compile(
    rf"/|/{_FEED}|/feeds\.opml|/(?:feed\.xml|feed/?|rss/?|index\.xml)|/feed/[^/]+\.xml"
    r"|/(?:archive|feeds|search|healthz)/?|/(?:sitemap\.xml|robots\.txt|llms\.txt|favicon\.ico)"
    r"|/(?:static|media|preview)/.*|/page/.*"
)
#: Of these, the ones that stay so in a Jekyll folder: what programs read, and what is ours alone.
_ALWAYS_OWN = re.compile(rf"/|/{_FEED}|/feeds\.opml|/feed\.xml|/(?:sitemap\.xml|healthz)|/page/.*")
#: Of those, what Jekyll's own plugins leave alone where there is a file of that name.
_LEFT_TO_FILES = frozenset({"/feed.xml", "/sitemap.xml"})
#: Keys of a header that say where the pictures are; the older name comes last.
_FOLDERS = ("media_subpath", "img_path")
_TERM = re.compile(rf"/(category|tag|author|series)/([^/]+)/(?:page/\d+/|{_FEED})?")
#: What a URL may hold besides letters and digits (RFC 3986 §2).
_IN_URL = ":/?#[]@!$&'()*+,;=-._~%"
#: Most links to posts: nothing in them could be put together otherwise.
_ROOTED = re.compile(r"(?:/[a-zA-Z0-9_-]+)+/?")
_NEWSLETTER = re.compile(rf"/newsletter/(?:{_FEED})?")


def is_reserved(address: str, *, is_issue: bool = False) -> bool:
    """Tell whether *address* is the program's own, so that no post or page may have it."""
    if is_issue:
        return False
    return bool(_OWN.fullmatch(address)) or f"{address}/".startswith(
        ("/category/", "/tag/", "/author/", "/series/", "/newsletter/")
    )


def gives_way(address: str, *, to_plain: bool = False) -> bool:
    """Tell whether what we show at *address* yields to a page of a Jekyll folder.

    With *to_plain*, to a file that is sent as it is.
    """
    if to_plain and address in _LEFT_TO_FILES:
        return True
    return is_reserved(address) and not _ALWAYS_OWN.fullmatch(address)


def quoted_url(url: str) -> str:
    """Return *url* with every letter that may not stand in one as its UTF-8 bytes in percent."""
    return quote(url, safe=_IN_URL)


def never_yields(address: str) -> bool:
    """Tell whether what we show at *address* stays there even when a Jekyll post asks for it."""
    return bool(_ALWAYS_OWN.fullmatch(address)) and not address.startswith("/page/")


def resolve_link(library: Library, link: str, *, path: str, address: str) -> str | None:
    """Find the address that *link* means in the writing at *path* and *address*, or None.

    *link* has no query and no fragment. It may name a file, from where the writing stands or from
    the content folder, or an address. In a Jekyll folder, what is nowhere else may be in the folder
    that the writing's header names for its pictures.
    """
    wanted = unquote(link)
    found = _find(library, wanted, path, address)
    if found is not None or library.config.jekyll is None:
        return found
    for spelled in (_without_base(library.config, wanted), wanted):
        # A host of plain files answers to a page without its ending.
        way = find_way(library, _joined(address, spelled))
        if found := _find(library, spelled, path, address) or way:
            return found
    inner = posixpath.normpath(f"{_pictures_folder(library, address)}/{wanted.lstrip('/')}")
    return inner if inner in library.files else None


def _pictures_folder(library: Library, address: str) -> str:
    """Return the folder where the pictures of the writing at *address* are, as Chirpy has it."""
    writing = library.writings.get(address)
    data = {} if writing is None or isinstance(writing, Issue) else writing.data
    named = next(filter(None, (text_of(data.get(key)) for key in _FOLDERS)), "")
    return f"/{named.strip('/')}"


def _without_base(config: Config, wanted: str) -> str:
    """Take off the base path, which a Jekyll folder writes out, in a preview without one too."""
    told = text_of(config.jekyll.data.get("baseurl")) if config.jekyll else ""
    for base in filter(None, (config.base_path, f"/{told}".replace("//", "/").rstrip("/"))):
        if f"{wanted}/".startswith(f"{base}/"):
            return wanted.removeprefix(base) or "/"
    return wanted


def _find(library: Library, wanted: str, path: str, address: str) -> str | None:
    for file in _as_files(wanted, posixpath.dirname(path)):
        if file in library.addresses:
            return library.addresses[file]
    target = _joined(address, wanted)
    for candidate in (target, f"{target}/"):
        if _exists(library, candidate):
            return candidate
    return None


def _joined(address: str, wanted: str) -> str:
    if _ROOTED.fullmatch(wanted):
        return wanted
    try:
        return f"/{urljoin(address, wanted).lstrip('/')}"
    except ValueError:  # brackets where a host would stand, such as //[
        return wanted


@lru_cache(maxsize=4096)  # a page, its Markdown and each feed ask for the same links
def _as_files(wanted: str, folder: str) -> tuple[str, ...]:
    rooted = posixpath.normpath(wanted.lstrip("/") or ".")
    if wanted.startswith("/"):
        return (rooted,)
    return (posixpath.normpath(posixpath.join(folder, wanted)), rooted)


def _exists(library: Library, address: str) -> bool:
    if address in library.writings or address in library.files or address in library.redirects:
        return True
    term = _TERM.fullmatch(address)
    if term:
        name = term[2]
        is_combined = term[1] == "category" and name in library.combinations
        return is_combined or library.term(term[1], name) is not None
    return bool(_OWN.fullmatch(address) or _NEWSLETTER.fullmatch(address))
