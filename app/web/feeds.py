"""Feeds on the web: of everything, of every term, of the newsletter; and where they used to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, redirect, request

from app.feeds.addresses import OLD_ADDRESSES, current_address
from app.feeds.document import render_document
from app.feeds.model import FORMATS
from app.feeds.opml import OPML_ADDRESS, OPML_TYPE, render_opml
from app.feeds.select import select_everything, select_newsletter, select_term
from app.web.current import current_snapshot
from app.web.pagecache import respond
from app.web.static_files import static_address

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.feeds.model import Channel

feeds = Blueprint("feeds", __name__)

_FILE = "<any('atom.xml', 'rss.xml', 'feed.json'):file_name>"
_KIND = "<any(category, tag, author):kind>"


@feeds.get(f"/{_FILE}")
def show_everything(file_name: str) -> ResponseReturnValue:
    """Send the feed of the newest posts."""
    return _send(select_everything(current_snapshot().library), file_name)


@feeds.get(f"/newsletter/{_FILE}")
def show_newsletter(file_name: str) -> ResponseReturnValue:
    """Send the feed of the issues that were sent."""
    return _send(select_newsletter(current_snapshot().library), file_name)


@feeds.get(f"/{_KIND}/<name>/{_FILE}")
def show_term(kind: str, name: str, file_name: str) -> ResponseReturnValue:
    """Send the feed of a category, tag or author."""
    channel = select_term(current_snapshot().library, kind, name) or abort(404)
    return _send(channel, file_name)


@feeds.get(OPML_ADDRESS)
def show_opml() -> ResponseReturnValue:
    """Send the list of every feed."""
    library = current_snapshot().library
    return respond(lambda: render_opml(library), content_type=OPML_TYPE)


@feeds.get("/feed/<name>.xml")
@feeds.get("/feed/by_tag/<name>.xml")
def redirect_old(name: str = "") -> ResponseReturnValue:
    """Lead an old address to today's, in one step."""
    del name  # it is part of the path
    library = current_snapshot().library
    address = current_address(library, request.path) or abort(404)
    return redirect(library.config.path(address), 301)


for _old in OLD_ADDRESSES:
    feeds.add_url_rule(_old, view_func=redirect_old)


def _send(channel: Channel, file_name: str) -> ResponseReturnValue:
    snapshot = current_snapshot()
    address = channel.address_of(file_name)
    if request.path != address:
        # A name may be spelled in many ways; its feed has one address.
        return redirect(snapshot.config.path(address), 301)
    return respond(
        lambda: render_document(
            channel,
            file_name,
            library=snapshot.library,
            body_of=snapshot.body_of,
            stylesheet=snapshot.config.path(static_address("feed.css")),
        ),
        content_type=FORMATS[file_name].content_type,
    )
