"""Who writes, where else they are, and the menu: as themes and plugins of Jekyll have it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from app.config.jekyll.values import read_data, table, text_of, texts
from app.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

#: Names of accounts in _config.yml (with and without ``_username``), and where each leads.
_ACCOUNTS = {
    "github": ("GitHub", "https://github.com/{}"),
    "gitlab": ("GitLab", "https://gitlab.com/{}"),
    "twitter": ("Twitter", "https://twitter.com/{}"),
    "bluesky": ("Bluesky", "https://bsky.app/profile/{}"),
    "linkedin": ("LinkedIn", "https://www.linkedin.com/in/{}"),
    "instagram": ("Instagram", "https://www.instagram.com/{}"),
    "facebook": ("Facebook", "https://www.facebook.com/{}"),
    "youtube": ("YouTube", "https://www.youtube.com/{}"),
    "stackoverflow": ("Stack Overflow", "https://stackoverflow.com/users/{}"),
    "dribbble": ("Dribbble", "https://dribbble.com/{}"),
    "flickr": ("Flickr", "https://www.flickr.com/photos/{}"),
    "pinterest": ("Pinterest", "https://www.pinterest.com/{}"),
    "medium": ("Medium", "https://medium.com/@{}"),
    "keybase": ("Keybase", "https://keybase.io/{}"),
}
_ENDINGS = (".yml", ".yaml", ".json")
_NAVIGATION = ("navigation", "nav", "menu", "menus", "header")
_AT_ONCE = re.compile(r"https?://", re.IGNORECASE)


class DataFiles:
    """Reads files of ``_data``; what is wrong with one is noted, and it says nothing."""

    def __init__(self, root: Path) -> None:
        self._root = root
        #: Sentences with their places.
        self.notices: list[str] = []

    def value(self, name: str) -> object:
        """Return what the file called *name*, without its ending, says; None when there is none."""
        for ending in _ENDINGS:
            file = self._root / "_data" / f"{name}{ending}"
            if file.is_file():
                return self._read(file)
        return None

    def _read(self, file: Path) -> object:
        try:
            return read_data(file, f"_data/{file.name}").value
        except ConfigError as error:
            self.notices.append(str(error))
            return None


def read_authors(data: dict[str, Any], files: DataFiles) -> tuple[dict[str, dict[str, str]], str]:
    """Read ``_data/authors.yml`` and ``author``: all of them by key, and the key of the site's."""
    found = {str(key): _author(one) for key, one in table(files.value("authors")).items() if one}
    own = data.get("author")
    if not isinstance(own, dict):
        return found, text_of(own)
    author = _author(own)
    name = author.get("name", "") or text_of(own.get("display_name"))
    if name and name not in found:
        found[name] = author
    return found, name


def _author(given: object) -> dict[str, str]:
    one = table(given)
    picture = text_of(one.get("picture") or one.get("avatar") or one.get("image"))
    values = {
        "name": text_of(one.get("name") or one.get("display_name")) or text_of(given),
        "bio": text_of(one.get("bio")),
        "url": _http(text_of(one.get("uri") or one.get("url") or one.get("web"))),
        "picture": picture,
        "email": text_of(one.get("email")),
    }
    return {key: value for key, value in values.items() if value}


def read_social(data: dict[str, Any], files: DataFiles) -> list[dict[str, str]]:
    """Read the author's other places, from wherever themes look for them; each once."""
    author = data.get("author")
    accounts = data | table(data.get("minima")) | table(data.get("social")) | table(author)
    found = {url: title for title, url in _accounts(accounts)}
    lists = (
        table(data.get("minima")).get("social_links"),
        data.get("social_links"),
        table(data.get("social")).get("links"),
        table(author).get("links"),
        table(data.get("footer")).get("links"),
        files.value("social"),
    )
    for given in lists:
        for title, url in _links(given):
            found.setdefault(url, title)
    return [{"title": title, "url": url} for url, title in found.items()]


def _accounts(given: dict[str, Any]) -> list[tuple[str, str]]:
    found = []
    for key, (title, pattern) in _ACCOUNTS.items():
        value = given.get(f"{key}_username") or given.get(key)
        name = text_of(table(value).get("username") if isinstance(value, dict) else value)
        name = name.removeprefix("@")
        if _AT_ONCE.match(name):
            found.append((title, name))
        elif name and re.fullmatch(r"[\w.@/-]+", name):
            found.append((title, pattern.format(name)))
    return found


def _links(given: object) -> list[tuple[str, str]]:
    """Read a list of links, or a table of name and link."""
    if isinstance(given, dict):
        accounts = _accounts(given)
        plain = [(str(key), text_of(url)) for key, url in given.items()]
        return accounts + [(title, url) for title, url in plain if _AT_ONCE.match(url)]
    entries = given if isinstance(given, list) else []
    found = []
    for entry in entries:
        if isinstance(entry, dict):
            url = text_of(entry.get("url") or entry.get("link") or entry.get("user_url"))
            title = entry.get("label") or entry.get("title") or entry.get("name")
            named = text_of(title or entry.get("platform"))
        else:
            url, named = text_of(entry), ""
        if _AT_ONCE.match(url):
            found.append((named or _host(url), url))
    return found


def _host(url: str) -> str:
    return _AT_ONCE.sub("", url).partition("/")[0].removeprefix("www.")


def _http(url: str) -> str:
    return url if _AT_ONCE.match(url) else ""


def read_menu(data: dict[str, Any], files: DataFiles) -> list[dict[str, str]]:
    """Read the menu that a theme takes from ``_data/navigation.yml`` or a key of _config.yml."""
    places = [files.value(name) for name in _NAVIGATION]
    places += [data.get(name) for name in ("navigation", "nav", "menu", "navbar-links")]
    return next(filter(None, map(_menu, places)), [])


def _menu(given: object) -> list[dict[str, str]]:
    if isinstance(given, dict):
        inner = next((given[key] for key in ("main", "header", "links") if given.get(key)), None)
        if inner is not None:
            return _menu(inner)
        given = [{"title": str(key), "url": one} for key, one in given.items()]
    entries = given if isinstance(given, list) else []
    return [item for entry in entries if (item := _menu_item(table(entry)))]


def _menu_item(entry: dict[str, Any]) -> dict[str, str]:
    link = entry.get("url") or entry.get("link") or entry.get("href") or entry.get("permalink")
    address = text_of(link).replace("{{ site.baseurl }}", "").replace("{{site.baseurl}}", "")
    title = text_of(entry.get("title") or entry.get("name") or entry.get("text"))
    if not title or "{" in address or not address:
        return {}
    is_whole = bool(_AT_ONCE.match(address) or address.startswith(("/", "#", "mailto:")))
    return {"title": title, "address": address if is_whole else f"/{address}"}


def author_keys(value: object) -> tuple[str, ...]:
    """Read ``author`` or ``authors`` of a header: keys, names, or tables with a name."""
    items = value if isinstance(value, list) else [value]
    named = (text_of(table(item).get("name")) if isinstance(item, dict) else item for item in items)
    return texts(list(named))
