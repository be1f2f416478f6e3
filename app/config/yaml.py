"""YAML within bounds: a text becomes nodes, and where Ruby's reading is wanted, plain values.

An author's file may be long, deep, or made to blow up when it is read; each is refused with its
line before anything is built from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import yaml

from app.config.bounds import DEEPEST, LARGEST_HEADER, Reading, check_bounds
from app.errors import HeaderError

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Values that a text may come to when every alias is written out.
MOST_VALUES = 100_000

_PLAIN = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in "null bool int float str timestamp seq map merge value".split()
)
_MERGE = "tag:yaml.org,2002:merge"

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose_yaml(
    text: str, *, first_line: int, name: str = "front matter", largest: int = LARGEST_HEADER
) -> yaml.Node | None:
    """Parse *text* into nodes, which know their lines; None when it says nothing.

    *first_line* is where it stands in its file, *name* what to call it, *largest* in characters.
    Raises HeaderError with the line for what is no YAML and for what only an attack needs.
    """
    check_bounds(text, name=name, largest=largest)
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
    builder = _Builder(first_line=first_line, name=name)
    built = builder.build(root)
    lines = dict(_key_lines(root, first_line))
    return Reading(value=built.value, lines=lines, notices=tuple(builder.notices))


def _key_lines(root: yaml.Node, first_line: int) -> Iterator[tuple[str, int]]:
    if isinstance(root, yaml.MappingNode):
        for key, _ in root.value:
            yield str(key.value), key.start_mark.line + first_line


@dataclass(frozen=True, slots=True)
class _Built:
    """What a node says, how many values that comes to with every alias written out, how deep."""

    value: Any
    size: int = 1
    depth: int = 1


class _Builder:
    """Goes once through the nodes: what they say, what is odd, what is refused."""

    def __init__(self, *, first_line: int, name: str) -> None:
        self.notices: list[tuple[int, str]] = []
        self._first_line = first_line
        self._name = name
        #: Lists and tables by their nodes, which an alias gives again; None while one is built.
        self._known: dict[int, _Built | None] = {}

    def build(self, node: yaml.Node, level: int = 1) -> _Built:
        """Return what *node* says, *level* lists and tables below the top."""
        if node.tag not in _PLAIN:
            raise self._refusal(node, f"uses the YAML tag {node.tag}; write a plain value")
        if isinstance(node, yaml.ScalarNode):
            return _Built(_scalar(node))
        if id(node) in self._known:
            known = self._known[id(node)]
            if known is None:
                raise self._refusal(node, f"has a {self._name} that holds itself by an alias")
        else:
            self._known[id(node)] = None
            known = self._collect(node, level)
            self._known[id(node)] = known
        if level + known.depth > DEEPEST:
            raise self._too_deep(node)
        return known

    def _collect(self, node: yaml.Node, level: int) -> _Built:
        if level > DEEPEST:
            raise self._too_deep(node)
        inner: list[_Built] = []
        value: list[Any] | dict[str, Any]
        if isinstance(node, yaml.SequenceNode):
            inner = [self.build(one, level + 1) for one in node.value]
            value = [one.value for one in inner]
        else:
            value = self._table(node, level, inner)
        size = 1 + sum(one.size for one in inner)
        if size > MOST_VALUES:
            what = f"has a {self._name} whose aliases come to over {MOST_VALUES:,} values"
            raise self._refusal(node, f"{what}; write out what is meant")
        return _Built(value, size, 1 + max((one.depth for one in inner), default=0))

    def _table(self, node: yaml.Node, level: int, inner: list[_Built]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key, value_node in node.value:
            line = key.start_mark.line + self._first_line
            if not isinstance(key, yaml.ScalarNode):
                raise self._refusal(key, "has a key that is no word; write it as key: value")
            built = self.build(value_node, level + 1)
            inner.append(built)
            if key.tag == _MERGE:
                merged |= self._merged(built.value, value_node)
                continue
            name = str(key.value)
            if name in lines:
                what = f"sets {name!r} twice, first on line {lines[name]}; this one counts"
                self.notices.append((line, what))
            lines[name] = line
            found[name] = built.value
        return merged | found

    def _merged(self, value: object, node: yaml.Node) -> dict[str, Any]:
        """Return the keys that ``<<`` brings along: of several tables, the first counts."""
        tables = value if isinstance(value, list) else [value]
        result: dict[str, Any] = {}
        for table in reversed(tables):
            if not isinstance(table, dict):
                raise self._refusal(node, "merges what is no list of keys; write it out")
            result |= table
        return result

    def _too_deep(self, node: yaml.Node) -> HeaderError:
        what = f"nests more than {DEEPEST} deep in its {self._name}; make it flatter"
        return self._refusal(node, what)

    def _refusal(self, node: yaml.Node, what: str) -> HeaderError:
        return HeaderError(what, line=node.start_mark.line + self._first_line)


def _scalar(node: yaml.ScalarNode) -> Any:  # noqa: ANN401 -- whatever a word may mean
    """Return what the word in *node* means: as in Ruby, an impossible date or number is a text."""
    kind = node.tag.rpartition(":")[2]
    read = _READERS.get(kind)
    if read is None:
        return node.value
    try:
        return read(node)
    except (ValueError, OverflowError, yaml.YAMLError):
        return node.value


def _moment(node: yaml.ScalarNode) -> Any:  # noqa: ANN401 -- a date, or a moment
    value = _PYYAML.construct_yaml_timestamp(node)
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value


_PYYAML = yaml.constructor.SafeConstructor()
_READERS: dict[str, Callable[[yaml.ScalarNode], Any]] = {
    "null": lambda _node: None,
    "bool": _PYYAML.construct_yaml_bool,
    "int": _PYYAML.construct_yaml_int,
    "float": _PYYAML.construct_yaml_float,
    "timestamp": _moment,
}
