"""The words between the braces."""

from __future__ import annotations

from typing import TextIO

from liquid.builtin.content import ContentNode, Literal
from liquid.context import RenderContext
from liquid.stream import TokenStream
from liquid.token import TOKEN_CONTENT

from app.content.liquid.context import Context
from app.content.liquid.output import Output


class Words(ContentNode):
    """Words between the braces."""

    __slots__ = ()

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Write them, and note which line they come from."""
        if type(buffer) is Output and isinstance(context, Context) and not context.includes:
            buffer.mark(self.token.start_index)
        return buffer.write(self.text)


class WordsTag(Literal):
    """Words between the braces."""

    name = TOKEN_CONTENT
    block = False

    def parse(self, stream: TokenStream) -> Words:
        """Take them as they are."""
        token = stream.expect(TOKEN_CONTENT)
        return Words(token, token.value)
