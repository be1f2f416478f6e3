"""YAML within bounds: a text becomes nodes, and where Ruby's reading is wanted, plain values.

An author's file may be long, deep, or made to blow up when it is read; each is refused with its
line before anything is built from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import yaml

from app.errors import HeaderError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: A header longer than this is no header (bytes of the encoded block would be about the same).
LARGEST_HEADER = 64 * 1024
DEEPEST = 32
#: Values that a text may come to when every alias is written out.
MOST_VALUES = 100_000

_OPENING_BRACKETS = re.compile(r"[\[{]")
#: Lists in lists on one line (``- - - x``), which the parser would follow down its own stack.
_OPENING_DASHES = re.compile(rf"(?:[-?:][ \t]+){{{DEEPEST + 1}}}")
_PLAIN = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in "null bool int float str timestamp seq map merge value".split()
)
_TEXT, _MERGE = "tag:yaml.org,2002:str", "tag:yaml.org,2002:merge"

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text says, as Ruby's YAML reads it."""

    #: Dates are dates; a time without an offset is UTC (YAML 1.1, timestamp).
    value: Any
    #: The line of each key at the top, counted from the first line of the file.
    lines: Mapping[str, int] = field(default_factory=dict)
    #: (line, sentence) of what was read and is odd.
    notices: tuple[tuple[int, str], ...] = ()


def compose_yaml(
    text: str, *, first_line: int, name: str = "front matter", largest: int = LARGEST_HEADER
) -> yaml.Node | None:
    """Parse *text* into nodes, which know their lines; None when it says nothing.

    *first_line* is where it stands in its file, *name* what to call it, *largest* in characters.
    Raises HeaderError with the line for what is no YAML and for what only an attack needs.
    """
    if len(text) > largest:
        msg = f"has a {name} of over {largest // 1024} KB; is the closing --- missing?"
        raise HeaderError(msg, line=1)
    if _is_deep(text):
        msg = f"nests lists more than {DEEPEST} deep in its {name}; make it flatter"
        raise HeaderError(msg, line=1)
    try:
        return yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first_line
        raise HeaderError(_say(error, text, line - first_line, name), line=line) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + first_line
        msg = f"has a control character in its {name}; delete it (an editor may not show it)"
        raise HeaderError(msg, line=line) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        what = " ".join(str(error).split())
        msg = f"has a {name} that cannot be read: {what}"
        raise HeaderError(msg, line=first_line) from error


def _is_deep(text: str) -> bool:
    if _OPENING_DASHES.search(text):
        return True
    brackets = len(_OPENING_BRACKETS.findall(text))
    return brackets > 8 * DEEPEST and _depth(text) > DEEPEST


def _depth(text: str) -> int:
    deepest = depth = 0
    for letter in text:
        depth += (letter in "[{") - (letter in "]}")
        deepest = max(deepest, depth)
    return deepest


def _say(error: yaml.MarkedYAMLError, text: str, index: int, name: str) -> str:
    """Say in an author's words what YAML stumbled over; the usual cause is an unquoted colon."""
    lines = text.split("\n")
    line = lines[index] if index < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "has a tab where YAML wants spaces; replace it by spaces"
    if error.problem and "mapping values are not allowed" in error.problem:
        return 'has a colon inside a value; put the value in quotes: title: "One: two"'
    if error.problem and "found duplicate anchor" in error.problem:
        return "uses YAML anchors; write the value out instead"
    return f"has a {name} that YAML cannot read: {error.problem}; is a quote or bracket open?"


def read_yaml(
    text: str, *, first_line: int = 1, name: str = "front matter", largest: int = LARGEST_HEADER
) -> Reading:
    """Read *text* as Ruby does: aliases and merges are followed, the last of two keys counts.

    Keys are text. Raises HeaderError as :func:`compose_yaml`, and for tags of any language.
    """
    root = compose_yaml(text, first_line=first_line, name=name, largest=largest)
    if root is None:
        return Reading(value=None)
    survey = _Survey(first_line=first_line, name=name)
    survey.measure(root)
    try:
        value = _Constructor().construct_document(root)
    except (yaml.YAMLError, TypeError, ValueError, RecursionError) as error:
        what = " ".join(str(getattr(error, "problem", None) or error).split())
        msg = f"has a {name} that cannot be read: {what}; write it plainer"
        raise HeaderError(msg, line=first_line) from error
    return Reading(
        value=value, lines=dict(_key_lines(root, first_line)), notices=tuple(survey.notices)
    )


