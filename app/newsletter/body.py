"""A post's HTML, made fit for a mail: code coloured in a few colours, links named, no ids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import html as lxml_html
from markupsafe import Markup

from app.content.clean import clean_for_mail
from app.newsletter.picture import fit_picture, show_posters
from app.newsletter.words import letter_words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from app.config import Config
    from app.newsletter.picture import Measure
    from app.newsletter.words import Words

_LAST_HEADING = 6
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


def fit_body(
    html: str,
    *,
    config: Config,
    address: str,
    words: Words | None = None,
    measure: Measure = lambda _url: None,
    deeper: int = 0,
) -> Markup:
    """Clean a body's *html*, which stands at *address*, for a mail.

    Its headings go *deeper* levels down. Films and pictures without a name get one in *words*, or
    in English; *measure* knows the size of pictures that do not say it.
    """
    said = words or letter_words("en")
    cleaned = clean_for_mail(show_posters(str(html), said), config=config, address=address)
    if not cleaned.strip():
        return Markup()
    root = lxml_html.fragment_fromstring(str(cleaned), create_parent="div")
    for element in list(root.iterdescendants()):
        tag = str(element.tag)
        if tag == "img":
            fit_picture(element, measure=measure, words=said)
        elif tag in _FITTERS:
            _FITTERS[tag](element)
        elif re.fullmatch("h[1-6]", tag):
            element.tag = f"h{min(int(tag[1]) + deeper, _LAST_HEADING)}"
    whole: str = lxml_html.tostring(root, encoding="unicode", method="html")
    return Markup(whole.strip()[len("<div>") : -len("</div>")])


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
    elif not link.text_content().strip() and link.find(".//img") is None:
        # A link that shows nothing, or a sign of a font that no mail has, still needs a name.
        link.text = link.get("title") or link.get("href")


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
    "pre": _fit_code,
    "span": _fit_token,
    "table": _wrap_table,
    "th": _fit_head_cell,
}
