"""The pictures that we make for one library: their names, what these stand for, and their bytes.

With Pillow behind it, whose import takes a twentieth of a first answer that shows none of them.
"""

from __future__ import annotations

import threading
from functools import cached_property
from typing import TYPE_CHECKING, cast
from weakref import WeakKeyDictionary

from flask import current_app

from app.library.site_files import find_site_picture
from app.pictures.cards import card_name, render_card
from app.pictures.lettering import can_write
from app.pictures.shelf import Copy, Shelf
from app.pictures.store import Store
from app.pictures.theme import OURS, CardColours, load_colours
from app.pictures.variants import render_variant

if TYPE_CHECKING:
    from pathlib import Path

    from app.content.model import Post
    from app.library.current import Snapshot
    from app.library.model import Library


class Names:
    """What the names of one library stand for, found out when it is first wanted."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @cached_property
    def shelf(self) -> Shelf:
        """The pictures by address and by name."""
        library = self._library
        found = cast("tuple[tuple[str, tuple[int, ...]], ...]", library.file_signatures)
        addressed = ((library.addresses.get(path), path, signature) for path, signature in found)
        authors = library.config.authors.values()
        faces = (find_site_picture(library, author.picture) for author in authors)
        return Shelf(
            library.files,
            {
                address: (path, signature[0], signature[1])
                for address, path, signature in addressed
                if address
            },
            small=frozenset(filter(None, faces)),
        )

    @cached_property
    def cards(self) -> dict[str, Post]:
        """The posts by the names of their cards."""
        if not self._library.config.cards.enabled:
            return {}
        site, colours = self._library.config.title, _card_colours(self._library)
        return {card_name(post.title, site, colours): post for post in self._library.all_posts}


_names: WeakKeyDictionary[Snapshot, Names] = WeakKeyDictionary()
_lock = threading.Lock()


def names_of(snapshot: Snapshot) -> Names:
    """Return the names of *snapshot*: of what it shows, if only in a preview."""
    with _lock:
        return _names.setdefault(snapshot, Names(snapshot.shown))


def find_card(library: Library, post: Post) -> str:
    """Return the address of the card of *post*; empty where no font here can write its title."""
    if not can_write(post.title):
        return ""
    return f"/media/{card_name(post.title, library.config.title, _card_colours(library))}"


def _card_colours(library: Library) -> CardColours:
    """Return the colours of the author's custom.css."""
    file = library.files.get("/custom.css")
    found = cast("tuple[tuple[str, tuple[int, ...]], ...]", library.file_signatures)
    state = next((signature for path, signature in found if path == "custom.css"), None)
    return load_colours(file, state) if file and state else OURS


def load_card(snapshot: Snapshot, post: Post, name: str) -> bytes | None:
    """Return the card of *post*, called *name*, as a PNG; None where no font here can write it."""
    if not can_write(post.title):
        return None
    site, colours = snapshot.config.title, _card_colours(snapshot.shown)
    return _store(snapshot).load(name, lambda: render_card(post.title, site, colours))


def load_copy(snapshot: Snapshot, copy: Copy) -> bytes:
    """Return *copy* as WebP; raise ContentError when it cannot be made."""
    return _store(snapshot).load(copy.name, lambda: render_variant(copy.picture, copy.width))


def _store(snapshot: Snapshot) -> Store:
    cache: Path | None = snapshot.config.cache
    folder = cache / "media" if cache else None
    stores = current_app.extensions.setdefault("trifold-media", {})
    return cast("Store", stores.setdefault(folder, Store(folder)))
