"""Categories and tags, in all the shapes in which Jekyll's headers have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.config.jekyll.values import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def read_categories(fields: Mapping[str, object], path: str) -> tuple[str, ...]:
    """Read the categories of the post at *path*: of its folders, then ``categories``, ``category``.

    ``categories`` in one string are several, ``category`` is one, spaces and all.
    """
    several = _words(fields.get("categories"))
    return _unique((*_folders(path), *several, *_flat(fields.get("category"))))


def read_tags(fields: Mapping[str, object]) -> tuple[str, ...]:
    """Read the tags of a post: ``tag`` goes before ``tags``, which it replaces."""
    if fields.get("tag"):
        return _unique(_flat(fields["tag"]))
    return _unique(_words(fields.get("tags")))


def _folders(path: str) -> Iterator[str]:
    """Give the folders above ``_posts`` (or ``_drafts``), which are categories."""
    for folder in path.split("/")[:-1]:
        if folder in {"_posts", "_drafts"}:
            return
        yield folder


def _words(value: object) -> Iterable[str]:
    return value.split() if isinstance(value, str) else _flat(value)


def _flat(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _flat(item)
    else:
        yield text_of(value)


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if name)
