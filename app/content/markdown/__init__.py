"""Markdown becomes HTML: Python-Markdown, set up to read what people write for GitHub or Jekyll."""

from __future__ import annotations

import html as entities
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from markupsafe import Markup

from app.content.html import (
    is_foreign,
    plain_text,
    rewrite_links,
    select_outlet,
    tag_attributes,
)
from app.content.jekyll.lists import cut_lists
from app.content.liquid.fences import fence_code
from app.content.liquid.model import Rendered, has_liquid
from app.content.markdown.convert import Converted, convert
from app.content.markdown.kind import inner_html, is_markdown
from app.content.markdown.links import Lines, Links
from app.content.model import Body, Heading
from app.content.surroundings import Surroundings

if TYPE_CHECKING:
    from app.content.markdown.maths import Maths
    from app.content.model import Source

LONGEST_EXCERPT = 280

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MORE = re.compile(r"<!--\s*more\s*-->\n?")
_FIGURE = re.compile(r'<p>(<img\b[^>]*?)\stitle="([^"]+)"([^>]*>)\s*</p>')
_IMG = re.compile(r"""<img\b(?:[^>"']|"[^"]*"|'[^']*')*>""")
#: A box that cannot be ticked is a sign: it needs no label, and no outlet drops it.
_CHECKBOX = re.compile(r'<input type="checkbox" disabled( checked)?/?>')
_PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.DOTALL)
_HEADING_TAG = re.compile(r"(</?h)([1-5])\b")
_FOOTNOTE_SIGN = re.compile(r'<sup id="fnref[^>]*>.*?</sup>', re.DOTALL)
_ASIDE = re.compile(r'<pre\b.*?</pre>|<div class="footnote">.*', re.DOTALL)
_SCRIPTLESS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\u0e00-\u0e7f"
_SIGN = re.compile(f"[{_SCRIPTLESS}]")
_SPACED_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_WORD = re.compile(rf"[^\W{_SCRIPTLESS}]+(?:['’-]\w+)*|[{_SCRIPTLESS}]")


def render_body(text: str, *, source: Source, surroundings: Surroundings) -> Body:
    """Render the Markdown *text* that stands in *source* below its header.

    Links to files of the content folder become addresses; one that leads nowhere is a notice with
    its line. The same text and surroundings give the same HTML.
    """
    text = _CONTROL.sub("", cut_lists(text) if surroundings.is_home else text)
    liquid = _fill_in(text, source, surroundings)
    text, options = liquid.text, surroundings.options
    if surroundings.is_raw:
        return Body(html=Markup(text), problems=liquid.problems)
    is_read = is_markdown(source.path)
    made = convert(text, options) if is_read else Converted(html=inner_html(text))
    lines = Lines(text, source, liquid.lines)
    links = Links(lines=lines, source=source, resolve=surroundings.resolve)
    html = rewrite_links(made.html, links.change)
    html = _IMG.sub(lambda found: _sized(found, surroundings), html)
    html = _CHECKBOX.sub(lambda found: "☑" if found[1] else "☐", html)
    if options is None:
        html = _FIGURE.sub(r"<figure>\1\3<figcaption>\2</figcaption></figure>", html)
    # Beside the page's title, ours step down; a Jekyll post keeps the structure that it had.
    shift = 1 if options is None and "<h1" in html else 0
    if shift:
        html = _HEADING_TAG.sub(lambda found: f"{found[1]}{int(found[2]) + 1}", html)
    running = _FOOTNOTE_SIGN.sub("", _ASIDE.sub("", select_outlet(html, "web")))
    return Body(
        html=Markup(_MORE.sub("", html)),
        markdown=fence_code(_MORE.sub("", text)),
        excerpt=_excerpt(running),
        words=count_words(plain_text(running)),
        headings=tuple(_headings(made.contents, shift, made.maths)),
        problems=(
            *liquid.problems,
            *links.problems,
            *(made.maths.problems(lines, source) if made.maths else ()),
        ),
    )


def _fill_in(text: str, source: Source, surroundings: Surroundings) -> Rendered:
    """Render the Liquid of *text*, where there is some, and mark where its excerpt ends."""
    separator = surroundings.excerpt_separator
    if separator.strip() and separator in text and not _MORE.search(text):
        text = text.replace(separator, f"<!--more-->{separator}", 1)
    if surroundings.ask is None or not has_liquid(text):
        return Rendered(text=text)
    # Half a second to load, and most folders have no text that needs it.
    from app.content.liquid.render import render_text  # noqa: PLC0415

    def markdown(words: str) -> str:
        return convert(words, surroundings.options).html

    return render_text(text, source=source, ask=surroundings.ask, markdown=markdown)


def count_words(text: str) -> int:
    """Count the words of *text*; scripts without spaces count two signs as a word."""
    if text.isascii() or not _SIGN.search(text):
        return len(_SPACED_WORD.findall(text))
    words = _WORD.findall(text)
    signs = sum(len(word) == 1 and ord(word) >= 0x0E00 for word in words)  # noqa: PLR2004 -- where those scripts begin
    return len(words) - signs // 2


def _sized(found: re.Match[str], surroundings: Surroundings) -> str:
    tag = found[0]
    attributes = tag_attributes(tag)
    source = attributes.get("src", "")
    if attributes.keys() & {"width", "height"} or not source or is_foreign(source):
        return tag
    size = surroundings.measure(unquote(source))
    if size is None:
        return tag
    return f'{tag[:-1].rstrip("/ ")} width="{size[0]}" height="{size[1]}">'


def _excerpt(html: str) -> str:
    """Return the words before ``<!--more-->``, else the first paragraph, cut at a word."""
    more = _MORE.search(html)
    if more:
        text = plain_text(html[: more.start()])
    else:
        paragraphs = (plain_text(found[1]) for found in _PARAGRAPH.finditer(html))
        text = next(filter(None, paragraphs), "") or plain_text(html)
    if len(text) <= LONGEST_EXCERPT:
        return text
    cut = text[: LONGEST_EXCERPT - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:–—") + "…"


def _headings(tokens: list[dict[str, Any]], shift: int, maths: Maths | None) -> list[Heading]:
    found = []
    for token in tokens:
        title = entities.unescape(str(token["name"]))
        if maths:
            title = maths.as_written(title)
        found.append(Heading(level=int(token["level"]) + shift, id=str(token["id"]), title=title))
        found += _headings(token["children"], shift, maths)
    return found
