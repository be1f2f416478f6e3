"""Addresses of a Jekyll folder: patterns filled as Jekyll fills them (its ``URL``, ``UrlDrop``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from app.content.jekyll.slug import slugify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

_PLACEHOLDER = re.compile(r":([a-z_]+)")
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
#: Signs that would end an address: they stay encoded in it (RFC 3986 §3).
_ENDING = str.maketrans({"%": "%25", "?": "%3F", "#": "%23"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What an address can be made of."""

    #: The name of the file, without its ending and with its date.
    basename: str
    #: The path within the collection's folder, without the ending: ``/2020/2020-01-01-hello``.
    path: str = ""
    #: The header's ``slug``, else the one of the file's name.
    slug: str
    date: datetime
    categories: tuple[str, ...] = ()
    collection: str = "posts"
    #: ``.html``, or the file's own where it becomes no page.
    ending: str = ".html"


def fill_pattern(pattern: str, named: Named) -> str:
    """Fill *pattern*; raise ValueError for a placeholder that Jekyll does not know."""
    return clean_address(_PLACEHOLDER.sub(lambda found: _value(found[1], named), pattern))


def _value(name: str, named: Named) -> str:
    # As in Jekyll, ":title_" may be the placeholder and a sign that follows it.
    rest = "" if name in _VALUES or not name.endswith("_") else "_"
    known = name.removesuffix("_") if rest else name
    if known not in _VALUES:
        msg = f"has ':{name}', which stands for nothing; see Jekyll's list of placeholders"
        raise ValueError(msg)
    return _VALUES[known](named).translate(_ENDING) + rest


def _unique(names: Iterable[str]) -> str:
    return "/".join(dict.fromkeys(names))


_VALUES: Mapping[str, Callable[[Named], str]] = {
    "title": lambda one: slugify(one.slug, is_pretty=True, keeps_case=True),
    "slug": lambda one: slugify(one.slug),
    "name": lambda one: slugify(one.basename),
    "basename": lambda one: one.basename,
    "path": lambda one: one.path,
    "collection": lambda one: one.collection,
    "output_ext": lambda one: one.ending,
    "categories": lambda one: _unique(name.lower() for name in one.categories),
    "slugified_categories": lambda one: _unique(map(slugify, one.categories)),
    "year": lambda one: f"{one.date.year:04}",
    "short_year": lambda one: f"{one.date.year % 100:02}",
    "month": lambda one: f"{one.date.month:02}",
    "i_month": lambda one: str(one.date.month),
    "short_month": lambda one: _MONTHS[one.date.month - 1][:3],
    "long_month": lambda one: _MONTHS[one.date.month - 1],
    "day": lambda one: f"{one.date.day:02}",
    "i_day": lambda one: str(one.date.day),
    "y_day": lambda one: f"{one.date.timetuple().tm_yday:03}",
    "w_year": lambda one: str(one.date.isocalendar().year),
    "week": lambda one: f"{one.date.isocalendar().week:02}",
    "w_day": lambda one: str(one.date.isoweekday()),
    "short_day": lambda one: _WEEKDAYS[one.date.weekday()][:3],
    "long_day": lambda one: _WEEKDAYS[one.date.weekday()],
    "hour": lambda one: f"{one.date.hour:02}",
    "minute": lambda one: f"{one.date.minute:02}",
    "second": lambda one: f"{one.date.second:02}",
}


def page_address(path: str, ending: str, *, pattern: str, page_ending: str) -> str:
    """Give the address of the page at *path* (with its file's name) that becomes *ending*.

    *pattern* is its header's permalink, or nothing; *page_ending* what the site's style puts last.
    """
    folder, _, name = f"/{path}".rpartition("/")
    stem = name.rpartition(".")[0].rstrip(".") or name
    if not pattern:
        is_page = ending in {".html", ".htm", ".xhtml"}
        last = page_ending if is_page else ":output_ext"
        pattern = "/:path/" if is_page and stem == "index" else f"/:path/:basename{last}"
    # One after the other, as Jekyll does: what is not known stays as it is.
    values = {":path": folder, ":basename": stem, ":output_ext": ending}
    for placeholder, value in values.items():
        pattern = pattern.replace(placeholder, value.translate(_ENDING))
    return clean_address(pattern)


def clean_address(address: str) -> str:
    """Make *address* begin with one slash and stay on the site, as Jekyll does; decoded."""
    text = f"/{address.strip()}".replace("..", "/").replace("./", "")
    text = re.sub(r"/{2,}", "/", text)
    return re.sub(r"%(?!25|3F|23)[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2})*", _decoded, text)


def _decoded(found: re.Match[str]) -> str:
    text = unquote(found[0])
    return found[0] if re.search(r"[%?#\x00-\x1f\x7f\ufffd]", text) else text
