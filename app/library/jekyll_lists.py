"""What a Jekyll folder's layouts and plugins listed, and which of our pages lists it now."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.config.jekyll.model import FEED_OF
from app.content.jekyll.slug import slugify
from app.content.permalink import term_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from app.config import Config
    from app.config.jekyll.model import JekyllConfig
    from app.content.model import Page, Post
    from app.library.model import Term, TermKind

_ARCHIVE, _HOME = "/archive/", "/"
#: By the last part of an address, or the name of a layout.
_LISTS = {
    **dict.fromkeys("home index posts blog articles news writing paginate".split(), _HOME),
    **dict.fromkeys("archive archives all timeline years year-archive".split(), _ARCHIVE),
    **dict.fromkeys("tags categories tag category topics tag-archive".split(), _ARCHIVE),
    **dict.fromkeys("category-archive tagcloud posts-by-tag".split(), _ARCHIVE),
    "search": "/search",
    **dict.fromkeys("feed feeds rss subscribe".split(), "/feeds/"),
}
_OWN_PAGES = frozenset({_ARCHIVE, "/feeds/", "/search", "/search/", "/newsletter/"})
#: ``/tag/boats/`` has two names between its slashes.
_TERM_PARTS = 2
_TERM_KEYS: tuple[tuple[str, TermKind], ...] = (
    ("category", "category"),
    ("categories", "category"),
    ("tag", "tag"),
    ("tags", "tag"),
    ("taxonomy", "category"),
    ("taxonomy", "tag"),
)


def lead_lists(
    pages: Iterable[Page], terms: Mapping[TermKind, Mapping[str, Term]]
) -> dict[str, str]:
    """Say of each page without words, which its layout filled with a list, where that list is now.

    A page that nothing of ours stands for is left out: it is shown as it is.
    """
    found = {}
    for page in pages:
        target = _list_of(page, terms) if page.is_bare else ""
        if not target and page.is_bare and _is_ours(page.address, terms):
            target = page.address
        if target:
            found[page.address] = target
    return found


def _is_ours(address: str, terms: Mapping[TermKind, Mapping[str, Term]]) -> bool:
    """Tell whether a page of ours stands at *address*."""
    _, *parts, last = address.split("/")
    shelves: Mapping[str, Mapping[str, Term]] = {str(kind): names for kind, names in terms.items()}
    is_term = len(parts) == _TERM_PARTS and not last and parts[1] in shelves.get(parts[0], {})
    return is_term or address in _OWN_PAGES


def _list_of(page: Page, terms: Mapping[TermKind, Mapping[str, Term]]) -> str:
    for key, kind in _TERM_KEYS:
        value = page.data.get(key)
        named = value if isinstance(value, str) else ""
        if named and (term := terms[kind].get(term_name(named))):
            return term.address
    last = page.address.rstrip("/").removesuffix(".html").rpartition("/")[2].lower()
    layout = page.data.get("layout")
    names = (last, layout.lower() if isinstance(layout, str) else "")
    return next((_LISTS[name] for name in names if name in _LISTS), "")


def old_lists(
    config: Config, jekyll: JekyllConfig, posts: tuple[Post, ...], terms: Iterable[Term]
) -> dict[str, str]:
    """Give every address at which paginate and jekyll-archives listed *posts*, and where it leads.

    *terms* are the categories and tags.
    """
    found = dict(_old_pages(jekyll.paginate_path, -(-len(posts) // config.per_page)))
    for term in terms:
        if pattern := jekyll.archives.get(term.kind):
            found[_filled(pattern, {"name": slugify(term.title)})] = term.address
        if (pattern := jekyll.archives.get(FEED_OF)) and term.kind == "category":
            found[_filled(pattern, {"name": slugify(term.title)})] = f"{term.address}atom.xml"
    if pattern := jekyll.archives.get(FEED_OF):
        found[_filled(pattern.partition(":name")[0], {})] = _ARCHIVE
    by_day = [kind for kind in ("year", "month", "day") if kind in jekyll.archives]
    for post in posts if by_day else ():
        day = {"year": f"{post.date:%Y}", "month": f"{post.date:%m}", "day": f"{post.date:%d}"}
        for kind in by_day:
            found[_filled(jekyll.archives[kind], day)] = f"{_ARCHIVE}#y{post.date.year}"
    return found


def _old_pages(pattern: str, count: int) -> Iterator[tuple[str, str]]:
    if ":num" not in pattern:
        return
    for number in range(2, count + 1):
        yield pattern.replace(":num", str(number)), f"/page/{number}/"


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    text = re.sub(r":(\w+)", lambda found: values.get(found[1], found[0]), pattern)
    return re.sub(r"/{2,}", "/", f"/{text}")
