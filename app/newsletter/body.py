"""A post's HTML, made fit for a mail: pictures sized, code coloured in a few colours, no ids."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import html as lxml_html
from markupsafe import Markup

from app.content.html import clean_for_mail, tag_attributes

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from app.config import Config

#: The column of text in the 600 pixels of a mail; style.css leaves 32 on each side.
COLUMN = 536

#: A picture of so many pixels fits beside nothing else on every phone.
_ALWAYS_FITS = 240
_LAST_HEADING = 6
#: Kinds of picture that mail clients do not show (Outlook none of them, Gmail no SVG).
_UNSHOWN = (".svg", ".webp", ".avif", ".jxl", ".heic", ".tif", ".tiff", ".bmp", ".ico")
_VIDEO = re.compile(r"<video\b([^<>]*)>(?:(.*?)</video\s*>)?", re.DOTALL)
#: Pygments has some eighty kinds of token; by these beginnings they share the colours of style.css.
#: The longest that fits decides; what fits none is plain, and its span goes.
_TOKENS = {
    "c": "tok-c", "gp": "tok-c", "go": "tok-c",
    "k": "tok-k", "ow": "tok-k", "nt": "tok-k",
    "s": "tok-s", "dl": "tok-s",
    "m": "tok-m", "il": "tok-m", "l": "tok-m", "kc": "tok-m",
    "nf": "tok-f", "fm": "tok-f", "nc": "tok-f", "nd": "tok-f", "nn": "tok-f", "ne": "tok-f",
    "nb": "tok-b", "bp": "tok-b", "na": "tok-b", "ni": "tok-b", "nl": "tok-b", "nv": "tok-b",
    "gd": "tok-d", "gr": "tok-d", "err": "tok-d",
    "gi": "tok-i", "gh": "tok-k", "gu": "tok-k",
}  # fmt: skip


def fit_body(html: str, *, config: Config, address: str, deeper: int = 0) -> Markup:
    """Clean a body's *html*, which stands at *address*, for a mail.

    Its headings go *deeper* levels down.
    """
    simple = _VIDEO.sub(_poster, str(html))
    cleaned = clean_for_mail(simple, config=config, address=address)
    if not cleaned.strip():
        return Markup()
    root = lxml_html.fragment_fromstring(str(cleaned), create_parent="div")
    for element in list(root.iterdescendants()):
        _fit_element(element, deeper)
    whole: str = lxml_html.tostring(root, encoding="unicode", method="html")
    return Markup(whole.strip()[len("<div>") : -len("</div>")])


def is_unshown(address: str) -> bool:
    """Tell whether mail clients pass over a picture of the kind at *address*."""
    return urlsplit(address).path.lower().endswith(_UNSHOWN)


def _poster(found: re.Match[str]) -> str:
    """Let a film's poster lead to the film, with words below; without one, only words do."""
    film = tag_attributes(found[1])
    inner = re.search(r"<source\b([^<>]*)>", found[2] or "")
    link = film.get("src") or (tag_attributes(inner[1]).get("src", "") if inner else "")
    if not link or not film.get("poster"):
        return found[0]
    said = film.get("title") or film.get("aria-label") or "Watch the film"
    picture = f'<img src="{escape(film["poster"])}" alt="{escape(said)}">'
    start = f'<a href="{escape(link)}">'
    return (
        f"<figure>{start}{picture}</a><figcaption>{start}{escape(said)}</a></figcaption></figure>"
    )


def _fit_element(element: HtmlElement, deeper: int) -> None:
    tag = str(element.tag)
    if re.fullmatch("h[1-6]", tag):
        element.tag = f"h{min(int(tag[1]) + deeper, _LAST_HEADING)}"
    elif tag in _FITTERS:
        _FITTERS[tag](element)


def _fit_head_cell(cell: HtmlElement) -> None:
    """Say what a head of a table heads: its column, or the row it begins."""
    if not cell.get("scope"):
        cell.set("scope", "row" if cell.getprevious() is None and _is_below(cell) else "col")


