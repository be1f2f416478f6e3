"""Markdown becomes HTML: Python-Markdown, set up to read what people write for GitHub or Jekyll."""

from __future__ import annotations

import html as entities
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote
from xml.etree.ElementTree import SubElement

import markdown
from markdown.extensions import Extension
from markdown.extensions.smarty import SubstituteTextPattern
from markdown.inlinepatterns import SubstituteTagInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup

from app.content.blocks import arrange_blocks
from app.content.html import (
    is_foreign,
    plain_text,
    rewrite_links,
    select_outlet,
    tag_attributes,
)
from app.content.links import split_link
from app.content.model import Body, Heading, Level, Problem

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from app.content.model import Source

LONGEST_EXCERPT = 280

#: Signs that may stand in a link's path as they are (RFC 3986 §3.3); others are percent-encoded.
_SAFE = "/:@!$&'()*+,;=~-._%"

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
_IMG = re.compile(r"""<img\b(?:[^>"']|"[^"]*"|'[^']*')*>""")
_ATTRIBUTES = r"\{(?::[ ]*|(?=[#.]))([^}\n ][^\n]*)\}"
#: At the end of a heading, on the last line of a block, right after an inline element.
_ATTRIBUTE_LISTS = (
    re.compile(rf"[ ]+{_ATTRIBUTES}[ ]*$"),
    re.compile(rf"\n[ ]*{_ATTRIBUTES}[ ]*$"),
    re.compile(rf"^{_ATTRIBUTES}"),
)
#: A box that cannot be ticked is a sign: it needs no label, and no outlet drops it.
_CHECKBOX = re.compile(r'<input type="checkbox" disabled( checked)?/?>')
_PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.DOTALL)
_HEADING_TAG = re.compile(r"(</?h)([1-5])\b")
_FOOTNOTE_SIGN = re.compile(r'<sup id="fnref[^>]*>.*?</sup>', re.DOTALL)
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
    raw = engine.convert(arrange_blocks(text))
    links = _Links(text=text, source=source, resolve=surroundings.resolve)
    html = rewrite_links(raw, links.change)
    html = _IMG.sub(lambda found: _sized(found, surroundings), html)
    html = _CHECKBOX.sub(lambda found: "☑" if found[1] else "☐", html)
    html = _FIGURE.sub(r"<figure>\1\3<figcaption>\2</figcaption></figure>", html)
    shift = 1 if "<h1" in html else 0
    if shift:
        html = _HEADING_TAG.sub(lambda found: f"{found[1]}{int(found[2]) + 1}", html)
    running = _FOOTNOTE_SIGN.sub("", _ASIDE.sub("", select_outlet(html, "web")))
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
        extensions=[*_EXTENSIONS, _Ours()],
        extension_configs={
            "toc": {"slugify": _HeadingIds().name, "permalink": False},
            "tables": {"use_align_attribute": True},
            "footnotes": {
                "BACKLINK_TEXT": "↩",
                "BACKLINK_TITLE": "Back to the text (note {})",
                "USE_DEFINITION_ORDER": False,
            },
            "smarty": {"substitutions": _SIGNS},
            "pymdownx.highlight": {
                "css_class": "highlight",
                "guess_lang": False,
                "use_pygments": True,
            },
            "pymdownx.superfences": {"preserve_tabs": True},
            "pymdownx.tilde": {"subscript": False},
        },
    )


def make_heading_id(title: str, separator: str) -> str:
    """Name a heading as GitHub does: lower case, punctuation gone, spaces to hyphens."""
    kept = re.sub(r"[^\w\- ]", "", title.strip().lower())
    return kept.replace(" ", separator) or "section"


class _HeadingIds:
    """Names the headings of one text, each name once: ``words``, ``words-1``, as GitHub does."""

    def __init__(self) -> None:
        self._times: Counter[str] = Counter()

    def name(self, title: str, separator: str) -> str:
        """Return the id of the next heading, called *title*."""
        wanted = make_heading_id(title, separator)
        times = self._times[wanted]
        self._times[wanted] += 1
        return f"{wanted}-{times}" if times else wanted


