"""What a whole text has in common while its parts are read."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.content.markdown.kramdown.attributes import Attributes
from app.content.markdown.kramdown.grammar import Grammar, choose_grammar
from app.content.markdown.kramdown.tree import Block
from app.content.markdown_options import DEFAULT_OPTIONS, MarkdownOptions


@dataclass(slots=True, kw_only=True)
class Target:
    """Where a link leads."""

    url: str
    title: str = ""
    #: Of a link by reference, what the definition left in its place, with attributes below.
    mark: Block | None = None


@dataclass(slots=True, kw_only=True)
class Document:
    """The definitions of one text, gathered from all of its blocks."""

    options: MarkdownOptions = DEFAULT_OPTIONS
    links: dict[str, Target] = field(default_factory=dict)
    notes: dict[str, Block] = field(default_factory=dict)
    abbreviations: dict[str, str] = field(default_factory=dict)
    #: Attribute lists that have a name.
    named: dict[str, Attributes] = field(default_factory=dict)
    grammar: Grammar = field(init=False)

    def __post_init__(self) -> None:
        """Choose the grammar that the options ask for."""
        self.grammar = choose_grammar(self.options)


def link_name(words: str) -> str:
    """Return the name under which a link is looked up: case and runs of space do not count."""
    return " ".join(words.split()).lower() if words.strip() else words
