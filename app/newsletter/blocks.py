"""The blocks of a Markdown text, one after the other, as plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.newsletter.tables import render_table, split_cells
from app.newsletter.wrap import WIDTH, columns, wrap

if TYPE_CHECKING:
    from app.newsletter.spans import Spans

_FENCE = re.compile(r"( *)(`{3,}|~{3,})(?=[^`]*$)")
_CODE = re.compile(r" *\x02(\d+)\x03\s*")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_QUOTE = re.compile(r" {0,3}>[ ]?")
_ITEM = re.compile(r"( {0,3})([-*+]|\d{1,9}[.)])([ \t]+|$)")
_MEANING = re.compile(r" {0,3}:[ \t]+")
_DASHES = re.compile(r"\s*\|?[\s|:-]*-[\s|:-]*$")
_INDENTED = "    "
#: How each level of heading is underlined; the author's own first level is rare.
_UNDERLINES = "==-~~~~"


def hide_code(text: str, code: list[str]) -> str:
    """Put a sign in place of every fenced block of *text*, and the block's lines into *code*."""
    kept: list[str] = []
    fence, indent = "", 0
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if not fence and found:
            fence, indent = found[2], len(found[1])
            kept.append(f"{found[1]}\x02{len(code)}\x03")
            code.append(f"{fence}\n")
        elif fence and line.strip().startswith(fence) and not line.strip(f" {fence[0]}"):
            code[-1] += fence
            fence = ""
        elif fence:
            code[-1] += f"{line[min(indent, _depth(line)) :]}\n"
        else:
            kept.append(line.expandtabs(4))
    if fence:  # nobody closed the last one, so it goes to the end
        code[-1] += fence
    return "\n".join(kept)


class Blocks:
    """Renders blocks with *spans* for the words in them; *code* are the hidden fenced blocks."""

    def __init__(self, spans: Spans, code: list[str]) -> None:
        """Take what words and hidden code are rendered with."""
        self._spans = spans
        self._code = code

    def render(self, text: str, *, width: int = WIDTH, gap: str = "\n\n") -> str:
        """Return *text* as plain text of *width* columns, with *gap* between blocks."""
        lines = text.split("\n")
        blocks: list[str] = []
        place = 0
        while place < len(lines):
            if not lines[place].strip():
                place += 1
                continue
            end = max(self._end(lines, place), place + 1)
            block = self._block(lines[place:end], width)
            if _MEANING.match(lines[place]) and blocks:
                blocks[-1] += f"\n{block}"
            elif block:
                blocks.append(block)
            place = end
        return gap.join(blocks)

    def _end(self, lines: list[str], start: int) -> int:
        """Return where the block that begins at *start* is over."""
        first = lines[start]
        if _CODE.fullmatch(first) or _HEADING.match(first) or _is_rule(first):
            return start + 1
        if first.startswith(_INDENTED) and not first.strip().startswith("|"):
            return _end_of_indented(lines, start)
        if _ITEM.match(first) or _MEANING.match(first):
            return _end_of_list(lines, start)
        return _end_of_paragraph(lines, start)

    def _block(self, lines: list[str], width: int) -> str:
        first = lines[0]
        if found := _CODE.fullmatch(first):
            return self._code[int(found[1])]
        if found := _HEADING.match(first):
            return self._heading(found[2], len(found[1]), width)
        if _is_rule(first):
            return "* * *"
        return self._longer_block(lines, width)

    def _longer_block(self, lines: list[str], width: int) -> str:
        first = lines[0]
        if first.startswith(_INDENTED):
            return "\n".join(line[len(_INDENTED) :].rstrip() for line in lines)
        if _QUOTE.match(first):
            return self._quote(lines, width)
        if _ITEM.match(first):
            return self._list(lines, width)
        if _MEANING.match(first):
            return self._meaning(lines, width)
        if _is_table(lines):
            return self._table(lines, width)
        return self._paragraph(lines, width)

    def _heading(self, words: str, level: int, width: int) -> str:
        said = wrap(self._spans.plain(words), width)
        longest = max(columns(line) for line in said.split("\n"))
        return f"{said}\n{_UNDERLINES[level] * longest}" if said else ""

    def _paragraph(self, lines: list[str], width: int) -> str:
        if len(lines) > 1 and (found := _UNDERLINE.match(lines[-1])):
            return self._heading(" ".join(lines[:-1]), 1 if found[1][0] == "=" else 2, width)
        joined = "".join(
            line.rstrip(" \\") + ("\n" if line.endswith(("  ", "\\")) else " ") for line in lines
        )
        return wrap(self._spans.plain(joined), width)

    def _quote(self, lines: list[str], width: int) -> str:
        text = hide_code("\n".join(_without(_QUOTE, line) for line in lines), self._code)
        said = self.render(text, width=width - 2)
        return "\n".join(f"> {line}" if line else ">" for line in said.split("\n"))

    def _list(self, lines: list[str], width: int) -> str:
        items = [self._item(item, width) for item in _split_items(lines)]
        is_loose = any(not line.strip() for line in lines)
        return ("\n\n" if is_loose else "\n").join(items)

    def _item(self, lines: list[str], width: int) -> str:
        found = _ITEM.match(lines[0])
        assert found is not None  # noqa: S101 -- _split_items begins each item with its mark
        mark = "-" if found[2] in "-*+" else found[2]
        own = [line for line in lines[1:] if line.strip() and line.startswith(" ")]
        depth = min((_depth(line) for line in own), default=0)
        inner = [lines[0][found.end() :], *(line[min(depth, _depth(line)) :] for line in lines[1:])]
        lead = f"{mark} "
        gap = "\n\n" if any(not line.strip() for line in inner[1:]) else "\n"
        return _hang(self.render("\n".join(inner), width=width - len(lead), gap=gap), lead)

    def _meaning(self, lines: list[str], width: int) -> str:
        inner = [
            _without(_MEANING, lines[0]),
            *(line.removeprefix(_INDENTED) for line in lines[1:]),
        ]
        return _hang(self.render("\n".join(inner), width=width - len(_INDENTED)), _INDENTED)

    def _table(self, lines: list[str], width: int) -> str:
        rows = [[self._spans.plain(cell) for cell in split_cells(line)] for line in lines]
        return render_table([rows[0], *rows[2:]], width)


