"""Dates as Jekyll reads them: Ruby's lenient ``Time.parse``, in the site's zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?,?"
_NTH = r"(\d{1,2})(?:st|nd|rd|th)?,?"
#: Each with the order of its groups; the first that is found is the day.
_DAYS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"), "ymd"),
    (re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?=\d{4,6}\b|T|\b)"), "ymd"),
    (re.compile(rf"(?<!\d){_NTH}[ -]+{_MONTH}[ -]+(\d{{4}})", re.IGNORECASE), "dmy"),
    (re.compile(rf"\b{_MONTH}[ -]+{_NTH}[ -]+(\d{{4}})", re.IGNORECASE), "mdy"),
    (re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)"), "dmy"),
    (re.compile(r"(?<!\d)(\d{2})-(\d{1,2})-(\d{1,2})(?!\d)"), "ymd"),
    (re.compile(rf"\b{_MONTH}[ -]+(\d{{4}})", re.IGNORECASE), "my"),
)
#: As the command ``date`` prints it: the year stands last, behind the time.
_YEAR_LAST = re.compile(
    rf"\b{_MONTH} +(\d{{1,2}}) +(\d{{1,2}}:\d{{2}}(?::\d{{2}})?)( +[A-Za-z]+)? +(\d{{4}})\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,]\d+)?)?\s*([ap])?(?:\.?m\b\.?)?", re.IGNORECASE
)
_HOUR = re.compile(r"\b(\d{1,2})()()\s*([ap])\.?m\b", re.IGNORECASE)
_COMPACT = re.compile(r"^T?(\d{2})(\d{2})(\d{2})?()")
_OFFSET = re.compile(r"\s*([+-])(\d{2}):?(\d{2})?(?!\d)")
_NAMED = re.compile(r"\s*([A-Za-z]{1,3})\b(?![+-])")
#: Names of zones that Ruby knows by themselves (RFC 2822 §4.3), in hours.
_ZONES = {"Z": 0, "UTC": 0, "GMT": 0, "UT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5}
_ZONES |= {"MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_NOON, _CENTURY, _TURN = 12, 100, 69
_LONGEST = 128


def parse_time(value: object, zone: tzinfo) -> datetime:
    """Read the *value* of a header's ``date`` as a moment in *zone*, in whole seconds.

    YAML gave a date, an aware time, or a text; a text without an offset is meant in *zone*. A 30th
    of February is the 2nd of March, as in Jekyll. Raises ValueError with a sentence.
    """
    try:
        if isinstance(value, datetime):
            return value.replace(microsecond=0).astimezone(zone)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day, tzinfo=zone)
        return _parse_text(str(value)[:_LONGEST].strip(), zone)
    except (ValueError, OverflowError) as error:
        msg = f"is {str(value)[:_LONGEST]!r}, which is no date; write it as 2023-05-26"
        raise ValueError(msg) from error


def _parse_text(text: str, zone: tzinfo) -> datetime:
    text = _YEAR_LAST.sub(r"\1 \2 \5 \3\4", text)
    year, month, day, start, rest = _find_day(text)
    first = datetime(year, month, 1)  # noqa: DTZ001 -- the zone follows
    if not 1 <= day <= 31:  # noqa: PLR2004 -- the longest month
        raise ValueError(text)
    hours, after = _find_time(rest, text[:start])
    naive = first + timedelta(days=day - 1) + hours
    moment = naive.replace(tzinfo=(_find_zone(after) if hours or after else None) or zone)
    # There and back, so that an hour which a clock change skips becomes one that exists.
    return moment.astimezone(UTC).astimezone(zone)


def _find_day(text: str) -> tuple[int, int, int, int, str]:
    for pattern, order in _DAYS:
        found = pattern.search(text)
        if found:
            parts = dict(zip(order, found.groups(), strict=True))
            year = int(parts["y"])
            year += 0 if year >= _CENTURY else 2000 if year < _TURN else 1900
            name = parts["m"][:3].lower()
            month = _MONTHS.index(name) + 1 if name in _MONTHS else int(name)
            return year, month, int(parts.get("d", 1)), found.start(), text[found.end() :]
    raise ValueError(text)


def _find_time(rest: str, before: str) -> tuple[timedelta, str]:
    """Find the time after the day, else before it; and what follows it."""
    for pattern, text in ((_TIME, rest), (_HOUR, rest), (_COMPACT, rest), (_TIME, before)):
        found = pattern.search(text)
        if found:
            hour, minute, second = (int(part or 0) for part in found.groups()[:3])
            half = (found[4] or "").lower()
            if half:
                hour = hour % _NOON + (_NOON if half == "p" else 0)
            if hour > 24 or minute > 59 or second > 60:  # noqa: PLR2004 -- a day; 60 is a leap second
                raise ValueError(text)
            time = timedelta(hours=hour, minutes=minute, seconds=min(second, 59))
            return time, text[found.end() :] or " "
    found = _HOUR.search(before)
    return (timedelta(hours=int(found[1]) % _NOON), " ") if found else (timedelta(), "")


def _find_zone(after: str) -> tzinfo | None:
    offset = _OFFSET.match(after)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
    named = _NAMED.match(after)
    hours = _ZONES.get(named[1].upper()) if named else None
    return None if hours is None else timezone(timedelta(hours=hours))
