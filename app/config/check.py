"""Whether the values in a configuration can be followed."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from email.headerregistry import Address
from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.config.model import Config

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_UNSAFE = re.compile(r"[\x00-\x20\x7f<>\"'\\^`{|}]")
#: A scheme, host or hash; the keywords that would undo the policy are no sources here.
_CSP_SOURCE = re.compile(r"(?!'unsafe-)[A-Za-z0-9*.:/_?=&%+'-]+")
_PLACEHOLDERS = ":slug, :title, :year, :month, :day and :categories"
_MOST_PER_PAGE = 200
_MOST_IN_FEED = 1000


def check_values(config: Config, line_of: Callable[[str], int]) -> Config:
    """Return *config* with its url normalized, or raise ConfigError for the first bad value."""

    def refuse(key: str, what: str) -> ConfigError:
        return ConfigError(f"{key!r} {what}", path="site.toml", line=line_of(key))

    if problem := url_problem(config.url):
        raise refuse("url", problem)
    if problem := _zone_problem(config.timezone):
        raise refuse("timezone", problem)
    if not _LANGUAGE.fullmatch(config.language):
        raise refuse("language", f"is {config.language!r}; write a code like en, de or pt-BR")
    if problem := _permalink_problem(config.permalink):
        raise refuse("permalink", problem)
    if not 1 <= config.per_page <= _MOST_PER_PAGE:
        raise refuse("per_page", f"is {config.per_page}; choose 1 to {_MOST_PER_PAGE}")
    if not 1 <= config.feeds.items <= _MOST_IN_FEED:
        raise refuse("feeds.items", f"is {config.feeds.items}; choose 1 to {_MOST_IN_FEED}")
    _check_newsletter(config, refuse)
    _check_policy(config, refuse)
    return replace(config, url=config.url.rstrip("/"))


def _check_newsletter(config: Config, refuse: Callable[[str, str], ConfigError]) -> None:
    letter = config.newsletter
    for key, value in (("from", letter.sender), ("reply_to", letter.reply_to)):
        if value and not is_mail_address(value):
            raise refuse(f"newsletter.{key}", f"is {value!r}; write it as: Name <name@example.org>")
    if letter.unsubscribe and not letter.unsubscribe.startswith(("https://", "http://", "mailto:")):
        raise refuse("newsletter.unsubscribe", "has to begin with https:// or mailto:")


def _check_policy(config: Config, refuse: Callable[[str, str], ConfigError]) -> None:
    form = config.newsletter.form
    if form and (url_problem(form.partition("?")[0]) or not form.startswith("https://")):
        raise refuse("newsletter.form", f"is {form!r}; it has to begin with https://")
    for item in fields(config.csp):
        for source in getattr(config.csp, item.name):
            if not _CSP_SOURCE.fullmatch(source):
                what = f"has {source!r}; write sources like https://comments.example.org"
                raise refuse(f"csp.{item.name}", what)


def is_mail_address(value: str) -> bool:
    """Tell whether *value* is one mailbox, with or without a name, safe to stand in a header."""
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in value):  # noqa: PLR2004 -- C0 controls and DEL
        return False
    name, address = parseaddr(value)
    try:
        parsed = Address(display_name=name, addr_spec=address)
    except (ValueError, IndexError):
        return False
    return bool(parsed.username and "." in parsed.domain) or parsed.domain == "localhost"


def url_problem(url: str) -> str:
    """Say what is wrong with *url* as the address of a site, or nothing."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return f"is {url!r}, which is not an address; write it as https://blog.example.org"
    del port  # reading it is what checks it
    if _UNSAFE.search(url):
        return f"is {url!r}, which has a sign that no address has; write https://blog.example.org"
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        return f"is {url!r}; write the site's own address, such as https://blog.example.org"
    return ""


def _zone_problem(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f"is {name!r}, which no time zone is called; write one like Europe/Lisbon"
    return ""


def _permalink_problem(pattern: str) -> str:
    if not pattern.startswith("/"):
        return f"is {pattern!r}; it has to begin with a slash, such as /posts/:slug/"
    named = re.findall(r":[a-z_]+", pattern)
    if unknown := [name for name in named if name not in re.findall(r":\w+", _PLACEHOLDERS)]:
        return f"has {unknown[0]!r}, which stands for nothing; known are {_PLACEHOLDERS}"
    if not {":slug", ":title"} & set(named):
        return f"is {pattern!r}; it needs :slug, or every post would have one address"
    if re.search(r"[?#\s]", pattern) or {".", ".."} & set(pattern.split("/")):
        return f"is {pattern!r}; write plain names between slashes, such as /:year/:slug/"
    return ""
