"""Pictures that we make: smaller copies of the author's own, and cards for posts without any.

``/media/HASH-720.webp`` is a copy 720 pixels wide, ``/media/card-HASH.png`` a card. Each is made
when it is first asked for. A name says which state of which file (or which words) it stands for, so
it may be kept for good, and every worker understands it from its own snapshot. One of an earlier
state leads to the present one, since a page may have been kept for a minute; any other name is 404:
nobody can ask for a size that no page offers.

For templates there is ``picture(post)``: None when the post has no picture or it is not there, else
an object with

- ``src``: root-relative with the base path, or absolute when the picture is not ours;
- ``srcset``: for the attribute; empty without copies (SVG, what moves, is small or not ours);
- ``sizes``: how wide site.css shows the lead picture of a post. Give your own for other places;
- ``width``, ``height``: in pixels, 0 when they are not known;
- ``alt``: ``image_alt`` of the post, which may be empty.

::

    {% set lead = picture(post) %}
    {% if lead and lead.alt %}
    <img src="{{ lead.src }}" alt="{{ lead.alt }}" fetchpriority="high"
    {%- if lead.width %} width="{{ lead.width }}" height="{{ lead.height }}"{% endif %}
    {%- if lead.srcset %} srcset="{{ lead.srcset }}" sizes="{{ lead.sizes }}"{% endif %}>
    {% endif %}

In the same way ``author_picture(author)`` gives the picture of ``[authors.ana]``, for a place
``FACE`` pixels wide and high (``object-fit:cover``), and ``logo_picture()`` the site's logo; both
without words of their own. For a post's head there is :func:`share_picture`.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint, Response, abort, g, redirect, request

from app.content.html import absolute_link, is_foreign
from app.errors import ContentError
from app.library.links import resolve_link
from app.library.site_files import find_site_picture
from app.web.current import current_snapshot
from app.web.static_files import FOR_GOOD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from werkzeug.wrappers import Response as AnyResponse

    from app.config import Author
    from app.content.model import Post
    from app.library.current import Snapshot
    from app.library.model import Library
    from app.web.made_pictures import Names

media = Blueprint("media", __name__)

#: The widest that a picture among words gets, and what a phone leaves beside it, in pixels:
#: --measure and twice --gap of site.css.
COLUMN, GAPS = 660, 40
#: How wide site.css shows the lead picture of a post.
LEAD_SIZES = "(min-width:60em) 67vw,100vw"
#: How wide and high templates show an author's picture, in pixels.
FACE = 80

_MINUTE = 60

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPicture:
    """A picture as a template shows it; the fields are described at the top of this module."""

    src: str
    srcset: str = ""
    sizes: str = ""
    width: int = 0
    height: int = 0
    alt: str = ""


def _names_of(snapshot: Snapshot) -> Names:
    # Most first answers show no picture, and Pillow takes a while to load.
    from app.web.made_pictures import names_of  # noqa: PLC0415

    return names_of(snapshot)


def picture_attributes(snapshot: Snapshot, address: str, width: int) -> Mapping[str, str]:
    """Return the further attributes of an img that shows our *address*, *width* pixels wide.

    *address* is site-relative and not encoded. None are needed where there are no copies.
    """
    copies = _srcset(snapshot, address)
    if not copies:
        return {}
    return {"srcset": copies, "sizes": f"min({min(width, COLUMN)}px,100vw - {GAPS}px)"}


def _srcset(snapshot: Snapshot, address: str, base_path: str = "") -> str:
    names = _names_of(snapshot).shelf.names(address)
    return ",".join(f"{base_path}/media/{name} {width}w" for name, width in names)


def lead_picture(snapshot: Snapshot, post: Post) -> ShownPicture | None:
    """Return the picture of *post*'s header as templates show it, or None."""
    image = post.image.strip()
    if not image:
        return None
    if is_foreign(image):
        return ShownPicture(src=image, alt=post.image_alt)
    address = _own_picture(snapshot.shown, post)
    return _shown(snapshot, address, LEAD_SIZES, alt=post.image_alt) if address else None