def count_words(text: str) -> int:
    """Count the words of *text*; scripts without spaces count two signs as a word."""
    words = _WORD.findall(text)
    signs = sum(len(word) == 1 and ord(word) >= 0x0E00 for word in words)  # noqa: PLR2004 -- where those scripts begin
    return len(words) - signs // 2


class _Links:
    """Resolves the links of one text and gathers those that lead nowhere."""

    def __init__(self, *, text: str, source: Source, resolve: Callable[[str], str | None]) -> None:
        self.problems: list[Problem] = []
        self._places: dict[str, int] = {}
        self._text = text
        self._source = source
        self._resolve = resolve

    def change(self, link: str) -> str:
        """Return the address that *link* means, or *link* itself."""
        path, mark, rest = split_link(link)
        if not path or is_foreign(link):
            return link
        address = self._resolve(path)
        if address is None:
            self.problems.append(self._missing(link))
            return link
        return f"{quote(address, safe=_SAFE)}{mark}{rest}"

    def _missing(self, link: str) -> Problem:
        place = self._place(link)
        return Problem(
            path=self._source.path,
            line=self._source.body_line + self._text.count("\n", 0, place),
            what=f"links to {link!r}, which is not in this site; check its spelling and its folder",
            level=Level.NOTICE,
        )

    def _place(self, link: str) -> int:
        """Return where *link* stands in the text: each time it is asked for, the next place."""
        after = self._places.get(link, 0)
        written = re.compile(rf"(?<=[(<\"'=\s]){re.escape(link)}(?=[)>\"'\s]|$)")
        found = written.search(self._text, after)
        if found:
            self._places[link] = found.end()
            return found.start()
        return max(self._text.find(link), 0)


class _Ours(Extension):
    """Table cells say their alignment by class, since a strict policy forbids inline styles.

    A backslash at the end of a line breaks it (CommonMark §6.7). An apostrophe in a word is known
    as one before quotes are paired, which ``"it's",`` would confuse. Braces hold attributes when
    they say so, as kramdown has it (``{:``, ``{#``, ``{.``); else they are the author's words.
    """

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 -- Python-Markdown's name
        """Register what does it."""
        md.treeprocessors.register(_Aligner(md), "align-by-class", 5)
        md.treeprocessors.register(_EmptyNotes(md), "empty-notes", 30)
        md.inlinePatterns.register(
            SubstituteTagInlineProcessor(r"\\\n", "br"), "backslash-break", 75
        )
        attributes: Any = md.treeprocessors["attr_list"]
        attributes.HEADER_RE, attributes.BLOCK_RE, attributes.INLINE_RE = _ATTRIBUTE_LISTS
        quotes: Any = md.treeprocessors["smarty"]
        apostrophe = SubstituteTextPattern(r"(?<=\w)'(?=\w)", ("’",), md)
        quotes.inlinePatterns.register(apostrophe, "apostrophe", 60)


class _Aligner(Treeprocessor):
    def run(self, root: Element) -> None:
        """Turn ``align`` into a class."""
        for cell in root.iter():
            if cell.tag in {"td", "th"} and (align := cell.attrib.pop("align", "")):
                cell.set("class", f"align-{align}")


class _EmptyNotes(Treeprocessor):
    def run(self, root: Element) -> None:
        """Give a footnote without words its way back, without which they cannot be ordered."""
        for item in root.iter("li"):
            name = item.get("id", "")
            if name.startswith("fn:") and not len(item):
                back = {"class": "footnote-backref", "href": f"#fnref:{name.removeprefix('fn:')}"}
                SubElement(SubElement(item, "p"), "a", back).text = "↩"


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


def _headings(tokens: list[dict[str, Any]], shift: int) -> list[Heading]:
    found = []
    for token in tokens:
        title = entities.unescape(str(token["name"]))
        found.append(Heading(level=int(token["level"]) + shift, id=str(token["id"]), title=title))
        found += _headings(token["children"], shift)
    return found
