"""Liquid's own tags, read leniently; each keeps its trouble to itself.

The nodes are python-liquid's where they do what Jekyll's do.
"""

from __future__ import annotations

import re
from typing import TextIO

from liquid.ast import Node
from liquid.builtin.expressions import Identifier, Path, StringLiteral
from liquid.builtin.tags.capture_tag import CaptureNode
from liquid.context import RenderContext
from liquid.exceptions import LiquidError
from liquid.expression import Expression
from liquid.parser import eat_block, get_parser
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.token import TOKEN_EXPRESSION, TOKEN_OUTPUT, TOKEN_TAG, Token

from app.content.liquid.context import Context
from app.content.liquid.expressions import OPERAND, read_operand, read_value
from app.content.liquid.values import to_text

_ASSIGNMENT = re.compile(r"([\w.\[\]()-]+)\s*=\s*(.*)", re.DOTALL)
_CYCLE_NAME = re.compile(rf"({OPERAND}?)\s*:\s*(?=\S)(.*)", re.DOTALL)
_VALUE = re.compile(OPERAND)


def take_markup(stream: TokenStream) -> Token:
    """Eat a tag, and stop at what stands in it after its name; that may be nothing."""
    tag = stream.eat(TOKEN_TAG)
    if stream.current.kind == TOKEN_EXPRESSION:
        return stream.current
    # The tag's last token stays current: the parser steps over it.
    stream.pos -= 1
    return Token(TOKEN_EXPRESSION, "", tag.start_index, tag.source)


def open_block(stream: TokenStream) -> Token:
    """Eat a tag with what stands in it, so that its block comes next."""
    markup = take_markup(stream)
    next(stream)
    return markup


#: What a value of the wrong kind may raise: a number too large, a date that does not exist, a
#: mapping where a text was meant.
FAULTS = (LiquidError, ArithmeticError, TypeError, ValueError)


class Guarded(Node):
    """A node whose trouble costs this one place: it is noted, and nothing is written."""

    __slots__ = ()

    def render(self, context: RenderContext, buffer: TextIO) -> int:
        """Write, or note why not."""
        try:
            return self.render_to_output(context, buffer)
        except FAULTS as error:
            note_error(context, error, self.token)
            return 0


def note_error(context: RenderContext, error: Exception, token: Token) -> None:
    """Note *error* as a problem of the place *token*."""
    if isinstance(context, Context):
        reason = str(error.args[0]) if error.args else type(error).__name__
        context.note(f"Liquid {reason}; nothing stands in its place", token)


class OutputNode(Guarded):
    """``{{ … }}``."""

    __slots__ = ("expression",)

    def __init__(self, token: Token, expression: Expression) -> None:
        super().__init__(token)
        self.expression = expression
        self.blank = False

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Write the value, and say so when it is of a language that is not ours."""
        value = self.expression.evaluate(context)
        if value is None and isinstance(context, Context):
            self._note_stranger(context)
        return buffer.write(to_text(value))

    def _note_stranger(self, context: Context) -> None:
        left = getattr(self.expression, "left", None)
        name = left.head() if isinstance(left, Path) else None
        if not context.includes and isinstance(name, str) and not context.knows(name):
            what = f"shows nothing for {{{{ {left} }}}}, a name that is not known; if these are"
            context.note(
                f"{what} words, put them between {{% raw %}} and {{% endraw %}}", self.token
            )


class OutputTag(Tag):
    """``{{ … }}``."""

    name = TOKEN_OUTPUT
    block = False

    def parse(self, stream: TokenStream) -> Node:
        """Read the value and its filters."""
        token = stream.eat(TOKEN_OUTPUT)
        markup = stream.expect(TOKEN_EXPRESSION)
        return OutputNode(token, read_value(markup.value, markup))


class EchoTag(Tag):
    """``{% echo … %}``."""

    name = "echo"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        """Read the value and its filters."""
        markup = take_markup(stream)
        return OutputNode(markup, read_value(markup.value, markup))


class SilentNode(Node):
    """Something that writes nothing."""

    __slots__ = ()

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Write nothing."""
        del context, buffer
        return 0


