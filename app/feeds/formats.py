"""The formats of a feed, and what their documents are called."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Where all feeds are listed for programs that subscribe to many at once.
OPML_ADDRESS = "/feeds.opml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way to write a feed down."""

    #: As people call it: ``Atom``.
    title: str
    #: ``atom`` and ``xml`` of ``atom.xml``, the last part of its address.
    stem: str
    ending: str
    #: What a ``<link rel="alternate">`` says of it.
    type: str
    #: What the server says of it. A browser styles a feed as ``application/xml`` and shows
    #: nothing but source text, or a download, as ``application/atom+xml``.
    content_type: str

    def file_name(self, number: int = 0) -> str:
        """Name the current document, ``atom.xml``, or an archive, ``atom-3.xml``."""
        return f"{self.stem}-{number}.{self.ending}" if number else f"{self.stem}.{self.ending}"


ATOM = Format(
    title="Atom",
    stem="atom",
    ending="xml",
    type="application/atom+xml",
    content_type="application/xml; charset=utf-8",
)
RSS = Format(
    title="RSS",
    stem="rss",
    ending="xml",
    type="application/rss+xml",
    content_type="application/xml; charset=utf-8",
)
JSON = Format(
    title="JSON Feed",
    stem="feed",
    ending="json",
    type="application/feed+json",
    content_type="application/feed+json; charset=utf-8",
)
#: The one we would choose first.
FORMATS = (ATOM, RSS, JSON)

_FILE_NAME = re.compile(r"([a-z]+)(?:-([0-9]{1,9}))?\.([a-z]+)")


def parse_file_name(file_name: str) -> tuple[Format, int] | None:
    """Read ``atom-3.xml`` as a format and the number of an archive, 0 where it has none."""
    found = _FILE_NAME.fullmatch(file_name)
    for known in FORMATS:
        if found and (known.stem, known.ending) == (found[1], found[3]):
            return known, int(found[2] or 0)
    return None
