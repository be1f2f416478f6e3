"""The extension of Python-Markdown that reads a text as kramdown does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ElementTree

from markdown.blockparser import BlockParser
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.util import Registry

from app.content.markdown.code import highlight_code
from app.content.markdown.fences import render_fence
from app.content.markdown.kramdown.blocks import parse_blocks
from app.content.markdown.kramdown.build import Builder
from app.content.markdown.kramdown.document import Document
from app.content.markdown.kramdown.serialize import to_html

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    import markdown

    from app.content.markdown.maths import Maths
    from app.content.markdown_options import MarkdownOptions

_LINE_END = re.compile(r"\r\n?")


class KramdownExtension(Extension):
    """Replaces Python-Markdown's blocks, patterns and serializer by kramdown's grammar."""

    def __init__(self, options: MarkdownOptions) -> None:
        super().__init__()
        self.options = options
        #: Keeps the formulas of the text that is read; whoever gives the text sets it.
        self.maths: Maths | None = None
        #: Returns what a link becomes; links stay without it.
        self.change: Callable[[str], str] | None = None
        #: The headings of the text read last, as the extension for contents has them.
        self.contents: list[dict[str, Any]] = []

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 -- Python-Markdown's name
        """Register what does it."""
        md.preprocessors = Registry()
        md.preprocessors.register(_Lines(md), "lines", 30)
        md.treeprocessors = Registry()
        md.postprocessors = Registry()
        md.inlinePatterns = Registry()
        md.parser = _Parser(md, self)
        # The serializer is chosen by the name of the output format, after extensions are loaded.
        md.output_formats = dict.fromkeys(md.output_formats, self._to_html)  # type: ignore[misc]  # a class variable

    def _to_html(self, root: Element) -> str:
        return to_html(root, self.change)


class _Lines(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        """Unify the ends of lines; tabs stay, for code has them."""
        text = "\n".join(lines)
        return _LINE_END.sub("\n", text).split("\n") if "\r" in text else lines


class _Parser(BlockParser):
    def __init__(self, md: markdown.Markdown, extension: KramdownExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def parseDocument(self, lines: list[str]) -> ElementTree:  # type: ignore[override]  # noqa: N802
        """Read *lines* into a tree whose words are read as well."""
        options = self._extension.options
        document = Document(options=options)
        text = "\n".join(lines).removesuffix("\n") + "\n"
        root = parse_blocks(text, document)
        highlight = render_fence if options.has_code_options else highlight_code
        builder = Builder(document, self._extension.maths, highlight)
        tree = ElementTree(builder.build(root))
        self._extension.contents = [
            {"level": one.level, "id": one.id, "name": one.words, "children": []}
            for one in builder.headings.titles
        ]
        return tree
