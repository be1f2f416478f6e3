"""The words of a block: emphasis, code, links, HTML, quotes, read in one pass."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from app.content.markdown.kramdown import emphasis, links, quotes, signs, span_braces, span_html
from app.content.markdown.kramdown import patterns as at
from app.content.markdown.kramdown.tree import add_text

if TYPE_CHECKING:
    from app.content.markdown.kramdown.document import Document
    from app.content.markdown.kramdown.notes import Notes
    from app.content.markdown.maths import Maths
    from app.content.markdown_options import MarkdownOptions

#: Spans in spans that are still told apart.
_DEEPEST = 30
#: How many letters may be read again, for signs that nobody closed, for each letter of a text.
_AGAIN = 4
_ALWAYS = 20_000
#: One of these is never a mere word.
_SIGNS = "*_`<[\\&\"'$"


@dataclass(frozen=True, slots=True)
class Signs:
    """How the next sign is found: in words, and in those of a link, which a bracket closes."""

    in_words: re.Pattern[str]
    in_brackets: re.Pattern[str]


@lru_cache(maxsize=64)
def _signs(options: MarkdownOptions, *, has_spaces: bool) -> Signs:
    """Return the signs that *options* know; where *has_spaces*, a space may begin one of them."""
    signs = _SIGNS + "\n" * options.hard_wrap
    #: What must be behind a letter that is no sign by itself.
    behind = {"!": r"\[", "~": "~", "{": "[:#.]" if options.has_bare_braces else ":"}
    if options.is_typographic:
        behind |= {"-": "-", ".": r"\.\."}
    spaced = [r"  (?=\n)"] * has_spaces
    if options.is_typographic and options.has_angle_quotes:
        spaced += [" ?>>", " <<"] * has_spaces
    return Signs(_find(signs, behind, spaced), _find(signs + "]", behind, spaced))


def _find(signs: str, behind: dict[str, str], spaced: list[str]) -> re.Pattern[str]:
    # An expression that begins with a set of letters is looked for several times as fast as one
    # that begins with a choice: the conditions come after the letter.
    conditions = "".join(f"|(?<={re.escape(one)})(?={behind[one]})" for one in behind)
    letters, sure = re.escape(signs + "".join(behind)), re.escape(signs)
    return re.compile("|".join([*spaced, f"[{letters}](?:(?<=[{sure}]){conditions})"]))


class Spans:
    """What the words of all blocks of one text have in common."""

    def __init__(self, document: Document, notes: Notes, maths: Maths | None) -> None:
        self.document = document
        self.notes = notes
        self.maths = maths
        self.options = document.options
        self.quotes = quotes.curved(document.options.quotes)
        self._signs = _signs(document.options, has_spaces=False)
        self._spaced_signs = _signs(document.options, has_spaces=True)

    def read(self, text: str, into: Element) -> None:
        """Read *text* into *into*."""
        signs = self.signs_of(text)
        if signs.in_words.search(text) is None:
            add_text(into, text)
        else:
            SpanReader(self, text, into, signs=signs).run()

    def signs_of(self, text: str) -> Signs:
        """Return how the signs of *text* are found."""
        has_spaces = "  \n" in text or ">>" in text or "<<" in text
        return self._spaced_signs if has_spaces else self._signs


class SpanReader:
    """Reads one run of words."""

    def __init__(
        self,
        spans: Spans,
        text: str,
        into: Element,
        *,
        signs: Signs,
        open_tags: tuple[str, ...] = (),
    ) -> None:
        self.spans = spans
        self.text = text
        self._signs = signs
        self.into = into
        self.pos = 0
        #: Where the words begin that no sign before them has used.
        self.unused = 0
        #: Where a sign ended that became another one: attributes behind it are no words.
        self.sign_end = 0
        #: The tags around the place that is read.
        self.open_tags = list(open_tags)
        #: Words that are still to be added to it.
        self._words: list[str] = []
        #: What was not found, and from which place on it was looked for.
        self._missing: dict[str, int] = {}
        #: What ``![…]`` made: each has used up the bracket that closes it.
        self.pictures: set[Element] = set()
        self.budget = _AGAIN * len(text) + _ALWAYS

    def run(self) -> None:
        """Read to the end."""
        self.read_until(self.into, None, None)
        self.end(self.text[self.pos :])

    def read_until(
        self, into: Element, stop: re.Pattern[str] | None, accept: Callable[[], bool] | None
    ) -> bool:
        """Read into *into* until *stop* is met and accepted; tell whether it was.

        The place is then before it. Words after the last sign are left where nothing was accepted.
        """
        self._flush()
        outer, self.into = self.into, into
        text, is_found = self.text, False
        find = (self._signs.in_brackets if stop is at.BRACKET else self._signs.in_words).search
        while found := find(text, self.pos):
            begin = self.unused = self.pos
            place = self.pos = found.start()
            if place > begin:
                self._words.append(text[begin:place])
            if stop and stop.match(text, place) and (not accept or accept()):
                is_found = True
                break
            self._sign(text[place])
        self._flush()
        self.into = outer
        return is_found

    def inside(self, text: str, into: Element, tag: str) -> SpanReader:
        """Return a reader of *text*, which stands by itself within *tag* here."""
        signs = self.spans.signs_of(text)
        return SpanReader(self.spans, text, into, signs=signs, open_tags=(*self.open_tags, tag))

    def end(self, words: str) -> None:
        """Add *words*, the last ones."""
        self.say(words)
        self.pos = len(self.text)
        self._flush()

    def say(self, words: str) -> None:
        """Add *words* as they are."""
        if words:
            self._words.append(words)

    def say_sign(self, sign: str) -> None:
        """Add *sign*, which stands for those before this place."""
        self.say(sign)
        self.sign_end = self.pos

    def add(self, element: Element) -> None:
        """Add *element* behind the words."""
        if self._words:
            self._flush()
        self.into.append(element)

    def _flush(self) -> None:
        words = self._words
        if words:
            add_text(self.into, words[0] if len(words) == 1 else "".join(words))
            words.clear()

    def find(self, sign: str, begin: int) -> int:
        """Return where *sign* stands next from *begin* on, or -1."""
        if self._missing.get(sign, len(self.text)) <= begin:
            return -1
        place = self.text.find(sign, begin)
        if place < 0:
            self._missing[sign] = begin
        return place

    def give_up(self, begin: int, signs: str) -> None:
        """Go back to *begin*: *signs* there are words, since nobody closes them."""
        self.budget -= self.pos - begin
        self.pos = begin + len(signs)
        self.say(signs)

    def is_deep(self) -> bool:
        """Tell whether nothing more may begin inside of what is open."""
        return self.budget < 0 or len(self.open_tags) >= _DEEPEST

    def is_after_words(self) -> bool:
        """Tell whether words, and no element, stand right before this place."""
        return bool(self._words) or not len(self.into) or bool(self.into[-1].tail)

    def is_empty(self) -> bool:
        """Tell whether nothing stands in the element that is read into."""
        return not (self._words or len(self.into) or self.into.text)

    def take(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        """Go past *expression*, if it stands here."""
        found = expression.match(self.text, self.pos)
        if found:
            self.pos = found.end()
        return found

    def _sign(self, sign: str) -> None:
        for read in _READERS[sign]:
            if read(self):
                return
        self.pos += 1
        self.say(sign)


_Reader = Callable[[SpanReader], bool]
_READERS: dict[str, tuple[_Reader, ...]] = {
    "*": (emphasis.read_emphasis,),
    "_": (emphasis.read_emphasis,),
    "`": (signs.read_code,),
    "<": (span_html.read_autolink, span_html.read_html, signs.read_typographic),
    "[": (signs.read_note, links.read_link),
    "!": (links.read_link,),
    "$": (signs.read_formula, signs.read_maths),
    "{": (span_braces.read_braces,),
    "&": (signs.read_entity,),
    "-": (signs.read_typographic,),
    ".": (signs.read_typographic,),
    " ": (signs.read_typographic, signs.read_break),
    ">": (signs.read_typographic,),
    "\\": (signs.read_formula, signs.read_typographic, signs.read_break, signs.read_escaped),
    "~": (emphasis.read_struck,),
    '"': (quotes.read_quote,),
    "'": (quotes.read_quote,),
    "]": (),
    "\n": (signs.read_wrap,),
}
