"""The ids of headings, and the table of contents that ``{:toc}`` asks for."""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import category
from xml.etree.ElementTree import Element, SubElement

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.content.markdown_options import MarkdownOptions

_SIGN = re.compile(r"[!-,./:-@\[-^`{-~]|[^\x00-\x7f]")
#: The same where kramdown itself names it: what stands before the first letter, and signs.
_BEFORE_LETTER = re.compile(r"\A[^a-zA-Z]+")
_NO_PLAIN_SIGN = re.compile("[^a-zA-Z0-9 -]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A heading of the text."""

    level: int
    id: str
    words: str
    element: Element
    is_listed: bool


def heading_id(words: str) -> str:
    """Name a heading as GitHub does: lower case, punctuation gone, spaces to hyphens."""
    kept = _SIGN.sub(lambda found: found[0] if is_word(found[0]) else "", words.lower())
    return kept.replace(" ", "-").replace("\t", "-")


def plain_heading_id(words: str) -> str:
    """Name a heading as kramdown by itself does: from its first letter of ASCII on."""
    begun = _BEFORE_LETTER.sub("", words)
    kept = _NO_PLAIN_SIGN.sub("", begun)
    return kept.replace(" ", "-").lower() or "section"


def is_word(letter: str) -> bool:
    """Tell whether *letter* is part of a word: also a mark, such as an emoji's, is (UTS #18)."""
    kind = category(letter)
    return kind[0] in "LM" or kind in {"Nd", "Pc"}


class Headings:
    """Names the headings of one text, each name once: ``words``, ``words-1``, as GitHub does."""

    def __init__(self, options: MarkdownOptions, as_written: Callable[[str], str]) -> None:
        self.titles: list[Title] = []
        self._options = options
        self._times: Counter[tuple[bool, str]] = Counter()
        #: Returns words with the TeX of their formulas.
        self._as_written = as_written

    def add(self, element: Element, level: int, *, is_plain: bool) -> None:
        """Give *element*, a heading of *level*, its id.

        *is_plain*: it stands in HTML, where kramdown's own rule names it and not GitHub's.
        """
        words = self._as_written("".join(element.itertext()))
        if self._options.auto_ids and "id" not in element.attrib:
            is_plain = is_plain or not self._options.is_gfm
            element.set("id", self._name(words, is_plain=is_plain))
        listed = level in self._options.toc_levels
        listed = listed and "no_toc" not in element.get("class", "").split()
        place = element.get("id", "")
        self.titles.append(
            Title(level=level, id=place, words=words, element=element, is_listed=listed)
        )

    def _name(self, words: str, *, is_plain: bool) -> str:
        wanted = plain_heading_id(words) if is_plain else heading_id(words)
        times = self._times[is_plain, wanted]
        self._times[is_plain, wanted] += 1
        # One of signs alone has nothing in kramdown, and no id may be empty (HTML §3.2.6).
        numbered = f"{wanted}-{times}" if times else wanted or "section"
        return self._options.auto_id_prefix + numbered

    def list_contents(self, place: Element) -> None:
        """Make *place*, a list, the table of contents."""
        place.text = place.tail = "\n"
        open_lists: list[tuple[int, Element]] = []
        for title in self.titles:
            if title.id and title.is_listed:
                self._list(title, place, open_lists)

    def _list(self, title: Title, place: Element, open_lists: list[tuple[int, Element]]) -> None:
        while open_lists and open_lists[-1][0] >= title.level:
            open_lists.pop()
        parent = place
        if open_lists:
            outer = open_lists[-1][1]
            inner = [child for child in outer if child.tag == place.tag]
            parent = inner[0] if inner else SubElement(outer, place.tag)
            parent.text = parent.tail = "\n"
        item = SubElement(parent, "li")
        item.tail = "\n"
        link = deepcopy(title.element)
        link.tag, link.tail = "a", None
        link.attrib.clear()
        link.set("href", f"#{title.id}")
        _unlink(link)
        item.append(link)
        open_lists.append((title.level, item))


def _unlink(link: Element) -> None:
    """Make the links in a heading words: a link may not stand in a link."""
    for element in link.iter():
        if (element is not link and element.tag == "a") or element.tag == "footnote-sign":
            element.tag = "span"
            element.attrib.clear()
