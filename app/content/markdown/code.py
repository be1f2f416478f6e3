"""Code in colours, by Pygments, whose lexers and formatter are made once and not for each block."""

from __future__ import annotations

import re
import threading
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

from markdown.extensions.attr_list import get_attrs_and_remainder
from markdown.treeprocessors import Treeprocessor
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound
from pymdownx.highlight import Highlight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from xml.etree.ElementTree import Element

    import markdown
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

_FORMATTER = HtmlFormatter[str]()
#: Quotes are left alone, as in all of our HTML.
_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}


def highlight_code(code: str, language: str) -> str:
    """Return *code* as HTML with a class for each kind of word.

    A *language* that is not known, or empty, gives the words as they are.
    """
    lexer = _find_lexer(language, threading.get_ident())
    lines = "".join(_lines(lexer.get_tokens(code)))
    return f'<div class="highlight"><pre><span></span><code>{lines}</code></pre></div>'


def _lines(tokens: Iterable[tuple[_TokenType, str]]) -> Iterator[str]:
    """Give *tokens* as Pygments' own formatter does: no element goes over the end of a line."""
    last = ""
    for kind, text in tokens:
        begin = _begin(kind)
        first, *others = text.translate(_ESCAPES).split("\n")
        if first:
            if begin != last:
                yield f"</span>{begin}" if last else begin
                last = begin
            yield first
        for line in others:
            yield "</span>\n" if last else "\n"
            last = begin if line else ""
            yield f"{last}{line}"
    if last:
        yield "</span>"


@lru_cache(maxsize=500)
def _begin(kind: _TokenType) -> str:
    """Return the tag before a token of this *kind*; none where it has no colour."""
    names = _FORMATTER._get_css_classes(kind)  # type: ignore[attr-defined]  # noqa: SLF001 -- the names in themes are its own
    return f'<span class="{names}">' if names else ""


@lru_cache(maxsize=200)
def _find_lexer(language: str, thread: int) -> Lexer:
    """Find the lexer for *language* that one *thread* uses: some keep a state while they read."""
    del thread
    try:
        return get_lexer_by_name(language)
    except ClassNotFound:
        return get_lexer_by_name("text")


def render_fence(info: str, code: str, md: markdown.Markdown) -> str:
    """Return fenced *code* as HTML; *info* is what its fence says of it.

    That is a language, and ``hl_lines="2 4-6"``, ``linenums="1"``, ``title="…"``, or all in braces,
    with classes and an id: ``{.python #name linenums="1"}``. What else it says has no effect.
    """
    language, options = _parse_info(info)
    if not options:
        return highlight_code(code, language)
    start, step, special = (*_numbers(options, "linenums"), -1, -1, -1)[:3]
    highlighter = Highlight(md, guess_lang=False, linenums_style="pymdownx-inline")
    made: str = highlighter.highlight(
        code,
        language,
        hl_lines=_numbers(options, "hl_lines"),
        linestart=start,
        linestep=step,
        linespecial=special,
        classes=options.get("class", "").split(),
        id_value=options.get("id", ""),
        title=options.get("title"),
    )
    return made


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


class IndentedCode(Treeprocessor):
    """Makes code that is code by its indent the same as fenced code without a language."""

    def run(self, root: Element) -> None:
        """Put finished HTML in place of each such block."""
        for block in root.iter("pre"):
            if len(block) == 1 and block[0].tag == "code":
                code = unescape(block[0].text or "").rstrip("\n")
                block.clear()
                block.tag = "p"  # what Python-Markdown takes away around finished blocks
                block.text = self.md.htmlStash.store(highlight_code(code, ""))
