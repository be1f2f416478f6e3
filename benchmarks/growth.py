"""A picture of how cost grows with the number of posts: both axes count in powers of ten."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Mapping

_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 920, 520, 70, 40, 320, 60
#: Told apart by those who see no red or green (Okabe and Ito), and by their dashes.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000")


def draw_growth(measured: Mapping[int, Mapping[str, float]], names: Mapping[str, str]) -> str:
    """Return an SVG of what was *measured*, by number of posts and key; *names* are for people."""
    numbers = sorted(measured)
    values = [value for found in measured.values() for value in found.values() if value > 0]
    across = (math.log10(numbers[0]), math.log10(numbers[-1]))
    up = (math.floor(math.log10(min(values))), math.ceil(math.log10(max(values))))

    def x(number: float) -> float:
        share = (math.log10(number) - across[0]) / ((across[1] - across[0]) or 1)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(value: float) -> float:
        share = (math.log10(max(value, 10 ** up[0])) - up[0]) / ((up[1] - up[0]) or 1)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)

    parts = [_frame()]
    parts += [_level(power, y(10**power)) for power in range(int(up[0]), int(up[1]) + 1)]
    parts += [
        f'<text x="{x(number):.0f}" y="{_HEIGHT - _BOTTOM + 22}" text-anchor="middle">'
        f"{number:,} posts</text>"
        for number in numbers
    ]
    for place, (key, name) in enumerate(names.items()):
        points = [(x(number), y(measured[number][key])) for number in numbers]
        parts.append(_line(points, name, place))
    return "\n".join([*parts, "</svg>", ""])


def _frame() -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="13">\n'
        "<title>What a site costs as it grows</title>\n"
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>\n'
        f'<text x="{_LEFT}" y="22">Seconds of processor time, and megabytes; '
        "a line at 45 degrees of the grid is ten times the cost for ten times the posts.</text>"
    )


def _level(power: int, place: float) -> str:
    text = f"{10**power:,}" if power >= 0 else f"{10**power:.{-power}f}"
    return (
        f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{place:.1f}" y2="{place:.1f}" '
        f'stroke="#ddd"/><text x="{_LEFT - 8}" y="{place + 4:.1f}" text-anchor="end">{text}</text>'
    )


def _line(points: list[tuple[float, float]], name: str, place: int) -> str:
    colour = _COLOURS[place % len(_COLOURS)]
    dashes = f' stroke-dasharray="{2 + place} 3"' if place % 2 or place >= len(_COLOURS) else ""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    level = _TOP + 24 * place + 10
    start = _WIDTH - _RIGHT + 15
    return (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>\n'
        f'<line x1="{start}" x2="{start + 22}" y1="{level}" y2="{level}" stroke="{colour}" '
        f'stroke-width="2"{dashes}/><text x="{start + 28}" y="{level + 4}">{escape(name)}</text>'
    )
