"""What an author can configure, with a default for everything."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from app.config.jekyll.model import JekyllConfig

DEFAULT_URL = "http://127.0.0.1:8000"
#: What a feed can carry of each post.
FEED_CONTENTS = ("full", "summary")


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """One entry of the site's menu."""

    title: str
    #: Site-relative (``/about/``) or absolute.
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialLink:
    """One of the author's profiles elsewhere, linked with rel=me."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Somebody who writes here."""

    name: str = ""
    bio: str = ""
    url: str = ""
    picture: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermWords:
    """What the author says of a category."""

    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsConfig:
    """The ``[feeds]`` table."""

    #: Entries in a feed, the newest first.
    items: int = 20
    #: The authority of tag: URIs (RFC 4151 §2.1); empty means the host of ``url``.
    authority: str = ""
    #: ``full`` posts or the ``summary`` of each.
    content: str = "full"
    #: The same for the feeds below one page: ``"/category/ai/" = "summary"``.
    content_of: dict[str, str] = field(default_factory=dict)
    #: Categories whose common posts have feeds of their own.
    combine: tuple[tuple[str, ...], ...] = ()
    #: The WebSub hub that carries the feeds on, or nothing.
    hub: str = ""
    #: XML elements that Atom and RSS carry as they stand, such as a reader's verification tag.
    extra: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterConfig:
    """The ``[newsletter]`` table."""

    #: The name in the mail's head and in List-ID; empty means the site's title.
    title: str = ""
    #: ``Name <address>``: the From header; the key in site.toml is ``from``.
    sender: str = ""
    reply_to: str = ""
    #: The postal address in the footer, which mail law asks for in most countries.
    address: str = ""
    #: An absolute https address; empty leaves a placeholder for the provider to fill.
    unsubscribe: str = ""
    #: One sentence: why the reader gets this mail.
    why: str = ""
    #: A page where a reader signs up.
    signup: str = ""
    #: Where a sign-up form sends its one field: the provider's address, https only.
    form: str = ""
    #: What the provider calls that field.
    form_field: str = "email"
    #: Whether links to the site say that they were followed from the letter: true, or a table of
    #: ``source``, ``medium`` and ``campaign``.
    utm: bool | dict[str, str] = False


#: Ports of mail submission by how a connection becomes a secret one (RFC 6409, RFC 8314 §3.3).
SMTP_PORTS = {"starttls": 587, "tls": 465}


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpConfig:
    """The ``[smtp]`` table: the server that takes your mail. The password is never in here."""

    host: str = ""
    #: 0 means the usual one: 587 for starttls, 465 for tls.
    port: int = 0
    #: ``starttls`` or ``tls``; a connection that anybody can read is never used.
    security: str = "starttls"
    #: Empty where the server asks for no name and password.
    user: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardsConfig:
    """The ``[cards]`` table: pictures of posts for where links to them are shared."""

    enabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CspConfig:
    """The ``[csp]`` table: sources allowed besides the site itself (CSP 3 §2.3.1)."""

    script: tuple[str, ...] = ()
    img: tuple[str, ...] = ()
    frame: tuple[str, ...] = ()
    connect: tuple[str, ...] = ()
    form: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerConfig:
    """The ``[server]`` table: what stands between readers and the program, and what it writes."""

    #: How many proxies in a row may say by X-Forwarded headers who asked for what; 0 believes none.
    proxies: int = 0
    #: Whether each request leaves a line in the log.
    log: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything the author configured, with defaults for the rest."""

    #: The content folder, absolute.
    root: Path
    title: str = "A Trifold site"
    description: str = ""
    #: Absolute, without a slash at the end; may hold a base path.
    url: str = DEFAULT_URL
    #: BCP 47.
    language: str = "en"
    #: An IANA zone: a date without an offset is meant in it.
    timezone: str = "UTC"
    #: The author of posts that name none: a key of ``[authors]`` or a plain name.
    author: str = ""
    permalink: str = "/posts/:slug/"
    logo: str = ""
    #: Posts on a page of a list.
    per_page: int = 10
    menu: tuple[MenuItem, ...] = ()
    social: tuple[SocialLink, ...] = ()
    authors: dict[str, Author] = field(default_factory=dict)
    categories: dict[str, TermWords] = field(default_factory=dict)
    feeds: FeedsConfig = FeedsConfig()
    newsletter: NewsletterConfig = NewsletterConfig()
    smtp: SmtpConfig = SmtpConfig()
    cards: CardsConfig = CardsConfig()
    csp: CspConfig = CspConfig()
    server: ServerConfig = ServerConfig()
    #: Host headers that are answered; empty answers all, since none ever gets into a link.
    trusted_hosts: tuple[str, ...] = ()
    #: What _config.yml says besides, where the content folder is Jekyll's; else None.
    jekyll: JekyllConfig | None = None
    #: Where what was derived from the content may be kept; None keeps it in memory only.
    cache: Path | None = None
    #: Sentences about the configuration that the author should read.
    notices: tuple[str, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def base_path(self) -> str:
        """The path in ``url``, without a slash at the end: ``/blog``, or nothing."""
        return _base_path(self.url)

    @property
    def host(self) -> str:
        """The host in ``url``, without the port."""
        return urlsplit(self.url).hostname or ""

    def absolute(self, address: str) -> str:
        """Make *address* (site-relative) absolute from ``url``, never from a request.

        A url stays what it is.
        """
        return address if _is_url(address) else f"{self.url}{_quoted(address)}"

    def path(self, address: str) -> str:
        """Make *address* root-relative on the host: with the base path in front; a url stays."""
        return address if _is_url(address) else f"{self.base_path}{_quoted(address)}"


@lru_cache(maxsize=4)
def _base_path(url: str) -> str:
    return urlsplit(url).path.rstrip("/")


def _is_url(address: str) -> bool:
    return address.startswith(("https://", "http://"))


@lru_cache(maxsize=4096)  # a page has thirty addresses, most of them those of every other page
def _quoted(address: str) -> str:
    """Percent-encode *address* (RFC 3986 §2.1); what is encoded already stays."""
    return quote(address, safe="/%:@!$&'()*+,;=~-._#?")
