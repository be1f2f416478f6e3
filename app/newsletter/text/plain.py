"""Markdown as plain text that reads well in a mail: from the author's own words, not from HTML.

Code stays as it is to the letter. Links are numbered and listed below, footnotes too; tables become
columns, or a list where columns do not fit. This is a reader of Markdown for one purpose: what it
does not know it leaves as the author typed it, which is readable by design.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.html import select_outlet
from app.newsletter.text.arrange import arrange_blocks
from app.newsletter.text.blocks import Blocks
from app.newsletter.text.spans import Spans, raised
from app.newsletter.text.verbatim import hide_code
from app.newsletter.text.wrap import TIE, WIDTH, wrap
from app.newsletter.words import letter_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.newsletter.words import Words

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_OWN_LINES = re.compile(r"^ {0,3}<!--.*?-->[ \t]*$", re.DOTALL | re.MULTILINE)
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_ABBREVIATION = re.compile(r"^ {0,3}\*\[[^\[\]\n]+\]:.*$", re.MULTILINE)
_REFERENCE = re.compile(
    r"^ {0,3}\[(?!\^)([^\[\]\n]+)\]:[ \t]*<?([^\s<>]+)>?[ \t]*"
    r"""(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\))?[ \t]*$""",
    re.MULTILINE,
)
_NOTE_TEXT = re.compile(
    r"^ {0,3}\[\^([^\[\]\s]+)\]:[ \t]*"
    r"(.*(?:\n(?: {4}.*|(?! {0,3}\[\^[^\[\]\s]+\]:) {0,3}[^\s\x02].*|[ \t]*(?=\n {4})))*)",
    re.MULTILINE,
)
_NOTE_SIGN = re.compile(r"\[\^([^\[\]\s]+)\](?!:)")


def render_plain(
    markdown: str, *, absolute: Callable[[str], str], words: Words | None = None
) -> str:
    """Return *markdown* as plain text of at most 72 columns; *absolute* turns a link into its URL.

    What is said of pictures is said in *words*, or in English.

    Code, and what has no space to break at, may be wider.
    """
    code: list[str] = []
    arranged = arrange_blocks(_CONTROL.sub("", markdown).replace("\r\n", "\n"))
    text = hide_code(arranged, code)
    # A comment on lines of its own parts what stands before it from what follows.
    text = _OWN_LINES.sub(r"\n\g<0>\n", text)
    text = _COMMENT.sub("", str(select_outlet(text, "mail")))
    text = _ABBREVIATION.sub("", _UNSEEN.sub("", text))
    references = {found[1].casefold(): found[2] for found in _REFERENCE.finditer(text)}
    written = {found[1]: found[2] for found in _NOTE_TEXT.finditer(text)}
    text = _NOTE_TEXT.sub("", _REFERENCE.sub("", text))
    notes = _number_notes(text, written)
    spans = Spans(
        absolute=absolute, references=references, notes=notes, words=words or letter_words("en")
    )
    blocks = Blocks(spans, code)
    parts = [blocks.render(text), _notes(notes, written, blocks), _links(spans)]
    return "\n\n".join(part for part in parts if part).replace(TIE, " ")


def _number_notes(text: str, written: dict[str, str]) -> dict[str, int]:
    """Number the footnotes in the order in which the text points to them."""
    signs = (found[1] for found in _NOTE_SIGN.finditer(text))
    order = dict.fromkeys(name for name in signs if name in written)
    return {name: number for number, name in enumerate(order, start=1)}


def _notes(notes: dict[str, int], written: dict[str, str], blocks: Blocks) -> str:
    lines = []
    for name, number in notes.items():
        said = re.sub(r"^ {4}", "", written[name], flags=re.MULTILINE)
        sign = f"{raised(number)} "
        body = blocks.render(said, width=WIDTH - len(sign))
        lines.append(sign + re.sub(r"\n(?!\n)", "\n" + " " * len(sign), body))
    return "\n".join(lines)


def _links(spans: Spans) -> str:
    lines = (
        wrap(url, first=f"[{number}] ", rest="    ")
        for number, url in enumerate(spans.links, start=1)
    )
    return "\n".join(lines)
