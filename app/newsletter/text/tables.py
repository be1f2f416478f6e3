"""Markdown's tables in plain text: columns where they fit, else a list."""

from __future__ import annotations

import re

from app.newsletter.text.wrap import columns, wrap

_GAP = "  "
_CELL = re.compile(r"(?:\\.|[^\\|])*+(?:\||\\?$)", re.DOTALL)


def split_cells(line: str) -> list[str]:
    """Return the cells of one line of a table; a bar in code or after a backslash is no edge."""
    safe = re.sub(r"(`+).*?\1", lambda found: found[0].replace("|", "\x01"), line.strip())
    cells = [found[0].removesuffix("|") for found in _CELL.finditer(safe.removeprefix("|"))]
    if len(cells) > 1 and not cells[-1].strip():
        cells.pop()
    return [cell.replace("\x01", "|").strip() for cell in cells]


def render_table(rows: list[list[str]], width: int) -> str:
    """Return *rows*, the first of them the head, in at most *width* columns."""
    count = len(rows[0])
    rows = [[" ".join(cell.split()) for cell in [*row, *[""] * count][:count]] for row in rows]
    widths = [max(columns(row[at]) for row in rows) for at in range(count)]
    if sum(widths) + len(_GAP) * (count - 1) <= width:
        return _as_columns(rows, widths)
    return _as_list(rows, width)


def _as_columns(rows: list[list[str]], widths: list[int]) -> str:
    head, *others = rows
    lines = (head, ["-" * size for size in widths], *others)
    return "\n".join(_line(line, widths) for line in lines)


def _line(cells: list[str], widths: list[int]) -> str:
    padded = (cell + " " * (size - columns(cell)) for cell, size in zip(cells, widths, strict=True))
    return _GAP.join(padded).rstrip()


def _as_list(rows: list[list[str]], width: int) -> str:
    """Write each row as lines of "head: cell": too wide a table cannot be read as columns."""
    head, *others = rows
    return "\n\n".join(
        "\n".join(
            wrap(f"{name}: {cell}" if name else cell, width, rest=_GAP)
            for name, cell in zip(head, row, strict=True)
            if cell
        )
        for row in others
    )
