"""A file's bytes become a header block and the words below it, each with its line.

YAML is composed into nodes and read from those, because a node knows its line and its own letters:
``title: no`` stays "no", a date stays as it was written, a key that stands twice is seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from app.errors import HeaderError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: A header longer than this is no header (bytes of the encoded block would be about the same).
LARGEST_HEADER = 64 * 1024
DEEPEST_HEADER = 32

_FENCE = re.compile(r"---[ \t]*(?:\n|\Z)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_OPENING_BRACKETS = re.compile(r"[\[{]")
#: Lists in lists on one line (``- - - x``), which the parser would follow down its own stack.
_OPENING_DASHES = re.compile(rf"(?:[-?:][ \t]+){{{DEEPEST_HEADER + 1}}}")

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One key of a header: its value, its letters as written, its line in the file."""

    value: object
    #: The scalar as written, without quotes; empty for lists and mappings.
    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A file taken apart."""

    fields: Mapping[str, Field]
    body: str
    #: The line of the file, from 1, on which the body begins.
    body_line: int


def split_file(data: bytes) -> Parts:
    """Take *data* apart; raise HeaderError with the line when its header cannot be read.

    The header stands between two lines of three hyphens at the very top (a byte order mark before
    them is dropped). A file that has none is refused: nothing says that it is meant to be read.
    """
    text = _decode(data)
    opening = _FENCE.match(text)
    if not opening:
        msg = "has no front matter; begin the file with a line ---, then title: …, then a line ---"
        raise HeaderError(msg, line=1)
    closing = _CLOSING.search(text, opening.end())
    if not closing:
        msg = "opens its front matter and never closes it; put a line --- after the last key"
        raise HeaderError(msg, line=1)
    block = text[opening.end() : closing.start()]
    body = text[closing.end() :].removeprefix("\n")
    body_line = text.count("\n", 0, closing.end()) + 2
    return Parts(fields=parse_header(block, first_line=2), body=body, body_line=body_line)


def body_of_file(data: bytes) -> str:
    """Return the words below the header of *data*, whatever is wrong with its header or letters.

    For a file that was good when its header was read and has changed since.
    """
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    opening = _FENCE.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    return text[closing.end() :].removeprefix("\n") if closing else text


def _decode(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        msg = f"is not UTF-8 (byte 0x{data[error.start]:02X}); save the file as UTF-8"
        raise HeaderError(msg, line=line) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_header(block: str, *, first_line: int) -> dict[str, Field]:
    """Read a YAML mapping whose keys are names; *first_line* is where it stands in the file.

    Raises HeaderError for anything else, and for what only an attack needs: aliases, great depth,
    a block over 64 KB.
    """
    if len(block) > LARGEST_HEADER:
        msg = "has a front matter of over 64 KB; is the closing --- missing?"
        raise HeaderError(msg, line=1)
    if _is_deep(block):
        msg = f"nests lists more than {DEEPEST_HEADER} deep in its front matter; make it flatter"
        raise HeaderError(msg, line=1)
    root = _compose(block, first_line)
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        msg = "has a front matter that is no list of keys; write each line as key: value"
        raise HeaderError(msg, line=first_line)
    return _fields(root, first_line)


def _is_deep(block: str) -> bool:
    if _OPENING_DASHES.search(block):
        return True
    brackets = len(_OPENING_BRACKETS.findall(block))
    return brackets > 8 * DEEPEST_HEADER and _depth(block) > DEEPEST_HEADER


def _depth(block: str) -> int:
    deepest = depth = 0
    for letter in block:
        depth += (letter in "[{") - (letter in "]}")
        deepest = max(deepest, depth)
    return deepest


def _compose(block: str, first_line: int) -> yaml.Node | None:
    try:
        return yaml.compose(block, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first_line
        raise HeaderError(_say(error, block, line - first_line), line=line) from error
    except yaml.reader.ReaderError as error:
        line = block.count("\n", 0, error.position) + first_line
        msg = "has a control character in its front matter; delete it (an editor may not show it)"
        raise HeaderError(msg, line=line) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        what = " ".join(str(error).split())
        msg = f"has a front matter that cannot be read: {what}"
        raise HeaderError(msg, line=first_line) from error


def _say(error: yaml.MarkedYAMLError, block: str, index: int) -> str:
    """Say in an author's words what YAML stumbled over; the usual cause is an unquoted colon."""
    lines = block.split("\n")
    text = lines[index] if index < len(lines) else ""
    if "\t" in text[: len(text) - len(text.lstrip())]:
        return "has a tab where YAML wants spaces; replace it by spaces"
    if error.problem and "mapping values are not allowed" in error.problem:
        return 'has a colon inside a value; put the value in quotes: title: "One: two"'
    if error.problem and "found duplicate anchor" in error.problem:
        return "uses YAML anchors; write the value out instead"
    return f"has a front matter that YAML cannot read: {error.problem}; is a quote or bracket open?"


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
    if depth > DEEPEST_HEADER:
        msg = f"nests more than {DEEPEST_HEADER} deep in its front matter; make it flatter"
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
