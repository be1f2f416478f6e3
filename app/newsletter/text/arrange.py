"""Markdown as people write it for GitHub or Jekyll, laid out for the reader of plain text.

That reader nests a list at four spaces and lets a paragraph run on into a list, a table or a
code block that stands right below it. People nest at two and leave no empty line. The words stay;
only indents and empty lines change (CommonMark 0.31 §5.2, §5.3; GFM 0.29 §4.10).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.content.maths import MOST_LINES, find_block

_TAB = 4
_DEEPEST_LIST = 12
_DEEPEST_QUOTE = 6

_ITEM = re.compile(r"( *)([*+-]|\d{1,9}[.)])( +)(?=\S)(.*)")
_FENCE = re.compile(r"( *)(`{3,}(?=[^`]*$)|~{3,})[ ]*(.*)")
_RULE = re.compile(r" *([-*_])(?: *\1){2,} *")
_QUOTE = re.compile(r" {0,3}> ?(.*)")
_HEADING = re.compile(r" *#{1,6}(?: |$)")
_NO_HEADING = re.compile(r"( *)(?=#{1,6}[^#\s]|#{7})")
_DELIMITERS = re.compile(r" *\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?")
_VERBATIM = re.compile(r" {0,3}<(?:(!--)|(pre|script|style|textarea|svg)\b)", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z]")
_LANGUAGE = re.compile(r"[\w#.+-]+$|\{|[\w#.+-]*(?: +\w+=(?:\"[^\"]*\"|'[^']*'))+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """A list item that is still open."""

    #: The columns at which its marker and its words stand.
    marker: int
    words: int
    is_ordered: bool


def arrange_blocks(text: str) -> str:
    """Return *text* with lists indented by fours and an empty line wherever a block begins.

    What stands in fenced code, ``<pre>``, ``<script>`` and comments keeps its every letter.
    """
    return "\n".join(_Arranger(text.split("\n"), 0).run())


class _Arranger:
    """Walks the lines once; knows the open list items and what the line before was."""

    def __init__(self, lines: list[str], depth: int) -> None:
        self.lines = lines
        #: How many quotes are around them.
        self.depth = depth
        self.place = 0
        self.out: list[str] = []
        self.items: list[_Item] = []
        #: What the last line was: blank, text, item, code or other.
        self.last = "blank"
        #: How deep the line stands that comes first after the last empty one.
        self.level = 0

    def run(self) -> list[str]:
        while self.place < len(self.lines):
            self._take(self._line())
        return self.out

    def _line(self) -> str:
        line = self.lines[self.place]
        self.place += 1
        return line.expandtabs(_TAB)

    def _take(self, line: str) -> None:
        if not line.strip():
            self._put("", "blank")
        elif line[0].isalpha():
            self._words(line)
        elif self._is_indented_code(line):
            self._put(line, "code")
        elif self._take_whole(line):
            pass
        elif _QUOTE.fullmatch(line) and self.depth < _DEEPEST_QUOTE:
            self._quote(line)
        elif _RULE.fullmatch(line):
            self._shallow(line)
            self._put(self._indented(line), "other")
        elif item := _ITEM.fullmatch(line):
            self._item(item)
        else:
            self._text(line)

    def _take_whole(self, line: str) -> bool:
        """Take a block that is not to be read as Markdown, if one begins here."""
        if fence := _FENCE.fullmatch(line):
            self._fence(fence, line)
        elif maths := self._maths(line):
            self._formula(maths, line)
        elif found := _VERBATIM.match(line):
            self._verbatim(line, "-->" if found[1] else f"</{found[2]}".lower())
        else:
            return False
        return True

    def _put(self, line: str, kind: str) -> None:
        if self.last == "fence" and kind != "blank":
            self.out.append("")
        if self.last in {"blank", "fence"}:
            self.level = _indent(line) // _TAB
        self.out.append(line)
        self.last = kind

    def _part(self) -> None:
        """See that an empty line stands before what comes."""
        if self.out and self.last != "blank":
            self.out.append("")
            self.last = "blank"

    def _is_indented_code(self, line: str) -> bool:
        return not self.items and self.last in {"blank", "code"} and _indent(line) >= _TAB

    def _shallow(self, line: str) -> None:
        """Close the items that *line* is not indented enough to be part of."""
        while self.items and _indent(line) < self.items[-1].marker + 2:
            self.items.pop()

    def _indented(self, line: str) -> str:
        if not self.items:
            return line
        extra = max(0, _indent(line) - self.items[-1].words)
        return " " * (_TAB * len(self.items) + extra) + line.lstrip(" ")

    def _item(self, found: re.Match[str]) -> None:
        indent, sign, gap, words = found.groups()
        is_ordered = sign not in "*+-"
        before = list(self.items)
        self._shallow(found[0])
        if not before and self._is_running_text(indent, sign, is_ordered=is_ordered):
            self._text(found[0])
            return
        closed = before[len(self.items)] if len(before) > len(self.items) else None
        is_other = closed is not None and closed.is_ordered != is_ordered
        if self.last in {"text", "other"} or is_other or len(self.items) < self.level:
            self._part()
        del self.items[_DEEPEST_LIST:]
        space = len(gap) if len(gap) <= _TAB else 1
        item = _Item(
            marker=len(indent), words=len(indent) + len(sign) + space, is_ordered=is_ordered
        )
        mark = f"{' ' * (_TAB * len(self.items))}{sign.replace(')', '.')} "
        self.items.append(item)
        fence = _FENCE.fullmatch(words)
        maths = [] if fence else self._maths(words)
        self._put(mark + ("" if fence or maths else _no_heading(words)), "item")
        if fence:
            self._fence(fence, " " * item.words + words)
        elif maths:
            self._formula(maths, " " * item.words + words)

    def _is_running_text(self, indent: str, sign: str, *, is_ordered: bool) -> bool:
        """Tell whether a paragraph's line only looks like an item: ``1986. What a year``.

        So does one that is indented like code (CommonMark §5.2).
        """
        if self.last != "text":
            return False
        return len(indent) >= _TAB or (is_ordered and sign[:-1] != "1")

    def _text(self, line: str) -> None:
        if self.last in {"blank", "fence", "other"} or _HEADING.match(line) or _is_block_tag(line):
            self._shallow(line)
        if self.last == "text" and self._begins_table(line):
            self._part()
        kind = "other" if _HEADING.match(line) or _is_block_tag(line) else "text"
        if kind == "text" and self.last == "item":
            self._put(" " * (_TAB * (len(self.items) - 1)) + _no_heading(line.lstrip(" ")), "item")
        else:
            self._put(_no_heading(self._indented(line)), kind)

    def _words(self, line: str) -> None:
        """Take a line that begins with a letter: it begins nothing else, but perhaps a table."""
        if self.last in {"blank", "fence", "other"}:
            self._shallow(line)
        if self.last == "text" and self._begins_table(line):
            self._part()
        if self.last == "item":
            self._put(" " * (_TAB * (len(self.items) - 1)) + line, "item")
        else:
            self._put(self._indented(line), "text")

    def _begins_table(self, line: str) -> bool:
        if "|" not in line or self.place == len(self.lines):
            return False
        return bool(_DELIMITERS.fullmatch(self.lines[self.place]))

    def _fence(self, found: re.Match[str], line: str) -> None:
        """Take a block of fenced code; one that nobody closes goes to the end (CommonMark §4.5)."""
        self._shallow(line)
        self._part()
        indent = _indent(line)
        sign = found[2]
        info = found[3].strip() if _LANGUAGE.match(found[3].strip()) else _first_word(found[3])
        closing = re.compile(rf" *{sign[0]}{{{len(sign)},}} *")
        code = []
        while self.place < len(self.lines):
            line = self.lines[self.place]
            self.place += 1
            if closing.fullmatch(line.expandtabs(_TAB)):
                break
            code.append(_without_indent(line, indent))
        self._code(sign, info, code)

    def _code(self, sign: str, info: str, code: list[str]) -> None:
        margin = " " * (_TAB * len(self.items))
        self.out.append(f"{margin}{sign}{info}")
        self.out += [margin + line for line in code]
        self._put(f"{margin}{sign}", "fence")

    def _maths(self, line: str) -> list[str]:
        if not line.lstrip(" ").startswith(("$$", "\\")):
            return []
        following = self.lines[self.place : self.place + MOST_LINES]
        return find_block(line, following, in_text=self.last == "text")

    def _formula(self, block: list[str], line: str) -> None:
        """Put a formula down as a fence: inside of one, no sign of TeX is a sign of Markdown."""
        self._shallow(line)
        self._part()
        self.place += len(block) - 1
        runs = re.findall("`{3,}", "\n".join(block))
        sign = "`" * max((3, *(len(run) + 1 for run in runs)))
        self._code(sign, "math", [words.strip() for words in block if words.strip()])

    def _verbatim(self, line: str, end: str) -> None:
        self._shallow(line)
        self._put(line, "other")
        while end not in line.lower() and self.place < len(self.lines):
            line = self.lines[self.place]
            self.place += 1
            self.out.append(line if line.strip() else "")

    def _quote(self, line: str) -> None:
        """Take all lines of a quote, and arrange what they quote."""
        self._shallow(line)
        if self.last == "item":
            self._part()
        margin = " " * (_TAB * len(self.items))
        quoted = []
        while found := _QUOTE.fullmatch(line):
            quoted.append(found[1])
            if self.place == len(self.lines):
                break
            line = self.lines[self.place].expandtabs(_TAB)
            self.place += bool(_QUOTE.fullmatch(line))
        inside = _Arranger(quoted, self.depth + 1)
        for inner in inside.run():
            self._put(f"{margin}> {inner}" if inner else f"{margin}>", "other")
        # A line below a quoted paragraph is part of it (CommonMark §5.1); below code it is not.
        self.last = "fence" if inside.last == "fence" else "other"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _without_indent(line: str, most: int) -> str:
    if most and line.startswith(("\t", " ")):
        words = line.lstrip(" \t")
        line = line[: len(line) - len(words)].expandtabs(_TAB) + words
    return line[min(_indent(line), most) :]


def _no_heading(line: str) -> str:
    """Keep ``#tag`` a word: a heading has a space after its signs (CommonMark §4.2)."""
    found = _NO_HEADING.match(line)
    return f"{found[1]}\\{line[found.end() :]}" if found else line


def _is_block_tag(line: str) -> bool:
    return bool(_TAG.match(line))


def _first_word(text: str) -> str:
    found = re.match(r"[\w#.+-]+", text.strip())
    return found[0] if found else ""
