"""Dates in templates: read as written, in the site's zone, and formatted as Ruby does it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, tzinfo
from email.utils import parsedate_to_datetime

from liquid.exceptions import FilterArgumentError

from app.content.dates import parse_date
from app.content.liquid.context import Context
from app.content.liquid.values import to_text

# In English whatever the machine's language is: a page has the same words everywhere.
_MONTHS = "January February March April May June July August September October November December"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_MONTH = _MONTHS.split()
_DAY = _DAYS.split()
_DIRECTIVE = re.compile(r"%([-0^#_:]*)(\d{0,2})([A-Za-z%+])")
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
#: Directives that stand for several others.
_SHORTHANDS = {
    "D": "%m/%d/%y",
    "F": "%Y-%m-%d",
    "R": "%H:%M",
    "T": "%H:%M:%S",
    "X": "%H:%M:%S",
    "c": "%a %b %e %H:%M:%S %Y",
    "r": "%I:%M:%S %p",
    "v": "%e-%^b-%Y",
    "x": "%m/%d/%y",
    "+": "%a %b %e %H:%M:%S %Z %Y",
}
_TWO_DIGITS: dict[str, Callable[[datetime], int]] = {
    "C": lambda at: at.year // 100,
    "H": lambda at: at.hour,
    "I": lambda at: at.hour % 12 or 12,
    "M": lambda at: at.minute,
    "S": lambda at: at.second,
    "U": lambda at: (at.timetuple().tm_yday + 6 - at.isoweekday() % 7) // 7,
    "V": lambda at: at.isocalendar()[1],
    "W": lambda at: (at.timetuple().tm_yday + 6 - at.weekday()) // 7,
    "d": lambda at: at.day,
    "g": lambda at: at.isocalendar()[0] % 100,
    "m": lambda at: at.month,
    "y": lambda at: at.year % 100,
}
_OTHER_NUMBERS: dict[str, tuple[int, Callable[[datetime], int]]] = {
    "G": (4, lambda at: at.isocalendar()[0]),
    "L": (3, lambda at: at.microsecond // 1000),
    "N": (9, lambda at: at.microsecond * 1000),
    "Y": (4, lambda at: at.year),
    "j": (3, lambda at: at.timetuple().tm_yday),
    "s": (1, lambda at: int(at.timestamp())),
    "u": (1, lambda at: at.isoweekday()),
    "w": (1, lambda at: at.isoweekday() % 7),
}
_BLANK_PADDED: dict[str, Callable[[datetime], int]] = {
    "e": lambda at: at.day,
    "k": lambda at: at.hour,
    "l": lambda at: at.hour % 12 or 12,
}
_WORDS: dict[str, Callable[[datetime], str]] = {
    "A": lambda at: _DAY[at.weekday()],
    "B": lambda at: _MONTH[at.month - 1],
    "P": lambda at: "am" if at.hour < 12 else "pm",  # noqa: PLR2004 -- noon
    "Z": lambda at: at.tzname() or "UTC",
    "a": lambda at: _DAY[at.weekday()][:3],
    "b": lambda at: _MONTH[at.month - 1][:3],
    "h": lambda at: _MONTH[at.month - 1][:3],
    "n": lambda _at: "\n",
    "p": lambda at: "AM" if at.hour < 12 else "PM",  # noqa: PLR2004 -- noon
    "t": lambda _at: "\t",
    "%": lambda _at: "%",
}


def format_date(at: datetime, pattern: str) -> str:
    """Write *at* as *pattern* says, with the flags that Ruby has (``%-d``, ``%^b``, ``%:z``)."""
    return _DIRECTIVE.sub(lambda found: _directive(at, found), pattern[:1000])


def _directive(at: datetime, found: re.Match[str]) -> str:
    flags, width, letter = found.groups()
    if letter in _SHORTHANDS:
        text = format_date(at, _SHORTHANDS[letter])
    elif letter in _WORDS:
        text = _WORDS[letter](at)
    elif letter == "z":
        text = _offset(at, colon=":" in flags)
    else:
        return _number(at, letter, flags, width) or found[0]
    if "^" in flags:
        text = text.upper()
    elif "#" in flags:
        text = text.lower() if letter == "p" else text.upper()
    return text.rjust(int(width or 0), "0" if "0" in flags else " ")


def _number(at: datetime, letter: str, flags: str, width: str) -> str | None:
    padding = "0"
    if letter in _TWO_DIGITS:
        digits, number = 2, _TWO_DIGITS[letter](at)
    elif letter in _OTHER_NUMBERS:
        digits, number = _OTHER_NUMBERS[letter][0], _OTHER_NUMBERS[letter][1](at)
    elif letter in _BLANK_PADDED:
        digits, number, padding = 2, _BLANK_PADDED[letter](at), " "
    else:
        return None
    if letter == "N" and width:
        return f"{number:09d}"[: int(width)]
    if "-" in flags:
        return str(number)
    if "_" in flags or "0" in flags:
        padding = " " if "_" in flags else "0"
    return str(number).rjust(int(width or digits), padding)


def _offset(at: datetime, *, colon: bool) -> str:
    text = at.strftime("%z")[:5] or "+0000"
    return f"{text[:3]}:{text[3:]}" if colon else text


def read_moment(value: object, context: Context) -> datetime | None:
    """Return the moment that *value* means, or None: a date, its text, seconds, ``now``."""
    zone = context.folder.zone
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    if isinstance(value, date):
        return datetime.combine(value, time.min, zone)
    if value in ("now", "today"):
        return context.folder.now().astimezone(zone)
    if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()):
        return _from_seconds(int(value), zone) if len(str(value)) < len("253402300800") else None
    return _read_text(value, zone) if isinstance(value, str) else None


def _from_seconds(seconds: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).astimezone(zone)


def _read_text(text: str, zone: tzinfo) -> datetime | None:
    try:
        return parse_date(text, zone)
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def filter_date(value: object, pattern: object = "", *, context: Context) -> object:
    """``date: "%Y"``; what is no date stays as it is."""
    form = to_text(pattern)
    if value is None or not form:
        return value
    moment = read_moment(value, context)
    return value if moment is None else format_date(moment, form)


def _moment(value: object, context: Context) -> datetime:
    moment = read_moment(value, context)
    if moment is None:
        msg = f"wants a date and has {to_text(value)[:40]!r}"
        raise FilterArgumentError(msg, token=None)
    return moment.astimezone(context.folder.zone)


def _ordinal(day: int) -> str:
    if day in {11, 12, 13}:
        return f"{day}th"
    return f"{day}{_ENDINGS.get(day % 10, 'th')}"


def _in_words(month: str) -> Callable[..., object]:
    def write(
        value: object, kind: object = None, style: object = None, *, context: Context
    ) -> object:
        if not to_text(value):
            return value
        moment = _moment(value, context)
        if kind != "ordinal":
            return format_date(moment, f"%d {month} %Y")
        day = _ordinal(moment.day)
        return format_date(moment, f"{month} {day}, %Y" if style == "US" else f"{day} {month} %Y")

    return write


def _formatted(pattern: str) -> Callable[..., object]:
    def write(value: object, *, context: Context) -> object:
        return format_date(_moment(value, context), pattern) if to_text(value) else value

    return write


DATE_FILTERS: dict[str, Callable[..., object]] = {
    "date": filter_date,
    "date_to_string": _in_words("%b"),
    "date_to_long_string": _in_words("%B"),
    "date_to_xmlschema": _formatted("%Y-%m-%dT%H:%M:%S%:z"),
    "date_to_rfc822": _formatted("%a, %d %b %Y %H:%M:%S %z"),
}
