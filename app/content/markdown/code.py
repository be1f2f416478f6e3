"""Code in colours, by Pygments, whose lexers and formatter are made once and not for each block."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pygments import format as format_tokens
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound
from pymdownx.highlight import Highlight, HighlightExtension

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_FORMATTER = HtmlFormatter[str](cssclass="highlight", wrapcode=True)
#: What only the slower way understands: numbers, marks and titles of lines, names, classes.
_EXTRAS = ("hl_lines", "classes", "id_value", "attrs", "title", "inline")
_NUMBERS = ("linestart", "linestep", "linespecial")


def highlight_code(code: str, language: str) -> str:
    """Return *code* as HTML with a class for each kind of word.

    A *language* that is not known, or empty, gives the words as they are.
    """
    lexer = _find_lexer(language, threading.get_ident())
    return format_tokens(lexer.get_tokens(code), _FORMATTER).strip()


@lru_cache(maxsize=200)
def _find_lexer(language: str, thread: int) -> Lexer:
    """Find the lexer for *language* that one *thread* uses: some keep a state while they read."""
    del thread
    try:
        return get_lexer_by_name(language)
    except ClassNotFound:
        return get_lexer_by_name("text")


class CodeExtension(HighlightExtension):  # type: ignore[misc]  # it has no types
    """Has fenced code coloured by :func:`highlight_code` where it has no options."""

    def get_pymdownx_highlighter(self) -> type[Highlight]:
        """Return what colours a block."""
        return _Highlighter


class _Highlighter(Highlight):  # type: ignore[misc]  # it has no types
    def highlight(self, src: str, language: str, *args: Any, **options: Any) -> str:  # noqa: ANN401 -- passed on as they are
        """Colour one block."""
        is_plain = not any(options.get(name) for name in _EXTRAS)
        if is_plain and all(options.get(name, -1) == -1 for name in _NUMBERS):
            return highlight_code(src, language)
        made: str = super().highlight(src, language, *args, **options)
        return made
