"""Feeds on the web: of everything, of every term, of the newsletter; and where they used to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, redirect, request
from werkzeug.routing import BaseConverter

from app.feeds.addresses import OLD_ADDRESSES, current_address
from app.feeds.formats import OPML_ADDRESS, parse_file_name
from app.feeds.select import select_coming, select_everything, select_newsletter, select_term
from app.web.current import current_snapshot, holder
from app.web.pagecache import respond
from app.web.static_files import static_address

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from app.feeds.formats import Format
    from app.feeds.model import Channel

feeds = Blueprint("feeds", __name__)

#: Seconds for which a feed may be kept. Readers obey it; more than an hour, and some distrust it.
_HALF_AN_HOUR = 1800
#: The same of an archive: nothing but a mended old post changes it, and no post to come does.
_DAY = 86_400


class _FeedFile(BaseConverter):
    """``atom.xml`` or ``atom-3.xml`` in an address: a format, and the number of an archive."""

    regex = r"(?:atom|rss)(?:-[0-9]{1,9})?\.xml|feed(?:-[0-9]{1,9})?\.json"

    def to_python(self, value: str) -> tuple[Format, int]:
        """Read it; the expression lets nothing else through."""
        return parse_file_name(value) or abort(404)


feeds.record_once(lambda state: state.app.url_map.converters.update(feed=_FeedFile))


@feeds.get("/<feed:file>")
def show_everything(file: tuple[Format, int]) -> ResponseReturnValue:
    """Send the feed of all posts."""
    return _send(select_everything(current_snapshot().library), *file)


@feeds.get("/newsletter/<feed:file>")
def show_newsletter(file: tuple[Format, int]) -> ResponseReturnValue:
    """Send the feed of the issues that were sent."""
    return _send(select_newsletter(current_snapshot().library), *file)


@feeds.get("/<any(category, tag, author, series):kind>/<name>/<feed:file>")
def show_term(kind: str, name: str, file: tuple[Format, int]) -> ResponseReturnValue:
    """Send the feed of a category, tag, author or series, or of categories together."""
    snapshot = current_snapshot()
    coming = select_coming(snapshot.shown, snapshot.library) if holder().preview else ()
    found = (one for one in coming if one.address == f"/{kind}/{name}/")
    channel = select_term(snapshot.library, kind, name) or next(found, None)
    return _send(channel or abort(404), *file)


@feeds.get(OPML_ADDRESS)
def show_opml() -> ResponseReturnValue:
    """Send the list of every feed."""
    # With lxml behind it, as below.
    from app.feeds.opml import OPML_TYPE, render_opml  # noqa: PLC0415

    library = current_snapshot().library
    return respond(lambda: render_opml(library), content_type=OPML_TYPE, max_age=_HALF_AN_HOUR)


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


def _send(channel: Channel, written: Format, number: int) -> ResponseReturnValue:
    # With feedgen and lxml behind it: a worker's first page need not wait for them.
    from app.feeds.document import render_document  # noqa: PLC0415

    snapshot = current_snapshot()
    document = channel.document(number) or abort(404)
    address = document.address_of(written)
    if request.path != address:
        # A name may be spelled in many ways; its feed has one address.
        return redirect(snapshot.config.path(address), 301)
    response = respond(
        lambda: render_document(
            document,
            written,
            library=snapshot.library,
            body_of=snapshot.body_of,
            stylesheet=snapshot.config.path(static_address("feed.css")),
        ),
        content_type=written.content_type,
        max_age=_DAY if number else _HALF_AN_HOUR,
        until_due=not number,
    )
    if snapshot.config.feeds.hub and not number:
        _link_hub(response, self_url=snapshot.config.absolute(address))
    return response


def _link_hub(response: Response, *, self_url: str) -> None:
    """Name hub and topic where a subscriber looks first (W3C WebSub §4)."""
    hub = current_snapshot().config.feeds.hub
    response.headers["Link"] = f'<{hub}>; rel="hub", <{self_url}>; rel="self"'
