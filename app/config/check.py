"""Whether the values in a configuration can be followed."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.config.model import FEED_CONTENTS, SMTP_PORTS
from app.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.config.model import Config, FeedsConfig, SmtpConfig

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_UNSAFE = re.compile(r"[\x00-\x20\x7f<>\"'\\^`{|}]")
#: A scheme, host or hash; the keywords that would undo the policy are no sources here.
_CSP_SOURCE = re.compile(r"(?!'unsafe-)[A-Za-z0-9*.:/_?=&%+'-]+")
#: A name or a number (RFC 1123 §2.1, RFC 4291 §2.2).
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]+")
_LAST_PORT = 65535
#: Schemes whose addresses are programs, or pages that can hold one.
_RUNNING = ("javascript:", "vbscript:", "data:")
_PLACEHOLDERS = ":slug, :title, :year, :month, :day and :categories"
_MOST_PER_PAGE = 200
_UTM = ("source", "medium", "campaign", "term", "content")
_MOST_IN_FEED = 1000
_MOST_PROXIES = 9
_FEWEST_COMBINED = 2


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
    _check_feeds(config.feeds, refuse)
    _check_newsletter(config, refuse)
    _check_smtp(config.smtp, refuse)
    _check_links(config, refuse)
    _check_policy(config, refuse)
    if not 0 <= config.server.proxies <= _MOST_PROXIES:
        what = f"is {config.server.proxies}; count the proxies before this server, 0 to"
        raise refuse("server.proxies", f"{what} {_MOST_PROXIES}")
    return replace(config, url=config.url.rstrip("/"))


def _check_feeds(feeds: FeedsConfig, refuse: Callable[[str, str], ConfigError]) -> None:
    if not 1 <= feeds.items <= _MOST_IN_FEED:
        raise refuse("feeds.items", f"is {feeds.items}; choose 1 to {_MOST_IN_FEED}")
    contents = {"content": feeds.content}
    contents |= {f"content_of.{page}": content for page, content in feeds.content_of.items()}
    for key, content in contents.items():
        if content not in FEED_CONTENTS:
            raise refuse(f"feeds.{key}", f'is {content!r}; write "full" or "summary"')
    for names in feeds.combine:
        if len({name.casefold().strip() for name in names} - {""}) < _FEWEST_COMBINED:
            what = f'has {list(names)}; name two categories or more: [["ai", "jobs"]]'
            raise refuse("feeds.combine", what)
    if feeds.hub and (problem := _hub_problem(feeds.hub)):
        raise refuse("feeds.hub", problem)
    if trouble := extra_problem(feeds.extra):
        line, what = trouble
        error = refuse("feeds.extra", what)
        # Several lines stand between three quotes, and begin below them.
        below = line if "\n" in feeds.extra else 0
        raise ConfigError(error.what, path=error.path, line=error.line + below)


def _hub_problem(url: str) -> str:
    wrong = url_problem(url.partition("?")[0]) or not url.isascii() or _UNSAFE.search(url)
    return f"is {url!r}; write the hub's address, such as https://hub.example.org/" if wrong else ""


def extra_problem(text: str) -> tuple[int, str] | None:
    """Say why *text* cannot stand in a feed, with the line of it, from 1; None when it can."""
    if not text.strip():
        return None
    # Few sites say anything here, and no other of them needs it to begin.
    from lxml import etree  # noqa: PLC0415

    try:
        root = etree.fromstring(f"<extra>{text}</extra>", etree.XMLParser(resolve_entities=False))
    except (etree.XMLSyntaxError, ValueError) as error:
        line = (error.lineno if isinstance(error, etree.XMLSyntaxError) else 1) or 1
        what = re.sub(r", line \d+, column \d+.*", "", str(error))
        return line, f"is not well-formed XML ({what}); every tag needs its end: <a>…</a> or <a/>"
    words = [root.text, *(child.tail for child in root)]
    if any(word and word.strip() for word in words):
        return 1, "has words outside of its elements; put them between tags: <a>…</a>"
    return None


def _check_newsletter(config: Config, refuse: Callable[[str, str], ConfigError]) -> None:
    letter = config.newsletter
    for key, value in (("from", letter.sender), ("reply_to", letter.reply_to)):
        if value and not is_mail_address(value):
            raise refuse(f"newsletter.{key}", f"is {value!r}; write it as: Name <name@example.org>")
    if letter.unsubscribe and not letter.unsubscribe.startswith(("https://", "http://", "mailto:")):
        raise refuse("newsletter.unsubscribe", "has to begin with https:// or mailto:")
    given = letter.utm if isinstance(letter.utm, dict) else {}
    if unknown := sorted(given.keys() - set(_UTM)):
        raise refuse("newsletter.utm", f"has {unknown[0]!r}; known are {', '.join(_UTM)}")


def _check_smtp(smtp: SmtpConfig, refuse: Callable[[str, str], ConfigError]) -> None:
    if smtp.host and not _HOST.fullmatch(smtp.host):
        raise refuse("smtp.host", f"is {smtp.host!r}; write a name like smtp.example.org")
    if not 0 <= smtp.port <= _LAST_PORT:
        raise refuse("smtp.port", f"is {smtp.port}; write the server's own, such as 587")
    if smtp.security not in SMTP_PORTS:
        what = f'is {smtp.security!r}; write "starttls" or "tls", nothing less is safe'
        raise refuse("smtp.security", what)
    if not smtp.user.isprintable() or not smtp.user.isascii():
        raise refuse("smtp.user", f"is {smtp.user!r}; write plain letters on one line")


def _check_links(config: Config, refuse: Callable[[str, str], ConfigError]) -> None:
    links = [("social.url", link.url) for link in config.social]
    links += [("menu.address", item.address) for item in config.menu]
    links += [(f"authors.{key}.url", author.url) for key, author in config.authors.items()]
    for key, link in links:
        # Browsers pass over controls and spaces in a scheme (URL Standard §4.4).
        if re.sub(r"[\x00-\x20]", "", link).lower().startswith(_RUNNING):
            raise refuse(key, f"is {link!r}, which would run as a script; write https://…")


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
    # The grammar of mail is as large as that of settings: only a folder that names one pays for it.
    from email.headerregistry import Address  # noqa: PLC0415

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
