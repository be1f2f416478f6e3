"""Markdown becomes HTML: Python-Markdown, set up to read what people write for GitHub or Jekyll."""

from __future__ import annotations

import html as entities
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from markupsafe import Markup

from app.content.html import is_foreign, rewrite_links, select_outlet, tag_attributes
from app.content.jekyll.lists import cut_lists
from app.content.liquid.fences import fence_code
from app.content.liquid.model import Rendered, has_liquid
from app.content.markdown.convert import Converted, convert
from app.content.markdown.kind import inner_html, is_markdown
from app.content.markdown.links import Lines, Links
from app.content.model import Body, Heading
from app.content.surroundings import Surroundings
from app.content.words import count_words_of, plain_text

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
_PARAGRAPH = re.compile(r"<p\b[^>]*>((?:[^<]++|<(?!/p>)|(?!))*+)</p>")
_HEADING_TAG = re.compile(r"(</?h)([1-5])\b")
_FOOTNOTE_SIGN = re.compile(r'<sup id="fnref[^>]*>.*?</sup>', re.DOTALL)
_NOTES = '<div class="footnote">'
_PRE = re.compile(r"<pre\b")


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
    lines = Lines(text, source, liquid.lines)
    links = Links(lines=lines, source=source, resolve=surroundings.resolve)
    if is_markdown(source.path):
        made = convert(text, options, links.change)
    else:
        made = Converted(html=rewrite_links(inner_html(text), links.change))
    html = made.html
    # To look for a few letters takes a tenth of what an expression takes that begins with them.
    if "<img" in html:
        html = _IMG.sub(lambda found: _sized(found, surroundings), html)
        if options is None:
            html = _FIGURE.sub(r"<figure>\1\3<figcaption>\2</figcaption></figure>", html)
    if "<input" in html:
        html = _CHECKBOX.sub(lambda found: "☑" if found[1] else "☐", html)
    # Beside the page's title, ours step down; a Jekyll post keeps the structure that it had.
    shift = 1 if options is None and "<h1" in html else 0
    if shift:
        html = _HEADING_TAG.sub(lambda found: f"{found[1]}{int(found[2]) + 1}", html)
    running = _running_text(html)
    return Body(
        html=Markup(_MORE.sub("", html) if "<!--" in html else html),
        markdown=fence_code(_MORE.sub("", text)),
        excerpt=_excerpt(running),
        words=count_words_of(running),
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


def _running_text(html: str) -> str:
    """Return the part of *html* that is read from line to line: no code of its own, no notes."""
    if "-only" in html:
        html = str(select_outlet(html, "web"))
    html, place, kept = html.partition(_NOTES)[0], 0, []
    while begin := _PRE.search(html, place):
        end = html.find("</pre>", begin.end())
        if end < 0:
            break
        kept.append(html[place : begin.start()])
        place = end + len("</pre>")
    html = "".join([*kept, html[place:]])
    return _FOOTNOTE_SIGN.sub("", html) if "<sup" in html else html


def _excerpt(html: str) -> str:
    """Return the words before ``<!--more-->``, else the first paragraph, cut at a word."""
    if "<!--" in html and (more := _MORE.search(html)):
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
