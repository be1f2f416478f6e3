"""The header of one file: its own, laid over what ``defaults`` say of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.config.jekyll.defaults import defaults_of
from app.config.jekyll.people import author_keys
from app.config.jekyll.values import text_of
from app.content.frontmatter import decode_text, find_header
from app.content.jekyll.dates import parse_time
from app.content.model import FeedUse
from app.content.permalink import parse_address
from app.content.words import plain_text
from app.errors import HeaderError

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from app.config.jekyll.model import JekyllConfig

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_HTTP = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class JekyllHeader:
    """What is known of a file before its words are read; what is odd is noticed, not refused."""

    #: The header with the defaults below it, as Liquid sees it.
    fields: Mapping[str, Any]
    #: Whether the file has a header of its own.
    is_there: bool
    body: str
    #: The line of the file, from 1, on which the body begins.
    body_line: int
    zone: tzinfo
    lines: Mapping[str, int] = field(default_factory=dict)
    notices: list[tuple[int, str]] = field(default_factory=list)

    def line(self, key: str) -> int:
        """Return the line on which *key* stands, or 1."""
        return self.lines.get(key, 1)

    def notice(self, key: str, what: str) -> None:
        """Note something odd about *key*."""
        self.notices.append((self.line(key), f"{key!r} {what}"))

    def text(self, *keys: str) -> str:
        """Return the first of *keys* that says something, as one line of plain text, or ""."""
        found = next(filter(None, (text_of(self.fields.get(key)) for key in keys)), "")
        words = plain_text(found) if "<" in found or "&" in found else found
        return " ".join(words.split())

    def is_off(self, key: str) -> bool:
        """Tell whether *key* is false, also where it was written as a text."""
        return text_of(self.fields.get(key)).lower() == "false"

    def moment(self, *keys: str) -> datetime | None:
        """Return the moment under the first of *keys* that is one; notice what is none."""
        for key in keys:
            if self.fields.get(key) not in (None, ""):
                try:
                    return parse_time(self.fields[key], self.zone)
                except ValueError as error:
                    self.notice(key, str(error))
        return None

    def authors(self) -> tuple[str, ...]:
        """Return the authors: keys of ``_data/authors.yml``, or names."""
        return author_keys(self.fields.get("authors")) or author_keys(self.fields.get("author"))

    def image(self) -> str:
        """Return the lead picture as written, from wherever themes look for it."""
        head = self.fields.get("header")
        inner = head if isinstance(head, dict) else {}
        places = [self.fields.get(key) for key in ("image", "cover", "thumbnail", "og_image")]
        places += [inner.get(key) for key in ("image", "overlay_image", "teaser", "og_image")]
        return next(filter(None, map(_picture, places)), "")

    def language(self) -> str:
        """Return the language code, or ""."""
        code = self.text("lang", "locale").replace("_", "-")
        if code and not _LANGUAGE.fullmatch(code):
            self.notice("lang", f"is {code!r}; write a code like en, de or pt-BR")
            return ""
        return code

    def feed(self) -> FeedUse:
        """Return what feeds make of the post."""
        value = self.fields.get("feed")
        if isinstance(value, dict):  # jekyll-feed's own
            return FeedUse.SUMMARY if value.get("excerpt_only") is True else FeedUse.USUAL
        known = text_of(value)
        return FeedUse(known) if known in {"false", "full", "summary", "only"} else FeedUse.USUAL

    def addresses(self, key: str) -> tuple[str, ...]:
        """Return the site-relative addresses under *key*; notice what no browser could ask for."""
        value = self.fields.get(key)
        good = []
        for item in value if isinstance(value, list) else [value]:
            text = text_of(item)
            try:
                good += [parse_address(text)] if text else []
            except ValueError as error:
                self.notice(key, str(error))
        return tuple(dict.fromkeys(good))

    def target(self) -> str:
        """Return where ``redirect_to`` leads: an address of this site, or a url; or ""."""
        value = self.fields.get("redirect_to")
        text = text_of(next(iter(value), None) if isinstance(value, list) else value)
        if not text or _HTTP.fullmatch(text):
            return text
        if ":" in text.partition("/")[0] or text.startswith("//"):
            self.notice("redirect_to", f"is {text!r}; write an address, or https://…")
            return ""
        return f"/{text.lstrip('/')}"


def _picture(value: object) -> str:
    if isinstance(value, dict):
        return _picture(value.get("path") or value.get("url") or value.get("src"))
    text = text_of(value)
    return "" if "{" in text or text in {"true", "false"} else text


def read_header(
    data: bytes, *, path: str, kind: str, config: JekyllConfig, zone: tzinfo
) -> JekyllHeader:
    """Take *data* apart, the file at *path* of *kind* (``posts``, ``pages``, …).

    A file without a header is one whose header is empty. Raises HeaderError with the line for one
    that cannot be read, or that is never closed.
    """
    text = decode_text(data)
    found = find_header(text)
    defaults = defaults_of(config, path, kind)
    if found is None:
        return JekyllHeader(fields=defaults, is_there=False, body=text, body_line=1, zone=zone)
    block, start, body_line = found
    from app.config.yaml import read_yaml  # noqa: PLC0415 -- it takes a while to load

    reading = read_yaml(block, first_line=2)
    own = {} if reading.value is None else reading.value
    if not isinstance(own, dict):
        msg = "has a front matter that is no list of keys; write each line as key: value"
        raise HeaderError(msg, line=2)
    return JekyllHeader(
        fields=defaults | own,
        is_there=True,
        body=text[start:],
        body_line=body_line,
        zone=zone,
        lines=reading.lines,
        notices=list(reading.notices),
    )