def _is_rule(line: str) -> bool:
    return bool(_RULE.match(line))


def _is_table(lines: list[str]) -> bool:
    return len(lines) > 1 and "|" in lines[0] and bool(_DASHES.match(lines[1]))


def _without(mark: re.Pattern[str], line: str) -> str:
    """Return *line* without the *mark* that it begins with, if it does."""
    found = mark.match(line)
    return line[found.end() :] if found else line


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _hang(text: str, lead: str) -> str:
    """Put *lead* before the first line of *text* and as many spaces before the others."""
    rest = " " * len(lead)
    lines = text.split("\n")
    return "\n".join(
        [(lead + lines[0]).rstrip(), *(rest + line if line else "" for line in lines[1:])]
    )


def _end_of_indented(lines: list[str], start: int) -> int:
    end = start
    for place in range(start, len(lines)):
        if lines[place].startswith(_INDENTED):
            end = place + 1
        elif lines[place].strip():
            break
    return end


def _end_of_list(lines: list[str], start: int) -> int:
    mark = _ITEM if _ITEM.match(lines[start]) else _MEANING
    end = start + 1
    for place in range(start + 1, len(lines)):
        line = lines[place]
        if not line.strip():
            continue
        is_lazy = place == end and not _begins_block(line)
        if not (mark.match(line) or line.startswith("  ") or is_lazy):
            break
        end = place + 1
    return end


def _end_of_paragraph(lines: list[str], start: int) -> int:
    is_quote = bool(_QUOTE.match(lines[start]))
    for place in range(start + 1, len(lines)):
        line = lines[place]
        if not line.strip():
            return place
        if not is_quote and _UNDERLINE.match(line):
            return place + 1
        if not is_quote and _begins_block(line):
            return place
    return len(lines)


def _begins_block(line: str) -> bool:
    """Tell whether *line* ends the paragraph before it."""
    item = _ITEM.match(line)
    is_bullet = item is not None and item[2] in "-*+" and bool(line[item.end() :].strip())
    return is_bullet or any(kind.match(line) for kind in (_CODE, _HEADING, _QUOTE, _MEANING))


def _split_items(lines: list[str]) -> list[list[str]]:
    items: list[list[str]] = []
    deepest = _depth(lines[0]) + 1
    for line in lines:
        if _ITEM.match(line) and _depth(line) <= deepest:
            items.append([])
        items[-1].append(line)
    return items
