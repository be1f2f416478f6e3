"""The extension of Python-Markdown that reads a text as kramdown does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ElementTree

import markdown
from markdown.blockparser import BlockParser
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.util import Registry

from app.content.markdown.code import highlight_code
from app.content.markdown.kramdown.blocks import parse_blocks
from app.content.markdown.kramdown.build import Builder
from app.content.markdown.kramdown.document import Document
from app.content.markdown.kramdown.serialize import to_html

if TYPE_CHECKING:
    from app.content.markdown.kramdown.options import MarkdownOptions
    from app.content.markdown.maths import Maths


def make_kramdown(options: MarkdownOptions, maths: Maths | None) -> markdown.Markdown:
    """Make a converter that reads one text as *options* say; *maths* keeps its formulas."""
    return markdown.Markdown(output_format="html", extensions=[KramdownExtension(options, maths)])


class KramdownExtension(Extension):
    """Replaces Python-Markdown's blocks, patterns and serializer by kramdown's grammar."""

    def __init__(self, options: MarkdownOptions, maths: Maths | None) -> None:
        super().__init__()
        self._options = options
        self._maths = maths

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 -- Python-Markdown's name
        """Register what does it."""
        md.preprocessors = Registry()
        md.preprocessors.register(_Lines(md), "lines", 30)
        md.treeprocessors = Registry()
        md.postprocessors = Registry()
        md.inlinePatterns = Registry()
        md.parser = _Parser(md, self._options, self._maths)
        # The serializer is chosen by the name of the output format, after extensions are loaded.
        md.output_formats = dict.fromkeys(md.output_formats, to_html)  # type: ignore[misc]  # a class variable


class _Lines(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        """Unify the ends of lines; tabs stay, for code has them."""
        text = re.sub(r"\r\n?", "\n", "\n".join(lines))
        return text.split("\n")


class _Parser(BlockParser):
    def __init__(
        self, md: markdown.Markdown, options: MarkdownOptions, maths: Maths | None
    ) -> None:
        super().__init__(md)
        self._options = options
        self._maths = maths

    def parseDocument(self, lines: list[str]) -> ElementTree:  # type: ignore[override]  # noqa: N802
        """Read *lines* into a tree whose words are read as well."""
        document = Document(options=self._options)
        text = "\n".join(lines).removesuffix("\n") + "\n"
        root = parse_blocks(text, document)
        builder = Builder(document, self._maths, _highlight)
        tree = ElementTree(builder.build(root))
        self.md.toc_tokens = [  # type: ignore[attr-defined]  # as the extension for contents sets it
            {"level": one.level, "id": one.id, "name": one.words, "children": []}
            for one in builder.headings.titles
        ]
        return tree


def _highlight(code: str, language: str) -> str:
    return highlight_code(code.removesuffix("\n") or "\n", language)
