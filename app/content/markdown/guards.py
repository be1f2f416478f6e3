"""Python-Markdown spends time on some texts that changes nothing; here it is spared.

What is done is the same with and without, but for links nested in more than ``_DEEPEST`` others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement

from markdown.blockprocessors import BlockProcessor

from app.content.markdown.quotes import Quotes
from app.content.markdown.running import RunningText

if TYPE_CHECKING:
    import markdown

#: Brackets in brackets that still make a link or a picture.
_DEEPEST = 32
_SQUARE = re.compile(r"[\[\]]")
_ROUND = re.compile(r"[()]")
#: A target without a title, brackets or placeholders: nearly every one.
_PLAIN_TARGET = re.compile(r"\(([^\s()<>\"'\\\x02\x03]+)\)")
_LINKS = (
    "link",
    "image_link",
    "reference",
    "image_reference",
    "short_reference",
    "short_image_ref",
)
#: What stands in every text that gives one of these something to do.
_SIGNS = {
    "html_block": "<",
    "footnote": "[^",
    "footnote-reorder": "[^",
    "footnote-duplicate": "[^",
    "attr_list": "{",
    "abbr": "*[",
    "unescape": "\\",
}
#: No line of it begins anything, and it has no columns.
_PLAIN = re.compile(r"[^\W\d_][^\n|]*+(?:\n[^\W\d_][^\n|]*+)*+")


@dataclass(slots=True)
class Reading:
    """The text that is being read."""

    #: What of it is left when fenced code has been taken out.
    text: str = ""


def spare_time(md: markdown.Markdown, reading: Reading) -> None:
    """Make *md*, to which all patterns have been added, read each text but as long as it must."""
    md.parser.blockprocessors.register(_PlainParagraph(md.parser), "plain", 200)
    md.treeprocessors.register(RunningText(md), "inline", 20)
    md.treeprocessors.register(Quotes(md), "smarty", 6)
    for name in _LINKS:
        pattern: Any = md.inlinePatterns[name]
        pattern.getText = _text_in_brackets
        pattern.getLink = _link_in_brackets(pattern.getLink)
    notes: Any = md.inlinePatterns["footnote"]
    _count_references(notes.footnotes)
    for name, sign in _SIGNS.items():
        for registry in (md.preprocessors, md.treeprocessors):
            if name in registry:
                processor: Any = registry[name]
                processor.run = _only_with(sign, processor.run, reading)
    _put_off_contents(md, reading)


def _put_off_contents(md: markdown.Markdown, reading: Reading) -> None:
    """Spare a text that has no ``[TOC]`` the list of its headings, which goes nowhere."""
    contents: Any = md.treeprocessors["toc"]
    build, replace = contents.build_toc_div, contents.replace_marker

    def is_wanted() -> bool:
        return contents.marker in reading.text

    contents.build_toc_div = lambda titles: build(titles) if is_wanted() else Element("div")
    contents.replace_marker = lambda *where: replace(*where) if is_wanted() else None


def _only_with(sign: str, run: Any, reading: Reading) -> Any:  # noqa: ANN401 -- Python-Markdown's own
    """Spare a processor the texts that have no *sign*."""
    return lambda given: run(given) if sign in reading.text else given


class _PlainParagraph(BlockProcessor):
    """Takes a paragraph each of whose lines begins with a letter, before sixteen others try."""

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether *block* can be nothing else."""
        del parent
        return bool(_PLAIN.fullmatch(block)) and not self.parser.state.isstate("list")

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Add it to *parent*."""
        SubElement(parent, "p").text = blocks.pop(0)


def _text_in_brackets(data: str, index: int) -> tuple[str, int, bool]:
    """Return what stands from *index* to the bracket that closes it, the place after, if any."""
    end = _closing(_SQUARE, data, index)
    return (data[index : end - 1], end, True) if end else ("", index, False)


def _link_in_brackets(get_link: Any) -> Any:  # noqa: ANN401 -- Python-Markdown's own
    def checked(data: str, index: int) -> Any:  # noqa: ANN401
        if plain := _PLAIN_TARGET.match(data, index):
            return plain[1], None, plain.end(), True
        if data[index : index + 1] == "(" and _is_too_deep(data, index):
            return "", None, index, False
        return get_link(data, index)

    return checked


def _closing(brackets: re.Pattern[str], data: str, index: int) -> int:
    """Return the place after the bracket that closes the one before *index*, or 0."""
    depth = 1
    for found in brackets.finditer(data, index):
        depth += 1 if found[0] in "[(" else -1
        if depth == 0:
            return found.end()
        if depth > _DEEPEST:
            return 0
    return 0


def _is_too_deep(data: str, index: int) -> bool:
    depth = 0
    for found in _ROUND.finditer(data, index):
        depth += 1 if found[0] == "(" else -1
        if depth == 0 or depth > _DEEPEST:
            return depth > 0
    return False


def _count_references(notes: Any) -> None:  # noqa: ANN401 -- the extension for footnotes
    """Number the references to one note: the second has the id ``fnref2:name``."""

    def unique_ref(reference: str, found: bool = False) -> str:  # noqa: FBT001, FBT002
        if not found:
            return reference
        times = notes.found_refs[reference] = notes.found_refs.get(reference, 0) + 1
        if times == 1:
            return reference
        kind, sign, name = reference.partition(notes.get_separator())
        return f"{kind}{times}{sign}{name}"

    notes.unique_ref = unique_ref
