"""Fenced code, and what a fence says of it: the language, marked lines, numbers, a title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from markdown.extensions.attr_list import get_attrs_and_remainder

from app.content.markdown.code import color_code, highlight_code

#: What is read in whole; of anything else only the first word counts.
_INFO = re.compile(r"[\w#.+-]+$|\{|[\w#.+-]*(?: +\w+=(?:\"[^\"]*\"|'[^']*'))+$")
_WORD = re.compile(r"[\w#.+-]*")


def render_fence(code: str, info: str) -> str:
    """Return fenced *code* as HTML; *info* is what its fence says of it.

    That is a language, and ``hl_lines="2 4-6"``, ``linenums="1"``, ``title="…"``, or all in braces,
    with classes and an id: ``{.python #name linenums="1"}``. What else it says has no effect.
    """
    word = _WORD.match(info)
    language, options = _parse_info(info if _INFO.match(info) else word[0] if word else "")
    if not options:
        return highlight_code(code, language)
    lines = color_code(code, language).removesuffix("\n").split("\n")
    if numbering := _parse_numbering(options):
        lines = numbering.number(lines)
    marked = set(_numbers(options, "hl_lines"))
    parts = (
        f'<span class="hll">{line}\n</span>' if place in marked else f"{line}\n"
        for place, line in enumerate(lines, start=1)
    )
    title = options.get("title", "").strip()
    name = f'<span class="filename">{escape(title, quote=False)}</span>' if title else ""
    place = f' id="{escape(options["id"])}"' if "id" in options else ""
    classes = escape(" ".join([*options.get("class", "").split(), "highlight"]))
    return (
        f'<div{place} class="{classes}">{name}<pre><span></span>'
        f"<code>{''.join(parts)}</code></pre></div>"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Numbering:
    """How lines are numbered: each *step*-th number is shown, each *special*-th stands out."""

    start: int
    step: int
    special: int

    def number(self, lines: list[str]) -> list[str]:
        """Put the number of each line before it, where a reader sees it and never copies it."""
        width = len(str(self.start + len(lines) - 1))
        return [self._sign(self.start + place, width) + line for place, line in enumerate(lines)]

    def _sign(self, number: int, width: int) -> str:
        special = " special" if self.special and number % self.special == 0 else ""
        shown = "" if number % self.step else str(number)
        return f'<span class="linenos{special}" data-linenos="{shown:>{width}} "></span>'


def _parse_numbering(options: dict[str, str]) -> _Numbering | None:
    start, step, special = (*_numbers(options, "linenums"), 0, 0, 0)[:3]
    return _Numbering(start=start, step=step or 1, special=special) if start else None


def _parse_info(info: str) -> tuple[str, dict[str, str]]:
    """Split what a fence says into the language and the options."""
    language, brace, rest = info.strip().partition("{")
    if not brace:
        language, _, rest = info.strip().partition(" ")
    options: dict[str, str] = {}
    classes = [language.strip().lstrip(".")] if language.strip() else []
    for name, value in get_attrs_and_remainder(rest.rpartition("}")[0] if brace else rest)[0]:
        if name == ".":
            classes.append(value or "")
        elif value:
            options[name] = value
    if classes[1:]:
        options["class"] = " ".join(classes[1:])
    return (classes or [""])[0], options


def _numbers(options: dict[str, str], name: str) -> list[int]:
    """Read ``2 4-6`` as each of its numbers; anything else gives none."""
    found = re.fullmatch(r"[\d\s,-]{1,200}", options.get(name, ""))
    numbers: list[int] = []
    for part in re.findall(r"\d{1,5}(?:-\d{1,5})?", found[0] if found else ""):
        first, _, last = part.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return numbers
