"""Untyped fields become a typed header: the one place that checks what an author wrote."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from app.content.dates import parse_date
from app.content.model import Enclosure, FeedUse
from app.content.permalink import parse_address
from app.errors import HeaderError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime, tzinfo

    from app.content.plain_header import Field

_T = TypeVar("_T")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
#: RFC 6838 §4.2, without parameters.
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
_NAMES: tuple[str, ...] = ()

#: What a post's header may say. ``layout`` is read by other engines and by nobody here.
POST_KEYS = frozenset(
    "layout title date categories category tags tag author authors description excerpt draft "
    "published updated last_modified_at image image_alt slug permalink id series lang "
    "redirect_from feed enclosure audio".split()
)
PAGE_KEYS = frozenset(
    "layout title description permalink slug draft published updated last_modified_at lang "
    "redirect_from date".split()
)
ISSUE_KEYS = frozenset(
    "layout title subject date preheader posts category tag since until sent lang draft "
    "text".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads the fields of one header, each with its own sentence when it is wrong."""

    fields: Mapping[str, Field]
    zone: tzinfo

    def text(self, *keys: str) -> str:
        """Return the first of *keys* that is set, as one line of plain text, or ""."""
        return self._first(keys, parse_line, "")

    def names(self, key: str) -> tuple[str, ...]:
        """Return the names under *key*: a list, or words in one string."""
        return self._one(key, parse_terms, _NAMES)

    def one_name(self, key: str) -> tuple[str, ...]:
        """Return the name under *key*, which may hold spaces; a list counts too."""
        return self._one(key, parse_names, _NAMES)

    def flag(self, key: str, *, default: bool) -> bool:
        """Return the yes or no under *key*."""
        return self._one(key, parse_flag, default)

    def date(self, *keys: str) -> datetime | None:
        """Return the moment under the first of *keys* that is set, in the site's zone."""
        return self._first(keys, lambda field: parse_moment(field, self.zone), None)

    def is_last_issue(self, key: str) -> bool:
        """Tell whether *key* says ``last issue`` in place of a date."""
        return key in self.fields and is_last_issue(self.fields[key])

    def words(self, key: str) -> str:
        """Return the text under *key* with its line ends, or ""."""
        return self._one(key, lambda field: field.text.strip("\n") if parse_line(field) else "", "")

    def line(self, key: str) -> int:
        """Return the line on which *key* stands, or 1."""
        return self.fields[key].line if key in self.fields else 1

    def address(self, key: str) -> str:
        """Return the site-relative address under *key*, or ""."""
        return self._one(key, lambda field: parse_address(parse_line(field)), "")

    def addresses(self, key: str) -> tuple[str, ...]:
        """Return the site-relative addresses under *key*: a list, or one of them."""
        return self._one(key, parse_addresses, _NAMES)

    def language(self, key: str) -> str:
        """Return the language code under *key*, or ""."""
        return self._one(key, parse_language, "")

    def feed(self, key: str) -> FeedUse:
        """Return what feeds make of the post, from under *key*."""
        return self._one(key, parse_feed_use, FeedUse.USUAL)

    def enclosure(self, *keys: str) -> Enclosure | None:
        """Return the file that goes with the post, from under the first of *keys* that is set."""
        return self._first(keys, parse_enclosure, None)

    def _first(self, keys: Iterable[str], parse: Callable[[Field], _T], default: _T) -> _T:
        for key in keys:
            field = self.fields.get(key)
            if field is not None and field.value is not None:
                return _parsed(key, field, parse)
        return default

    def _one(self, key: str, parse: Callable[[Field], _T], default: _T) -> _T:
        field = self.fields.get(key)
        if field is None or field.value is None:
            return default
        return _parsed(key, field, parse)


def _parsed(key: str, field: Field, parse: Callable[[Field], _T]) -> _T:
    try:
        return parse(field)
    except ValueError as error:
        msg = f"{key!r} {error}"
        raise HeaderError(msg, line=field.line) from error


def parse_line(field: Field) -> str:
    """Read one line of text, exactly as written: ``no`` and ``2024`` are words here."""
    if not field.text and isinstance(field.value, (list, dict)):
        msg = "is a list; write one line of text"
        raise ValueError(msg)
    return " ".join(field.text.split())


def parse_terms(field: Field) -> tuple[str, ...]:
    """Read categories or tags: a list, or words in one string as Jekyll has it."""
    if isinstance(field.value, list):
        return parse_names(field)
    return tuple(dict.fromkeys(parse_line(field).replace(",", " ").split()))


