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
_MONTH_FIRST = re.compile(r"([A-Za-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(.*)")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.? ([A-Za-z]+)\.?,? (\d{4})(.*)")
_SHORT_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(.*)", re.DOTALL)
_OFFSET = re.compile(r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})$", re.IGNORECASE)
_HOURS = re.compile(r"[T\s]*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?")


def parse_date(text: str, zone: tzinfo) -> datetime:
    """Read a date, with time and offset if it has them; without an offset it is meant in *zone*.

    Whole seconds. Understands ``2023-05-26``, ``2023-05-26 10:00``, ``2023-05-26 10:00:00 -0700``,
    RFC 3339, ``May 26, 2023`` and ``26 May 2023``. Raises ValueError with a sentence otherwise.
    """
    year, month, day, rest = _day(text.strip())
    offset = _OFFSET.search(rest)
    hours = _HOURS.fullmatch(rest[: offset.start()] if offset else rest)
    if rest.strip() and not hours:
        raise ValueError(_sentence(text))
    hour, minute, second = (int(part or 0) for part in hours.groups()) if hours else (0, 0, 0)
    try:
        naive = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 -- the zone follows
        moment = naive.replace(tzinfo=_offset(offset.group(1)) if offset else zone)
        # There and back, so that an hour which a clock change skips becomes one that exists.
        return moment.astimezone(UTC).astimezone(zone)
    except (ValueError, OverflowError) as error:
        msg = f"is {text!r}, a day or time that does not exist; write it as 2023-05-26"
        raise ValueError(msg) from error


def _day(text: str) -> tuple[int, int, int, str]:
    if found := _SHORT_DAY.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3]), found[4]
    if found := _MONTH_FIRST.fullmatch(text):
        return int(found[3]), _month(found[1], text), int(found[2]), found[4]
    if found := _DAY_FIRST.fullmatch(text):
        return int(found[3]), _month(found[2], text), int(found[1]), found[4]
    raise ValueError(_sentence(text))


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
