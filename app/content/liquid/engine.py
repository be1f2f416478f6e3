"""Liquid as Jekyll has it: python-liquid with Jekyll's tags and filters, and limits set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from inspect import signature

from liquid import BoundTemplate, Environment
from liquid.builtin.illegal import Illegal
from liquid.builtin.tags.decrement_tag import DecrementTag
from liquid.builtin.tags.for_tag import BreakTag, ContinueTag
from liquid.builtin.tags.ifchanged_tag import IfChangedTag
from liquid.builtin.tags.increment_tag import IncrementTag
from liquid.builtin.tags.tablerow_tag import TablerowTag
from liquid.exceptions import LiquidInterrupt
from liquid.filter import with_context
from liquid.parser import get_parser
from liquid.stream import TokenStream
from liquid.tag import Tag

from app.content.liquid.addresses import ADDRESS_FILTERS, LinkTag, PostUrlTag
from app.content.liquid.branches import CaseTag, IfTag, UnlessTag
from app.content.liquid.context import Context
from app.content.liquid.dates import DATE_FILTERS
from app.content.liquid.embeds import GistTag, HighlightTag, TwitterTag, VimeoTag, YouTubeTag
from app.content.liquid.includes import IncludeCachedTag, IncludeRelativeTag, IncludeTag
from app.content.liquid.lexer import cut_template
from app.content.liquid.lists import LIST_FILTERS
from app.content.liquid.loops import ForTag
from app.content.liquid.model import Folder, Limits, Rendered, Template, has_liquid
from app.content.liquid.numbers import NUMBER_FILTERS
from app.content.liquid.output import Output, source_lines
from app.content.liquid.parsed import Parsed
from app.content.liquid.tags import (
    FAULTS,
    AssignTag,
    CaptureTag,
    CycleTag,
    EchoTag,
    OutputTag,
    SilentTag,
    lenient,
    note_error,
)
from app.content.liquid.texts import TEXT_FILTERS
from app.content.liquid.values import to_text
from app.content.liquid.words import WordsTag

#: Tags of plugins whose work our own pages do.
SILENT = ("seo", "feed_meta", "comments", "analytics", "csp", "#")
_TAGS: tuple[type[Tag], ...] = (
    Illegal, WordsTag, OutputTag, EchoTag, AssignTag, CaptureTag, CycleTag, IfTag, UnlessTag,
    CaseTag, ForTag, BreakTag, ContinueTag, IncludeTag, IncludeRelativeTag, IncludeCachedTag,
    LinkTag, PostUrlTag, HighlightTag, GistTag, YouTubeTag, VimeoTag, TwitterTag,
)  # fmt: skip
_LENIENT: tuple[type[Tag], ...] = (IncrementTag, DecrementTag, IfChangedTag, TablerowTag)


class _Jekyll(Environment):
    """What Jekyll's templates may use; nothing of python-liquid's own that Jekyll has not."""

    context_depth_limit = 60
    block_nesting_limit = 60

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        """Register the tags and the filters."""
        del extra
        for tag in (*_TAGS, *(lenient(one) for one in _LENIENT)):
            self.add_tag(tag)
        for name in SILENT:
            self.tags[name] = SilentTag(self)
        for filters in (TEXT_FILTERS, LIST_FILTERS, NUMBER_FILTERS, DATE_FILTERS, ADDRESS_FILTERS):
            for name, work in filters.items():
                self.add_filter(name, _with_its_context(work))


def _with_its_context(work: Callable[..., object]) -> Callable[..., object]:
    return with_context(work) if "context" in signature(work).parameters else work


def _markdownify(value: object, *, context: Context) -> str:
    return context.folder.markdown(to_text(value))


_ENGINE = _Jekyll(strict_filters=False)
_ENGINE.add_filter("markdownify", with_context(_markdownify))


def parse_template(text: str) -> Parsed:
    """Read the template *text*."""
    cut = cut_template(text, _ENGINE.tags)
    nodes = get_parser(_ENGINE).parse(TokenStream(cut.tokens()))
    return Parsed(BoundTemplate(_ENGINE, nodes), text, tuple(cut.remarks))


#: An include is read once, however often it is used.
_parse_once = lru_cache(maxsize=500)(parse_template)


def render_liquid(
    template: Template,
    *,
    names: Mapping[str, object],
    folder: Folder,
    limits: Limits | None = None,
) -> Rendered:
    """Render *template* with *names* in reach (``page``, ``site`` and so on); never raises.

    What is wrong costs its own place and is a problem with its line. Nothing is read but what the
    functions of *folder* hand out.
    """
    if not has_liquid(template.text):
        return Rendered(text=template.text)
    context = Context(
        parse_template(template.text),
        names=names,
        folder=folder,
        limits=limits or Limits(),
        parse=_parse_once,
    )
    buffer = context.get_buffer()
    _render(context, buffer, template)
    return Rendered(
        text=buffer.getvalue(),
        problems=tuple(context.problems),
        lines=source_lines(buffer, template.text, template.line),
    )


def _render(context: Context, buffer: Output, template: Template) -> None:
    parsed = context.parsed
    with context.inside(parsed, template.path, template.line):
        for node in parsed.template.nodes:
            with suppress(LiquidInterrupt):  # a break outside of any loop
                try:
                    node.render(context, buffer)
                except FAULTS as error:
                    note_error(context, error, node.token)
                except RecursionError:
                    context.note("Liquid nests too deep; make it flatter", node.token)
