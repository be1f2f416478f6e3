"""Markdown to HTML, by the one extension of Python-Markdown that reads it for every folder."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import markdown

from app.content.markdown.kramdown.extension import KramdownExtension
from app.content.markdown.maths import Maths
from app.content.markdown_options import OUR_OPTIONS, MarkdownOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """What a converter made of a text."""

    html: str
    #: The headings, as Python-Markdown has them.
    contents: list[dict[str, Any]] = field(default_factory=list)
    maths: Maths | None = None


class _Engine:
    """Reads one text after another as *options* say; nothing of a text stays for the next."""

    def __init__(self, options: MarkdownOptions) -> None:
        self.options = options
        self._extension = KramdownExtension(options)
        self._markdown = markdown.Markdown(output_format="html", extensions=[self._extension])

    def convert(self, text: str, change: Callable[[str], str] | None) -> Converted:
        self._extension.change = change
        maths = self._extension.maths = Maths()
        html = maths.put_back(self._markdown.convert(text))
        return Converted(html=html, contents=self._extension.contents, maths=maths)


_own = threading.local()


def convert(
    text: str,
    options: MarkdownOptions | None = None,
    change: Callable[[str], str] | None = None,
) -> Converted:
    """Return what *text* becomes, as *options* have it read; without them as our own folders do.

    ``change(link)`` is in place of every link, from the first to the last.
    Each thread has an engine of its own: to make one takes as long as to read a short text.
    """
    wanted = options or OUR_OPTIONS
    engine: _Engine | None = getattr(_own, "engine", None)
    if engine is None or engine.options != wanted:
        engine = _own.engine = _Engine(wanted)
    return engine.convert(text, change)
