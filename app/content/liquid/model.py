"""What a template is given, what comes back, and how far it may go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TypeAlias

from app.content.model import Problem

#: A kind of question and what it is about -> its answer: plain values, or a :class:`Listing`.
Ask: TypeAlias = Callable[[str, str], object]


class Listing:
    """An answer that is long: its mark says in short whether it is still the same."""

    def __init__(self, values: object, mark: str) -> None:
        """Keep *values*, which *mark* stands for."""
        self.values = values
        self.mark = mark

    def __str__(self) -> str:
        return self.mark


def has_liquid(text: str) -> bool:
    """Tell whether *text* needs rendering at all."""
    return "{{" in text or "{%" in text


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one template may do. What goes further is cut off and reported."""

    #: Turns of all loops together, those that filters make over lists included.
    turns: int = 10_000
    #: Letters that are written.
    letters: int = 2_000_000
    #: Letters and list items that names hold.
    memory: int = 2_000_000
    #: Includes within includes, and loops in them.
    depth: int = 40


def _nothing(_name: str) -> None:
    return None


def _as_it_is(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """What a template can ask of the folder it stands in; each answer depends on the question only.

    All functions are handed in by the library, which may note what was asked.
    """

    #: ``site.NAME``: a key of the configuration, ``posts``, ``tags``, ``data`` and so on.
    site: Callable[[str], object] = _nothing
    #: The text of a file below ``_includes/``, or None.
    include: Callable[[str], str | None] = _nothing
    #: The text of a file beside the writing, or None: ``include_relative``.
    neighbour: Callable[[str], str | None] = _nothing
    #: A file's path in the folder -> its address without the base path, or None: ``link``.
    link: Callable[[str], str | None] = _nothing
    #: A post's name such as ``2020-01-31-hello`` -> its address, or None: ``post_url``.
    post: Callable[[str], str | None] = _nothing
    #: Markdown -> HTML: ``markdownify``.
    markdown: Callable[[str], str] = _as_it_is
    #: Scheme and host: ``https://ana.example.org``.
    url: str = ""
    #: ``/blog``, or empty.
    base_path: str = ""
    zone: tzinfo = UTC
    #: What ``now`` means.
    now: Callable[[], datetime] = lambda: datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A text with Liquid in it."""

    text: str
    #: Relative to the content folder, for problems.
    path: str
    #: The line of the file on which the text begins.
    line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What became of a template."""

    text: str
    problems: tuple[Problem, ...] = ()
    #: For each line of the text, the line of the file that it comes from.
    lines: tuple[int, ...] = ()
