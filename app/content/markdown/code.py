"""Code in colours, by Pygments, whose lexers and formatter are made once and not for each block."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING

from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pygments.lexer import Lexer
    from pygments.token import _TokenType

_FORMATTER = HtmlFormatter[str]()
#: Quotes are left alone, as in all of our HTML.
_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}


def highlight_code(code: str, language: str) -> str:
    """Return *code* as HTML with a class for each kind of word.

    A *language* that is not known, or empty, gives the words as they are.
    """
    lines = color_code(code, language)
    return f'<div class="highlight"><pre><span></span><code>{lines}</code></pre></div>'


def color_code(code: str, language: str) -> str:
    """Return the lines of *code* as HTML in which no element goes over the end of one."""
    lexer = _find_lexer(language, threading.get_ident())
    return "".join(_lines(lexer.get_tokens(code)))


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