def parse_names(field: Field) -> tuple[str, ...]:
    """Read names that may hold spaces: a list, or one of them."""
    if isinstance(field.value, list):
        found: dict[str, None] = {}
        for item in field.value:
            if isinstance(item, (list, dict)):
                msg = "holds a list in a list; write [ai, jobs] or: ai jobs"
                raise ValueError(msg)  # noqa: TRY004 -- every reader of a field raises ValueError
            if item is not None:
                found[" ".join(str(item).split())] = None
        found.pop("", None)
        return tuple(found)
    line = parse_line(field)
    return (line,) if line else ()


def parse_addresses(field: Field) -> tuple[str, ...]:
    """Read addresses of this site, a list or one of them; leave out what can be none."""
    good = (name for name in parse_names(field) if not _address_problem(name))
    return tuple(dict.fromkeys(map(parse_address, good)))


def _address_problem(text: str) -> str:
    try:
        parse_address(text)
    except ValueError as error:
        return str(error)
    return ""


def unusable_addresses(fields: Mapping[str, Field], key: str) -> list[tuple[int, str]]:
    """Say of each address under *key* that cannot be used why: (line, sentence).

    Old addresses such as ``/?p=12`` are moved along with a blog; they keep no post off the site.
    """
    if key not in fields or fields[key].value is None:
        return []
    problems = map(_address_problem, parse_names(fields[key]))
    return [(fields[key].line, f"{key!r} {problem}") for problem in problems if problem]


def parse_language(field: Field) -> str:
    """Read a language code (BCP 47); ``pt_BR`` counts too."""
    code = parse_line(field).replace("_", "-")
    if code and not _LANGUAGE.fullmatch(code):
        msg = f"is {code!r}; write a code like en, de or pt-BR"
        raise ValueError(msg)
    return code


def parse_flag(field: Field) -> bool:
    """Read true or false."""
    if isinstance(field.value, bool):
        return field.value
    msg = f"is {field.text!r}; write true or false"
    raise ValueError(msg)


def parse_feed_use(field: Field) -> FeedUse:
    """Read true, false, full, summary or only."""
    try:
        if isinstance(field.value, bool):
            return FeedUse(str(field.value).lower())
        return FeedUse(parse_line(field))
    except ValueError as error:
        msg = f"is {field.text!r}; write false, only, summary or full"
        raise ValueError(msg) from error


def parse_enclosure(field: Field) -> Enclosure | None:
    """Read the name of a file or a url, alone or with ``length`` and ``type`` beside ``url``."""
    if not isinstance(field.value, dict):
        link = parse_line(field)
        return Enclosure(link=link) if link else None
    given = {str(key): str(value).strip() for key, value in field.value.items()}
    length = given.get("length", "0")
    if unknown := sorted(given.keys() - {"url", "length", "type"}):
        msg = f"has the key {unknown[0]!r}; known are url, length and type"
        raise ValueError(msg)
    if not given.get("url"):
        msg = "names no file; add url: talk.mp3"
        raise ValueError(msg)
    if not (length.isascii() and length.isdigit()):
        msg = f"has the length {length!r}; write the file's bytes, such as 12345678"
        raise ValueError(msg)
    return Enclosure(link=given["url"], length=int(length), type=_media_type(given))


def _media_type(given: Mapping[str, str]) -> str:
    kind = given.get("type", "").lower()
    if kind and not _MEDIA_TYPE.fullmatch(kind):
        msg = f"has the type {kind!r}; write a media type like audio/mpeg"
        raise ValueError(msg)
    return kind


def is_last_issue(field: Field) -> bool:
    """Tell whether *field* names the last issue, however it is spelled."""
    return "-".join(field.text.casefold().split()) == "last-issue"


def parse_moment(field: Field, zone: tzinfo) -> datetime:
    """Read a date, with a time if there is one."""
    if isinstance(field.value, (list, dict, bool)):
        msg = "is no date; write it as 2023-05-26"
        raise ValueError(msg)  # noqa: TRY004 -- every reader of a field raises ValueError
    return parse_date(field.text, zone)


def unknown_keys(fields: Mapping[str, Field], known: frozenset[str]) -> list[tuple[int, str]]:
    """Say of each key that we do not know which one may be meant: (line, sentence)."""
    if fields.keys() <= known:
        return []
    found = []
    for key, field in fields.items():
        if key in known:
            continue
        near = difflib.get_close_matches(key, sorted(known), n=1)
        hint = f"did you mean {near[0]!r}?" if near else "it has no effect"
        found.append((field.line, f"the key {key!r} is not known; {hint}"))
    return found
