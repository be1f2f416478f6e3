r"""Formulas in Markdown: ``$…$``, ``$$…$$``, ``\(…\)``, ``\[…\]`` and fenced ``math``.

They are kept while the text is read, and come back when the HTML is finished.
"""

from __future__ import annotations

import html as entities
import re
from typing import TYPE_CHECKING

from app.content.maths import is_tex, render_maths
from app.content.model import Level, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.content.markdown.links import Lines
    from app.content.model import Source

_LONGEST_IN_LINE = 1000
_INSIDE = rf"((?:[^$\\\x02\x03]|\\[^\x02\x03]){{1,{_LONGEST_IN_LINE}}}?)"
_BRACKETED = rf"((?:[^\\\x02\x03]|\\[^()\[\]\x02\x03]){{1,{_LONGEST_IN_LINE}}}?)"
#: A dollar next to a letter or number outside is money or a variable: ``US$5``, ``$5 or $10``.
#: Two backslashes are how people wrote ``\\(`` for MathJax on a page made by kramdown.
_SIGNS = (
    r"(?<!\\)(?:"
    rf"(?<!\$)\$\${_INSIDE}\$\$(?!\$)"
    rf"|(?<![\w$])\$(?![\s$]){_INSIDE}(?<!\s)\$(?![\w$])"
    rf"|(?<!\w)(?P<round>\\{{1,2}})\({_BRACKETED}(?P=round)\)"
    rf"|(?<!\w)(?P<square>\\{{1,2}})\[{_BRACKETED}(?P=square)\])"
)
_IN_WORDS = re.compile(_SIGNS)
#: A number in letters that no text of ours has, stands for a formula until the HTML is finished.
_DIGITS = {48 + digit: 14 + digit for digit in range(10)}
_PLACE = re.compile(r"\x02([\x0e-\x17]+)\x03")
_TAG_OR_PLACE = re.compile(rf"<[^<>]*>|{_PLACE.pattern}")
_ESCAPED_ENTITY = re.compile(r"&amp;(?=#?\w+;)")
_LONGEST_QUOTED = 60


class Maths:
    """The formulas of one text, and what is wrong with them."""

    def __init__(self) -> None:
        #: The TeX of each formula that cannot be drawn, with the reason.
        self._faults: list[tuple[str, str]] = []
        self._found: list[tuple[str, str, bool, bool]] = []

    def keep(self, source: str, tex: str, *, is_block: bool, is_alone: bool = False) -> str:
        """Keep a formula, *source* with its signs, and return what stands for it.

        *is_alone*: no paragraph is around it.
        """
        self._found.append((source, tex, is_block, is_alone))
        return f"\x02{str(len(self._found) - 1).translate(_DIGITS)}\x03"

    def take_one(self, words: str, begin: int) -> tuple[str, int] | None:
        """Keep the formula that begins at *begin* of *words*, if one does.

        Return what stands for it, and where it ends.
        """
        found = _IN_WORDS.match(words, begin)
        tex = _tex_of(found) if found else None
        if found is None or tex is None:
            return None
        return self.keep(found[0], tex, is_block=bool(found["square"])), found.end()

    def take_out(self, words: str) -> str:
        """Keep the formulas in *words*, which are read already, as MathJax would find them."""
        return _IN_WORDS.sub(self._taken, words)

    def _taken(self, found: re.Match[str]) -> str:
        tex = _tex_of(found)
        if tex is None:
            return found[0]
        # A quote next to a letter has become a curved one: in a formula it is a prime.
        straight = tex.replace("’", "'")
        return self.keep(found[0], straight, is_block=bool(found["square"]) or found[0][:2] == "$$")

    def put_back(self, html: str) -> str:
        """Return *html* with its formulas drawn; within a tag (``alt``), as written."""
        if not self._found:
            return html
        return _TAG_OR_PLACE.sub(self._drawn, html)

    def as_written(self, text: str) -> str:
        """Return plain *text* with the TeX of its formulas."""
        return _PLACE.sub(lambda found: self._found[_number(found)][1], text)

    def problems(self, lines: Lines, source: Source) -> Iterator[Problem]:
        """Say of each formula that stays TeX on which line it is and why."""
        after: dict[str, int] = {}
        for tex, what in self._faults:
            begin = tex.partition("\n")[0].strip()
            place = max(lines.text.find(begin, after.get(begin, 0)), 0)
            after[begin] = place + len(begin)
            yield Problem(path=source.path, line=lines.at(place), what=what, level=Level.NOTICE)

    def _drawn(self, found: re.Match[str]) -> str:
        if found[1] is None:
            return _PLACE.sub(lambda inner: self._source(_number(inner)), found[0])
        _, tex, is_block, is_alone = self._found[_number(found)]
        return self._render(tex, is_block=is_block, is_alone=is_alone)

    def _source(self, number: int) -> str:
        escaped = entities.escape(self._found[number][0])
        # What stood in a tag may have been written with entities already.
        return _ESCAPED_ENTITY.sub("&", escaped)

    def _render(self, tex: str, *, is_block: bool, is_alone: bool) -> str:
        try:
            return render_maths(tex, display="block" if is_block else "inline")
        except ValueError as error:
            self._faults.append((tex, f"the formula {_quoted(tex)} {error}"))
        code = f'<code class="math">{entities.escape(tex, quote=False)}</code>'
        return f"<pre>{code}</pre>" if is_alone else code


def _tex_of(found: re.Match[str]) -> str | None:
    """Return the TeX between the signs of *found*, or None when it is prose."""
    signs, square = found["round"] or found["square"], found["square"]
    length = len(signs) + 1 if signs else len(found[0]) - len(found[0].lstrip("$"))
    tex = found[0][length:-length].strip()
    return tex if tex and is_tex(tex, is_loose=not square) else None


def _number(place: re.Match[str]) -> int:
    return int("".join(chr(ord(digit) + 34) for digit in place[1]))


def _quoted(tex: str) -> str:
    line = " ".join(tex.split())
    cut = line if len(line) <= _LONGEST_QUOTED else line[: _LONGEST_QUOTED - 1] + "…"
    return f"'{cut}'"
