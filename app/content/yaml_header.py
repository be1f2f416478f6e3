"""Headers that say more than plain lines do, by YAML's own rules.

YAML is composed into nodes and read from those, because a node knows its line and its own letters:
``title: no`` stays "no", a date stays as it was written, a key that stands twice is seen.
"""

from __future__ import annotations

import yaml

from app.config.bounds import DEEPEST
from app.config.yaml import compose_yaml
from app.content.plain_header import Field
from app.errors import HeaderError


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
