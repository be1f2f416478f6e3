"""A file's bytes become a header block and the words below it, each with its line.

YAML is composed into nodes and read from those, because a node knows its line and its own letters:
``title: no`` stays "no", a date stays as it was written, a key that stands twice is seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from app.config.yaml import DEEPEST, check_bounds, compose_yaml
from app.content.plain_header import Field, read_plain_header
from app.errors import HeaderError

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    return parse_with_yaml(block, first_line=first_line) if plain is None else plain


def parse_with_yaml(block: str, *, first_line: int) -> dict[str, Field]:
    """Read a header of any kind, as :func:`parse_header` does, by YAML's own rules."""
    root = compose_yaml(block, first_line=first_line)
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        msg = "has a front matter that is no list of keys; write each line as key: value"
        raise HeaderError(msg, line=first_line)
    return _fields(root, first_line)


def _fields(root: yaml.MappingNode, first_line: int) -> dict[str, Field]:
    found: dict[str, Field] = {}
    seen: set[int] = set()
    for key_node, value_node in root.value:
        line = key_node.start_mark.line + first_line
        if not isinstance(key_node, yaml.ScalarNode):
            msg = "has a key that is no word; write each line as key: value"
            raise HeaderError(msg, line=line)
        key = key_node.value
        if key in found:
            msg = f"sets {key!r} twice, first on line {found[key].line}; keep one of them"
            raise HeaderError(msg, line=line)
        value = _value(value_node, line, seen, depth=0)
        text = value_node.value if isinstance(value_node, yaml.ScalarNode) else ""
        found[key] = Field(value=value, text=text, line=line)
    return found


def _value(node: yaml.Node, line: int, seen: set[int], *, depth: int) -> object:
    if depth > DEEPEST:
        msg = f"nests more than {DEEPEST} deep in its front matter; make it flatter"
        raise HeaderError(msg, line=line)
    if isinstance(node, yaml.ScalarNode):
        # Inside a list a word is a word: only a key of its own can be true or false.
        value = _scalar(node, line)
        return value if depth == 0 or value is None else node.value
    # An alias gives the same node again: walking it could take for ever.
    if id(node) in seen:
        msg = "uses YAML aliases (*name); write the value out instead"
        raise HeaderError(msg, line=line)
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, line, seen, depth=depth + 1) for item in node.value]
    if not all(isinstance(key, yaml.ScalarNode) for key, _ in node.value):
        msg = "has a key that is no word; write each line as key: value"
        raise HeaderError(msg, line=line)
    return {key.value: _value(value, line, seen, depth=depth + 1) for key, value in node.value}


def _scalar(node: yaml.ScalarNode, line: int) -> object:
    """Give booleans and null their meaning; numbers and dates stay text for their own readers."""
    kind = node.tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return node.value.lower() in {"true", "yes", "on"}
    if not node.tag.startswith("tag:yaml.org,2002:") or "python" in node.tag:
        msg = f"uses the YAML tag {node.tag}; write a plain value"
        raise HeaderError(msg, line=line)
    return node.value
