"""What an author may set about the reading of Markdown, as Jekyll's ``kramdown:`` has it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

#: The signs that quotes become: left and right single, left and right double.
QUOTES = ("‘", "’", "“", "”")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownOptions:
    """How Markdown is read; the defaults are Jekyll's."""

    #: Paragraphs end at a list, heading, quote or fence without an empty line (GFM), or do not.
    is_gfm: bool = True
    #: Every line of a paragraph breaks.
    hard_wrap: bool = False
    #: Headings without an id of the author's get one.
    auto_ids: bool = True
    auto_id_prefix: str = ""
    #: What ``{:toc}`` lists.
    toc_levels: tuple[int, ...] = (1, 2, 3, 4, 5, 6)
    #: Added to the level of every heading.
    header_offset: int = 0
    #: Words in blocks of HTML are Markdown, without ``markdown="1"``; words in spans are.
    parse_block_html: bool = False
    parse_span_html: bool = True
    #: ``--``, ``...``, ``<<`` become signs.
    is_typographic: bool = True
    quotes: tuple[str, str, str, str] = QUOTES
    footnote_first: int = 1
    #: Blocks begin and end where CommonMark and GitHub have it, not where kramdown has it: lists by
    #: their first number, fences that nobody closes, tables, quotes, notes and links in paragraphs.
    is_commonmark: bool = False
    #: ``$…$``, ``\\(…\\)``, ``\\[…\\]`` and fenced ``math`` are formulas where they are no money.
    has_dollar_maths: bool = False
    #: ``{#id}`` and ``{.class}`` are attributes without a colon, and so are values without quotes.
    has_bare_braces: bool = False
    #: ``[TOC]`` on a line of its own is the table of contents.
    has_contents_line: bool = False
    #: A fence says more than a language: ``python hl_lines="2"``.
    has_code_options: bool = False
    #: Any tag is HTML, in a line too; one that closes nothing goes, and values need no quotes.
    has_loose_html: bool = False
    #: ``<<`` and ``>>`` become signs, where others do.
    has_angle_quotes: bool = True


DEFAULT_OPTIONS = MarkdownOptions()
#: How our own folders have their Markdown read.
OUR_OPTIONS = MarkdownOptions(
    is_commonmark=True,
    has_dollar_maths=True,
    has_bare_braces=True,
    has_contents_line=True,
    has_code_options=True,
    has_loose_html=True,
    has_angle_quotes=False,
)
_STRAIGHT = ("'", "'", '"', '"')
_NO_KRAMDOWN = frozenset({"commonmark", "commonmarkghpages", "gfm"})


def parse_options(data: Mapping[str, Any]) -> MarkdownOptions:
    """Read what a _config.yml, *data*, says of Markdown; what cannot be meant is passed over."""
    given = data.get("kramdown")
    given = given if isinstance(given, dict) else {}
    if str(data.get("markdown", "")).lower() in _NO_KRAMDOWN:
        return MarkdownOptions(quotes=_STRAIGHT, is_typographic=False, auto_ids=False)
    quirks = given.get("gfm_quirks", "")
    return MarkdownOptions(
        is_gfm=str(given.get("input", "GFM")).upper() == "GFM",
        hard_wrap=_flag(given, "hard_wrap", default=False),
        auto_ids=_flag(given, "auto_ids", default=True),
        auto_id_prefix=str(given.get("auto_id_prefix") or ""),
        toc_levels=_levels(given.get("toc_levels")),
        header_offset=_number(given.get("header_offset"), 0),
        parse_block_html=_flag(given, "parse_block_html", default=False),
        parse_span_html=_flag(given, "parse_span_html", default=True),
        is_typographic="no_auto_typographic" not in str(quirks),
        quotes=_quotes(given.get("smart_quotes")),
        footnote_first=_number(given.get("footnote_nr"), 1),
    )


def _flag(given: Mapping[str, Any], name: str, *, default: bool) -> bool:
    value = given.get(name, default)
    return value.lower() == "true" if isinstance(value, str) else value is True


def _number(value: object, default: int) -> int:
    found = re.fullmatch(r"-?\d{1,3}", str(value))
    return int(found[0]) if found else default


def _levels(value: object) -> tuple[int, ...]:
    """Read ``1..3``, ``2,3`` or a list of numbers."""
    text = ",".join(map(str, value)) if isinstance(value, list) else str(value or "")
    if span := re.fullmatch(r"([1-6])\.\.\.?([1-6])", text):
        return tuple(range(int(span[1]), int(span[2]) + 1))
    return tuple(int(one) for one in re.findall(r"[1-6]", text)) or (1, 2, 3, 4, 5, 6)


def _quotes(value: object) -> tuple[str, str, str, str]:
    """Read ``apos,apos,quot,quot``: names of entities, or their numbers."""
    names = value if isinstance(value, list) else str(value or "").split(",")
    signs = [unescape(f"&{'#' * str(one).strip().isdigit()}{str(one).strip()};") for one in names]
    if len(signs) != len(QUOTES) or any(len(sign) != 1 for sign in signs):
        return QUOTES
    return (signs[0], signs[1], signs[2], signs[3])
