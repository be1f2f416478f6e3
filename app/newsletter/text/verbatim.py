"""Code in a Markdown text, put away so that nothing which reads words ever touches it."""

from __future__ import annotations

import html as entities
import re

TAB = 4

RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
ITEM = re.compile(r"( {0,3})([-*+]|\d{1,9}[.)])([ \t]+|$)")
MEANING = re.compile(r" {0,3}:[ \t]+")
#: What stands in a text where code was.
CODE = re.compile(r" *\x02(\d+)\x03\s*")

_FENCE = re.compile(r"( *)(`{3,}|~{3,})(?=[^`]*$)")
_NOTE = re.compile(r" {0,3}\[\^[^\[\]\s]+\]:")
_PRE = re.compile(r" {0,3}<pre\b[^<>]*>", re.IGNORECASE)
_PRE_END = re.compile(r"</pre\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
#: Elements in which an indented line is no code but HTML that is laid out nicely.
_RAW = re.compile(
    r" {0,3}<(article|aside|blockquote|center|details|div|dl|figure|form|ol|section|table|ul"
    r"|video)\b",
    re.IGNORECASE,
)


def hide_code(text: str, code: list[str]) -> str:
    """Put a sign in place of every block of code in *text*, and what it shows into *code*.

    Code is what is fenced, what is indented by four in the place where it stands, and ``<pre>``.
    *text* is laid out as :func:`app.newsletter.text.arrange.arrange_blocks` leaves it.
    """
    return "\n".join(_Hider(text.split("\n"), code).run())


def depth(line: str) -> int:
    """Count the spaces that *line* begins with."""
    return len(line) - len(line.lstrip(" "))


class _Hider:
    """Walks the lines once; knows how deep in lists, notes and definitions it is."""

    def __init__(self, lines: list[str], code: list[str]) -> None:
        self._lines = lines
        self._code = code
        self._place = 0
        self._kept: list[str] = []
        self._level = 0
        #: The element of HTML that is open, or "".
        self._raw = ""

    def run(self) -> list[str]:
        while self._place < len(self._lines):
            self._take(self._next())
        return self._kept

    def _next(self) -> str:
        self._place += 1
        return self._lines[self._place - 1]

    def _take(self, line: str) -> None:
        spread = line.expandtabs(TAB)
        if not line.strip():
            self._kept.append("")
        elif self._is_indented(spread):
            self._indented(spread)
        elif found := _FENCE.match(spread):
            self._fence(found)
        elif found := _PRE.match(spread):
            self._pre(spread[found.end() :])
        else:
            self._words(spread)

    def _hide(self, indent: int, shown: str) -> None:
        self._kept.append(f"{' ' * indent}\x02{len(self._code)}\x03")
        self._code.append(shown)

    def _is_after_gap(self) -> bool:
        return not self._kept or not self._kept[-1]

    def _is_indented(self, line: str) -> bool:
        return not self._raw and self._is_after_gap() and depth(line) >= TAB * (self._level + 1)

    def _indented(self, line: str) -> None:
        """Take indented code with the gaps in it; it stays indented, which is its only sign."""
        margin = TAB * self._level
        shown = [line]
        while self._place < len(self._lines):
            line = self._lines[self._place].expandtabs(TAB)
            if line.strip() and depth(line) < margin + TAB:
                break
            shown.append(line)
            self._place += 1
        while not shown[-1].strip():
            shown.pop()
            self._place -= 1
        self._hide(margin, "\n".join(one[margin:].rstrip() for one in shown))

    def _fence(self, found: re.Match[str]) -> None:
        """Take fenced code; what nobody closed goes to the end."""
        indent, sign = len(found[1]), found[2]
        shown = [sign]
        while self._place < len(self._lines):
            line = self._next()
            if line.strip().startswith(sign) and not line.strip(f" {sign[0]}"):
                break
            shown.append(line[min(indent, depth(line)) :])
        self._hide(indent, "\n".join([*shown, sign]))

    def _pre(self, line: str) -> None:
        shown = [line]
        while not _PRE_END.search(shown[-1]) and self._place < len(self._lines):
            shown.append(self._next())
        inside, _, after = _cut(_PRE_END, "\n".join(shown))
        words = entities.unescape(_TAG.sub("", inside)).strip("\n")
        self._hide(0, "\n".join(f"{' ' * TAB}{one}".rstrip() for one in words.split("\n")))
        if after.strip():
            self._kept.append(after)

    def _words(self, line: str) -> None:
        indent = depth(line) // TAB
        if self._is_after_gap():
            self._level = min(self._level, indent)
        if _holds_blocks(line[TAB * indent :]):
            self._level = min(self._level, indent) + 1
        if not self._raw and (found := _RAW.match(line)):
            self._raw = found[1].lower()
        if self._raw and f"</{self._raw}" in line.lower():
            self._raw = ""
        self._kept.append(line)


def _holds_blocks(line: str) -> bool:
    """Tell whether further blocks may stand in what *line* begins, if they are indented."""
    is_item = ITEM.match(line) and not RULE.match(line)
    return bool(is_item or MEANING.match(line) or _NOTE.match(line))


def _cut(mark: re.Pattern[str], text: str) -> tuple[str, str, str]:
    found = mark.search(text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")
