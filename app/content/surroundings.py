"""What a text can reach while it is rendered: kept apart, for who hands it in need not render."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.content.liquid.model import Ask
    from app.content.markdown_options import MarkdownOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a body's links can reach: both functions are handed in by the library."""

    #: A link's path as written (no query, no fragment) -> the address it means, or None.
    resolve: Callable[[str], str | None]
    #: The address of a picture of ours -> its width and height, or None.
    measure: Callable[[str], tuple[int, int] | None]
    #: Whether the text stands above the posts on the home page, so that it need not list them.
    is_home: bool = False
    #: Whether only its Liquid is rendered, for what is no page.
    is_raw: bool = False
    #: What a template asks of a Jekyll folder; None in folders whose texts have no Liquid.
    ask: Ask | None = None
    #: What ends an excerpt, besides ``<!--more-->``; empty where that is all.
    excerpt_separator: str = ""
    #: How a Jekyll folder has its Markdown read; None is our own way.
    options: MarkdownOptions | None = None
