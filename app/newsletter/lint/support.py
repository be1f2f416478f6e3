"""What mail clients do with the features of a mail, by the data of caniemail.com.

The table is made by ``benchmarks/mail_support.py``; the data is Rémi Parmentier's, under the MIT
licence that stands beside it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.newsletter.lint.features import inline_features, sheet_features
from app.newsletter.lint.model import SupportRow, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.newsletter.lint.document import Document
    from app.newsletter.lint.model import Finding

_TABLE = Path(__file__).with_name("caniemail.json")

#: Where one of these is lacking, the mail falls apart or words are lost.
_BREAKING = frozenset(
    "css-display-flex css-display-grid css-position css-float css-gap css-variables css-at-import "
    "css-function-clamp css-inset css-left-right-top-bottom css-nesting html-video html-audio "
    "html-form html-svg html-object html-dialog html-popover image-svg image-webp image-avif "
    "image-base64 css-modern-color css-function-light-dark".split()
)
#: What a reader sees where one of these is lacking: the mail stays readable.
INSTEAD: Mapping[str, str] = {
    "css-at-media": "the layout of a desk on a phone too, which shrinks to fit",
    "css-at-media-prefers-color-scheme": "light mail, or the client darkens it itself",
    "css-border": "the same, without some ways of drawing a line",
    "css-border-radius": "square corners",
    "css-box-shadow": "no shadow",
    "css-display": "the same, without some ways of placing things",
    "css-display-none": "the preheader may show above the letter, in the colour of the page",
    "css-font-size": "the same in pixels, which is what is used here",
    "css-font-weight": "normal or bold, nothing between",
    "css-height": "pictures keep the height of their attribute",
    "css-important": "the inline style; only dark and phone rules use it",
    "css-letter-spacing": "letters a hair wider apart in headings",
    "css-line-height": "lines a little closer or wider",
    "css-margin": "the same; only auto and negative margins are lost",
    "css-max-height": "the preheader is hidden by other means",
    "css-max-width": "the card as wide as the comment for Outlook says",
    "css-opacity": "the preheader is hidden by other means",
    "css-overflow": "a wide table is cut or widens the letter",
    "css-overflow-wrap": "a long word may stand out",
    "css-padding": "the same, on tables and cells",
    "css-table-layout": "columns as wide as their words ask",
    "css-text-align": "left, where start and end are not known",
    "css-text-decoration": "a plain underline",
    "css-white-space": "code whose long lines do not wrap",
    "css-width": "the width of the attribute",
    "css-word-break": "a long word may stand out",
    "css-word-wrap": "a long word may stand out",
    "html-align": "the alignment of the style",
    "html-aria-label": "a screen reader reads the subject alone",
    "html-body": "the ground of the page comes from a table",
    "html-dir": "the direction of the words inside",
    "html-height": "the height that the picture has",
    "html-lang": "a screen reader guesses the language",
    "html-role": "a screen reader calls tables by name",
    "html-semantics": "a plain block or words, looking the same",
    "html-style": "light mail in the layout of a desk; every other style is inlined",
    "html-width": "the width that the picture has",
}
_WORDS = {"y": "yes", "u": "yes", "a": "partly", "n": "no"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What each client does with each feature."""

    #: ``Gmail web``, ``Outlook Windows`` and so on, in the order of the letters.
    clients: tuple[str, ...]
    #: Feature -> title, and a letter for each client.
    features: Mapping[str, tuple[str, str]]


@cache
def load_table() -> Table:
    """Read the table that comes with Trifold."""
    data = json.loads(_TABLE.read_text("utf-8"))
    features = {name: (title, letters) for name, (title, letters) in data["features"].items()}
    return Table(clients=tuple(data["clients"]), features=features)


def program_names() -> tuple[str, ...]:
    """Return the mail programs, as the columns of a table."""
    return tuple(dict.fromkeys(_program(client) for client in load_table().clients))


def support_rows(document: Document) -> tuple[SupportRow, ...]:
    """Return what the mail uses and some client lacks, by name."""
    used = inline_features(document) | sheet_features(document.css)
    rows = (_row(feature) for feature in sorted(used))
    return tuple(row for row in rows if row and set(row.cells.values()) != {"yes"})


def check_support(document: Document) -> Iterator[Finding]:
    """Find the features whose loss a reader would feel."""
    table = load_table()
    for feature in sorted(inline_features(document) | (sheet_features(document.css) & _BREAKING)):
        title, letters = table.features.get(feature, ("", ""))
        lacking = [name for name, one in zip(table.clients, letters, strict=False) if one == "n"]
        if not lacking or (feature in INSTEAD and feature not in _BREAKING):
            continue
        say = error if feature in _BREAKING else warning
        yield say("support", f"{title} is not shown in {', '.join(lacking)}; leave it out")


def _row(feature: str) -> SupportRow | None:
    table = load_table()
    if feature not in table.features:
        return None
    title, letters = table.features[feature]
    cells: dict[str, set[str]] = {}
    for client, letter in zip(table.clients, letters, strict=True):
        cells.setdefault(_program(client), set()).add(_WORDS[letter])
    said = {name: words.pop() if len(words) == 1 else "partly" for name, words in cells.items()}
    return SupportRow(feature=feature, title=title, cells=said, instead=INSTEAD.get(feature, ""))


def _program(client: str) -> str:
    """Return the program of a client: ``Apple Mail`` of ``Apple Mail iOS``."""
    known = ("Apple Mail",)
    return next((name for name in known if client.startswith(name)), client.partition(" ")[0])
