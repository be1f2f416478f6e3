"""Markdown to HTML, by the reading that a folder asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.content.markdown.engine import get_converter
from app.content.markdown.kramdown.extension import make_kramdown
from app.content.markdown.kramdown.options import MarkdownOptions
from app.content.markdown.maths import Maths


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """What a converter made of a text."""

    html: str
    #: The headings, as Python-Markdown has them.
    contents: list[dict[str, Any]] = field(default_factory=list)
    maths: Maths | None = None


def convert(text: str, options: MarkdownOptions | None = None) -> Converted:
    """Return what *text* becomes, as *options* have it read; without them in our own way."""
    if options is None:
        own = get_converter()
        html = own.convert(text)
        return Converted(html=html, contents=own.titles, maths=own.maths)
    maths = Maths()
    engine = make_kramdown(options, maths)
    html = maths.put_back(engine.convert(text))
    return Converted(html=html, contents=getattr(engine, "toc_tokens", []), maths=maths)
