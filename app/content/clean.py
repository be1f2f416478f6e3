"""A body's HTML, cleaned for who reads it elsewhere: in a feed reader, in a mail program.

Its links are found by their letters, as everywhere; a real parser (nh3) has the last word, except
where it is known beforehand (:mod:`app.content.tidy`).
"""

from __future__ import annotations

import html as entities
import re
from functools import lru_cache
from typing import TYPE_CHECKING

import nh3
from markupsafe import Markup

from app.content.html import (
    ATTRIBUTES,
    COMMENT,
    absolute_link,
    absolute_links,
    select_outlet,
    tag_attributes,
)
from app.content.maths import ELEMENTS, maths_as_code
from app.content.tidy import Linking, tidy_for_feed

if TYPE_CHECKING:
    from app.config import Config

_EMBED = re.compile(
    rf"<(iframe|embed|object|video|audio)\b({ATTRIBUTES})>(?:(.*?)</\1\s*>)?",
    re.DOTALL | re.IGNORECASE,
)
_SOURCE = re.compile(rf"<source\b({ATTRIBUTES})>", re.IGNORECASE)
_ALIGNED = re.compile(r'<(t[dh])\b([^>]*) class="align-(left|center|right)"')
#: From the site's root, with no segment that means another.
_ROOTED = re.compile(r"(?:/[\w-][\w.~-]*)+/?")
_CODE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
_SAID = re.compile(r"<code>.*?</code>", re.DOTALL)
_QUOTE = re.compile(r'(<[^>]*>)|"')
_SPAN = re.compile(r"</?span\b[^>]*>")
_HIGHLIGHTED = re.compile(
    r'<div class="highlight">(<pre>(?:(?!</div>).)*?</pre>)\s*</div>', re.DOTALL
)

_TAGS = nh3.ALLOWED_TAGS | {"section"} | ELEMENTS.keys()
_FEED_ATTRIBUTES = {
    "*": {"id", "title", "lang", "dir"},
    "a": {"href", "hreflang", "rel"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height"},
    "td": {"align", "colspan", "rowspan", "headers"},
    "th": {"align", "colspan", "rowspan", "headers", "scope"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "blockquote": {"cite"},
    "q": {"cite"},
    "time": {"datetime"},
    "del": {"cite", "datetime"},
    "ins": {"cite", "datetime"},
    "details": {"open"},
}
#: Mail clients draw no MathML: there the TeX stands for it.
_WITH_MATHS = _FEED_ATTRIBUTES | ELEMENTS
_MAIL_ATTRIBUTES = {
    tag: (names - {"srcset", "sizes", "id"}) | {"class"} for tag, names in _FEED_ATTRIBUTES.items()
}
#: These go with all that is in them: their words are labels, code or drawings.
_WITH_WORDS = {"script", "style", "svg", "select", "textarea", "button", "template", "title"}
_SCHEMES = {"data", "http", "https", "mailto", "tel", "sms", "xmpp", "irc", "ircs", "geo", "magnet"}


def clean_for_feed(html: str, *, config: Config, address: str) -> Markup:
    """Make *html* fit for a feed entry: absolute links, and nothing that runs, frames or asks.

    An embed becomes a link to what it showed. Column alignment becomes ``align``, which readers
    keep where they drop classes.
    """
    tidy = tidy_for_feed(str(html), linking_at(address, config=config))
    if tidy is not None:
        return Markup(tidy)
    html = _ALIGNED.sub(r'<\1\2 align="\3"', str(select_outlet(html, "web")))
    # Colours stay behind, so code is what it says and nothing else.
    html = _HIGHLIGHTED.sub(r"\1", _CODE.sub(lambda found: _SPAN.sub("", found[0]), html))
    cleaned = _clean(html, _WITH_MATHS, config=config, address=address)
    # What code says of href="/x" is no link; without quotes, nobody who searches text takes it so.
    return Markup(_SAID.sub(lambda found: _QUOTE.sub(_quoted, found[0]), str(cleaned)))


def linking_at(address: str, *, config: Config) -> Linking:
    """Say what becomes of links in a feed's entry for the writing at *address*."""
    here = config.absolute(address)

    def absolute(link: str) -> str:
        if link.startswith("#"):
            return here + link
        # Most links need no parts taken and put together.
        if _ROOTED.fullmatch(link):
            return config.absolute(link)
        return absolute_link(link, config=config, address=address)

    return Linking(absolute=absolute, is_known=_is_let_through)


@lru_cache(maxsize=1024)  # asked for every link
def _is_let_through(beginning: str) -> bool:
    """Tell whether links with this *beginning*, up to the path, pass the cleaner as they are."""
    link = f'<a href="{beginning}">x</a>'
    kept: dict[str, set[str]] = {"a": {"href"}}
    return nh3.clean(link, attributes=kept, link_rel=None, url_schemes=_SCHEMES) == link


def _quoted(found: re.Match[str]) -> str:
    return found[1] or "&quot;"


def clean_for_mail(html: str, *, config: Config, address: str) -> Markup:
    """Make *html* fit for a mail: as for a feed, with classes for the stylesheet, without ids.

    A formula becomes its TeX.
    """
    html = maths_as_code(str(select_outlet(html, "mail")))
    return _clean(html, _MAIL_ATTRIBUTES, config=config, address=address)


def _clean(html: str, attributes: dict[str, set[str]], *, config: Config, address: str) -> Markup:
    html = _EMBED.sub(_embed_link, COMMENT.sub("", html))
    html = absolute_links(html, config=config, address=address)
    return Markup(
        nh3.clean(
            html,
            tags=_TAGS,
            clean_content_tags=_WITH_WORDS,
            attributes=attributes,
            attribute_filter=_kept,
            link_rel=None,
            url_schemes=_SCHEMES,
        ).strip()
    )


def _kept(tag: str, name: str, value: str) -> str | None:
    """Let ``data:`` be a picture and nothing else: as a link it could be a page that runs."""
    if not value.lstrip().lower().startswith("data:"):
        return value
    return value if (tag, name) == ("img", "src") and value.startswith("data:image/") else None


def _embed_link(found: re.Match[str]) -> str:
    outer = tag_attributes(found[2])
    first = _SOURCE.search(found[3] or "")
    inner = tag_attributes(first[1]) if first else {}
    link = outer.get("src") or outer.get("data") or inner.get("src")
    if not link:
        return found[3] or ""
    words = outer.get("title") or link
    return f'<a href="{entities.escape(link)}">{entities.escape(words)}</a>'
