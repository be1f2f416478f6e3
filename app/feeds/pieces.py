"""Documents put together from entries that were written before, to the same bytes.

A post stands in the feeds of everything and of each of its terms, and in an archive of each. Its
element is the same in all of them, so it is written once and then put between head and end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.feeds.latest import Latest

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.feeds.model import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Seams:
    """Where the entries of an indented document begin and end."""

    format: str
    #: Stands before each entry; nothing else begins a line like it, since text in XML is escaped.
    begins: re.Pattern[bytes]
    #: What follows the last entry.
    end: bytes


ATOM_SEAMS = Seams(format="atom", begins=re.compile(rb"(?m)(?=^  <entry[ >])"), end=b"</feed>")
RSS_SEAMS = Seams(format="rss", begins=re.compile(rb"(?m)(?=^    <item>)"), end=b"  </channel>")

#: Bytes of an element that is kept: a few long ones are soon written, and many would fill memory.
LONGEST = 64_000
_elements: Latest[bytes] = Latest(2400)


def render_pieces(
    entries: tuple[Entry, ...], write: Callable[[tuple[Entry, ...]], bytes], seams: Seams
) -> bytes:
    """Return the document that *write* gives for all *entries*, letting it write the new ones only.

    *write* gives the whole document with the entries it is handed, indented.
    """
    keys = [_key(entry, seams) for entry in entries]
    known = {key: _elements.find(key) for key in keys}
    missing = {key: entry for key, entry in zip(keys, entries, strict=True) if known[key] is None}
    document = write(tuple(missing.values()))
    cut = document.rfind(seams.end)
    head, *written = seams.begins.split(document[:cut])
    if cut < 0 or len(written) != len(missing):
        # What the author adds to every feed may have elements of these names, too.
        return write(entries)
    for key, element in zip(missing, written, strict=True):
        known[key] = element
        if len(element) <= LONGEST:
            _elements.keep(key, element)
    return b"".join([head, *(known[key] or b"" for key in keys), document[cut:]])


def _key(entry: Entry, seams: Seams) -> tuple[object, ...]:
    # Entries are equal, too, when they say the same moment in two zones; their elements are not.
    return (seams.format, entry, str(entry.published), str(entry.updated))
