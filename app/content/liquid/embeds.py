"""Tags that put something of another kind in: code, gists, videos."""

from __future__ import annotations

import re
from html import escape
from typing import TextIO

from liquid.ast import BlockNode, Node
from liquid.context import RenderContext
from liquid.parser import get_parser
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.token import Token

from app.content.liquid.context import Context
from app.content.liquid.highlight import highlight_code
from app.content.liquid.tags import FaultNode, Guarded, open_block, take_markup
from app.content.liquid.values import to_text

#: The name under which a template finds what stands around its blocks of code.
EDGE = "highlighter_prefix"

_LANGUAGE = re.compile(r"([\w.+#-]+)(.*)", re.DOTALL)
_OPTION = re.compile(r"(\w+)(?:=(?:\"([^\"]*)\"|(\w+)))?")
_NAME = re.compile(r"[\w/-]+")
#: By tag: the address of what is shown, what to call it, and what an author names it by.
_SHOWN = {
    "gist": ("https://gist.github.com/", "Gist", _NAME),
    "youtube": ("https://www.youtube.com/watch?v=", "Video on YouTube", _NAME),
    "vimeo": ("https://vimeo.com/", "Video on Vimeo", _NAME),
    "twitter": ("https://twitter.com/", "Post on Twitter", _NAME),
}
#: Whose names say nothing to a reader.
_UNNAMED = frozenset(url for url, title, _ in _SHOWN.values() if title != "Gist")


class HighlightNode(Guarded):
    """Code, coloured as a fence of Markdown is."""

    __slots__ = ("block", "language", "options")

    def __init__(
        self, token: Token, block: BlockNode, language: str, options: dict[str, str]
    ) -> None:
        super().__init__(token)
        self.block = block
        self.language = language
        self.options = options
        self.blank = False

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Write the code without the empty lines around it."""
        inner = context.get_buffer(buffer)
        self.block.render(context, inner)
        code = re.sub(r"\A[\r\n]+|[\r\n]+\Z", "", inner.getvalue())
        marked = tuple(int(number) for number in self.options.get("mark_lines", "").split())
        html = highlight_code(
            code, self.language, has_numbers="linenos" in self.options, marked=marked
        )
        # In Markdown, a block of its own: the line before and after it are empty, as in Jekyll.
        edge = to_text(context.resolve(EDGE))
        return buffer.write(f"{edge}{html}{edge}")


class HighlightTag(Tag):
    """``{% highlight ruby linenos mark_lines="1 2" %}…{% endhighlight %}``."""

    name = "highlight"
    end = "endhighlight"

    def parse(self, stream: TokenStream) -> Node:
        """Read the language and the options."""
        markup = open_block(stream)
        block = get_parser(self.env).parse_block(stream, (self.end,))
        found = _LANGUAGE.match(markup.value)
        options = {
            name: quoted or plain
            for name, quoted, plain in _OPTION.findall(found[2] if found else "")
        }
        if "mark_lines" in options and re.search(r"[^\d\s]", options["mark_lines"]):
            del options["mark_lines"]
        return HighlightNode(markup, block, found[1].lower() if found else "text", options)


class LinkNode(Guarded):
    """A link in place of what only a script could show."""

    __slots__ = ("text", "url")

    def __init__(self, token: Token, url: str, text: str) -> None:
        super().__init__(token)
        self.url = url
        self.text = text
        self.blank = False

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Write the link."""
        url = context.expand(self.url) if isinstance(context, Context) else self.url
        return buffer.write(f'<a href="{escape(url)}">{escape(self.text)}</a>')


class GistTag(Tag):
    """``{% gist ana/1234 %}``: a link, for gists are shown by scripts of another site."""

    name = "gist"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        """Read what is to be shown."""
        markup = take_markup(stream)
        wanted = markup.value.split()[0].strip("\"'") if markup.value else ""
        url, title, form = _SHOWN[self.name]
        if wanted.startswith("https://"):
            return LinkNode(markup, wanted, title)
        if not form.fullmatch(wanted):
            return FaultNode(markup, f"has {{% {self.name} %}} without what it is to show; add it")
        return LinkNode(markup, f"{url}{wanted}", title if url in _UNNAMED else f"{title} {wanted}")


class YouTubeTag(GistTag):
    """``{% youtube dQw4w9WgXcQ %}``, of a plugin: a link to the video."""

    name = "youtube"


class VimeoTag(GistTag):
    """``{% vimeo 1234 %}``, of a plugin: a link to the video."""

    name = "vimeo"


class TwitterTag(GistTag):
    """``{% twitter https://twitter.com/ana/status/1 %}``, of a plugin: a link to the post."""

    name = "twitter"
