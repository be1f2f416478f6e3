"""A body's HTML, adapted for where it is shown.

The HTML was made by Markdown from the author's own words, so its tags are found by their letters:
nothing but attributes of whole tags is ever changed, and what leaves for feed or mail is cleaned by
a real parser at the end (:mod:`app.content.clean`).
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias
from urllib.parse import unquote, urljoin, urlsplit

from markupsafe import Markup

if TYPE_CHECKING:
    from app.config import Config

#: Gives further attributes for an img, from the address (site-relative, decoded) and the width in
#: pixels at which it shows a picture of ours; none where there is nothing to add.
PictureAttributes: TypeAlias = Callable[[str, int], Mapping[str, str]]

#: What may stand between the name of a tag and its end.
ATTRIBUTES = r"""(?:[^>"']++|"[^"]*+"|'[^']*+'|(?!))*+"""
#: Elements that hold words, and have no link of their own: most of them, and the most frequent.
_WORDS = (
    "b|br|code|d[dlt]|div|em|figcaption|h[1-6r]|i|kbd|li|ol|p|pre|s|span|strong|su[bp]"
    "|t[dhr]|table|tbody|thead|ul"
)
#: The name of an element whose links count.
LINKING = re.compile(rf"(?!(?:{_WORDS})\b)[a-zA-Z]")
_TAG = re.compile(rf"<(?!(?:{_WORDS})\b)([a-zA-Z][a-zA-Z0-9]*)\b({ATTRIBUTES})>")
#: One attribute with its value; taking them one by one keeps words inside a value from counting.
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_IMG = re.compile(rf"<img\b{ATTRIBUTES}>", re.IGNORECASE)
_PIXELS = re.compile(r"[1-9][0-9]{0,4}")
#: The attributes that hold links; a srcset holds several.
LINKS = frozenset({"href", "src", "poster", "cite", "srcset"})
#: One picture of a srcset with its size (HTML §4.8.4.2.1): a comma may stand without a space.
_CANDIDATE = re.compile(r"([^\s,]\S*[^\s,]|[^\s,])(\s+[^,]*)?(?:,|$)")
_OUTLET = re.compile(r"<!--\s*(web|mail)-only\s*-->(.*?)<!--\s*end\s*-->\n?", re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_EAGER = re.compile(r"<img (?![^>]*\b(?:loading|decoding)=)")
#: A table that holds no other one.
_WRAPPED = re.compile(r"(<table\b[^<]*+(?:<(?!table\b|/table>)[^<]*+|(?!))*+</table>)")

_SCROLLING = '<div class="table-scroll" tabindex="0" role="group" aria-label="Table">'


def rewrite_links(html: str, change: Callable[[str], str]) -> str:
    """Put ``change(link)`` in place of every link in *html*'s tags (links as people write them)."""

    def attribute(found: re.Match[str]) -> str:
        name = found[1].lower()
        if name not in LINKS:
            return found[0]
        changed = change_links(name, entities.unescape(_value(found)), change)
        return f'{found[1]}{found[2]}"{entities.escape(changed)}"'

    def tag(found: re.Match[str]) -> str:
        return f"<{found[1]}{_ATTRIBUTE.sub(attribute, found[2])}>"

    return _TAG.sub(tag, html)


def _value(attribute: re.Match[str]) -> str:
    return next(part for part in attribute.groups()[2:] if part is not None)


def change_links(name: str, value: str, change: Callable[[str], str]) -> str:
    """Put ``change(link)`` in place of each link in *value* of the attribute *name*."""
    if name != "srcset":
        return change(value.strip())
    found = _CANDIDATE.findall(value)
    return ", ".join(f"{change(link)} {size.strip()}".rstrip() for link, size in found)


def tag_attributes(tag: str) -> dict[str, str]:
    """Return the attributes of *tag*, an opening tag or what stands in it, by lower-case name."""
    found = _ATTRIBUTE.finditer(tag)
    return {one[1].lower(): entities.unescape(_value(one)) for one in found}


def select_outlet(html: str, outlet: Literal["web", "mail"]) -> Markup:
    """Keep what is meant for *outlet*: the other's ``<!-- mail-only -->…<!-- end -->`` goes."""
    return Markup(_select(html, outlet))


def _select(html: str, outlet: str) -> str:
    # str(): a Markup would escape what is put into it.
    html = str(html)
    if "-only" not in html:
        return html
    return _OUTLET.sub(lambda found: found[2] if found[1] == outlet else "", html)


def absolute_links(html: str, *, config: Config, address: str) -> Markup:
    """Make every link in *html*, which stands at *address*, absolute from the configured url."""

    def change(link: str) -> str:
        return absolute_link(link, config=config, address=address)

    return Markup(rewrite_links(str(html), change))


def absolute_link(link: str, *, config: Config, address: str) -> str:
    """Make one *link* of the writing at *address* absolute (RFC 3986 §5)."""
    if link.startswith("//"):
        return f"https:{link}"  # what is read in a mail program has no page to take a scheme from
    if is_foreign(link):
        return link
    if link.startswith(("#", "?")):
        return config.absolute(address) + link
    # lstrip: without a host, urljoin lets too many .. take the first slash away.
    return config.absolute(f"/{urljoin(address, link).lstrip('/')}")


def is_foreign(link: str) -> bool:
    """Tell whether *link* names its own scheme or host, so that nothing may be put before it."""
    if link.startswith(("https://", "http://", "mailto:", "#")):
        return link[0] != "#"
    try:
        parts = urlsplit(link)
    except ValueError:
        return True
    return bool(parts.scheme or parts.netloc)


def adapt_for_page(
    html: str, *, config: Config, picture_attributes: PictureAttributes | None = None
) -> Markup:
    """Make the page's own form of *html*: base path, lazy pictures, keys reach what scrolls.

    *picture_attributes* tells what more to say of a picture of known width, such as ``srcset``.
    """
    html = _select(html, "web")
    # To look for letters costs a tenth of a pattern that finds nothing.
    has_pictures = "<i" in html or "<I" in html
    if has_pictures and picture_attributes:
        html = _IMG.sub(lambda found: _enriched(found[0], picture_attributes), html)
    if config.base_path:
        html = rewrite_links(html, lambda link: _based(link, config.base_path))
    if "<table" in html:
        html = _WRAPPED.sub(rf"{_SCROLLING}\n\1\n</div>", html)
    if "<pre>" in html:
        html = html.replace("<pre>", '<pre tabindex="0">')
    if has_pictures:
        # The first picture may be what a reader sees first: it is not put off.
        first, img, rest = html.partition("<img ")
        html = first + img + _EAGER.sub('<img loading="lazy" decoding="async" ', rest)
    return Markup(html)


def _enriched(tag: str, picture_attributes: PictureAttributes) -> str:
    given = tag_attributes(tag)
    source, width = given.get("src", ""), given.get("width", "")
    if "srcset" in given or not _PIXELS.fullmatch(width) or is_foreign(source):
        return tag
    more = picture_attributes(unquote(source), int(width))
    written = "".join(f' {name}="{entities.escape(value)}"' for name, value in more.items())
    return f"{tag[:-1].rstrip('/ ')}{written}>" if written else tag


def _based(link: str, base_path: str) -> str:
    return base_path + link if link.startswith("/") and not link.startswith("//") else link
