"""Strings and moments as every feed format can hold them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from html import unescape
from html.entities import html5

# XML 1.0 §2.2 (Char). One of these anywhere, and the whole feed cannot be read: they come from
# word processors, from copied terminals and from file names in other encodings. Controls from
# U+007F on and the last two of each plane may stand there and show nothing, but parsers of HTML
# fault them (HTML §13.2.3.5).
_PLANES = "".join(
    f"{chr(plane)}-{chr(plane + 0xFFFD)}" for plane in range(0x10000, 0x110000, 0x10000)
)
_NOT_XML = re.compile(f"[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd{_PLANES}]")
#: Nearly every text has nothing but these, and so few ranges are looked through in half the time.
_UNUSUAL = re.compile("[^\t\n\u0020-\u007e\u00a0-\ud7ff]")
#: What stands for letters that were lost. Validators take it for an encoding gone wrong.
_LOST = "\N{REPLACEMENT CHARACTER}"

#: Before there was a web, nothing was published on it: many readers take an earlier date for none,
#: and show the post as one of today, or of 1970.
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)

_ENTITY = re.compile(r"&#?\w+;")
_AMPERSAND = re.compile(r"\s*&(#?\w+)")
_TAG_BEGINS = re.compile(r"<(?=[a-zA-Z/!?])")
_OPEN = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
_CLOSE = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
_TAG = re.compile(rf"{_TAG_BEGINS.pattern}([^<>]*)>")


def clean_text(text: str) -> str:
    """Return *text* without what XML cannot hold, its line ends those of Unix.

    A question mark stands for each letter that was lost before.
    """
    text = str(text)
    if not _UNUSUAL.search(text):
        return text
    kept = _NOT_XML.sub("", text).replace(_LOST, "?")
    return kept.replace("\r\n", "\n").replace("\r", "\n")


def one_line(text: str) -> str:
    """Return *text* cleaned and on one line."""
    return " ".join(clean_text(text).split())


@lru_cache(maxsize=1024)  # the terms of a site stand in most of its entries
def plain_words(text: str) -> str:
    """Return *text*, a title or a name, on one line and without what could be taken for markup.

    RSS never said whether a title is text or HTML, and readers differ: some show ``<em>``, some
    obey it, some drop it. Angle quotation marks around the word are the same in all of them.
    """
    words = one_line(_ENTITY.sub(lambda found: unescape(found[0]), text))
    words = _AMPERSAND.sub(_apart, words).strip()
    return _TAG_BEGINS.sub(_OPEN, _TAG.sub(rf"{_OPEN}\1{_CLOSE}", words))


def _apart(found: re.Match[str]) -> str:
    """Put spaces around an ampersand where ``&copy`` would be taken for a sign."""
    said = f"&{found[1]}"
    is_plain = found[1].isalpha() and f"{found[1]};" not in html5 and unescape(said) == said
    return found[0] if is_plain else f" & {found[1]}"


def feed_moment(moment: datetime) -> datetime:
    """Return *moment* as a feed says it: in whole seconds, and no earlier than :data:`EARLIEST`."""
    return whole_second(max(moment, EARLIEST))


def whole_second(moment: datetime) -> datetime:
    """Return *moment* without a fraction, its offset whole minutes as RFC 3339 §5.6 wants it.

    It keeps the zone it has: 1 October in Lisbon stays 1 October, not an hour before it. Offsets
    with seconds are those of local times before there were zones.
    """
    moment = moment.replace(microsecond=0)
    if not (moment.utcoffset() or timedelta()) % timedelta(minutes=1):
        return moment
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # the first or last hours that a date can name
        return moment.replace(tzinfo=UTC)
