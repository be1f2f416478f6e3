"""Markdown becomes HTML: Python-Markdown, set up to read what people write for GitHub or Jekyll."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup

from app.content.html import is_foreign, plain_text, rewrite_links
from app.content.model import Body, Heading, Level, Problem

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from app.content.model import Source

LONGEST_EXCERPT = 280

_EXTENSIONS = [
    "abbr",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "sane_lists",
    "smarty",
    "tables",
    "toc",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "pymdownx.tasklist",
    "pymdownx.tilde",
]
#: Letters, not entities: shorter, and the same in HTML and XML.
_SIGNS = {
    "left-single-quote": "‘",
    "right-single-quote": "’",
    "left-double-quote": "“",
    "right-double-quote": "”",
    "ellipsis": "…",
    "ndash": "–",
    "mdash": "—",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MORE = re.compile(r"<!--\s*more\s*-->\n?")
_FIGURE = re.compile(r'<p>(<img\b[^>]*?)\stitle="([^"]+)"([^>]*>)\s*</p>')
_IMG = re.compile(r'<img\b[^>]*?\ssrc="([^"]+)"[^>]*?>')
#: A box that cannot be ticked is a sign: it needs no label, and no outlet drops it.
_CHECKBOX = re.compile(r'<input type="checkbox" disabled( checked)?/?>')
_PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.DOTALL)
_HEADING_TAG = re.compile(r"(</?h)([1-5])\b")
_FOOTNOTE_SIGN = re.compile(r"<sup\b[^>]*>.*?</sup>", re.DOTALL)
_ASIDE = re.compile(r'<pre\b.*?</pre>|<div class="footnote">.*', re.DOTALL)
_SCRIPTLESS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\u0e00-\u0e7f"
_WORD = re.compile(rf"[^\W{_SCRIPTLESS}]+(?:['’-]\w+)*|[{_SCRIPTLESS}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a body's links can reach: both functions are handed in by the library."""

    #: A link's path as written (no query, no fragment) -> the address it means, or None.
    resolve: Callable[[str], str | None]
    #: The address of a picture of ours -> its width and height, or None.
    measure: Callable[[str], tuple[int, int] | None]


def render_body(text: str, *, source: Source, surroundings: Surroundings) -> Body:
    """Render the Markdown *text* that stands in *source* below its header.

    Links to files of the content folder become addresses; one that leads nowhere is a notice with
    its line. The same text and surroundings give the same HTML.
    """
    text = _CONTROL.sub("", text)
    engine = _engine()
    raw = engine.convert(text)
    links = _Links(text=text, source=source, resolve=surroundings.resolve)
    html = rewrite_links(raw, links.change)
    html = _IMG.sub(lambda found: _sized(found, surroundings), html)
    html = _CHECKBOX.sub(lambda found: "☑" if found[1] else "☐", html)
    html = _FIGURE.sub(r"<figure>\1\3<figcaption>\2</figcaption></figure>", html)
    shift = 1 if "<h1" in html else 0
    if shift:
        html = _HEADING_TAG.sub(lambda found: f"{found[1]}{int(found[2]) + 1}", html)
    running = _ASIDE.sub("", html)
    return Body(
        html=Markup(_MORE.sub("", html)),
        markdown=_MORE.sub("", text),
        excerpt=_excerpt(running),
        words=count_words(plain_text(running)),
        headings=tuple(_headings(getattr(engine, "toc_tokens", []), shift)),
        problems=tuple(links.problems),
    )


def _engine() -> markdown.Markdown:
    """Make a new converter: one keeps state between texts and may not be shared by threads."""
    return markdown.Markdown(
        output_format="html",
        tab_length=4,
        extensions=[*_EXTENSIONS, _AlignByClass()],
        extension_configs={
            "toc": {"slugify": make_heading_id, "permalink": False},
            "tables": {"use_align_attribute": True},
            "footnotes": {"BACKLINK_TEXT": "↩", "BACKLINK_TITLE": "Back to the text (note {})"},
            "smarty": {"substitutions": _SIGNS},
            "pymdownx.highlight": {
                "css_class": "highlight",
                "guess_lang": False,
                "use_pygments": True,
            },
            "pymdownx.tilde": {"subscript": False},
        },
    )


def make_heading_id(title: str, separator: str) -> str:
    """Name a heading as GitHub does: lower case, punctuation gone, spaces to hyphens."""
    kept = re.sub(r"[^\w\- ]", "", title.strip().lower())
    return kept.replace(" ", separator) or "section"


def count_words(text: str) -> int:
    """Count the words of *text*; scripts without spaces count two signs as a word."""
    words = _WORD.findall(text)
    signs = sum(len(word) == 1 and ord(word) >= 0x0E00 for word in words)  # noqa: PLR2004 -- where those scripts begin
    return len(words) - signs // 2


class _Links:
    """Resolves the links of one text and gathers those that lead nowhere."""

    def __init__(self, *, text: str, source: Source, resolve: Callable[[str], str | None]) -> None:
        self.problems: list[Problem] = []
        self._text = text
        self._source = source
        self._resolve = resolve

    def change(self, link: str) -> str:
        """Return the address that *link* means, or *link* itself."""
        path, mark, rest = _split_link(link)
        if not path or is_foreign(link):
            return link
        address = self._resolve(path)
        if address is None:
            self.problems.append(self._missing(link))
            return link
        return f"{address}{mark}{rest}"

    def _missing(self, link: str) -> Problem:
        place = max(self._text.find(link), 0)
        return Problem(
            path=self._source.path,
            line=self._source.body_line + self._text.count("\n", 0, place),
            what=f"links to {link!r}, which is not in this site; check its spelling and its folder",
            level=Level.NOTICE,
        )


def _split_link(link: str) -> tuple[str, str, str]:
    found = re.search(r"[?#]", link)
    if not found:
        return link, "", ""
    return link[: found.start()], found[0], link[found.end() :]


class _AlignByClass(Extension):
    """Table cells say their alignment by class, since a strict policy forbids inline styles."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 -- Python-Markdown's name
        """Register what does it."""
        md.treeprocessors.register(_Aligner(md), "align-by-class", 5)


class _Aligner(Treeprocessor):
    def run(self, root: Element) -> None:
        """Turn ``align`` into a class."""
        for cell in root.iter():
            if cell.tag in {"td", "th"} and (align := cell.attrib.pop("align", "")):
                cell.set("class", f"align-{align}")


def _sized(found: re.Match[str], surroundings: Surroundings) -> str:
    tag = found[0]
    source = entities.unescape(found[1])
    if re.search(r"\s(?:width|height)\s*=", tag) or is_foreign(source):
        return tag
    size = surroundings.measure(source)
    if size is None:
        return tag
    return f'{tag[:-1].rstrip("/ ")} width="{size[0]}" height="{size[1]}">'


def _excerpt(html: str) -> str:
    """Return the words before ``<!--more-->``, else the first paragraph, cut at a word."""
    before, mark, _ = html.partition("<!--more-->")
    if not mark:
        found = _PARAGRAPH.search(html)
        before = found[1] if found else html
    text = plain_text(_FOOTNOTE_SIGN.sub("", before))
    if len(text) <= LONGEST_EXCERPT:
        return text
    cut = text[: LONGEST_EXCERPT - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:–—") + "…"


def _headings(tokens: list[dict[str, Any]], shift: int) -> list[Heading]:
    found = []
    for token in tokens:
        title = entities.unescape(str(token["name"]))
        found.append(Heading(level=int(token["level"]) + shift, id=str(token["id"]), title=title))
        found += _headings(token["children"], shift)
    return found
