"""Headers that we write ourselves: a new draft's, and a draft's that becomes a post."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_HIDDEN = re.compile(rb"^(?:draft|published|date)[ \t]*:.*(?:\r?\n|\Z)", re.MULTILINE)
_TITLE = re.compile(rb"^title[ \t]*:.*?(?:\r?\n|\Z)(?:[ \t]+.*(?:\r?\n|\Z))*", re.MULTILINE)
_NOTHING = rb"[ \t]*:[ \t]*(?:\[[ \t]*\]|\"\"|~|null)?[ \t]*(?:\r?\n|\Z)(?![ \t]*-|[ \t]+\S)"
_EMPTY_SENT = re.compile(rb"^sent" + _NOTHING, re.MULTILINE)
_EMPTY_POSTS = re.compile(rb"^posts" + _NOTHING, re.MULTILINE)
_BLOCK = re.compile(
    rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftHeader:
    """What a new draft says of itself."""

    title: str
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    author: str = ""
    #: The entry id its feeds will give it for good (RFC 4287 §4.2.6).
    id: str = ""

    def text(self) -> str:
        """Return a whole file: this header, and an empty line to begin on."""
        lines = ["layout: post", f"title:  {_quoted(self.title)}"]
        if self.categories:
            lines.append(f"categories: {_listed(self.categories)}")
        if self.tags:
            lines.append(f"tags: {_listed(self.tags)}")
        if self.author:
            lines.append(f"author: {_quoted(self.author)}")
        lines.append('description: ""')
        if self.id:
            lines.append(f"id: {_quoted(self.id)}")
        lines.append("draft: true")
        return "---\n" + "\n".join(lines) + "\n---\n\n"


def _quoted(text: str) -> str:
    # JSON's strings are YAML's double-quoted ones (YAML 1.2 §1.3).
    return json.dumps(text, ensure_ascii=False)


def _listed(names: tuple[str, ...]) -> str:
    return f"[{', '.join(_quoted(name) for name in names)}]"


def stamp_header(data: bytes, moment: datetime) -> bytes:
    """Return the file *data* as published at *moment*: dated, and no draft any more.

    Every other byte stays, line ends and byte order mark included. *data* has a header.
    """
    found = _BLOCK.match(data)
    if not found:
        return data
    block = _HIDDEN.sub(b"", found[1])
    title = _TITLE.search(block)
    place = title.end() if title else 0
    end = b"\r\n" if b"\r\n" in found[0] else b"\n"
    line = f"date:   {moment:%Y-%m-%d %H:%M:%S %z}".encode() + end
    block = block[:place] + line + block[place:]
    return data[: found.start(1)] + block + data[found.end(1) :]


def stamp_sent(data: bytes, moment: datetime, slugs: tuple[str, ...] = ()) -> bytes:
    """Return the issue's file *data* as sent on the day of *moment*.

    Where its header names no posts, *slugs* are written down as those that it held. Every other
    byte stays, but for an empty key that is filled. *data* has a header.
    """
    found = _BLOCK.match(data)
    if not found:
        return data
    end = b"\r\n" if b"\r\n" in found[0] else b"\n"
    lines = [f"posts: {_listed(slugs)}"] if slugs else []
    lines.append(f"sent: {moment:%Y-%m-%d}")
    block = _EMPTY_SENT.sub(b"", found[1])
    block = _EMPTY_POSTS.sub(b"", block) if slugs else block
    written = b"".join(line.encode() + end for line in lines)
    return data[: found.start(1)] + block + written + data[found.end(1) :]
