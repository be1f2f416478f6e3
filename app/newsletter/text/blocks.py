"""The blocks of a Markdown text, one after the other, as plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.newsletter.text.tables import render_table, split_cells
from app.newsletter.text.verbatim import CODE, ITEM, MEANING, RULE, TAB, depth, hide_code
from app.newsletter.text.wrap import WIDTH, columns, wrap

if TYPE_CHECKING:
    from app.newsletter.text.spans import Spans

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_QUOTE = re.compile(r" {0,3}>[ ]?")
_DASHES = re.compile(r"\s*\|?[\s|:-]*-[\s|:-]*$")
_INDENTED = " " * TAB
#: How each level of heading is underlined; the author's own first level is rare.
_UNDERLINES = "==-~~~~"


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
            own = lines[place:end]
            block = self._block(_as_terms(own) if _is_defined(lines, place, end) else own, width)
            if MEANING.match(lines[place]) and blocks:
                blocks[-1] += f"\n{block}"
            elif block:
                blocks.append(block)
            place = end
        return gap.join(blocks)

    def _end(self, lines: list[str], start: int) -> int:
        """Return where the block that begins at *start* is over."""
        first = lines[start]
        if CODE.fullmatch(first) or _HEADING.match(first) or _is_rule(first):
            return start + 1
        if _is_laid_out(first):
            return _end_of_indented(lines, start)
        if ITEM.match(first) or MEANING.match(first):
            return _end_of_list(lines, start)
        return _end_of_paragraph(lines, start)

    def _block(self, lines: list[str], width: int) -> str:
        first = lines[0]
        if found := CODE.fullmatch(first):
            return self._code[int(found[1])]
        if found := _HEADING.match(first):
            return self._heading(found[2], len(found[1]), width)
        if _is_rule(first):
            return "* * *"
        return self._longer_block(lines, width)

    def _longer_block(self, lines: list[str], width: int) -> str:
        first = lines[0]
        if _is_laid_out(first):
            return "\n".join(line.rstrip() for line in lines)
        if _QUOTE.match(first):
            return self._quote(lines, width)
        if ITEM.match(first):
            return self._list(lines, width)
        if MEANING.match(first):
            return self._meanings(lines, width)
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
        items = [self._item(item, width) for item in _split(lines, ITEM)]
        return _gap(lines).join(items)

    def _item(self, lines: list[str], width: int) -> str:
        found = ITEM.match(lines[0])
        assert found is not None  # noqa: S101 -- _split begins each item with its mark
        mark = "-" if found[2] in "-*+" else found[2]
        own = [depth(line) for line in lines[1:] if line.strip() and line.startswith(" ")]
        margin = min([TAB, *own])
        inner = [lines[0][found.end() :], *(line[min(margin, depth(line)) :] for line in lines[1:])]
        lead = f"{mark} "
        gap = _gap(inner[1:])
        text = "\n".join(_parted(inner, lines))
        return _hang(self.render(text, width=width - len(lead), gap=gap), lead)

    def _meanings(self, lines: list[str], width: int) -> str:
        meanings = [self._meaning(one, width) for one in _split(lines, MEANING)]
        return _gap(lines).join(meanings)

    def _meaning(self, lines: list[str], width: int) -> str:
        inner = [_without(MEANING, lines[0]), *(line.removeprefix(_INDENTED) for line in lines[1:])]
        return _hang(self.render("\n".join(inner), width=width - TAB), _INDENTED)

    def _table(self, lines: list[str], width: int) -> str:
        rows = [[self._spans.plain(cell) for cell in split_cells(line)] for line in lines]
        return render_table([rows[0], *rows[2:]], width)


def _is_rule(line: str) -> bool:
    return bool(RULE.match(line))


def _is_table(lines: list[str]) -> bool:
    return len(lines) > 1 and "|" in lines[0] and bool(_DASHES.match(lines[1]))


def _gap(lines: list[str]) -> str:
    """Return what stands between the parts of *lines*: an empty line if the author left any."""
    return "\n" if all(line.strip() for line in lines) else "\n\n"


def _without(mark: re.Pattern[str], line: str) -> str:
    """Return *line* without the *mark* that it begins with, if it does."""
    found = mark.match(line)
    return line[found.end() :] if found else line


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
    mark = ITEM if ITEM.match(lines[start]) else MEANING
    end = start + 1
    for place in range(start + 1, len(lines)):
        line = lines[place]
        if not line.strip():
            continue
        if mark is ITEM and _is_other_list(lines[start], line):
            break
        is_lazy = place == end and not _begins_block(line)
        if not (mark.match(line) or line.startswith("  ") or is_lazy):
            break
        end = place + 1
    return end


def _is_other_list(first: str, line: str) -> bool:
    """Tell whether *line* begins a list of the other kind than *first* does: bullets or numbers."""
    one, other = ITEM.match(first), ITEM.match(line)
    if one is None or other is None or depth(line) > depth(first) + 1:
        return False
    return (one[2] in "-*+") != (other[2] in "-*+")


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
    item = ITEM.match(line)
    is_bullet = item is not None and item[2] in "-*+" and bool(line[item.end() :].strip())
    return is_bullet or any(kind.match(line) for kind in (CODE, _HEADING, _QUOTE, MEANING))


def _split(lines: list[str], mark: re.Pattern[str]) -> list[list[str]]:
    """Part *lines* where *mark* begins another of their kind."""
    parts: list[list[str]] = []
    deepest = depth(lines[0]) + 1
    for line in lines:
        if mark.match(line) and depth(line) <= deepest:
            parts.append([])
        parts[-1].append(line)
    return parts


def _parted(inner: list[str], lines: list[str]) -> list[str]:
    """Part the words of an item from the list below them, which needs no empty line there."""
    for place, (words, line) in enumerate(zip(inner, lines, strict=True)):
        if not words.strip() and place:
            break
        if place and line.startswith(" ") and ITEM.match(words):
            return [*inner[:place], "", *inner[place:]]
    return inner


def _is_defined(lines: list[str], start: int, end: int) -> bool:
    """Tell whether the block from *start* to *end* is a term: what follows says what it means."""
    following = next((line for line in lines[end:] if line.strip()), "")
    return bool(MEANING.match(following) and not MEANING.match(lines[start]))


def _as_terms(lines: list[str]) -> list[str]:
    """Keep each of several terms on a line of its own."""
    return [f"{line.rstrip()}  " for line in lines]


def _is_laid_out(line: str) -> bool:
    """Tell whether *line* is code for its indent alone, and neither a table nor HTML."""
    return line.startswith(_INDENTED) and not line.lstrip().startswith(("|", "<"))
