"""A file's bytes become a header block and the words below it, each with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.config.bounds import check_bounds
from app.content.plain_header import read_plain_header
from app.errors import HeaderError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.content.plain_header import Field

_FENCE = re.compile(r"---[ \t]*(?:\n|\Z)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A file taken apart."""

    fields: Mapping[str, Field]
    text: str
    #: Where in the text the body begins.
    body_start: int
    #: The line of the file, from 1, on which the body begins.
    body_line: int

    @property
    def body(self) -> str:
        """The words below the header; cut out when wanted, for most headers are read alone."""
        return self.text[self.body_start :]


def split_file(data: bytes) -> Parts:
    """Take *data* apart; raise HeaderError with the line when its header cannot be read.

    The header stands between two lines of three hyphens at the very top (a byte order mark before
    them is dropped). A file that has none is refused: nothing says that it is meant to be read.
    """
    text = decode_text(data)
    found = find_header(text)
    if found is None:
        msg = "has no front matter; begin the file with a line ---, then title: …, then a line ---"
        raise HeaderError(msg, line=1)
    block, start, line = found
    fields = parse_header(block, first_line=2)
    return Parts(fields=fields, text=text, body_start=start, body_line=line)


def find_header(text: str) -> tuple[str, int, int] | None:
    """Return the header block of *text*, where the words below it begin, and on which line.

    None without any. Raises HeaderError when it is never closed.
    """
    opening = _FENCE.match(text)
    if not opening:
        return None
    closing = _CLOSING.search(text, opening.end())
    if not closing:
        msg = "opens its front matter and never closes it; put a line --- after the last key"
        raise HeaderError(msg, line=1)
    block = text[opening.end() : closing.start()]
    start = min(closing.end() + 1, len(text))
    return block, start, text.count("\n", 0, closing.end()) + 2


def body_of_file(data: bytes) -> str:
    """Return the words below the header of *data*, whatever is wrong with its header or letters.

    For a file that was good when its header was read and has changed since.
    """
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    opening = _FENCE.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    return text[closing.end() :].removeprefix("\n") if closing else text


def decode_text(data: bytes) -> str:
    """Return the letters of *data*, every line end a newline; raise HeaderError if not UTF-8."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        msg = f"is not UTF-8 (byte 0x{data[error.start]:02X}); save the file as UTF-8"
        raise HeaderError(msg, line=line) from error
    # Looked for first: in most files there is none, and each replacement copies the whole text.
    return text.replace("\r\n", "\n").replace("\r", "\n") if b"\r" in data else text


def parse_header(block: str, *, first_line: int) -> dict[str, Field]:
    """Read a YAML mapping whose keys are names; *first_line* is where it stands in the file.

    Raises HeaderError for anything else, and for what only an attack needs: aliases, great depth,
    a block over 64 KB.
    """
    check_bounds(block)
    plain = read_plain_header(block, first_line=first_line)
    if plain is not None:
        return plain
    from app.content.yaml_header import parse_with_yaml  # noqa: PLC0415 -- only where it is needed

    return parse_with_yaml(block, first_line=first_line)
