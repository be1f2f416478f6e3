"""What stands between the braces, read as leniently as Ruby's Liquid does by default.

It takes what it understands of an expression and passes over the rest, so that ``{{ a b | }}`` is
``a``. What comes out are python-liquid's own expressions, which evaluate themselves.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from liquid.builtin.expressions import (
    BooleanExpression,
    Filter,
    FilteredExpression,
    KeywordArgument,
    Nil,
    Path,
    PositionalArgument,
    StringLiteral,
)
from liquid.builtin.expressions.logical import (
    LogicalAndExpression,
    LogicalOrExpression,
)
from liquid.builtin.expressions.primitive import (
    Empty,
    FalseLiteral,
    FloatLiteral,
    IntegerLiteral,
    RangeLiteral,
    TrueLiteral,
)
from liquid.exceptions import LiquidSyntaxError
from liquid.expression import Expression
from liquid.token import Token

from app.content.liquid.comparisons import Blank, Comparison

_QUOTED = r"\"[^\"]*\"|'[^']*'"
#: A word, a path or a string: everything up to a space, a comma or a bar.
OPERAND = rf"(?:{_QUOTED}|[^\s,|'\"])+"
_OPERAND = re.compile(OPERAND)
_INTEGER = re.compile(r"-?\d{1,18}")
_FLOAT = re.compile(r"(-?\d{1,18}\.\d{1,18})[\d.]*")
_RANGE = re.compile(r"\(\s*(\S+?)\s*\.\.\s*(\S+)\s*\)")
_SEGMENT = re.compile(r"\[[^\]]+\]|[\w-]+\??")
_FILTER = re.compile(rf"(?:{_QUOTED}|[^|'\"])+")
_ARGUMENT = re.compile(rf"[:,]\s*(?:(\w+)\s*:\s*)?({OPERAND})")
_WORDS = re.compile(rf"{_QUOTED}|[^\s'\"]+(?:{_QUOTED}|[^\s'\"])*")
_COMPARISON = re.compile(rf"({OPERAND})\s*([=!<>a-z_]+)?\s*({OPERAND})?")
_OPERATOR = re.compile(rf"{_QUOTED}|([=!<>]=|<>|<|>)")
_DEEPEST = 8

_LITERALS: dict[str, type[TrueLiteral | FalseLiteral | Nil | Empty]] = {
    "true": TrueLiteral,
    "false": FalseLiteral,
    "nil": Nil,
    "null": Nil,
    "": Nil,
}
Operand: TypeAlias = Expression


def read_operand(text: str, token: Token, *, depth: int = 0) -> Operand:
    """Read a literal, a range or a path such as ``page.tags[0]``."""
    text = text.strip()
    if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0]:
        return StringLiteral(token, text[1:-1])
    if text in _LITERALS:
        return _LITERALS[text](token)
    if text in {"empty", "blank"}:  # as a value: the empty string
        return StringLiteral(token, "")
    return _read_number(text, token) or _read_range(text, token, depth) or _path(text, token, depth)


def _read_number(text: str, token: Token) -> Operand | None:
    if _INTEGER.fullmatch(text):
        return IntegerLiteral(token, int(text))
    found = _FLOAT.fullmatch(text)
    return FloatLiteral(token, float(found[1])) if found else None


def _read_range(text: str, token: Token, depth: int) -> Operand | None:
    found = _RANGE.fullmatch(text) if depth < _DEEPEST else None
    if not found:
        return None
    ends = [read_operand(part, token, depth=depth + 1) for part in found.groups()]
    return RangeLiteral(token, *ends)


def _path(text: str, token: Token, depth: int) -> Operand:
    segments: list[str | int | Path] = []
    for part in _SEGMENT.findall(text):
        if part[0] != "[":
            segments.append(part)
            continue
        inner = read_operand(part[1:-1], token, depth=depth + 1) if depth < _DEEPEST else None
        if isinstance(inner, (StringLiteral, IntegerLiteral)):
            segments.append(inner.value)
        elif isinstance(inner, Path):
            segments.append(inner)
    return Path(token, segments) if segments else Nil(token)


def read_value(text: str, token: Token) -> FilteredExpression:
    """Read a value with its filters: ``page.date | date: "%Y" | append: "!"``."""
    found = _OPERAND.search(text)
    if not found:
        return FilteredExpression(token, Nil(token), [])
    left = read_operand(found[0], token)
    _, bar, rest = text[found.end() :].partition("|")
    filters = [_read_filter(part, token) for part in _FILTER.findall(rest)] if bar else []
    return FilteredExpression(token, left, [one for one in filters if one])


def _read_filter(text: str, token: Token) -> Filter | None:
    name = re.search(r"\w+", text)
    if not name:
        return None
    arguments: list[KeywordArgument | PositionalArgument] = []
    for key, value in _ARGUMENT.findall(text, name.end()):
        operand = read_operand(value, token)
        arguments.append(
            KeywordArgument(token, key, operand) if key else PositionalArgument(operand)
        )
    return Filter(token, name[0], arguments)


def read_condition(text: str, token: Token) -> BooleanExpression:
    """Read ``a == b and c contains d``: joined from the right, as Liquid has always done.

    Raises LiquidSyntaxError when there is nothing to compare.
    """
    parts: list[list[str]] = [[]]
    joints = []
    for word in _WORDS.findall(_OPERATOR.sub(_apart, text)):
        if word in {"and", "or"} and parts[-1]:
            joints.append(word)
            parts.append([])
        else:
            parts[-1].append(word)
    expression = _read_comparison(" ".join(parts.pop()), token)
    while parts:
        left = _read_comparison(" ".join(parts.pop()), token)
        join = LogicalAndExpression if joints.pop() == "and" else LogicalOrExpression
        expression = join(token, left, expression)
    return BooleanExpression(token, expression)


def _apart(found: re.Match[str]) -> str:
    """Put spaces around an operator; a text in quotes stays as it is."""
    return f" {found[0]} " if found[1] else found[0]


def _read_comparison(text: str, token: Token) -> Expression:
    found = _COMPARISON.search(text)
    if not found:
        msg = "compares nothing"
        raise LiquidSyntaxError(msg, token=token)
    left, operator, right = found.groups()
    if not operator:
        return read_operand(left, token)
    return Comparison(token, read_side(left, token), operator, read_side(right or "", token))


def read_side(text: str, token: Token) -> Expression:
    """Read one side of a comparison, where ``empty`` and ``blank`` are no texts."""
    literal = {"empty": Empty, "blank": Blank}.get(text)
    return literal(token) if literal else read_operand(text, token)
