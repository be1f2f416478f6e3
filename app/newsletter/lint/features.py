"""Which features of HTML and CSS a mail uses, by the names that caniemail.com gives them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from app.newsletter.lint.document import parse_declarations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from app.newsletter.lint.document import Document

_FUNCTIONS = {
    "calc": "css-unit-calc",
    "rgb": "css-rgb",
    "rgba": "css-rgba",
    "linear-gradient": "css-linear-gradient",
    "radial-gradient": "css-radial-gradient",
    "conic-gradient": "css-conic-gradient",
    "clamp": "css-function-clamp",
    "min": "css-function-min",
    "max": "css-function-max",
    "light-dark": "css-function-light-dark",
    "var": "css-variables",
}
_FUNCTION = re.compile(r"(?<![\w-])([a-z-]+)\(")
_UNIT = re.compile(r"(?<![\w#.])-?[\d.]+(px|em|rem|pt|vh|vw|vmin|vmax|ch|ex|cm|mm|in|pc|%)")
_MODERN = re.compile(
    r"#(?:[0-9a-f]{8}|[0-9a-f]{4})(?![0-9a-f])|rgb\([^,)]*\s[^,)]*\)|(?:oklch|lab|hwb|color-mix)\("
)
_SIDES = frozenset({"top", "left", "right", "bottom"})
_SEMANTIC = frozenset("header footer article section nav main aside figure time mark".split())
_PICTURE = re.compile(
    r"\.(svg|webp|avif|gif|png|jpe?g|bmp|ico|tiff?|heif|apng)(?:[?#]|$)", re.IGNORECASE
)
_MEDIA = "prefers-color-scheme prefers-reduced-motion orientation hover device-pixel-ratio".split()
_RULE = re.compile(r"(?<![^{}@;])([^{}@;]++)\{([^{}]*)\}")


def inline_features(document: Document) -> frozenset[str]:
    """Return the features of the elements and of their style attributes."""
    found: set[str] = set()
    for element in document.elements:
        found |= style_features(element.get("style") or "")
        found.update(_element_features(element))
    return frozenset(found)


def sheet_features(css: str) -> frozenset[str]:
    """Return the features of a style element; whoever drops it, drops them all."""
    found = {f"css-at-{name}" for name in re.findall(r"@([\w-]+)", css)}
    preludes = " ".join(re.findall(r"@media([^{]*)", css))
    found |= {f"css-at-media-{name}" for name in _MEDIA if name in preludes}
    for selector, declarations in _RULE.findall(css):
        found |= style_features(declarations.strip())
        for name in re.findall(r":{1,2}([a-z-]+)", selector):
            found |= {f"css-pseudo-class-{name}", f"css-pseudo-element-{name}"}
        if "[" in selector:
            found.add("css-selector-attribute")
    return frozenset(found)


@lru_cache(maxsize=4096)
def style_features(style: str) -> frozenset[str]:
    """Return the features of one style attribute."""
    return frozenset(
        feature
        for name, value in parse_declarations(style)
        for feature in _declaration_features(name, value)
    )


def _declaration_features(name: str, value: str) -> Iterator[str]:
    yield f"css-{name}"
    if name == "display":
        yield from (f"css-display-{kind}" for kind in ("flex", "grid", "none") if kind in value)
    if name in _SIDES:
        yield "css-left-right-top-bottom"
    yield from (_FUNCTIONS[one] for one in _FUNCTION.findall(value) if one in _FUNCTIONS)
    if _MODERN.search(value):
        yield "css-modern-color"
    for unit in _UNIT.findall(value):
        yield "css-unit-percent" if unit == "%" else f"css-unit-{unit}"
    if "!important" in value:
        yield "css-important"


def _element_features(element: HtmlElement) -> Iterator[str]:
    tag = str(element.tag)
    yield f"html-{tag}"
    yield from (f"html-{name}" for name in element.attrib if name != "style")
    if tag in _SEMANTIC:
        yield "html-semantics"
    if tag == "img":
        src = element.get("src") or ""
        if src.startswith("data:"):
            yield "image-base64"
        elif found := _PICTURE.search(src):
            yield f"image-{found[1].lower().replace('jpeg', 'jpg')}"
