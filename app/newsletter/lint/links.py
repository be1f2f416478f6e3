"""Where the links of a mail lead, what they say, and whether its pictures can be shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.newsletter.lint.document import TAG, words_in
from app.newsletter.lint.model import error, note, warning
from app.newsletter.words import picture_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from app.newsletter.lint.document import Document
    from app.newsletter.lint.model import Finding

#: Words that say nothing when a screen reader lists the links by themselves.
_BARE = frozenset(
    "here,click here,click,link,this,this link,more,read more,hier,mehr,klick hier,aquí,aqui,"
    "más,ici,lire la suite,plus,clique aqui,qui,clicca qui".split(",")
)
#: Filters distrust an address behind which any other may stand.
_SHORTENERS = frozenset("bit.ly tinyurl.com goo.gl ow.ly is.gd buff.ly t.co t.ly cutt.ly".split())
#: What no browser opens but some other program does, and what stays on the page.
_ELSEWHERE = ("mailto:", "tel:", "sms:", "xmpp:", "irc:", "ircs:", "geo:", "magnet:", "#")
_LOCAL = re.compile(r"(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1\]?)")
_SEEN_AS_URL = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})(?:/\S*)?", re.IGNORECASE)
_FILE_NAME = re.compile(
    r"[\w-]+\.(?:jpe?g|png|gif|webp|svg|heic)|(?:img|dsc|image|screenshot)[_ -]?\d+"
)
_LONGEST = 70


def link_urls(document: Document) -> tuple[str, ...]:
    """Return every web address that a reader can follow, once, in order."""
    urls = (element.get("href") or "" for element in document.named("a", "area"))
    return tuple(dict.fromkeys(url for url in urls if _is_web(url)))


def picture_urls(document: Document) -> tuple[str, ...]:
    """Return every web address of a picture, once, in order."""
    urls = (element.get("src") or "" for element in document.named("img"))
    return tuple(dict.fromkeys(url for url in urls if _is_web(url)))


def check_links(document: Document, *, is_foot_ours: bool = True) -> Iterator[Finding]:
    """Look at each link: where it leads and what it says.

    Where the foot is the provider's, ours is not sent, and its links may be empty.
    """
    for element in document.named("a", "area"):
        href = element.get("href")
        if href or (href is not None and is_foot_ours):
            words = words_in(element)
            yield from _address(href.strip(), words)
            yield from _said(href.strip(), words)


def check_pictures(document: Document) -> Iterator[Finding]:
    """Look at each picture: whether it can be shown, and what stands there when it is not."""
    for element in document.named("img"):
        name = _short(element.get("src") or "")
        yield from _source(element.get("src") or "", name)
        yield from _alternative(element, name)
        if not (element.get("width") or "").isdigit():
            yield note(
                "pictures",
                f"{name} has no width that we know, so Outlook shows it at its full one; put the "
                'file beside the post, or write {: width="200"} after it',
            )


def _address(href: str, words: str) -> Iterator[Finding]:
    where = f'the link "{_short(words)}"' if words else f"a link to {_short(href)}"
    if href in {"", "#"}:
        yield error("links", f"{where} leads nowhere; give it an address")
    elif TAG.match(href) or href.startswith(_ELSEWHERE):
        return
    elif not _is_web(href):
        yield error("links", f"{where} leads to {_short(href)!r}; write a whole https address")
    elif _LOCAL.fullmatch(host := urlsplit(href).hostname or ""):
        yield error("links", f"links lead to {host}, which is each reader's own machine; set url")
    elif host.removeprefix("www.") in _SHORTENERS:
        yield warning("links", f"{where} is shortened by {host}, which filters distrust")
    elif href.startswith("http:"):
        yield warning("links", f"{where} leads to {_short(href)} without https")


def _said(href: str, words: str) -> Iterator[Finding]:
    if not words:
        yield error("links", f"the link to {_short(href)} has no words, nor a picture with any")
    elif words.casefold().strip(" .…»>→:!") in _BARE:
        yield warning("links", f'the link "{words}" to {_short(href)} does not say where it leads')
    elif _is_web(href) and (seen := _SEEN_AS_URL.fullmatch(words)) and "/" in words:
        shown, real = seen[1].casefold(), (urlsplit(href).hostname or "").casefold()
        if shown.removeprefix("www.") != real.removeprefix("www."):
            yield warning("links", f'"{_short(words)}" leads to {real}: it looks like phishing')


def _source(src: str, name: str) -> Iterator[Finding]:
    if src.startswith("data:"):
        yield error("pictures", "a picture stands in the mail itself (data:), which Gmail drops")
    elif src.startswith("http:") and not _LOCAL.fullmatch(urlsplit(src).hostname or ""):
        yield warning("pictures", f"{name} comes without https; some clients then show nothing")
    elif not _is_web(src) and not TAG.match(src) and not src.startswith("cid:"):
        yield error("pictures", f"{name or 'a picture'} has no whole https address")


def _alternative(element: HtmlElement, name: str) -> Iterator[Finding]:
    alt = element.get("alt")
    if alt is None:
        yield error("pictures", f"{name} has no alternative text; write ![what it shows](…)")
    elif not alt.strip():
        yield warning("pictures", f"{name} has an empty alternative text; say what it shows")
    elif alt in picture_names():
        yield warning("pictures", f'{name} is called "{alt}" alone; say what it shows')
    elif _FILE_NAME.fullmatch(alt.strip().casefold()):
        yield warning("pictures", f"{name} has a file's name as its text; say what it shows")


def is_local(host: str) -> bool:
    """Tell whether *host* means the machine that asks."""
    return bool(_LOCAL.fullmatch(host))


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://"))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
