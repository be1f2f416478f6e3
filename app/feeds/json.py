"""JSON Feed 1.1."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.feeds.formats import JSON
from app.feeds.latest import Latest
from app.feeds.pieces import LONGEST

if TYPE_CHECKING:
    from datetime import datetime

    from app.feeds.model import Entry, Feed, File, Person

#: How a document without items ends.
_EMPTY = b"[]\n}"
#: A post stands in the feeds of several terms, and in an archive of each.
_items: Latest[bytes] = Latest(1200)


def render_json(feed: Feed) -> bytes:
    """Write *feed* as JSON Feed 1.1; what is empty is left out."""
    document: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home_url,
        "feed_url": feed.url_of(JSON),
        "next_url": feed.older_url_of(JSON),
        "description": feed.description,
        "icon": feed.logo,
        "favicon": feed.icon,
        "authors": [_author(feed.author)],
        "language": feed.language,
        "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub else [],
    }
    # `items` is required, and may be empty.
    text = _written(_filled(document) | {"items": []})
    if feed.entries:
        items = b",".join(map(_item_text, feed.entries))
        text = text.removesuffix(_EMPTY) + b"[" + items + b"\n ]\n}"
    return text + b"\n"


def _item_text(entry: Entry) -> bytes:
    """Return the text of *entry* among the items; it is the same in every feed that has it."""
    key = (entry, str(entry.published), str(entry.updated))
    text = _items.find(key)
    if text is None:
        # No string has a line's end in it: JSON spells them.
        text = (b"\n" + _written(_item(entry))).replace(b"\n", b"\n  ")
        if len(text) <= LONGEST:
            _items.keep(key, text)
    return text


def _written(value: dict[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _item(entry: Entry) -> dict[str, object]:
    item = _filled(
        {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "summary": entry.summary,
            "image": entry.picture.url if entry.picture else "",
            "date_published": _moment(entry.published),
            "date_modified": _moment(entry.updated),
            "authors": [_author(person) for person in entry.authors],
            "tags": list(dict.fromkeys(label.title for label in entry.labels)),
            "language": entry.language,
            "attachments": [_attachment(entry.enclosure)] if entry.enclosure else [],
        }
    )
    # One of the two contents is required.
    content = {"content_html": entry.html} if entry.html else {"content_text": entry.summary}
    return item | content


def _attachment(file: File) -> dict[str, object]:
    return _filled({"url": file.url, "mime_type": file.type, "size_in_bytes": file.length})


def _author(person: Person) -> dict[str, object]:
    return _filled({"name": person.name, "url": person.url})


def _moment(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _filled(members: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in members.items() if value}
