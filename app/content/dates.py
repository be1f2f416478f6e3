"""Dates as authors write them, made aware in the site's zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo

# fmt: off
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)
# fmt: on
#: A time after the day, and its offset.
_TIME = (
    r"(?:[T\s]*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"(?:\s*(?P<offset>(?i:Z|UTC|GMT|[+-]\d{2}:?\d{2})))?)?"
)
_FORMS = tuple(
    re.compile(day + _TIME)
    for day in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2}+)",
        r"(?P<name>[A-Za-z]+)\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\.? (?P<name>[A-Za-z]+)\.?,? (?P<year>\d{4})",
    )
)


def parse_date(text: str, zone: tzinfo) -> datetime:
    """Read a date, with time and offset if it has them; without an offset it is meant in *zone*.

    Whole seconds. Understands ``2023-05-26``, ``2023-05-26 10:00``, ``2023-05-26 10:00:00 -0700``,
    RFC 3339, ``May 26, 2023`` and ``26 May 2023``. Raises ValueError with a sentence otherwise.
    """
    text = text.strip()
    found = next(filter(None, (form.fullmatch(text) for form in _FORMS)), None)
    if found is None:
        raise ValueError(_sentence(text))
    said = found.groupdict(default="0")
    month = int(said["month"]) if "month" in said else _month(said["name"], text)
    try:
        moment = datetime(
            int(said["year"]),
            month,
            int(said["day"]),
            int(said["hour"]),
            int(said["minute"]),
            int(said["second"]),
            tzinfo=_offset(found["offset"]) if found["offset"] else zone,
        )
        # There and back, so that an hour which a clock change skips becomes one that exists.
        return moment.astimezone(UTC).astimezone(zone)
    except (ValueError, OverflowError) as error:
        msg = f"is {text!r}, a day or time that does not exist; write it as 2023-05-26"
        raise ValueError(msg) from error


def _month(name: str, text: str) -> int:
    least = 3
    for number, month in enumerate(_MONTHS, start=1):
        if len(name) >= least and month.startswith(name.lower()):
            return number
    raise ValueError(_sentence(text))


@lru_cache(maxsize=256)  # a site has a few, and reading one takes longer than the rest of a date
def _offset(text: str) -> tzinfo:
    if text.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    zone = datetime.strptime(text, "%z").tzinfo
    return zone or UTC


def _sentence(text: str) -> str:
    return f"is {text!r}; write it as 2023-05-26, with a time if you like: 2023-05-26 10:00"
