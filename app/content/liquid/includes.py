"""``include``, ``include_relative``, ``include_cached``: other files in this place."""

from __future__ import annotations

import posixpath
import re
from typing import TextIO

from liquid.ast import Node
from liquid.context import RenderContext
from liquid.exceptions import ContextDepthError, LiquidSyntaxError, LiquidValueError
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.token import Token

from app.content.liquid.context import Context
from app.content.liquid.expressions import read_operand
from app.content.liquid.tags import Guarded, take_markup

_PARAMETER = re.compile(
    r"([\w-]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|([\w.-]+))", re.DOTALL
)
#: A file's name may be put together: ``{{ page.kind }}-note.html``.
_FILE = re.compile(r"(?:\{\{.*?\}\}|[^\s{])+")
_ALLOWED = re.compile(r"[\w/.()+~#@-]+")
_FORBIDDEN = re.compile(r"[./]{2,}|^[./]")
#: Files within files.
_DEEPEST = 20


class IncludeNode(Guarded):
    """Another file in this place, with parameters called ``include.NAME``."""

    __slots__ = ("file", "parameters", "tag")

    def __init__(self, token: Token, tag: str) -> None:
        super().__init__(token)
        found = _FILE.match(token.value)
        self.tag = tag
        self.file = found[0] if found else ""
        self.parameters = token.value[found.end() :].strip() if found else ""
        self.blank = False

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Render the file; names that it assigns are known afterwards, as in Jekyll."""
        if not isinstance(context, Context):
            return 0
        path, text = self._load(context)
        parsed = context.parse(text)
        names = {"include": self._values(context)} if self.parameters else {}
        if context.includes >= _DEEPEST:
            msg = f"includes more than {_DEEPEST} files within each other"
            raise ContextDepthError(msg, token=self.token)
        context.includes += 1
        try:
            with context.inside(parsed, path):
                parsed.template.render_with_context(context, buffer, names, partial=True)
        except RecursionError as error:
            msg = f"includes {self.file!r} too deep within itself"
            raise ContextDepthError(msg, token=self.token) from error
        finally:
            context.includes -= 1
        return 0

    def _load(self, context: Context) -> tuple[str, str]:
        """Return the path and the text of the file; only names inside of its folder are asked."""
        name = context.expand(self.file)
        if _FORBIDDEN.search(name) or not _ALLOWED.fullmatch(name):
            msg = f"cannot include {name!r}; a name has letters, digits, single dots and slashes"
            raise LiquidSyntaxError(msg, token=self.token)
        is_beside = self.tag == "include_relative"
        find = context.folder.neighbour if is_beside else context.folder.include
        text = find(name)
        if text is None:
            place = (
                "beside this file" if is_beside else "in _includes/ (a theme's own: copy it there)"
            )
            msg = f"finds no {name!r} {place}"
            raise LiquidValueError(msg, token=self.token)
        folder = posixpath.dirname(context.path) if is_beside else "_includes"
        return posixpath.join(folder, name), text

    def _values(self, context: Context) -> dict[str, object]:
        return {
            key: read_operand(variable, self.token).evaluate(context)
            if variable
            else double.replace('\\"', '"') or single.replace("\\'", "'")
            for key, double, single, variable in _PARAMETER.findall(self.parameters)
        }


class IncludeTag(Tag):
    """``{% include note.html text="Hello" %}``."""

    name = "include"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        """Read the file's name; its parameters are read when they are needed."""
        return IncludeNode(take_markup(stream), self.name)


class IncludeRelativeTag(IncludeTag):
    """``{% include_relative part.md %}``."""

    name = "include_relative"


class IncludeCachedTag(IncludeTag):
    """``{% include_cached note.html %}``: what is read once is kept for all includes alike."""

    name = "include_cached"
