"""Filters and tags that make links: ``relative_url``, ``link``, ``post_url``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TextIO
from urllib.parse import quote

from liquid.ast import Node
from liquid.context import RenderContext
from liquid.exceptions import LiquidValueError
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.token import Token

from app.content.liquid.context import Context
from app.content.liquid.output import Output
from app.content.liquid.tags import Guarded, take_markup
from app.content.liquid.values import Document, to_string

_ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
#: Signs that a path, its query and its fragment keep as they are (RFC 3986 §3.3 to §3.5).
_SIGNS = "/:@!$&'()*+,;=-._~%?#"
_DOTS = re.compile(r"/\.(?=/|$)")


def relative_url(value: object, *, context: Context) -> object:
    """Put the base path before an address; an absolute URL stays as it is."""
    if value is None:
        return None
    address = _address(value)
    if _ABSOLUTE.match(address):
        return address
    base = context.folder.base_path.rstrip("/")
    return _normal(f"{_rooted(base)}{_rooted(address)}")


def absolute_url(value: object, *, context: Context) -> object:
    """Put scheme, host and base path before an address."""
    relative = relative_url(value, context=context)
    if not isinstance(relative, str) or _ABSOLUTE.match(relative) or not context.folder.url:
        return relative
    return f"{context.folder.url.rstrip('/')}{relative}"


def _address(value: object) -> str:
    return to_string(value.get("url") if isinstance(value, Document) else value)


def _rooted(path: str) -> str:
    return path if not path or path.startswith("/") else f"/{path}"


def _normal(address: str) -> str:
    return quote(_DOTS.sub("", address), safe=_SIGNS)


class AddressNode(Guarded):
    """The address of a file of the folder."""

    __slots__ = ("markup", "name")

    def __init__(self, token: Token, name: str) -> None:
        super().__init__(token)
        self.name = name
        self.markup = token.value
        self.blank = False

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Write the address with its base path, once.

        Up to Jekyll 3 these tags gave it without, so authors wrote ``{{ site.baseurl }}`` before.
        """
        if not isinstance(context, Context):
            return 0
        wanted = context.expand(self.markup)
        find = context.folder.link if self.name == "link" else context.folder.post
        address = find(wanted)
        if address is None:
            msg = f"finds no {'file' if self.name == 'link' else 'post'} {wanted!r}"
            raise LiquidValueError(f"{msg} for {{% {self.name} %}}", token=self.token)
        base = context.folder.base_path.rstrip("/")
        if base and isinstance(buffer, Output) and buffer.tail.endswith(base):
            base = ""
        return buffer.write(_normal(f"{base}{_rooted(address)}"))


class LinkTag(Tag):
    """``{% link _posts/2020-01-31-hello.md %}``."""

    name = "link"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        """Read the file's path."""
        return AddressNode(take_markup(stream), self.name)


class PostUrlTag(LinkTag):
    """``{% post_url 2020-01-31-hello %}``."""

    name = "post_url"


ADDRESS_FILTERS: dict[str, Callable[..., object]] = {
    "relative_url": relative_url,
    "absolute_url": absolute_url,
}