class SilentTag(Tag):
    """A tag whose work our own pages do: ``{% seo %}``, ``{% feed_meta %}``."""

    block = False

    def parse(self, stream: TokenStream) -> Node:
        """Pass over it."""
        return SilentNode(take_markup(stream))


class AssignNode(Guarded):
    """``{% assign name = value %}``."""

    __slots__ = ("expression", "name")

    def __init__(self, token: Token, name: str, expression: Expression) -> None:
        super().__init__(token)
        self.name = name
        self.expression = expression

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Keep the value."""
        del buffer
        context.assign(self.name, self.expression.evaluate(context))
        return 0


class AssignTag(Tag):
    """``{% assign name = value %}``."""

    name = "assign"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        """Read the name and the value."""
        markup = take_markup(stream)
        found = _ASSIGNMENT.match(markup.value)
        if not found:
            return FaultNode(markup, "assigns nothing; write {% assign name = value %}")
        return AssignNode(markup, found[1], read_value(found[2], markup))


class FaultNode(Node):
    """A tag that cannot be read: its place stays empty."""

    __slots__ = ("what",)

    def __init__(self, token: Token, what: str) -> None:
        super().__init__(token)
        self.what = what

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Note what is wrong."""
        del buffer
        if isinstance(context, Context):
            context.note(self.what, self.token)
        return 0


class CaptureGuard(Guarded, CaptureNode):
    """``{% capture name %}…{% endcapture %}``."""

    __slots__ = ()


class CaptureTag(Tag):
    """``{% capture name %}…{% endcapture %}``."""

    name = "capture"
    end = "endcapture"

    def parse(self, stream: TokenStream) -> Node:
        """Read the name and the block."""
        markup = open_block(stream)
        found = re.search(r"[\w.-]+", markup.value)
        block = get_parser(self.env).parse_block(stream, ("endcapture",))
        if not found:
            return FaultNode(markup, "captures into no name; write {% capture name %}")
        return CaptureGuard(markup, Identifier(found[0], token=markup), block)


class CycleNode(Guarded):
    """``{% cycle 'odd', 'even' %}``."""

    __slots__ = ("group", "values")

    def __init__(self, token: Token, group: Expression, values: list[Expression]) -> None:
        super().__init__(token)
        self.group = group
        self.values = values
        self.blank = False

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Write the next of the values."""
        key = to_text(self.group.evaluate(context))
        turn = context.cycle(key, len(self.values))
        return buffer.write(to_text(self.values[turn].evaluate(context)))


class CycleTag(Tag):
    """``{% cycle 'odd', 'even' %}``, with a name if there are several."""

    name = "cycle"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        """Read the name and the values."""
        markup = take_markup(stream)
        named = _CYCLE_NAME.match(markup.value)
        texts = _VALUE.findall(named[2] if named else markup.value)
        if not texts:
            return FaultNode(markup, "cycles through nothing; write {% cycle 'a', 'b' %}")
        group = read_operand(named[1], markup) if named else StringLiteral(markup, repr(texts))
        return CycleNode(markup, group, [read_operand(text, markup) for text in texts])


class Lenient(Tag):
    """A tag of python-liquid's that costs its own place when it cannot be read."""

    def get_node(self, stream: TokenStream) -> Node:
        """Read the tag, or say what is wrong with it."""
        token = stream.current
        try:
            return self.parse(stream)
        except LiquidError as error:
            if self.block:
                eat_block(stream, (self.end,))
            elif stream.peek.kind == TOKEN_EXPRESSION:
                next(stream)
            return FaultNode(
                token, f"has a {{% {token.value} %}} that cannot be read: {error.args[0]}"
            )


def lenient(tag: type[Tag]) -> type[Tag]:
    """Return *tag* made lenient."""
    return type(f"Lenient{tag.__name__}", (Lenient, tag), {})