def author_picture(snapshot: Snapshot, author: Author | None) -> ShownPicture | None:
    """Return the picture of *author* as templates show it, or None when there is none."""
    shown = _site_picture(snapshot, author.picture.strip() if author else "")
    if shown is None or not shown.srcset:
        return shown
    # It fills a square: what is wider than high sticks out on both sides, and is that much wider.
    width = -(-FACE * max(shown.width, shown.height) // shown.height)
    return replace(shown, sizes=f"{width}px")


def logo_picture(snapshot: Snapshot) -> ShownPicture | None:
    """Return the site's logo as templates show it, or None when there is none."""
    shown = _site_picture(snapshot, snapshot.config.logo.strip())
    # As high as a line and a half: even the smallest copy would be more than is needed.
    return replace(shown, srcset="", sizes="") if shown else None


def _site_picture(snapshot: Snapshot, link: str) -> ShownPicture | None:
    if link and is_foreign(link):
        return ShownPicture(src=link)
    address = find_site_picture(snapshot.shown, link)
    return _shown(snapshot, address, "") if address else None


def _shown(snapshot: Snapshot, address: str, sizes: str, alt: str = "") -> ShownPicture:
    config, look = snapshot.config, _names_of(snapshot).shelf.look(address)
    return ShownPicture(
        src=config.path(quote(address)),
        srcset=_srcset(snapshot, address, config.base_path),
        sizes=sizes,
        width=look.width if look else 0,
        height=look.height if look else 0,
        alt=alt,
    )


def _own_picture(library: Library, post: Post) -> str | None:
    address = resolve_link(library, post.image.strip(), path=post.source.path, address=post.address)
    return address if address in library.files else None


def share_picture(library: Library, post: Post) -> str:
    """Return the absolute URL of the picture that stands for *post* where a link to it is shared.

    That is its own, else its card, else nothing.
    """
    image, config = post.image.strip(), library.config
    if image and is_foreign(image):
        return absolute_link(image, config=config, address=post.address)
    address = _own_picture(library, post) if image else None
    if address:
        return config.absolute(quote(address))
    card = card_address(library, post)
    return config.absolute(card) if card else ""


def card_address(library: Library, post: Post) -> str:
    """Return where the card of *post* is, site-relative; empty where there is none.

    That is so where ``[cards]`` is not enabled, or no font of this machine can write the title.
    """
    if not library.config.cards.enabled:
        return ""
    from app.web.made_pictures import find_card  # noqa: PLC0415 -- as above

    return find_card(library, post)


def media_addresses(snapshot: Snapshot) -> Iterator[str]:
    """Give the address of every copy and card that a page of *snapshot* can name."""
    library, shelf = snapshot.shown, _names_of(snapshot).shelf
    for address in library.files:
        yield from (f"/media/{name}" for name, _ in shelf.names(address))
    for post in library.all_posts:
        image = post.image.strip()
        if not image or not (is_foreign(image) or _own_picture(library, post)):
            yield from filter(None, [card_address(library, post)])


@media.get("/media/<name>")
def show_media(name: str) -> AnyResponse:
    """Send a copy or a card, made now if it is the first time."""
    from app.web.made_pictures import load_card, load_copy  # noqa: PLC0415 -- as above

    snapshot = current_snapshot()
    names = _names_of(snapshot)
    post = names.cards.get(name)
    if post is not None:
        return _send(load_card(snapshot, post, name) or abort(404), "image/png")
    copy = names.shelf.find(name) or abort(404)
    if copy.name != name:
        return _elsewhere(snapshot, f"/media/{copy.name}" if copy.name else copy.address)
    try:
        data = load_copy(snapshot, copy)
    except ContentError as error:
        # Browsers show what they can of the picture itself.
        _log.warning("%s", error)
        if "only_bytes" in g:  # files lead nowhere
            return Response(copy.picture.file.read_bytes())
        return _elsewhere(snapshot, copy.address)
    return _send(data, "image/webp")


def _send(data: bytes, content_type: str) -> AnyResponse:
    response = Response(data, content_type=content_type)
    response.set_etag(hashlib.sha256(data).hexdigest()[:20])
    response.headers["Cache-Control"] = FOR_GOOD
    return response.make_conditional(request)


def _elsewhere(snapshot: Snapshot, address: str) -> AnyResponse:
    """Lead to what a browser is better shown: the copy as it is now, or the picture itself."""
    response = redirect(snapshot.config.path(quote(address)), 302)
    response.headers["Cache-Control"] = f"public, max-age={_MINUTE}"
    return response
