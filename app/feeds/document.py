"""A channel in one format, as the bytes that leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.feeds.build import build_feed
from app.feeds.formats import ATOM, JSON, RSS
from app.feeds.json import render_json
from app.feeds.render import render_atom, render_rss

if TYPE_CHECKING:
    from app.feeds.formats import Format
    from app.feeds.model import Channel
    from app.library.model import BodyOf, Library

_RENDERERS = {ATOM: render_atom, RSS: render_rss, JSON: render_json}


def render_document(
    channel: Channel,
    written: Format,
    *,
    library: Library,
    body_of: BodyOf,
    stylesheet: str = "",
) -> bytes:
    """Render *channel*, the current document or an archive, in one format.

    The same library gives the same bytes in every process, locale and zone.
    """
    feed = build_feed(channel, library=library, body_of=body_of, stylesheet=stylesheet)
    return _RENDERERS[written](feed)