def _key_lines(root: yaml.Node, first_line: int) -> Iterator[tuple[str, int]]:
    if isinstance(root, yaml.MappingNode):
        for key, _ in root.value:
            yield str(key.value), key.start_mark.line + first_line


class _Survey:
    """Goes once through the nodes: how much they come to, what is odd, what is refused."""

    def __init__(self, *, first_line: int, name: str) -> None:
        self.notices: list[tuple[int, str]] = []
        self._first_line = first_line
        self._name = name
        #: Values and levels below each node; None while it is being counted.
        self._sizes: dict[int, tuple[int, int] | None] = {}

    def measure(self, node: yaml.Node) -> tuple[int, int]:
        """Return how many values *node* comes to with every alias written out, and how deep."""
        if id(node) in self._sizes:
            known = self._sizes[id(node)]
            if known is None:
                raise self._refusal(node, f"has a {self._name} that holds itself by an alias")
            return known
        self._sizes[id(node)] = None
        if node.tag not in _PLAIN:
            raise self._refusal(node, f"uses the YAML tag {node.tag}; write a plain value")
        inner = [self.measure(one) for one in self._inner(node)]
        size = 1 + sum(values for values, _ in inner)
        depth = 1 + max((levels for _, levels in inner), default=0)
        if depth > DEEPEST:
            what = f"nests more than {DEEPEST} deep in its {self._name}; make it flatter"
            raise self._refusal(node, what)
        if size > MOST_VALUES:
            what = f"has a {self._name} whose aliases come to over {MOST_VALUES:,} values"
            raise self._refusal(node, f"{what}; write out what is meant")
        self._sizes[id(node)] = size, depth
        return size, depth

    def _inner(self, node: yaml.Node) -> Iterator[yaml.Node]:
        if isinstance(node, yaml.SequenceNode):
            yield from node.value
        if not isinstance(node, yaml.MappingNode):
            return
        seen: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self._refusal(key, "has a key that is no word; write it as key: value")
            if key.tag != _MERGE:
                key.tag = _TEXT
                self._meet(key, seen)
            yield value

    def _meet(self, key: yaml.ScalarNode, seen: dict[str, int]) -> None:
        line = key.start_mark.line + self._first_line
        if key.value in seen:
            what = f"sets {key.value!r} twice, first on line {seen[key.value]}; this one counts"
            self.notices.append((line, what))
        seen[key.value] = line

    def _refusal(self, node: yaml.Node, what: str) -> HeaderError:
        return HeaderError(what, line=node.start_mark.line + self._first_line)


class _Constructor(yaml.constructor.SafeConstructor):
    """PyYAML's own, but what looks like a number or a date and is none stays text, as in Ruby."""

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> Any:  # noqa: ANN401 -- a date, a time or a text
        """Read a date or a time; one without an offset is UTC."""
        try:
            value = super().construct_yaml_timestamp(node)
        except (ValueError, OverflowError):
            return node.value
        if isinstance(value, datetime) and value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value

    def construct_yaml_str(self, node: yaml.ScalarNode) -> str:
        """Read a text; half of a pair of surrogates is no letter."""
        text: str = super().construct_yaml_str(node)
        return text if text.isascii() else text.encode("utf-8", "replace").decode()

    def construct_yaml_int(self, node: yaml.ScalarNode) -> Any:  # noqa: ANN401 -- a number or a text
        """Read a whole number."""
        try:
            return super().construct_yaml_int(node)
        except ValueError:
            return node.value

    def construct_yaml_float(self, node: yaml.ScalarNode) -> Any:  # noqa: ANN401 -- a number or a text
        """Read a number with a point."""
        try:
            return super().construct_yaml_float(node)
        except ValueError:
            return node.value


for _kind in ("timestamp", "str", "int", "float"):
    _Constructor.add_constructor(
        f"tag:yaml.org,2002:{_kind}", getattr(_Constructor, f"construct_yaml_{_kind}")
    )
