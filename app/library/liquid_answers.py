"""What the templates of a Jekyll folder ask of it, answered from the library.

Every answer is plain: it is compared with what was answered before, and may go to another process.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from app.config.jekyll.values import text_of
from app.content.frontmatter import body_of_file
from app.content.liquid.model import Listing
from app.content.model import Page, Post
from app.library.parts import Parts

if TYPE_CHECKING:
    from app.config.jekyll.model import JekyllConfig
    from app.library.model import Library

#: Signs that a path keeps as they are (RFC 3986 §3.3).
_IN_PATH = "/!$&'()*+,;=:@-._~"
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
            return _page_values(writing)
        return self._with_neighbours(writing) if writing else None

    def _with_neighbours(self, post: Post) -> dict[str, Any]:
        place = self._places[post.source.path]
        newer = self._posts[place - 1].source.path if place else None
        older = self._posts[place + 1] if place + 1 < len(self._posts) else None
        values = _post_values(post)
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
            "time": lambda: self._library.modified,
            "url": lambda: self._options("")["url"],
            "baseurl": lambda: self._options("")["base_path"],
            "collections": lambda: [self._collection(one) for one in self._jekyll.collections],
            "static_files": lambda: self._static_files,
        }

    def _collection(self, label: str) -> dict[str, Any]:
        collection = self._jekyll.collections[label]
        found = self._posts if label == "posts" else tuple(self._pages_of(label))
        return {
            "label": label,
            "output": collection.output,
            "docs": [
                _post_values(one) if isinstance(one, Post) else _page_values(one) for one in found
            ],
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
        return _marked([_file_values(address) for address in sorted(self._library.files)])

    def _pages_of(self, label: str) -> list[Page]:
        found = [page for page in self._library.documents if page.collection == label]
        order = self._jekyll.collections[label].sort_by if label else ""
        return sorted(found, key=lambda page: (str(page.data.get(order, "")), page.source.path))

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


def _values(writing: Post | Page) -> dict[str, Any]:
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


def _file_values(address: str) -> dict[str, Any]:
    name = posixpath.basename(address)
    stem, ending = posixpath.splitext(name)
    return {"path": address, "name": name, "basename": stem, "extname": ending}


def _listing(writings: Iterable[Post | Page]) -> Listing:
    return _marked(list(map(_values, writings)))


def _marked(values: list[dict[str, Any]]) -> Listing:
    """Mark *values* by what they say, and not by their files: other words change no list."""
    return Listing(values, hashlib.sha256(repr(values).encode()).hexdigest())
