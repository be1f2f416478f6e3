"""Where blocks begin and end: as Jekyll has it, and as CommonMark and GitHub have it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from app.content.markdown.kramdown import patterns as at

if TYPE_CHECKING:
    from app.content.markdown_options import MarkdownOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """The expressions in which the two differ; each is matched where a line begins."""

    paragraph: re.Pattern[str] = at.GFM_PARAGRAPH
    #: The lines of a quote.
    quote: re.Pattern[str] = at.LAZY_LINES
    code: re.Pattern[str] = at.INDENTED_CODE
    #: An item of a list; the same where it begins a list in the words of another item.
    item: re.Pattern[str] = at.LIST
    inner_item: re.Pattern[str] = at.LIST
    attributes: re.Pattern[str] = at.ATTRIBUTES
    note: re.Pattern[str] = at.NOTE
    link: re.Pattern[str] = at.LINK
    tag: re.Pattern[str] = at.TAG


_MARGIN = " {0,3}"
_BLANK = r"[ \t\r\f\v]*+(?:\n|\Z)"
_B = rf"[^{at.SPACE}]"
_BRACES = r"\{(?::(?!:|/)|(?=[#.]))((?:\\\}|[^}\n])++)\}"
_LINK = (
    rf"{_MARGIN}\[(?!\^)([^\n\]]+)\]:[ \t]*(?:<([^\n>]*)>|({_B}+))"
    r"(?:(?:[ \t]*+\n[ \t]*+|[ \t]++)([\"'(])([^\n]+?)[\"')])?[ \t]*\n"
)
_FENCE = r"(`{3,}(?=[^`\n]*\n)|~{3,})"
_RULE = r"(?:(?:\*[ \t]*+|(?!)){3,}+|(?:-[ \t]*+|(?!)){3,}+|(?:_[ \t]*+|(?!)){3,}+)\n"
#: CommonMark 0.31 §5.3: of numbers, only 1 begins a list in a paragraph: ``1986. What a year``.
_INNER_ITEM = rf"(?:[+*-]|1[.)])[ \t]+{_B}"
#: A formula in a paragraph begins on a line of its own.
_FORMULA = r"(?:\$\$|\\{1,2}\[)[ ]*\n"
_END = (
    rf"{_BLANK}|#{{1,6}}[\t ]+.*\n|{_MARGIN}(?:{at.BLOCK_TAG}|<!--|{_INNER_ITEM}|>|{_FENCE}|{_RULE}"
    rf"|:[\t ].*\n|{_BRACES}[ \t]*\n|{_FORMULA}|\[\^[^\]\s]+\]:|\*\[[^\n]+?\]:)|{_LINK}"
)
#: What begins with a letter ends nothing, and most lines do; nor does a row of a table.
_LAZY = rf"(?:[^\W\d_]|\||(?!{_END})).*\n"
_FURTHER = rf"(?:{_LAZY}|(?!))*+"
_CODE = rf"(?:(?:[ \t\r\f\v]*+\n|(?!))*+(?:\t| {{4}})[ \t]*+{_B}.*\n)"

_GFM = Grammar()
_PLAIN = Grammar(paragraph=at.PARAGRAPH)
_COMMONMARK = Grammar(
    paragraph=re.compile(rf".*\n{_FURTHER}"),
    # CommonMark 0.31 §5.1: only a paragraph goes on without the sign, code and lists do not.
    quote=re.compile(rf"(?:{_MARGIN}>[ \t]*(?:{_FENCE}.*)?\n|{_MARGIN}>.*\n{_FURTHER}|(?!))++"),
    code=re.compile(rf"(?=\t| {{4}})(?:{_CODE}|(?!))++"),
    item=re.compile(rf"({_MARGIN}(?:([+*-])|\d{{1,9}}[.)]))([\t ].*\n)"),
    inner_item=re.compile(rf"{_MARGIN}(?:[+*-]|\d{{1,9}}[.)])[ \t]+{_B}"),
    attributes=re.compile(rf"{_MARGIN}{_BRACES}[ \t]*\n"),
    note=re.compile(
        rf"{_MARGIN}\[\^([^\]\s]+)\]:[ \t]*(.*\n{_FURTHER}(?:{_CODE}{_FURTHER}|(?!))*+)"
    ),
    link=re.compile(_LINK),
    tag=at.LOOSE_TAG,
)

FENCE = re.compile(rf"({_MARGIN}){_FENCE}[ \t]*(.*)\n")
LAZY = re.compile(_LAZY)
#: A list within an item whose words begin further right.
NESTED = re.compile(r" {2,}(?:[+*-]|\d{1,9}[.)])[\t ].*\n")
CONTENTS = re.compile(r"\[TOC\][ \t]*\n(?=[ \t]*(?:\n|\Z))")
DELIMITERS = re.compile(r"[ ]*\|?(?:[ ]*:?-+:?[ ]*\|)+(?:[ ]*:?-+:?[ ]*)?")
HEADING_BRACES = re.compile(rf"[\t ]{_BRACES}\Z")


@lru_cache(maxsize=100)
def closing_fence(sign: str) -> re.Pattern[str]:
    """Return what closes the fence *sign*, however far it is indented."""
    return re.compile(rf"^[ \t]*{sign[0]}{{{len(sign)},}}[ \t]*(?:\n|\Z)", re.MULTILINE)


def choose_grammar(options: MarkdownOptions) -> Grammar:
    """Return the grammar that *options* ask for."""
    if options.is_commonmark:
        return _COMMONMARK
    return _GFM if options.is_gfm else _PLAIN
