"""Colours for the code of ``{% highlight %}``, by the classes that fences have too."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from itertools import count

from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound


def highlight_code(
    code: str, language: str, *, has_numbers: bool = False, marked: tuple[int, ...] = ()
) -> str:
    """Return *code* as a figure, coloured where *language* is known.

    *marked* are numbers of lines, from 1, that are shown on another ground.
    """
    lexer = _lexer(language)
    if lexer is None:
        html = escape(code, quote=False)
    else:
        formatter = HtmlFormatter[str](nowrap=True, hl_lines=marked)
        # Lexers of consoles drop a last line that has no end.
        html = highlight(f"{code}\n", lexer, formatter).rstrip("\n")
    if has_numbers:
        html = "\n".join(map(_numbered, count(1), html.split("\n")))
    name = escape(language.replace("+", "-"))
    return (
        f'<figure class="highlight"><pre><code class="language-{name}"'
        f' data-lang="{escape(language)}">{html}</code></pre></figure>'
    )


@lru_cache(maxsize=100)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _numbered(number: int, line: str) -> str:
    """Put the number before a line as fences with ``linenums`` do: seen, and never copied."""
    return f'<span class="linenos" data-linenos="{number} "></span>{line}'
