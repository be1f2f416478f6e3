"""Tables: lines with a pipe, whether they have a header or not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.markdown.kramdown import patterns as at
from app.content.markdown.kramdown.grammar import DELIMITERS, LAZY
from app.content.markdown.kramdown.tree import Block

if TYPE_CHECKING:
    from app.content.markdown.kramdown.blocks import BlockReader

_COLUMN = re.compile(r"[ \t]?(:?)-+(:?)[ \t]?")
_ALIGNED = {(False, False): "", (True, False): "left", (False, True): "right"}
#: Two lines of which the second may be the delimiters of a table.
_DELIMITED = re.compile(r"^(.*)\n(?=[ ]*[|:-])([ |:-]+)[ \t]*(?:\n|\Z)", re.MULTILINE)
_PIPE = re.compile(r"(?<!\\)\|")
#: Code in a row, by its signs or its tags: a pipe in it divides nothing.
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)|<code\b[^>]*>.*?</code>", re.DOTALL)
#: Where a pipe does not make a table: code, and elements of HTML with what is in them.
_HIDDEN_PARTS = re.compile(
    r"(?P<code>(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
    rf"|<(?P<name>{at.NAME}){at.TAG_ATTRIBUTES}[ \t\n]*+(?:/>|>(?:.{{0,2000}}?</(?P=name)\s*>)?)",
    re.DOTALL,
)
_HIDDEN = "\x03"
_HIDDEN_SIGN = re.compile(_HIDDEN)


def read_table(reader: BlockReader) -> bool:
    """Read a table, if one begins here and an empty line stands below it."""
    if reader.document.options.is_commonmark:
        return _read_delimited(reader)
    line_end = reader.text.find("\n", reader.pos)
    if reader.text.find("|", reader.pos, line_end) < 0:
        return False
    if not at.TABLE.match(reader.text, reader.pos) or not reader.is_after_boundary():
        return False
    begin = reader.pos
    rows = _Rows(reader)
    rows.read()
    whole = reader.text[begin : reader.pos]
    if reader.is_before_boundary() and _has_pipes(whole) and (table := rows.build()):
        reader.add(table)
        return True
    reader.pos = begin
    return False


def find_table(text: str) -> int:
    """Return where in *text*, a paragraph, a table begins below its first line, or its length."""
    end = text.find("\n") + 1
    for found in _DELIMITED.finditer(text, end):
        if _begins_table(found[1], found[2]):
            return found.start()
    return len(text)


def _begins_table(header: str, delimiters: str) -> bool:
    """Tell whether a table begins with these lines (GFM 0.29 §4.10): both have as many cells."""
    if "|" not in header or not DELIMITERS.fullmatch(delimiters):
        return False
    return len(_trimmed(header)) == len(_COLUMN.findall(delimiters))


def _read_delimited(reader: BlockReader) -> bool:
    """Read a table: a line, one with delimiters, and others until a block or an empty line."""
    found = _DELIMITED.match(reader.text, reader.pos)
    if not found or not _begins_table(found[1], found[2]):
        return False
    reader.pos = found.end()
    columns = tuple(
        _ALIGNED.get((bool(left), bool(right)), "center")
        for left, right in _COLUMN.findall(found[2])
    )
    rows = []
    while line := reader.take(LAZY):
        rows.append(_padded(line[0].rstrip(), len(columns)))
    head = Block(kind="thead", children=[_padded(found[1], len(columns))])
    body = [Block(kind="tbody", children=rows)] if rows else []
    reader.add(Block(kind="table", children=[head, *body], columns=columns))
    return True


def _padded(line: str, width: int) -> Block:
    cells = [Block(kind="td", text=cell.strip()) for cell in _trimmed(line)][:width]
    cells += [Block(kind="td") for _ in range(width - len(cells))]
    return Block(kind="tr", children=cells)


def _trimmed(line: str) -> list[str]:
    """Return the cells of a line without what stands before its first pipe and after its last."""
    cells = _cells(line.strip())
    if len(cells) > 1 and not cells[0]:
        del cells[0]
    if len(cells) > 1 and not cells[-1]:
        cells.pop()
    return cells


def _has_pipes(text: str) -> bool:
    """Tell whether lines have a pipe outside of code and HTML, as far as kramdown looks for one."""
    has_pipe, place = False, 0
    for hidden in [*_HIDDEN_PARTS.finditer(text), None]:
        begin, end = hidden.span() if hidden else (len(text), len(text))
        lines = _lines(text[place:begin])
        if len(lines) > 1 and not has_pipe and not _PIPE.search(lines[0]):
            return False
        if lines:
            has_pipe = (has_pipe and len(lines) == 1) or bool(_PIPE.search(lines[-1]))
        breaks = text.count("\n", begin, end) if hidden and hidden["code"] else 0
        if breaks > has_pipe:
            return has_pipe
        has_pipe, place = has_pipe and not breaks, end
    return has_pipe


def _lines(text: str) -> list[str]:
    return text.rstrip("\n").split("\n") if text.strip("\n") else []


class _Rows:
    def __init__(self, reader: BlockReader) -> None:
        self.reader = reader
        self.parts: list[Block] = []
        self.columns: list[str] = []
        self._rows: list[Block] = []
        self._has_foot = False
        first = at.TABLE_LINE.match(reader.text, reader.pos)
        self._has_edge = bool(first and first[0].lstrip().startswith("|"))

    def read(self) -> None:
        reader = self.reader
        reader.take(at.SEPARATOR)
        while at.TABLE_LINE.match(reader.text, reader.pos):
            if found := reader.take(at.SEPARATOR):
                self._separate(found[1])
            elif reader.take(at.FOOT_SEPARATOR):
                if self._rows:
                    self._part("tbody")
                self._has_foot = True
            elif found := reader.take(_LINE):
                self._rows.append(self._row(found[1].rstrip(" \t")))

    def _separate(self, line: str) -> None:
        if not self._rows:
            return
        if self.columns or self._has_foot:
            if not self._has_foot:
                self._part("tbody")
            return
        self._part("thead")
        self.columns = [
            _ALIGNED.get((bool(left), bool(right)), "center")
            for left, right in _COLUMN.findall(line)
        ]

    def _part(self, kind: str) -> None:
        self.parts.append(Block(kind=kind, children=self._rows))
        self._rows = []

    def _row(self, line: str) -> Block:
        cells = _cells(line)
        if self._has_edge and not cells[0].strip():
            del cells[0]
        if cells and not cells[-1].strip():
            cells.pop()
        return Block(kind="tr", children=[Block(kind="td", text=cell.strip()) for cell in cells])

    def build(self) -> Block | None:
        """Return the table, or None when it has no body."""
        if self._rows:
            self._part("tfoot" if self._has_foot else "tbody")
        if not any(part.kind == "tbody" for part in self.parts):
            return None
        rows = [row for part in self.parts for row in part.children]
        width = max(len(row.children) for row in rows)
        for row in rows:
            row.children += [Block(kind="td") for _ in range(width - len(row.children))]
        columns = (self.columns + [""] * width)[:width]
        return Block(kind="table", children=self.parts, columns=tuple(columns))


_LINE = re.compile(r"(.*)\n")


def _cells(line: str) -> list[str]:
    if not ("`" in line or "\\" in line or "<code" in line):
        return line.split("|")  # most lines have nothing in which a pipe would mean less
    hidden: list[str] = []

    def hide(found: re.Match[str]) -> str:
        hidden.append(found[0])
        return _HIDDEN

    shown = _CODE.sub(hide, line)
    cells = [cell.replace("\\|", "|") for cell in _PIPE.split(shown)]
    code = iter(hidden)
    return [_HIDDEN_SIGN.sub(lambda _: next(code), cell) for cell in cells]
