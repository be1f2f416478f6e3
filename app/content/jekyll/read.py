"""Posts, pages and documents of a Jekyll folder: typed values from what their headers say."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.config.jekyll.model import JekyllConfig
from app.config.jekyll.values import plain_values, text_of
from app.content.jekyll.address import Named, fill_pattern, page_address
from app.content.jekyll.dates import parse_time
from app.content.jekyll.header import JekyllHeader, read_header
from app.content.jekyll.lists import has_own_words, is_bare
from app.content.jekyll.slug import titleize
from app.content.jekyll.terms import read_categories, read_tags
from app.content.model import Level, Page, Post, Problem, Source
from app.content.read import Kind, Reading
from app.errors import HeaderError

if TYPE_CHECKING:
    from app.config import Config
    from app.content.read import Found

_DATED = re.compile(r"(\d{2,4}-\d{1,2}-\d{1,2})-(.*)")
#: At the very top, as jekyll-titles-from-headings wants it.
_FIRST_HEADING = re.compile(r"\s*(?:#{1,3}[ \t]+(.+?)[ \t#]*(?:\n|\Z)|(.+)\n[-=]+[ \t]*(?:\n|\Z))")
_LATER_ENDINGS = {".scss": ".css", ".sass": ".css", ".coffee": ".js"}
_PAGES = frozenset({".html", ".htm", ".xhtml"})
_HEADERLESS = frozenset({"github-pages", "jekyll-optional-front-matter"})
_OF_REPOSITORY = frozenset(
    "README LICENSE LICENCE COPYING CODE_OF_CONDUCT CONTRIBUTING ISSUE_TEMPLATE SUPPORT "
    "PULL_REQUEST_TEMPLATE CHANGELOG SECURITY".split()
)
#: What the first element of a template makes, and where we have it.
_MADE_BY_US = re.compile(r"<(rss|feed|urlset|sitemapindex)\b", re.IGNORECASE)
_OURS = {"rss": "/rss.xml", "feed": "/atom.xml", "urlset": "/sitemap.xml"}
_OURS |= {"sitemapindex": "/sitemap.xml"}
_BEGINNING = 2_000
_CLOSING = re.compile(rb"^(?:---|\.\.\.)[ \t\r]*$", re.MULTILINE)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


def read_jekyll_file(found: Found, config: Config) -> Reading:
    """Understand *found* of a Jekyll folder; what cannot be comes back as a problem."""
    jekyll = config.jekyll or JekyllConfig()
    path = found.path
    if jekyll.collections_dir:
        path = path.removeprefix(f"{jekyll.collections_dir}/")
    kind = {Kind.PAGE: "pages", Kind.DOCUMENT: found.collection}.get(found.kind, "posts")
    if found.kind in {Kind.PAGE, Kind.DOCUMENT} and _is_yaml(found, jekyll):
        return Reading(is_plain=True)
    try:
        header = read_header(found.data, path=path, kind=kind, config=jekyll, zone=config.zone)
        is_text = found.kind in {Kind.POST, Kind.DRAFT} or not needs_header(found.path, jekyll)
        if not header.is_there and not is_text:
            return Reading(is_plain=True)
        writing = _understand(found, path, header, config)
    except HeaderError as error:
        return Reading(problems=(Problem(path=found.path, line=error.line, what=error.what),))
    problems = tuple(
        Problem(path=found.path, line=line, what=what, level=Level.NOTICE)
        for line, what in header.notices
    )
    return Reading(writing=writing, problems=problems)


def needs_header(path: str, jekyll: JekyllConfig) -> bool:
    """Tell whether the page or file at *path* is a page only if it has a header.

    GitHub Pages reads Markdown without one as well (jekyll-optional-front-matter), but for the
    files that speak of the repository.
    """
    stem, _, ending = path.rpartition("/")[2].rpartition(".")
    is_about = stem.upper() in _OF_REPOSITORY or f".{ending.lower()}" not in jekyll.markdown_endings
    return is_about or not jekyll.plugins & _HEADERLESS


def _is_yaml(found: Found, jekyll: JekyllConfig) -> bool:
    """Tell whether a file that is no page by its name begins as YAML does, and has no header."""
    return not _is_page(found.path, jekyll) and _CLOSING.search(found.data, 3) is None


def _understand(
    found: Found, path: str, header: JekyllHeader, config: Config
) -> Post | Page | None:
    """Build what *found* is; None for what we show ourselves in its place."""
    jekyll = config.jekyll or JekyllConfig()
    if found.kind in {Kind.POST, Kind.DRAFT}:
        return _post(found, path, header, config)
    if found.path.endswith(tuple(_LATER_ENDINGS)):
        return None  # Sass and CoffeeScript: the look of the layouts
    if found.kind is Kind.DOCUMENT:
        return _document(found, path, header, jekyll)
    page = _page(found, path, header, jekyll)
    lists_posts = page.address == "/" and not page.is_home
    return None if lists_posts or page.redirect_to == page.address else page


def _post(found: Found, path: str, header: JekyllHeader, config: Config) -> Post:
    jekyll = config.jekyll or JekyllConfig()
    stem = found.path.rpartition("/")[2].rpartition(".")[0]
    named = _DATED.fullmatch(stem)
    file_slug = (named[2] if named else stem).rstrip(".")
    slug = text_of(header.fields.get("slug")) or file_slug
    date = _post_date(found, header, named[1] if named else "")
    categories = read_categories(header.fields, path)
    place = Named(
        basename=stem,
        path=_place(path, "_posts"),
        slug=slug,
        date=date,
        categories=categories,
    )
    own_id = header.text("id")
    return Post(
        source=_source(found, header),
        address=_fill(header, jekyll.posts.permalink, place),
        slug=slug,
        file_slug=file_slug,
        title=header.text("title") or titleize(file_slug),
        date=date,
        updated=header.moment("last_modified_at", "updated"),
        categories=categories,
        tags=read_tags(header.fields),
        authors=header.authors() or ((config.author,) if config.author else ()),
        description=header.text("description", "excerpt"),
        image=header.image(),
        image_alt=header.text("image_alt"),
        id=own_id if _URI.fullmatch(own_id) else "",
        series=header.text("series"),
        language=header.language(),
        is_draft=_is_hidden(found, header, jekyll),
        redirect_from=header.addresses("redirect_from"),
        redirect_to=header.target(),
        feed=header.feed(),
        is_shown_early=jekyll.shows_future,
        data=plain_values(header.fields),
    )


def _is_hidden(found: Found, header: JekyllHeader, jekyll: JekyllConfig) -> bool:
    if header.is_off("published"):
        return not jekyll.shows_unpublished
    is_draft = found.kind is Kind.DRAFT or text_of(header.fields.get("draft")) == "true"
    return is_draft and not jekyll.shows_drafts


def _post_date(found: Found, header: JekyllHeader, name_date: str) -> datetime:
    value = header.fields.get("date") or name_date
    if not value:
        return datetime.fromtimestamp(int(found.modified), header.zone)
    try:
        return parse_time(value, header.zone)
    except ValueError as error:
        what = "'date'" if header.fields.get("date") else "the date in the file's name"
        msg = f"{what} {error}"
        raise HeaderError(msg, line=header.line("date")) from error


def _document(found: Found, path: str, header: JekyllHeader, jekyll: JekyllConfig) -> Page:
    collection = jekyll.collections[found.collection]
    stem = found.path.rpartition("/")[2].rpartition(".")[0]
    named = _DATED.fullmatch(stem)
    slug = (named[2] if named else stem).rstrip(".")
    date = header.moment("date") or _date_or_none(named[1] if named else "", header)
    place = Named(
        basename=stem,
        path=_place(path, f"_{collection.label}"),
        slug=text_of(header.fields.get("slug")) or slug,
        date=date or datetime.fromtimestamp(0, header.zone),
        categories=read_categories(header.fields, ""),
        collection=collection.label,
        ending=_ending(found.path, jekyll),
    )
    return Page(
        source=_source(found, header),
        address=_fill(header, collection.permalink, place),
        title=header.text("title") or titleize(slug),
        date=date,
        collection=collection.label,
        is_output=collection.output,
        is_raw=not _is_page(found.path, jekyll),
        **_common(header, jekyll),
    )


def _page(found: Found, path: str, header: JekyllHeader, jekyll: JekyllConfig) -> Page:
    stem = found.path.rpartition("/")[2].rpartition(".")[0]
    address = page_address(
        path,
        _ending(found.path, jekyll),
        pattern=text_of(header.fields.get("permalink")),
        page_ending=jekyll.page_ending,
    )
    is_raw = not _is_page(found.path, jekyll)
    values = _common(header, jekyll)
    return Page(
        source=_source(found, header),
        address=address,
        title=header.text("title") or _heading(header) or titleize(stem),
        date=header.moment("date"),
        is_home=address == "/" and has_own_words(header.body),
        is_raw=is_raw,
        **values | ({"redirect_to": _our_own(header)} if is_raw and _our_own(header) else {}),
    )


def _our_own(header: JekyllHeader) -> str:
    """Return where our feed or map is, when a template makes one; else nothing."""
    found = _MADE_BY_US.search(header.body[:_BEGINNING])
    return _OURS[found[1].lower()] if found else ""


def _is_page(path: str, jekyll: JekyllConfig) -> bool:
    return _ending(path, jekyll).lower() in _PAGES


def _common(header: JekyllHeader, jekyll: JekyllConfig) -> dict[str, Any]:
    return {
        "description": header.text("description", "excerpt"),
        "is_bare": is_bare(header.body),
        "language": header.language(),
        "updated": header.moment("last_modified_at", "updated"),
        "is_draft": header.is_off("published") and not jekyll.shows_unpublished,
        "redirect_from": header.addresses("redirect_from"),
        "redirect_to": header.target(),
        "data": plain_values(header.fields),
    }


def _heading(header: JekyllHeader) -> str:
    found = _FIRST_HEADING.match(header.body)
    return " ".join((found[1] or found[2]).split()) if found else ""


def _date_or_none(name_date: str, header: JekyllHeader) -> datetime | None:
    try:
        return parse_time(name_date, header.zone) if name_date else None
    except ValueError:  # of a page, only an address could be made of it
        return None


def _ending(path: str, jekyll: JekyllConfig) -> str:
    """Tell what the file at *path* ends with when it is published."""
    ending = f".{path.rpartition('.')[2]}"
    if ending.lower() in jekyll.markdown_endings:
        return ".html"
    return _LATER_ENDINGS.get(ending, ending)


def _place(path: str, folder: str) -> str:
    """Give the part of *path* below *folder*, without the file's ending."""
    return path.rpartition(".")[0].replace(folder, "", 1).rstrip(".")


def _fill(header: JekyllHeader, pattern: str, named: Named) -> str:
    own = text_of(header.fields.get("permalink"))
    try:
        return fill_pattern(own or pattern, named)
    except ValueError as error:
        msg = f"'permalink' {error}"
        raise HeaderError(msg, line=header.line("permalink")) from error


def _source(found: Found, header: JekyllHeader) -> Source:
    return Source(
        root=found.root,
        path=found.path,
        body_line=header.body_line,
        digest=hashlib.sha256(found.data).hexdigest(),
        modified=found.modified,
    )
