"""Conditions: ``if``, ``unless``, ``case``."""

from __future__ import annotations

import re

from liquid.ast import BlockNode, ConditionalBlockNode, Node
from liquid.builtin.expressions import BooleanExpression, Nil
from liquid.builtin.tags.case_tag import CaseNode, MultiExpressionBlockNode, _AnyExpression
from liquid.builtin.tags.if_tag import IfNode
from liquid.builtin.tags.unless_tag import UnlessNode
from liquid.context import RenderContext
from liquid.exceptions import LiquidSyntaxError
from liquid.expression import Expression
from liquid.parser import get_parser
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.token import Token

from app.content.liquid.comparisons import are_equal
from app.content.liquid.expressions import OPERAND, read_condition, read_operand, read_side
from app.content.liquid.tags import FAULTS, Guarded, note_error, open_block

_OPERAND = re.compile(OPERAND)


class Condition(Expression):
    """A condition that is false when it cannot be told."""

    __slots__ = ("inner",)

    def __init__(self, inner: Expression) -> None:
        super().__init__(inner.token)
        self.inner = inner

    def evaluate(self, context: RenderContext) -> bool:
        """Tell whether it holds."""
        try:
            return bool(self.inner.evaluate(context))
        except FAULTS as error:
            note_error(context, error, self.token)
            return False

    def children(self) -> list[Expression]:
        """Return what it is made of."""
        return [self.inner]


def _condition(markup: Token) -> Condition:
    try:
        return Condition(read_condition(markup.value, markup))
    except LiquidSyntaxError:
        return Condition(BooleanExpression(markup, Nil(markup)))


class IfTag(Tag):
    """``{% if … %}…{% elsif … %}…{% else %}…{% endif %}``."""

    name = "if"
    end = "endif"
    node_class: type[IfNode | UnlessNode] = IfNode

    def parse(self, stream: TokenStream) -> Node:
        """Read the branches."""
        markup = open_block(stream)
        ends = ("elsif", "else", self.end)
        parse_block = get_parser(self.env).parse_block
        first = parse_block(stream, ends)
        others: list[ConditionalBlockNode] = []
        default: BlockNode | None = None
        while not stream.current.is_tag(self.end):
            branch = open_block(stream)
            is_else = stream.tokens[stream.pos - 1].value == "else"
            block = parse_block(stream, ends)
            if is_else:
                default = default or block
            else:
                others.append(ConditionalBlockNode(branch, _condition(branch), block))
        return self.node_class(markup, _condition(markup), first, others, default)


class UnlessTag(IfTag):
    """``{% unless … %}…{% endunless %}``."""

    name = "unless"
    end = "endunless"
    node_class = UnlessNode


class AnyOf(_AnyExpression):
    """``when a, b or c``."""

    __slots__ = ()

    def evaluate(self, context: RenderContext) -> list[bool]:
        """Tell of each whether it is equal."""
        left = self.left.evaluate(context)
        return [are_equal(left, right.evaluate(context)) for right in self.expressions]


class GuardedCase(Guarded, CaseNode):
    """``{% case … %}{% when … %}…{% else %}…{% endcase %}``."""

    __slots__ = ()


class CaseTag(Tag):
    """``{% case … %}{% when … %}…{% else %}…{% endcase %}``."""

    name = "case"
    end = "endcase"

    def parse(self, stream: TokenStream) -> Node:
        """Read the branches; what stands before the first of them is dropped, as Liquid does."""
        markup = open_block(stream)
        left = read_operand(_first_operand(markup.value), markup)
        ends = ("when", "else", self.end)
        parse_block = get_parser(self.env).parse_block
        parse_block(stream, ends)
        blocks: list[MultiExpressionBlockNode | BlockNode] = []
        while not stream.current.is_tag(self.end):
            branch = open_block(stream)
            is_when = branch.value or stream.tokens[stream.pos - 1].value == "when"
            block = parse_block(stream, ends)
            if is_when:
                choice = AnyOf(branch, left, _choices(branch))
                blocks.append(MultiExpressionBlockNode(branch, block, choice))
            else:
                blocks.append(block)
        return GuardedCase(markup, left, blocks)


def _first_operand(text: str) -> str:
    found = _OPERAND.search(text)
    return found[0] if found else ""


def _choices(markup: Token) -> list[Expression]:
    return [read_side(text, markup) for text in _OPERAND.findall(markup.value) if text != "or"]
