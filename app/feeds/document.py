"""A channel, asked for by the file name of a format, as the bytes that leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.feeds.build import build_feed
from app.feeds.json import render_json
from app.feeds.model import ATOM, JSON, RSS
from app.feeds.render import render_atom, render_rss

if TYPE_CHECKING:
    from app.feeds.model import Channel
    from app.library.model import BodyOf, Library

_RENDERERS = {
    ATOM.file_name: render_atom,
    RSS.file_name: render_rss,
    JSON.file_name: render_json,
}


def render_document(
    channel: Channel,
    file_name: str,
    *,
    library: Library,
    body_of: BodyOf,
    stylesheet: str = "",
) -> bytes:
    """Render *channel* in the format called *file_name*, one of ``FORMATS``.

    The same library gives the same bytes in every process, locale and zone.
    """
    feed = build_feed(channel, library=library, body_of=body_of, stylesheet=stylesheet)
    return _RENDERERS[file_name](feed)
