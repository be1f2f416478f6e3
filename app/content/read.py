"""One file's bytes become a post, a page or an issue, with what is wrong about it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, TypeAlias

from app.content.dates import parse_date
from app.content.frontmatter import split_file
from app.content.header import (
    ISSUE_KEYS,
    PAGE_KEYS,
    POST_KEYS,
    Reader,
    unknown_keys,
    unusable_addresses,
)
from app.content.model import Issue, Level, Page, Post, Problem, Source
from app.content.permalink import build_address, make_slug, split_file_name
from app.errors import HeaderError

if TYPE_CHECKING:
    from app.config import Config
    from app.content.frontmatter import Parts

_BODY_START = 80


class Kind(Enum):
    """What a file is, by where it lies."""

    POST = auto()
    DRAFT = auto()
    PAGE = auto()
    ISSUE = auto()
    #: Of a Jekyll collection other than the posts.
    DOCUMENT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of reading one file: a value, or only problems."""

    writing: Post | Page | Issue | None = None
    problems: tuple[Problem, ...] = ()
    #: Whether it turned out to be a file that is served as it is.
    is_plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file that was found and read, not yet understood."""

    #: The content folder.
    root: str
    #: Relative to the content folder, with forward slashes.
    path: str
    data: bytes
    modified: float
    kind: Kind = Kind.POST
    #: The label of a document's collection.
    collection: str = ""

    @property
    def folder(self) -> str:
        """The first folder of the path: ``posts``, ``drafts``, ``pages`` or ``newsletters``."""
        return self.path.partition("/")[0]

    @property
    def stem(self) -> str:
        """The file's name without its ending; of an ``index.md``, its folder's name."""
        parts = self.path.split("/")
        name = parts[-1].rpartition(".")[0]
        at_top = 2
        return parts[-2] if name == "index" and len(parts) > at_top else name


def read_file(found: Found, config: Config) -> Reading:
    """Understand *found*; what cannot be understood comes back as a problem, not an exception."""
    read, known = _READERS.get(found.folder, (_post, POST_KEYS))
    try:
        parts = split_file(found.data)
        reader = Reader(fields=parts.fields, zone=config.zone)
        writing = read(found, parts, reader, config)
    except HeaderError as error:
        return Reading(problems=(Problem(path=found.path, line=error.line, what=error.what),))
    notices = unknown_keys(parts.fields, known)
    if not isinstance(writing, Issue):  # it has no redirect_from, so nobody has checked it
        notices += unusable_addresses(parts.fields, "redirect_from")
    if isinstance(writing, Post) and not reader.text("title"):
        notices.append((reader.line("title"), "'title' is empty, so its first words stand for it"))
    problems = tuple(
        Problem(path=found.path, line=line, what=what, level=Level.NOTICE) for line, what in notices
    )
    return Reading(writing=writing, problems=problems)


def _post(found: Found, parts: Parts, reader: Reader, config: Config) -> Post:
    name_date, file_slug = split_file_name(found.stem)
    is_draft = (
        found.folder == "drafts"
        or reader.flag("draft", default=False)
        or not reader.flag("published", default=True)
    )
    date = _post_date(found, reader, config, name_date, is_draft=is_draft)
    categories = reader.names("categories") or reader.one_name("category")
    slug = make_slug(reader.text("slug") or file_slug)
    pattern = reader.address("permalink") or config.permalink
    return Post(
        source=_source(found, parts),
        address=build_address(pattern, slug=slug, date=date, categories=categories),
        slug=slug,
        file_slug=file_slug,
        title=_title(reader) or _first_words(parts.body) or file_slug,
        date=date,
        updated=reader.date("updated", "last_modified_at"),
        categories=categories,
        tags=reader.names("tags") or reader.one_name("tag"),
        authors=_authors(reader, config),
        description=reader.text("description", "excerpt"),
        image=reader.text("image"),
        image_alt=reader.text("image_alt"),
        id=reader.text("id"),
        series=reader.text("series"),
        language=reader.language("lang"),
        is_draft=is_draft,
        redirect_from=reader.addresses("redirect_from"),
        feed=reader.feed("feed"),
        enclosure=reader.enclosure("enclosure", "audio"),
    )


def _page(found: Found, parts: Parts, reader: Reader, config: Config) -> Page:
    del config
    inside = found.path.split("/")[1:-1]
    name = reader.text("slug") or found.stem
    folders = inside[:-1] if found.path.endswith("/index.md") else inside
    default = "/" + "".join(f"{make_slug(part)}/" for part in (*folders, name))
    return Page(
        source=_source(found, parts),
        address=reader.address("permalink") or default,
        title=_title(reader) or found.stem,
        description=reader.text("description"),
        language=reader.language("lang"),
        updated=reader.date("updated", "last_modified_at"),
        is_draft=reader.flag("draft", default=False) or not reader.flag("published", default=True),
        redirect_from=reader.addresses("redirect_from"),
    )


def _issue(found: Found, parts: Parts, reader: Reader, config: Config) -> Issue:
    moment = reader.date("date", "sent") or datetime.fromtimestamp(found.modified, config.zone)
    title = reader.text("subject", "title")
    if not title:
        msg = "has no subject; add a line title: … (it is what an inbox shows first)"
        raise HeaderError(msg, line=1)
    return Issue(
        source=_source(found, parts),
        name=found.stem,
        address=f"/newsletter/{make_slug(found.stem)}/",
        title=title,
        date=moment,
        preheader=reader.text("preheader"),
        posts=reader.names("posts"),
        category=reader.text("category"),
        tag=reader.text("tag"),
        since=None if reader.is_last_issue("since") else reader.date("since"),
        is_since_last=reader.is_last_issue("since"),
        until=reader.date("until"),
        layout=reader.text("layout") or "digest",
        text=reader.words("text"),
        language=reader.language("lang"),
        sent=None if reader.flag("draft", default=False) else reader.date("sent"),
    )


_Read: TypeAlias = Callable[[Found, "Parts", Reader, "Config"], Post | Page | Issue]
#: What understands the files of a folder, and the keys that their headers may have.
_READERS: dict[str, tuple[_Read, frozenset[str]]] = {
    "pages": (_page, PAGE_KEYS),
    "newsletters": (_issue, ISSUE_KEYS),
}


def _source(found: Found, parts: Parts) -> Source:
    return Source(
        root=found.root,
        path=found.path,
        body_line=parts.body_line,
        digest=hashlib.sha256(found.data).hexdigest(),
        modified=found.modified,
    )


def _title(reader: Reader) -> str:
    """Return the title; a header without the key is refused, an empty one is the author's will."""
    if "title" not in reader.fields:
        msg = "has no title; add a line title: …"
        raise HeaderError(msg, line=1)
    return reader.text("title")


def _first_words(body: str) -> str:
    words = " ".join(body[: 4 * _BODY_START].replace("#", " ").replace("*", " ").split())
    return words if len(words) <= _BODY_START else words[:_BODY_START].rpartition(" ")[0] + "…"


def _post_date(
    found: Found, reader: Reader, config: Config, name_date: str, *, is_draft: bool
) -> datetime:
    date = reader.date("date")
    if date is not None:
        return date
    if name_date:
        try:
            return parse_date(name_date, config.zone)
        except ValueError as error:
            msg = f"the date in the file's name {error}"
            raise HeaderError(msg, line=1) from error
    if is_draft:
        return datetime.fromtimestamp(int(found.modified), config.zone)
    msg = "has no date; add a line date: 2023-05-26 or name the file 2023-05-26-….md"
    raise HeaderError(msg, line=1)


def _authors(reader: Reader, config: Config) -> tuple[str, ...]:
    named = reader.one_name("authors") or reader.one_name("author")
    return named or ((config.author,) if config.author else ())
