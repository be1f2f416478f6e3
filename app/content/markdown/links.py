"""The links of one text: resolved, and those that lead nowhere gathered."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote

from app.content.html import is_foreign
from app.content.links import split_link
from app.content.model import Level, Problem

if TYPE_CHECKING:
    from app.content.model import Source

#: Signs that may stand in a link's path as they are (RFC 3986 §3.3); others are percent-encoded.
_SAFE = "/:@!$&'()*+,;=~-._%"
#: What may stand right before and right behind a link's address.
_BEFORE, _AFTER = frozenset("(<\"'="), frozenset(")>\"'")
#: Whatever may be a link's address: between two of the signs that enclose one.
_ADDRESS = re.compile(r"""(?<=[(<"'=\s])[^()<>"'\s]+(?=[)>"'\s]|\Z)""")
#: So many links are looked for one by one, each of them through the whole text.
_FEW = 10


class Lines:
    """Tells on which line of its file a place of a text is."""

    def __init__(self, text: str, source: Source, lines: tuple[int, ...] = ()) -> None:
        """Know the *text* of *source*; *lines* says of each of its lines where it comes from."""
        self.text = text
        self._first = source.body_line
        self._lines = lines

    @cached_property
    def _ends(self) -> list[int]:
        return [found.start() for found in re.finditer("\n", self.text)]

    def at(self, place: int) -> int:
        """Return the number of the line that has the letter at *place*."""
        line = bisect_right(self._ends, place - 1)
        return self._lines[line] if line < len(self._lines) else self._first + line


class Links:
    """Resolves the links of one text and gathers those that lead nowhere."""

    def __init__(
        self, *, lines: Lines, source: Source, resolve: Callable[[str], str | None]
    ) -> None:
        self._missing: Counter[str] = Counter()
        self._lines = lines
        self._source = source
        self._resolve = resolve

    def change(self, link: str) -> str:
        """Return the address that *link* means, or *link* itself."""
        if is_foreign(link):  # first, for most links are
            return link
        path, mark, rest = split_link(link)
        if not path:
            return link
        address = self._resolve(path)
        if address is None:
            self._missing[link] += 1
            return link
        return f"{quote(address, safe=_SAFE)}{mark}{rest}"

    @property
    def problems(self) -> list[Problem]:
        """One notice for each link that leads nowhere, at its first place, with their number."""
        return [self._problem(link, times) for link, times in self._missing.items()]

    def _problem(self, link: str, times: int) -> Problem:
        place = self._place(link)
        if place < 0:
            place = max(self._lines.text.find(link), 0)
        often = f" {times} times" if times > 1 else ""
        return Problem(
            path=self._source.path,
            line=self._lines.at(place),
            what=f"links{often} to {link!r}, which is not in this site; "
            "check its spelling and its folder",
            level=Level.NOTICE,
        )

    def _place(self, link: str) -> int:
        """Return where *link* stands first as an address, or -1."""
        if len(self._missing) > _FEW:
            return self._places.get(link, -1)
        text = self._lines.text
        place = text.find(link)
        while place >= 0 and not _is_address(text, place, place + len(link)):
            place = text.find(link, place + 1)
        return place

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where each address of the text stands first: one pass, however many are missing."""
        places: dict[str, int] = {}
        for found in _ADDRESS.finditer(self._lines.text):
            places.setdefault(found[0], found.start())
        return places


def _is_address(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before in _BEFORE or before.isspace()) and (
        not after or after in _AFTER or after.isspace()
    )
