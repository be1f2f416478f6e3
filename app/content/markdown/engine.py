"""Python-Markdown, set up to read what people write for GitHub or Jekyll."""

from __future__ import annotations

import re
import threading
from collections import Counter
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import markdown
from markdown.extensions import Extension
from markdown.extensions.smarty import SubstituteTextPattern
from markdown.inlinepatterns import SubstituteTagInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from app.content.blocks import arrange_blocks
from app.content.markdown.code import IndentedCode, render_fence
from app.content.markdown.guards import Reading, spare_time
from app.content.markdown.maths import Maths, MathsExtension

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
_ATTRIBUTES = r"\{(?::[ ]*|(?=[#.]))([^}\n ][^\n]*)\}"
#: At the end of a heading, on the last line of a block, right after an inline element.
_ATTRIBUTE_LISTS = (
    re.compile(rf"[ ]+{_ATTRIBUTES}[ ]*$"),
    re.compile(rf"\n[ ]*{_ATTRIBUTES}[ ]*$"),
    re.compile(rf"^{_ATTRIBUTES}"),
)


class Converter:
    """Reads one text after another, for one thread: to make one takes as long as to read a page."""

    def __init__(self) -> None:
        #: The formulas of the text read last.
        self.maths = Maths()
        self._ids = _HeadingIds(self.maths)
        self._engine = _make_engine(self.maths, self._ids)
        self._is_torn = False

    def convert(self, text: str) -> str:
        """Return the HTML of the Markdown *text*."""
        if self._is_torn:
            # The last text was ended in its middle, and a reset leaves open what it had opened.
            self._engine = _make_engine(self.maths, self._ids)
        self._is_torn = True
        self.maths.forget()
        self._ids.forget()
        self._engine.reset()
        html = self.maths.put_back(self._engine.convert(text))
        self._is_torn = False
        return html

    @property
    def titles(self) -> list[dict[str, Any]]:
        """The headings of the text read last, as the extension for contents has them."""
        found: list[dict[str, Any]] = getattr(self._engine, "toc_tokens", [])
        return found


_own = threading.local()


def get_converter() -> Converter:
    """Return the converter of this thread."""
    if not hasattr(_own, "converter"):
        _own.converter = Converter()
    converter: Converter = _own.converter
    return converter


def _make_engine(maths: Maths, ids: _HeadingIds) -> markdown.Markdown:
    engine = markdown.Markdown(
        output_format="html",
        tab_length=4,
        extensions=[
            *_EXTENSIONS,
            _Ours(),
            MathsExtension(maths),
        ],
        extension_configs={
            "toc": {"slugify": ids.name, "permalink": False},
            "tables": {"use_align_attribute": True},
            "footnotes": {
                "BACKLINK_TEXT": "↩",
                "BACKLINK_TITLE": "Back to the text (note {})",
                "USE_DEFINITION_ORDER": False,
            },
            "smarty": {"substitutions": _SIGNS},
            "pymdownx.tilde": {"subscript": False},
        },
    )
    # Whoever reads the file has seen to line ends and control characters.
    engine.preprocessors.deregister("normalize_whitespace")
    reading = Reading()
    engine.preprocessors.register(_Blocks(engine, maths, reading), "blocks", 25)
    engine.treeprocessors.register(IndentedCode(engine), "indented-code", 30)
    spare_time(engine, reading)
    return engine


def make_heading_id(title: str, separator: str) -> str:
    """Name a heading as GitHub does: lower case, punctuation gone, spaces to hyphens."""
    kept = re.sub(r"[^\w\- ]", "", title.strip().lower())
    return kept.replace(" ", separator) or "section"


class _HeadingIds:
    """Names the headings of one text, each name once: ``words``, ``words-1``, as GitHub does."""

    def __init__(self, maths: Maths) -> None:
        self._times: Counter[str] = Counter()
        self._maths = maths

    def forget(self) -> None:
        """Begin another text."""
        self._times.clear()

    def name(self, title: str, separator: str) -> str:
        """Return the id of the next heading, called *title*."""
        wanted = make_heading_id(self._maths.as_written(title), separator)
        times = self._times[wanted]
        self._times[wanted] += 1
        return f"{wanted}-{times}" if times else wanted


class _Blocks(Preprocessor):
    """Lays the text out as Python-Markdown reads it, and takes fenced code and formulas out."""

    def __init__(self, md: markdown.Markdown, maths: Maths, reading: Reading) -> None:
        super().__init__(md)
        self._maths = maths
        self._reading = reading

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines that are left to read."""
        text = arrange_blocks("\n".join(lines), put_code=self._put)
        self._reading.text = text
        return f"{text}\n\n".split("\n")

    def _put(self, info: str, code: str) -> str:
        is_formula = info == "math"
        html = self._maths.render_fence(code) if is_formula else render_fence(info, code, self.md)
        return self.md.htmlStash.store(html)


class _Ours(Extension):
    """Table cells say their alignment by class, since a strict policy forbids inline styles.

    A backslash at the end of a line breaks it (CommonMark §6.7); one before a dollar keeps it one.
    An apostrophe in a word, or after a formula, is known as one before quotes are paired, which
    ``"it's",`` would confuse. Braces hold attributes when they say so, as kramdown has it
    (``{:``, ``{#``, ``{.``); else they are the author's words.
    """

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 -- Python-Markdown's name
        """Register what does it."""
        md.treeprocessors.register(_Aligner(md), "align-by-class", 5)
        md.treeprocessors.register(_EmptyNotes(md), "empty-notes", 30)
        md.inlinePatterns.register(
            SubstituteTagInlineProcessor(r"\\\n", "br"), "backslash-break", 75
        )
        md.ESCAPED_CHARS.append("$")
        attributes: Any = md.treeprocessors["attr_list"]
        attributes.HEADER_RE, attributes.BLOCK_RE, attributes.INLINE_RE = _ATTRIBUTE_LISTS
        quotes: Any = md.treeprocessors["smarty"]
        apostrophe = SubstituteTextPattern(r"(?:(?<=\w)|(?<=[\x0e-\x17]\x03))'(?=\w)", ("’",), md)
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