def _fit_code(block: HtmlElement) -> None:
    """Code reads from left to right in every language."""
    block.set("dir", "ltr")


def _fit_abbreviation(element: HtmlElement) -> None:
    """Leave the short form alone: the long one shows only under a mouse, and Outlook drops both."""
    element.drop_tag()


def _is_below(cell: HtmlElement) -> bool:
    return any(parent.tag == "tbody" for parent in cell.iterancestors())


def _fit_link(link: HtmlElement) -> None:
    """Take out the ways between text and footnotes: clients drop the ids they lead to."""
    if "footnote-backref" in link.classes:
        link.drop_tree()
    elif "footnote-ref" in link.classes or not link.get("href"):
        link.drop_tag()


def _fit_token(span: HtmlElement) -> None:
    kind = _token_kind(span.get("class", "").partition(" ")[0])
    inside_code = any(parent.tag == "pre" for parent in span.iterancestors())
    if kind and inside_code:
        span.set("class", kind)
    else:
        span.drop_tag()


def _token_kind(name: str) -> str:
    for length in range(len(name), 0, -1):
        if name[:length] in _TOKENS:
            return _TOKENS[name[:length]]
    return ""


def _fit_picture(picture: HtmlElement) -> None:
    source = picture.get("src", "")
    if is_unshown(source) or not source or source.startswith("data:"):
        _link_instead(picture, source)
        return
    picture.set("alt", picture.get("alt", ""))
    width, height = (_pixels(picture.get(side, "")) for side in ("width", "height"))
    for side in ("width", "height"):
        picture.attrib.pop(side, None)
    if not width and _stands_alone(picture):
        width, height = COLUMN, 0
    if width > COLUMN:
        width, height = COLUMN, round(height * COLUMN / width)
    if width:
        picture.set("width", str(width))
    if width and height:
        picture.set("height", str(height))
    if width > _ALWAYS_FITS:
        picture.set("style", fluid_style(width))


def fluid_style(width: int) -> str:
    """Let a picture of *width* pixels shrink with its column; Outlook goes by the attribute.

    A percentage as max-width alone would not do: a table cell grows to what its picture asks for.
    """
    return f"width: 100%; max-width: {width}px"


def _link_instead(picture: HtmlElement, source: str) -> None:
    """Say what a picture shows, as a link to it, where clients would show nothing."""
    said = picture.get("alt") or "Picture"
    tail = picture.tail
    picture.clear()
    picture.tail = tail
    is_linked = any(parent.tag == "a" for parent in picture.iterancestors())
    is_link = source and not is_linked and not source.startswith("data:")
    picture.tag = "a" if is_link else "em"
    if picture.tag == "a":
        picture.set("href", source)
    picture.text = said


def _pixels(written: str) -> int:
    return int(written) if written.isdecimal() else 0


def _stands_alone(picture: HtmlElement) -> bool:
    """Tell whether *picture*, linked or not, is all that its paragraph or figure shows."""
    parent = picture.getparent()
    if parent is not None and parent.tag == "a":
        parent = parent.getparent()
    if parent is None or parent.tag not in {"p", "figure", "div"}:
        return False
    return len(parent.findall(".//img")) == 1 and not (
        parent.text_content().strip() and parent.tag == "p"
    )


def _wrap_table(table: HtmlElement) -> None:
    """Let a wide table scroll by itself where a client can, instead of the whole mail."""
    box = lxml_html.Element("div")
    box.set("class", "wide")
    box.tail, table.tail = table.tail, None
    table.addprevious(box)
    box.append(table)


_FITTERS = {
    "a": _fit_link,
    "abbr": _fit_abbreviation,
    "acronym": _fit_abbreviation,
    "img": _fit_picture,
    "pre": _fit_code,
    "span": _fit_token,
    "table": _wrap_table,
    "th": _fit_head_cell,
}
