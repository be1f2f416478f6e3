"""Loops over lists, ranges, mappings: each turn is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from liquid.ast import Node
from liquid.builtin.expressions import StringLiteral
from liquid.builtin.expressions.loop import LoopExpression
from liquid.builtin.tags.for_tag import ForNode
from liquid.context import RenderContext
from liquid.parser import get_parser
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.token import Token

from app.content.liquid.expressions import OPERAND, read_operand
from app.content.liquid.numbers import to_integer
from app.content.liquid.tags import FaultNode, Guarded, open_block

_LOOP = re.compile(rf"([\w-]+)\s+in\s+(\([^)]*\)|{OPERAND})\s*(reversed)?")
_ATTRIBUTE = re.compile(rf"(\w[\w-]*)\s*:\s*({OPERAND})")


class Loop(LoopExpression):
    """``item in list limit:2 offset:1 reversed``."""

    __slots__ = ()

    def evaluate(self, context: RenderContext) -> tuple[Iterator[object], int]:
        """Return the items and how many they are."""
        key = f"{self.identifier}-{self.iterable}"
        first = self._offset(context, key)
        value = self.iterable.evaluate(context)
        items = to_items(value)
        if isinstance(value, str):  # one item, whatever is asked of it
            return iter(items), len(items)
        limit = self.limit.evaluate(context) if self.limit else None
        last = len(items) if limit is None else first + max(to_integer(limit), 0)
        chosen = items[max(first, 0) : max(last, 0)]
        context.stopindex(key, max(first, 0) + len(chosen))
        return iter(reversed(chosen) if self.reversed else chosen), len(chosen)

    def _offset(self, context: RenderContext, key: str) -> int:
        if self.offset is None:
            return 0
        value = self.offset.evaluate(context)
        return context.stopindex(key) if value == "continue" else to_integer(value or 0)


def to_items(value: object) -> Sequence[Any]:
    """Return what a loop over *value* goes through: of a mapping its pairs, of a text itself."""
    if isinstance(value, (list, range)):
        return value
    if isinstance(value, Mapping):
        return [[key, value[key]] for key in value]
    return [value] if isinstance(value, str) and value else []


class LoopNode(Guarded, ForNode):
    """``{% for … %}…{% endfor %}``."""

    __slots__ = ()


class ForTag(Tag):
    """``{% for item in list limit:2 offset:1 reversed %}…{% else %}…{% endfor %}``."""

    name = "for"
    end = "endfor"

    def parse(self, stream: TokenStream) -> Node:
        """Read what to loop over, and the block."""
        markup = open_block(stream)
        parse_block = get_parser(self.env).parse_block
        block = parse_block(stream, ("else", self.end))
        default = None
        while stream.current.is_tag("else"):
            next(stream)
            default = parse_block(stream, ("else", self.end))
        loop = read_loop(markup)
        if loop is None:
            return FaultNode(markup, "loops over nothing; write {% for item in list %}")
        return LoopNode(markup, expression=loop, block=block, default=default)


def read_loop(markup: Token) -> LoopExpression | None:
    """Read ``item in list limit:2``; None when it says no such thing."""
    found = _LOOP.match(markup.value)
    if not found:
        return None
    rest = dict(_ATTRIBUTE.findall(markup.value))
    offset = rest.get("offset", "")
    return Loop(
        markup,
        found[1],
        read_operand(found[2], markup),
        limit=read_operand(rest["limit"], markup) if "limit" in rest else None,
        offset=StringLiteral(markup, "continue")
        if offset == "continue"
        else (read_operand(offset, markup) if offset else None),
        reversed_=bool(found[3]),
        cols=read_operand(rest["cols"], markup) if "cols" in rest else None,
    )
