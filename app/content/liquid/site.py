"""What a template sees of its folder: ``site``, ``page`` and the documents that they lead to.

Everything is asked for when a template comes to it, so that whoever answers can remember what a
text depends on.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from app.content.liquid.model import Ask, Folder, Listing
from app.content.liquid.values import Document

#: Words of a document that are rendered when they are wanted.
_WORDS = ("content", "output", "excerpt")
#: Its neighbours in time.
_NEIGHBOURS = ("next", "previous")
_MOST_RELATED = 10
#: A template's writing, and which of its words -> those words.
WordsOf = Callable[[str, str], object]


class Site(Document):
    """``site``: the configuration, and everything in the folder."""

    def __init__(self, ask: Ask, words_of: WordsOf, path: str) -> None:
        """Answer through *ask*, to the writing at *path*."""
        self._ask = ask
        self._words_of = words_of
        self._path = path
        self._found: dict[str, object] = {}

    def __getitem__(self, key: str) -> object:
        if key not in self._found:
            self._found[key] = self._find(key)
        return self._found[key]

    def _find(self, key: str) -> object:
        if key == "data":
            return DataFolder(self._ask, "")
        if key in {"tags", "categories"}:
            return self._shelves(key)
        if key == "related_posts":
            others = [one for one in self.documents(key) if one["path"] != self._path]
            return others[:_MOST_RELATED]
        if key in {"posts", "pages", "html_pages", "documents"}:
            return self.documents(key)
        answer = self._ask("site", key)
        if isinstance(answer, Listing) and isinstance(answer.values, list):
            return [self.document(values) for values in answer.values]
        return answer

    def documents(self, name: str) -> list[Paper]:
        """Return the documents of the list *name*, in its order."""
        values = _values_of(name, self._ask)
        return [self.document(one) for one in values] if isinstance(values, list) else []

    def document(self, values: Mapping[str, Any]) -> Paper:
        """Return the document with these *values*."""
        return Paper(values, self._ask, self._words_of)

    def _shelves(self, key: str) -> dict[str, list[Paper]]:
        """Put the posts under each of their tags or categories, oldest names first."""
        names: dict[str, list[Paper]] = {}
        for post in reversed(self.documents("posts")):
            terms = post.get(key)
            for name in terms if isinstance(terms, list) else ():
                names.setdefault(name, []).append(post)
        return {name: posts[::-1] for name, posts in names.items()}

    def __iter__(self) -> Iterator[str]:
        names = self._ask("site", "")
        return iter(names if isinstance(names, list) else ())

    def __len__(self) -> int:
        return sum(1 for _ in self)


#: The latest long lists, by their marks: a process that renders many texts is sent each list once.
_known: OrderedDict[str, object] = OrderedDict()
_MOST_KNOWN = 6


def _values_of(name: str, ask: Ask) -> object:
    mark = ask("mark", name)
    if isinstance(mark, str) and mark in _known:
        return _known[mark]
    answer = ask("list", name)
    if not isinstance(answer, Listing):
        return answer
    _known[answer.mark] = answer.values
    if len(_known) > _MOST_KNOWN:
        _known.popitem(last=False)
    return answer.values


class Paper(Document):
    """A post, a page or a file: its header, its address, its words."""

    def __init__(self, values: Mapping[str, Any], ask: Ask, words_of: WordsOf) -> None:
        self._values = values
        self._ask = ask
        self._words_of = words_of

    def __getitem__(self, key: str) -> object:
        if key in _WORDS and key not in self._values:
            return self._words_of(str(self._values.get("path", "")), key)
        if key in _NEIGHBOURS:
            return self._neighbour(key)
        return self._values[key]

    def _neighbour(self, key: str) -> object:
        values = self._values
        if key not in values:  # one of a list: those do not name theirs
            answer = self._ask("page", str(values.get("path", "")))
            values = answer if isinstance(answer, dict) else {}
        value = values[key]
        return read_paper(self._ask, value, self._words_of) if isinstance(value, str) else value

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class DataFolder(Document):
    """``site.data``: each file below ``_data/`` by its name, read when it is wanted."""

    def __init__(self, ask: Ask, path: str) -> None:
        self._ask = ask
        self._path = path

    @cached_property
    def _names(self) -> dict[str, str]:
        answer = self._ask("data names", self._path)
        return answer if isinstance(answer, dict) else {}

    def __getitem__(self, key: str) -> object:
        path = self._names[key]
        if path.endswith("/"):
            return DataFolder(self._ask, path)
        answer = self._ask("data", path)
        return answer.values if isinstance(answer, Listing) else answer

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def read_paper(ask: Ask, path: str, words_of: WordsOf) -> Paper | None:
    """Return the document at *path*, or None."""
    values = ask("page", path)
    return Paper(values, ask, words_of) if isinstance(values, dict) else None


def open_folder(ask: Ask, path: str, *, markdown: Callable[[str], str]) -> Folder:
    """Return what a template at *path* can ask of its folder, asked through *ask*."""
    options = ask("options", "")
    known: Mapping[str, str] = options if isinstance(options, dict) else {}

    def text(kind: str) -> Callable[[str], str | None]:
        def find(name: str) -> str | None:
            answer = ask(kind, f"{path}\n{name}" if kind == "beside" else name)
            return answer if isinstance(answer, str) else None

        return find

    def now() -> datetime:
        answer = ask("now", "")
        return answer if isinstance(answer, datetime) else datetime.fromtimestamp(0, UTC)

    return Folder(
        include=text("include"),
        neighbour=text("beside"),
        link=text("link"),
        post=text("post"),
        markdown=markdown,
        url=known.get("url", ""),
        base_path=known.get("base_path", ""),
        zone=ZoneInfo(known.get("zone", "UTC")),
        now=now,
    )
