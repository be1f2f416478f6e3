"""Posts, pages and files as the plain values that templates see."""

from __future__ import annotations

import math
import posixpath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from app.content.model import Page, Post

if TYPE_CHECKING:
    from app.config.jekyll.model import Collection

#: Signs that a path keeps as they are (RFC 3986 §3.3).
_IN_PATH = "/!$&'()*+,;=:@-._~"


def place_of(page: Page, collection: Collection | None) -> tuple[int, float, str]:
    """Return what puts *page* in its place: the order that is configured, else a key, else time."""
    if collection is None:
        return (0, 0, "")
    inner = page.source.path.partition(f"_{collection.label}/")[2]
    if inner in collection.order:
        return (0, collection.order.index(inner), "")
    value = page.data.get(collection.sort_by) if collection.sort_by else None
    if isinstance(value, (int, float)):
        return (1, value, "")
    if isinstance(value, str):
        return (2, 0, value)
    return (3, page.date.timestamp() if page.date else math.inf, "")


def values_of(writing: Post | Page) -> dict[str, Any]:
    """Return the header of *writing* and what Jekyll adds to it."""
    return _post_values(writing) if isinstance(writing, Post) else _page_values(writing)


def _post_values(post: Post) -> dict[str, Any]:
    path = post.source.path
    folder = post.address.rstrip("/").rpartition("/")[0]
    return {
        **post.data,
        "title": post.data.get("title") or post.title,
        "date": post.date,
        "url": quote(post.address, safe=_IN_PATH),
        "id": quote(f"{folder}/{post.slug}", safe=_IN_PATH),
        "slug": post.slug,
        "categories": list(post.categories),
        "tags": list(post.tags),
        "path": path,
        "relative_path": path,
        "name": posixpath.basename(path),
        "ext": posixpath.splitext(path)[1],
        "collection": "posts",
        "draft": post.is_draft,
    }


def _page_values(page: Page) -> dict[str, Any]:
    path = page.source.path
    more: dict[str, Any] = {"title": page.title} if page.collection else {}
    if page.collection:
        more |= {"collection": page.collection, "relative_path": path}
    if page.date is not None:
        more["date"] = page.date
    return {
        **more,
        **page.data,
        "url": quote(page.address, safe=_IN_PATH),
        "path": path,
        "name": posixpath.basename(path),
        "dir": f"{posixpath.dirname(page.address.rstrip('/')).rstrip('/')}/",
    }


def file_values(address: str) -> dict[str, Any]:
    """Return what ``site.static_files`` has of the file at *address*."""
    name = posixpath.basename(address)
    stem, ending = posixpath.splitext(name)
    return {"path": address, "name": name, "basename": stem, "extname": ending}
