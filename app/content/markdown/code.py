"""Code in colours, by Pygments, whose lexers and formatter are made once and not for each block."""

from __future__ import annotations

import threading
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from app.content.markdown.tokens import TokenReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from pygments.token import _TokenType

_FORMATTER = HtmlFormatter[str]()


def highlight_code(code: str, language: str) -> str:
    """Return *code* as HTML with a class for each kind of word.

    A *language* that is not known, or empty, gives the words as they are.
    """
    lines = color_code(code, language)
    return f'<div class="highlight"><pre><span></span><code>{lines}</code></pre></div>'


def color_code(code: str, language: str) -> str:
    """Return the lines of *code* as HTML in which no element goes over the end of one."""
    return _lines(_find_reader(language, threading.get_ident()).read(code))


def _lines(tokens: list[tuple[str, str]]) -> str:
    """Write *tokens* as Pygments' own formatter does: no element goes over the end of a line."""
    parts: list[str] = []
    put, last = parts.append, ""
    for begin, text in tokens:
        # Few words have one of these signs: to ask costs less than to replace or to divide each.
        if "&" in text or "<" in text or ">" in text:
            text = escape(text, quote=False)  # noqa: PLW2901 -- the same words
        if "\n" in text:
            last = _over_lines(begin, text, last, put)
        elif text:
            if begin != last:
                put(f"</span>{begin}" if last else begin)
                last = begin
            put(text)
    if last:
        put("</span>")
    return "".join(parts)


def _over_lines(begin: str, text: str, last: str, put: Callable[[str], None]) -> str:
    """Write a word of several lines where *last* is open; return what is open behind it."""
    first, *others = text.split("\n")
    if first and begin != last:
        put(f"</span>{begin}" if last else begin)
        last = begin
    put(first)
    for line in others:
        put("</span>\n" if last else "\n")
        last = begin if line else ""
        put(last + line)
    return last


@lru_cache(maxsize=500)
def _begin(kind: _TokenType) -> str:
    """Return the tag before a token of this *kind*; none where it has no colour."""
    names = _FORMATTER._get_css_classes(kind)  # type: ignore[attr-defined]  # noqa: SLF001 -- the names in themes are its own
    return f'<span class="{names}">' if names else ""


@lru_cache(maxsize=200)
def _find_reader(language: str, thread: int) -> TokenReader:
    """Find what reads *language* in one *thread*: some lexers keep a state while they read."""
    del thread
    try:
        return TokenReader(get_lexer_by_name(language), _begin)
    except ClassNotFound:
        return TokenReader(get_lexer_by_name("text"), _begin)
