"""Read _config.yml: Jekyll's own settings, and those that site.toml would have."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.config.bounds import Reading
from app.config.jekyll.model import (
    CONFIG_YML,
    FEED_OF,
    STYLES,
    Collection,
    JekyllConfig,
    JekyllFeeds,
    Scope,
)
from app.config.jekyll.people import DataFiles, read_authors, read_menu, read_social
from app.config.jekyll.values import (
    lines_of,
    plain_values,
    read_data,
    read_gems,
    table,
    text_of,
    texts,
)
from app.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
#: Jekyll 4's own (``DEFAULT_EXCLUDES``), and what only its tools read.
_EXCLUDED = (
    ".sass-cache .jekyll-cache gemfiles Gemfile Gemfile.lock node_modules "
    "vendor/bundle/ vendor/cache/ vendor/gems/ vendor/ruby/"
).split()
#: What ``trifold init --host`` writes beside the posts.
_FOR_HOSTS = (
    "requirements.txt wheels/trifold- netlify.toml wrangler.toml build.sh "
    "server/blog.service server/nginx.conf server/nginx-files.conf server/Caddyfile "
    "server/Containerfile server/compose.yaml server/requirements.txt"
).split()
_ARCHIVES = {
    "year": "/:year/",
    "month": "/:year/:month/",
    "day": "/:year/:month/:day/",
    "tag": "/tag/:name/",
    "category": "/category/:name/",
}
_PLURALS = {"tags": "tag", "categories": "category"}
#: Plain kinds of ``defaults`` as Jekyll 2 named them.
_OLD_KINDS = {"post": "posts", "page": "pages", "draft": "drafts"}
_MOST_PER_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class JekyllSettings:
    """All of _config.yml, in the two forms in which it is used."""

    jekyll: JekyllConfig
    #: Settings as site.toml names them.
    values: Mapping[str, Any] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


def is_jekyll(root: Path) -> bool:
    """Tell whether *root* is a Jekyll folder: one with a _config.yml, or with posts of its kind."""
    return find_config(root) is not None or (root / "_posts").is_dir()


def find_config(root: Path) -> Path | None:
    """Return the file of *root* that Jekyll is configured by, or None."""
    names = (CONFIG_YML, "_config.yaml")
    return next((root / name for name in names if (root / name).is_file()), None)


def load_jekyll(root: Path) -> JekyllSettings | None:
    """Read the settings of the Jekyll folder *root*; None when it is none.

    Raises ConfigError with the line for what is no YAML or cannot be followed.
    """
    if not is_jekyll(root):
        return None
    file = find_config(root)
    name = file.name if file else CONFIG_YML
    reading = read_data(file, name) if file else Reading(value={})
    data = {} if reading.value is None else reading.value
    if not isinstance(data, dict):
        msg = "is no list of keys; write each line as key: value"
        raise ConfigError(msg, path=name, line=1)
    notices = [f"{name}:{line}: {what}" for line, what in reading.notices]
    files = DataFiles(root)
    values = _values(data, files, root, name=name, reading=reading)
    notices += dict.fromkeys(files.notices)
    plugins = _plugins(data, root)
    if not values.get("url"):
        notices.append(f"{name}: there is no url, so links in feeds are to this machine; add one")
    if text_of(data.get("source")).strip("./"):
        line = reading.lines.get("source", 1)
        notices.append(f"{name}:{line}: 'source' is not followed; put this file into that folder")
    return JekyllSettings(
        jekyll=_jekyll(data, plugins, values["url"] if data.get("url") else ""),
        values={key: value for key, value in values.items() if value},
        notices=tuple(notices),
    )


def _values(
    data: dict[str, Any], files: DataFiles, root: Path, *, name: str, reading: Reading
) -> dict[str, Any]:
    """Give the settings that both kinds of folders have, as site.toml would."""
    authors, author = read_authors(data, files)
    paginate = data.get("paginate")
    return {
        "title": text_of(data.get("title") or data.get("name")),
        "description": text_of(data.get("description") or data.get("tagline")),
        "url": _url(data, root, name, reading),
        "language": _language(data),
        "timezone": _zone(data, name, reading),
        "author": author,
        "authors": authors,
        "logo": text_of(data.get("logo")),
        "per_page": min(paginate, _MOST_PER_PAGE)
        if isinstance(paginate, int) and not isinstance(paginate, bool) and paginate > 0
        else 0,
        "menu": read_menu(data, files),
        "social": read_social(data, files),
        "feeds": _feed_values(data),
    }


def _url(data: dict[str, Any], root: Path, name: str, reading: Reading) -> str:
    url = text_of(data.get("url")).rstrip("/")
    if not url:
        # GitHub Pages: the site's own domain.
        host = lines_of(root / "CNAME")
        url = f"https://{host[0]}" if host else ""
    base = text_of(data.get("baseurl")).strip("/")
    if url and not re.match(r"https?://", url, re.IGNORECASE):
        msg = f"'url' is {url!r}; write the site's own address, such as https://blog.example.org"
        raise ConfigError(msg, path=name, line=reading.lines.get("url", 0))
    if not url and not base:
        return ""
    return "/".join(filter(None, (url or "http://127.0.0.1:8000", base)))


def _language(data: dict[str, Any]) -> str:
    code = text_of(data.get("lang") or data.get("locale") or data.get("language"))
    code = code.partition(".")[0].replace("_", "-")
    return code if _LANGUAGE.fullmatch(code) else ""


def _zone(data: dict[str, Any], name: str, reading: Reading) -> str:
    zone = text_of(data.get("timezone"))
    try:
        return ZoneInfo(zone).key if zone else ""
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        msg = f"'timezone' is {zone!r}, which no time zone is called; write one like Europe/Lisbon"
        raise ConfigError(msg, path=name, line=reading.lines.get("timezone", 0)) from error


def _feed_values(data: dict[str, Any]) -> dict[str, Any]:
    feed = table(data.get("feed"))
    limit = feed.get("posts_limit")
    values: dict[str, Any] = {"items": limit} if isinstance(limit, int) and limit > 0 else {}
    return values | ({"content": "summary"} if feed.get("excerpt_only") is True else {})


def _plugins(data: dict[str, Any], root: Path) -> frozenset[str]:
    gems = texts(data.get("plugins") or data.get("gems"))
    return frozenset((*gems, *read_gems(root / "Gemfile")))


def _jekyll(data: dict[str, Any], plugins: frozenset[str], url: str) -> JekyllConfig:
    style = text_of(data.get("permalink")) or "date"
    return JekyllConfig(
        data=plain_values(data),
        url=url,
        page_ending=_page_ending(style),
        collections=_collections(data, style),
        collections_dir=text_of(data.get("collections_dir")).strip("/"),
        defaults=_defaults(data),
        exclude=(*texts(data.get("exclude")), *_EXCLUDED, *_FOR_HOSTS),
        include=texts(data.get("include")),
        shows_future=data.get("future") is True,
        shows_drafts=data.get("show_drafts") is True,
        shows_unpublished=data.get("unpublished") is True,
        excerpt_separator=str(data.get("excerpt_separator", "\n\n") or ""),
        paginate_path=_paginate_path(data),
        archives=_archives(data, plugins),
        feeds=_feeds(data),
        plugins=plugins,
        header_pages=texts(data.get("header_pages")),
        **_markdown_endings(data),
    )


def _markdown_endings(data: dict[str, Any]) -> dict[str, Any]:
    endings = text_of(data.get("markdown_ext")).lower().replace(",", " ").split()
    return {"markdown_endings": tuple(f".{one.strip('.')}" for one in endings)} if endings else {}


def _page_ending(style: str) -> str:
    """Tell what ends the address of a page where posts have the *style*."""
    if style == "pretty" or style.endswith("/"):
        return "/"
    return ":output_ext" if style in STYLES or style.endswith(":output_ext") else ""


def _collections(data: dict[str, Any], style: str) -> dict[str, Collection]:
    given = data.get("collections")
    tables = given if isinstance(given, dict) else {key: {} for key in texts(given)}
    tables = {"posts": {}} | {re.sub(r"[^\w.-]", "", str(key)): one for key, one in tables.items()}
    found = {label: _collection(label, table(one), style) for label, one in tables.items()}
    posts = STYLES.get(style, style)
    permalink = text_of(table(tables["posts"]).get("permalink")) or posts
    return found | {"posts": Collection(label="posts", output=True, permalink=permalink)}


def _collection(label: str, given: dict[str, Any], style: str) -> Collection:
    pattern = text_of(given.get("permalink"))
    return Collection(
        label=label,
        output=given.get("output") is True,
        permalink=STYLES.get(pattern, pattern) or f"/:collection/:path{_page_ending(style)}",
        sort_by=text_of(given.get("sort_by")),
        order=texts(given.get("order")),
    )


def _defaults(data: dict[str, Any]) -> tuple[Scope, ...]:
    given = data.get("defaults")
    entries = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    found = []
    for one in entries:
        scope, values = table(one.get("scope")), one.get("values")
        if isinstance(values, dict):
            kind = text_of(scope.get("type"))
            kind = _OLD_KINDS.get(kind, kind)
            found.append(Scope(path=text_of(scope.get("path")), kind=kind, values=values))
    return tuple(found)


def _paginate_path(data: dict[str, Any]) -> str:
    if not data.get("paginate"):
        return ""
    return f"/{text_of(data.get('paginate_path')) or 'page:num'}".replace("//", "/")


def _archives(data: dict[str, Any], plugins: frozenset[str]) -> dict[str, str]:
    given = table(data.get("jekyll-archives"))
    if "jekyll-archives" not in plugins and not given:
        folder = text_of(data.get("category_dir"))
        made = {"category": f"/{folder}/:name/", FEED_OF: f"/{folder}/:name/atom.xml"}
        return made if folder else {}
    enabled = given.get("enabled")
    named = tuple(_ARCHIVES) if enabled in (True, "all") else texts(enabled)
    kinds = {_PLURALS.get(name, name) for name in named}
    patterns = table(given.get("permalinks"))
    return {
        kind: text_of(patterns.get(kind)) or own for kind, own in _ARCHIVES.items() if kind in kinds
    }


def _feeds(data: dict[str, Any]) -> JekyllFeeds:
    feed = table(data.get("feed"))
    given = feed.get("collections")
    collections = given if isinstance(given, dict) else dict.fromkeys(texts(given))
    posts = table(collections.get("posts"))
    categories = {"posts": texts(posts.get("categories") or feed.get("categories"))}
    categories |= {label: texts(table(one).get("categories")) for label, one in collections.items()}
    tags = feed.get("tags")
    tags_path = text_of(table(tags).get("path")) or "/feed/by_tag/"
    return JekyllFeeds(
        path=_rooted(text_of(posts.get("path")) or text_of(feed.get("path")) or "/feed.xml"),
        categories={label: names for label, names in categories.items() if names},
        collections={
            label: _rooted(text_of(table(one).get("path")) or f"/feed/{label}.xml")
            for label, one in collections.items()
            if label != "posts"
        },
        tags_path=_rooted(tags_path) if tags else "",
    )


def _rooted(address: str) -> str:
    """Give the path of *address*, which may be a whole url."""
    path = re.sub(r"^https?://[^/]*", "", address)
    return f"/{path.lstrip('/')}"
