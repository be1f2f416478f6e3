"""The colours of a card: ours, or those that the author's custom.css gives the site."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from PIL import ImageColor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Colour: TypeAlias = tuple[int, int, int]

#: Characters of a stylesheet that are read.
_LONGEST = 200_000
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_RULE_PART = re.compile(r"([^{};]*)([{};]|\Z)")
_ROOTS = {":root", "html"}
#: A colour on its own, or the first of the two that light-dark() chooses from (CSS Color 5 §8).
_VALUE = re.compile(r"(?:light-dark\(\s*)?((?:[^(),]|\([^()]*\))+)(?:,.*)?", re.DOTALL)
_BRIGHTEST = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class CardColours:
    """What site.css calls ``--paper``, ``--ink``, ``--fold-a`` …, for a light screen."""

    paper: Colour = (253, 252, 249)
    ink: Colour = (31, 27, 21)
    fold_a: Colour = (247, 210, 114)
    fold_b: Colour = (242, 198, 92)
    fold_c: Colour = (228, 178, 68)
    on_fold: Colour = (31, 23, 5)


#: Those of site.css.
OURS = CardColours()
_NAMES = {f"--{item.name.replace('_', '-')}": item.name for item in fields(CardColours)}


@lru_cache(maxsize=8)
def load_colours(file: Path, state: tuple[int, ...]) -> CardColours:
    """Read the colours that the stylesheet *file* sets, ours for the rest.

    *state* tells one state of the file from another, so that each is read once.
    """
    del state
    try:
        return parse_colours(file.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return OURS


def parse_colours(css: str) -> CardColours:
    """Read the colours that *css* sets for ``:root``; what is not plainly a colour stays ours."""
    found = {name: colour for name, value in _root_values(css) if (colour := _colour(value))}
    return replace(OURS, **found)


def _root_values(css: str) -> Iterator[tuple[str, str]]:
    """Give our names that stand in rules for the root of every page, with their values."""
    inside: list[str] = []
    for text, end in _RULE_PART.findall(_COMMENT.sub(" ", css[:_LONGEST])):
        if len(inside) == 1 and _ROOTS & {part.strip() for part in inside[0].split(",")}:
            name, _, value = text.partition(":")
            if end != "{" and name.strip() in _NAMES:
                yield _NAMES[name.strip()], value
        if end == "{":
            inside.append(text)
        elif end == "}" and inside:
            inside.pop()


def _colour(value: str) -> Colour | None:
    found = _VALUE.fullmatch(value.replace("!important", "").strip())
    # rgb(1 2 3) is rgb(1,2,3) as well; Pillow knows the second.
    plain = re.sub(r"(?<=[\w%])\s+(?=[\d.])", ",", found[1].strip()) if found else ""
    try:
        colour = ImageColor.getrgb(plain)
    except ValueError:
        return None
    red, green, blue = (min(max(part, 0), _BRIGHTEST) for part in colour[:3])
    return red, green, blue
