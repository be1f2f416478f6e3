"""Whether words stand out from their ground, in light mail and in dark (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from cssselect import SelectorError
from lxml.cssselect import CSSSelector

from app.newsletter.lint.document import parse_declarations
from app.newsletter.lint.model import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.html import HtmlElement

    from app.newsletter.lint.document import Document
    from app.newsletter.lint.model import Finding

Colour: TypeAlias = tuple[int, int, int]
#: Property -> value, as one element has them.
Style: TypeAlias = dict[str, str]

#: Ratios: what running words need, what large ones need.
_RUNNING, _LARGE = 4.5, 3.0
_LARGE_PIXELS, _LARGE_BOLD_PIXELS = 24.0, 18.66
_WORD_BOLD = 600
_BLACK, _WHITE, _DARK_GROUND = (0, 0, 0), (255, 255, 255), (18, 18, 18)
_NAMED = {"black": _BLACK, "white": _WHITE}
_LINK, _DARK_LINK = (0, 0, 238), (158, 158, 255)
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-f])")
_RGB = re.compile(r"rgb\((\d+),\s*(\d+),\s*(\d+)\)")
_DARK = re.compile(
    r"@media[^{]*prefers-color-scheme:\s*dark[^{]*\{((?:[^{}]*+\{[^{}]*+\}|(?!))*+)[^{}]*+\}"
)
_RULE = re.compile(r"(?<![^{}])([^{}]++)\{([^{}]*)\}")
_BOLD_TAGS = frozenset({"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"})
_SAMPLE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """How the words of one element look."""

    ink: Colour
    ground: Colour
    #: Pixels.
    size: float = 16.0
    is_bold: bool = False
    is_hidden: bool = False


def check_contrast(document: Document) -> Iterator[Finding]:
    """Find words that are hard to tell from their ground, once for each pair of colours."""
    light = _Look(ink=_BLACK, ground=_WHITE)
    yield from _check(document, light, {}, "light")
    overrides = _dark_styles(document)
    if overrides:
        dark = _Look(ink=_WHITE, ground=_DARK_GROUND)
        yield from _check(document, dark, overrides, "dark")


def contrast(one: Colour, other: Colour) -> float:
    """Return the ratio of two colours, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=1024)
def parse_colour(text: str) -> Colour | None:
    """Read the colour in *text*; None when there is none that we know."""
    if found := _HEX.search(text):
        digits = found[1] if len(found[1]) == 6 else "".join(sign * 2 for sign in found[1])  # noqa: PLR2004 -- #rrggbb
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if found := _RGB.search(text):
        red, green, blue = (min(255, int(part)) for part in found.groups())
        return red, green, blue
    return next((colour for name, colour in _NAMED.items() if name in text.split()), None)


def _check(
    document: Document, base: _Look, overrides: Mapping[HtmlElement, Style], mode: str
) -> Iterator[Finding]:
    looks: dict[HtmlElement, _Look] = {}
    told: set[tuple[Colour, Colour]] = set()
    for element in document.elements:
        parent = element.getparent()
        above = base if parent is None else looks[parent]
        look = looks[element] = _look(element, above, overrides.get(element, {}), mode)
        words = _own_words(element)
        pair = look.ink, look.ground
        if look.is_hidden or pair in told or not words:
            continue
        ratio = contrast(*pair)
        if ratio < _needed(look):
            told.add(pair)
            say = error if ratio < _LARGE else warning
            yield say(
                "contrast",
                f'"{words[:_SAMPLE]}" in {_hex(look.ink)} on {_hex(look.ground)} is {ratio:.1f}:1 '
                f"in {mode} mail; {_needed(look):g}:1 is the least",
            )


def _look(element: HtmlElement, above: _Look, override: Style, mode: str) -> _Look:
    style = dict(parse_declarations(element.get("style") or "")) | override
    look = above
    if ground := _ground(element, style):
        look = replace(look, ground=ground)
    if ink := _ink(element, style, mode):
        look = replace(look, ink=ink)
    if size := re.match(r"([\d.]+)px", style.get("font-size", "")):
        look = replace(look, size=float(size[1]))
    if style.get("display") == "none" or element.tag in {"head", "style", "title"}:
        look = replace(look, is_hidden=True)
    is_bold = _is_bold(element, style, above=look.is_bold)
    return look if is_bold == look.is_bold else replace(look, is_bold=is_bold)


def _ground(element: HtmlElement, style: Style) -> Colour | None:
    value = style.get("background-color") or style.get("background") or element.get("bgcolor")
    return parse_colour(value.lower()) if value else None


def _ink(element: HtmlElement, style: Style, mode: str) -> Colour | None:
    if "color" in style:
        return parse_colour(style["color"])
    if element.tag == "a" and element.get("href"):
        return _LINK if mode == "light" else _DARK_LINK
    return None


def _is_bold(element: HtmlElement, style: Style, *, above: bool) -> bool:
    weight = style.get("font-weight", "").removesuffix("!important").strip()
    if weight:
        return weight in {"bold", "bolder"} or (weight.isdigit() and int(weight) >= _WORD_BOLD)
    return above or element.tag in _BOLD_TAGS


def _needed(look: _Look) -> float:
    large = _LARGE_BOLD_PIXELS if look.is_bold else _LARGE_PIXELS
    return _LARGE if look.size >= large else _RUNNING


def _own_words(element: HtmlElement) -> str:
    """Return the words that stand in *element* itself and not in one inside it."""
    said = " ".join([element.text or "", *(child.tail or "" for child in element)])
    return " ".join(said.split()) if any(sign.isalnum() for sign in said) else ""


def _dark_styles(document: Document) -> dict[HtmlElement, Style]:
    """Return what the rules for dark mail change, element by element, in the order of CSS.

    Only what is !important counts, for the rest loses to the inline style.
    """
    found: list[tuple[tuple[int, int, int], int, HtmlElement, Style]] = []
    rules = (rule for block in _DARK.findall(document.css) for rule in _RULE.findall(block))
    for order, (selectors, text) in enumerate(rules):
        style = {
            name: value.removesuffix("!important").strip()
            for name, value in parse_declarations(text.strip())
            if value.endswith("!important")
        }
        for selector in selectors.split(","):
            weight, match = _selector(selector.strip())
            elements = match(document.root) if match else ()
            found += [(weight, order, element, style) for element in elements]
    styles: dict[HtmlElement, Style] = {}
    for _, _, element, style in sorted(found, key=lambda one: one[:2]):
        styles.setdefault(element, {}).update(style)
    return styles


@lru_cache(maxsize=512)
def _selector(text: str) -> tuple[tuple[int, int, int], CSSSelector | None]:
    """Return the weight of a selector and what finds its elements; None for one we cannot read."""
    try:
        match = CSSSelector(text, translator="html")
    except SelectorError:
        return (0, 0, 0), None
    ids, classes = text.count("#"), len(re.findall(r"[.\[]|(?<!:):(?!:)", text))
    tags = len(re.findall(r"(?:^|[\s>+~])[a-z]", text))
    return (ids, classes, tags), match


@lru_cache(maxsize=1024)
def _luminance(colour: Colour) -> float:
    parts = [part / 255 for part in colour]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 -- sRGB, IEC 61966-2-1
        for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
