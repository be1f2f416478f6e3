"""What the templates of a Jekyll folder ask of it, answered from the library.

Every answer is plain: it is compared with what was answered before, and may go to another process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from app.config.jekyll.values import text_of
from app.content.frontmatter import body_of_file
from app.content.liquid.model import Listing
from app.content.model import Page, Post
from app.library.liquid_values import file_values, place_of, values_of
from app.library.parts import Parts

if TYPE_CHECKING:
    from app.config.jekyll.model import JekyllConfig
    from app.library.model import Library

_MOST_RELATED = 10


class Answers:
    """Answers for one library, each long answer made once."""

    def __init__(self, library: Library, jekyll: JekyllConfig) -> None:
        self._library = library
        self._jekyll = jekyll
        self._parts = Parts(library.config.root, jekyll.data, _source(library, jekyll))
        self._lists: dict[str, Listing | None] = {}
        self._kinds: dict[str, Callable[[str], object]] = {
            "page": self._page,
            "site": self._site,
            "list": self._list,
            "mark": self._mark_of,
            "data names": self._parts.data_names,
            "data": self._parts.data,
            "include": self._parts.include,
            "beside": self._parts.beside,
            "link": self._link,
            "post": self._post,
            "text": self._text,
            "separator": self._separator,
            "options": self._options,
            "count": lambda _name: len(library.all_posts),
            "now": lambda _name: library.modified,
        }

    def answer(self, kind: str, name: str) -> object:
        """Return the answer to a question of *kind* about *name*, or None."""
        return self._kinds[kind](name) if kind in self._kinds else None

    @cached_property
    def _writings(self) -> dict[str, Post | Page]:
        found: tuple[Post | Page, ...] = (*self._library.all_posts, *self._library.documents)
        return {one.source.path: one for one in found}

    @cached_property
    def _posts(self) -> tuple[Post, ...]:
        """Every post, the newest first; of one moment, the last by path, as Jekyll has it."""
        posts = self._library.all_posts
        return tuple(sorted(posts, key=lambda one: (one.date, one.source.path), reverse=True))

    @cached_property
    def _places(self) -> dict[str, int]:
        return {post.source.path: place for place, post in enumerate(self._posts)}

    def _page(self, path: str) -> dict[str, Any] | None:
        writing = self._writings.get(path)
        if isinstance(writing, Page):
            return values_of(writing)
        return self._with_neighbours(writing) if writing else None

    def _with_neighbours(self, post: Post) -> dict[str, Any]:
        place = self._places[post.source.path]
        newer = self._posts[place - 1].source.path if place else None
        older = self._posts[place + 1] if place + 1 < len(self._posts) else None
        values = values_of(post)
        return values | {"next": newer, "previous": older.source.path if older else None}

    def _site(self, key: str) -> object:
        if key in self._special:
            return self._special[key]()
        if key in self._jekyll.collections:
            return _listing(self._pages_of(key))
        config = self._library.config
        known = {"title": config.title, "description": config.description}
        return self._jekyll.data.get(key, known.get(key))

    @cached_property
    def _special(self) -> dict[str, Callable[[], object]]:
        """Keys of ``site`` that mean something else than what _config.yml says."""
        names = [*self._jekyll.data, "posts", "pages", "tags", "categories", "data", "time", "url"]
        return {
            "": lambda: names,
            # Not the clock: the same content gives the same page.
            "time": lambda: self._library.modified.astimezone(self._library.config.zone),
            "url": lambda: self._options("")["url"],
            "baseurl": lambda: self._options("")["base_path"],
            "collections": lambda: self._collections,
            "static_files": lambda: self._static_files,
        }

    @cached_property
    def _collections(self) -> Listing:
        return _marked([self._collection(label) for label in sorted(self._jekyll.collections)])

    def _collection(self, label: str) -> dict[str, Any]:
        collection = self._jekyll.collections[label]
        found = self._posts if label == "posts" else tuple(self._pages_of(label))
        return {
            "label": label,
            "output": collection.output,
            "docs": [values_of(one) for one in found],
            "directory": f"_{label}",
            "relative_directory": f"_{label}",
        }

    def _list(self, name: str) -> Listing | None:
        if name not in self._lists:
            made = {
                "posts": lambda: _listing(self._posts),
                "documents": lambda: _listing(self._posts),
                "related_posts": lambda: _listing(self._posts[: _MOST_RELATED + 1]),
                "pages": lambda: _listing(self._pages_of("")),
                "html_pages": lambda: _listing(self._pages_of("")),
            }
            self._lists[name] = made[name]() if name in made else None
        return self._lists[name]

    def _mark_of(self, name: str) -> str:
        found = self._list(name)
        return found.mark if found else ""

    @cached_property
    def _static_files(self) -> Listing:
        return _marked([file_values(address) for address in sorted(self._library.files)])

    def _pages_of(self, label: str) -> list[Page]:
        found = [page for page in self._library.documents if page.collection == label]
        collection = self._jekyll.collections.get(label)
        return sorted(found, key=lambda page: (place_of(page, collection), page.source.path))

    def _link(self, path: str) -> str | None:
        wanted = path.strip().lstrip("/")
        addresses = self._library.addresses
        return addresses.get(wanted) or addresses.get(self._parts.source + wanted)

    def _post(self, name: str) -> str | None:
        return self._addresses.get(name.strip().lstrip("/"))

    @cached_property
    def _addresses(self) -> dict[str, str]:
        """The address of each post by its file's name, with and without the folders around it."""
        names: dict[str, str] = {}
        for post in self._posts:
            stem = post.source.path.rpartition(".")[0].removeprefix(self._parts.source)
            before, _, inner = stem.rpartition("_posts/")
            for name in (before + inner, inner, stem.rpartition("/")[2]):
                names.setdefault(name, post.address)
        return names

    def _text(self, path: str) -> str | None:
        writing = self._writings.get(path)
        if writing is None:
            return None
        data = self._parts.read(writing.source.path)
        return body_of_file(data) if data is not None else None

    def _separator(self, path: str) -> str:
        writing = self._writings.get(path)
        own = writing.data.get("excerpt_separator") if writing else None
        return own if isinstance(own, str) else self._jekyll.excerpt_separator

    def _options(self, _name: str) -> dict[str, str]:
        config = self._library.config
        base = config.base_path
        return {
            "url": config.url.removesuffix(base) if base else config.url,
            "base_path": base,
            "zone": config.timezone,
        }


def _source(library: Library, jekyll: JekyllConfig) -> str:
    """Return the folder, with a slash, that holds the folders of Jekyll; mostly the top: empty."""
    root = library.config.root
    named = text_of(jekyll.data.get("source")).strip("./")
    if named and (root / named).is_dir():
        return f"{named}/"
    paths = (post.source.path for post in library.all_posts)
    tops = {path.partition("_posts/")[0] for path in paths if "_posts/" in path}
    top = tops.pop() if len(tops) == 1 else ""
    return top if top and not (root / "_includes").is_dir() and (root / top).is_dir() else ""


def _listing(writings: Iterable[Post | Page]) -> Listing:
    return _marked(list(map(values_of, writings)))


def _marked(values: list[dict[str, Any]]) -> Listing:
    """Mark *values* by what they say, and not by their files: other words change no list."""
    return Listing(values, hashlib.sha256(repr(values).encode()).hexdigest())
