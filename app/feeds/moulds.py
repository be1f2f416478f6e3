"""Entries cast in moulds: those of one shape differ in their words alone.

feedgen takes longer to write an entry than all else takes that is done for it. So it writes one of
each shape, with marks where the words go, and the words of the others are put in their place: the
bytes are those that it would have written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from app.feeds.latest import Latest
from app.feeds.model import File, Label, Person, Picture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.feeds.model import Entry

#: Says the moments of an entry as one format has them.
Moments: TypeAlias = "Callable[[Entry], tuple[str, ...]]"

#: What stands in the place of words is nothing that feedgen says by itself.
_MARK = re.compile('(=")?\ue000([0-9]+)\ue000')
_HTML = "\ue001"
_PUBLISHED = datetime(1111, 11, 1, tzinfo=UTC)
_UPDATED = datetime(1222, 12, 2, tzinfo=UTC)
_LENGTH = 111122223333
_NO_PICTURE = Picture(url="")
_NO_FILE = File(url="", length=0, type="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mould:
    """An entry as text, open where its words go."""

    #: With ``%s`` for each word; a NUL, which XML cannot hold, stands for the HTML.
    text: str
    #: Which word each is, and how it is spelled there.
    slots: tuple[tuple[int, Callable[[str], str]], ...]

    def cast(self, words: list[str], html: str) -> bytes:
        """Return the entry with these *words* and this *html*."""
        text = self.text % tuple([spell(words[number]) for number, spell in self.slots])
        before, nul, after = text.partition("\0")
        if not nul:
            return text.encode()
        # As bytes, for that takes half the time.
        spelled = html.encode().replace(b"&", b"&amp;").replace(b"<", b"&lt;")
        return b"".join([before.encode(), spelled.replace(b">", b"&gt;"), after.encode()])


#: A site has a few: its posts have pictures or not, one tag or two.
_moulds: Latest[Mould] = Latest(200)


def cast_entry(
    entry: Entry, html: str, *, moments: Moments, write: Callable[[Entry], bytes]
) -> bytes:
    """Return what *write* gives for *entry* with *html* as its content, having it written rarely.

    *write* says the moments of an entry as *moments* does, and any other word as it stands there.
    """
    words = [*moments(entry), _length(entry), *_words(entry)]
    shape = (
        moments,
        bool(html),
        entry.picture is None,
        entry.enclosure is None,
        len(entry.authors),
        *map(bool, words),
    )
    mould = _moulds.find(shape)
    if mould is None:
        mould = _build_mould(entry, words, moments=moments, write=write)
        _moulds.keep(shape, mould)
    return mould.cast(words, html)


def _length(entry: Entry) -> str:
    return str(entry.enclosure.length) if entry.enclosure and entry.enclosure.length else ""


def _words(entry: Entry) -> Iterator[str]:
    """Give every word of *entry*, in the order in which :func:`_marked` puts marks for them."""
    picture, file = entry.picture or _NO_PICTURE, entry.enclosure or _NO_FILE
    yield from (entry.id, entry.title, entry.url, entry.language)
    yield escape(entry.summary, quote=False)  # it stands there as HTML
    yield from (picture.url, picture.type, picture.description, file.url, file.type)
    for person in entry.authors:
        yield from (person.name, person.url)
    for label in entry.labels:
        yield from (label.name, label.title, label.scheme)


def _marked(entry: Entry, marks: Iterator[str]) -> Entry:
    """Put the next of *marks* in the place of each word; what is no word has one value for all."""
    id_, title, url, language, summary = islice(marks, 5)
    picture = Picture(url=next(marks), type=next(marks), description=next(marks))
    length = _LENGTH if _length(entry) else 0
    file = File(url=next(marks), type=next(marks), length=length)
    return replace(
        entry,
        id=id_,
        title=title,
        url=url,
        language=language,
        summary=summary,
        html=_HTML if entry.html else "",
        published=_PUBLISHED,
        updated=_UPDATED,
        picture=picture if entry.picture else None,
        enclosure=file if entry.enclosure else None,
        authors=tuple(Person(name=next(marks), url=next(marks)) for _ in entry.authors),
        labels=tuple(
            Label(name=next(marks), title=next(marks), scheme=next(marks)) for _ in entry.labels
        ),
    )


def _build_mould(
    entry: Entry, words: list[str], *, moments: Moments, write: Callable[[Entry], bytes]
) -> Mould:
    """Have an entry of the shape of *entry* written, and find its words in it."""
    # A word that is missing must be missed in the mould, too.
    marks = [f"\ue000{number}\ue000" if word else "" for number, word in enumerate(words)]
    numbers = (*moments(entry), _length(entry))
    marked = _marked(entry, iter(marks[len(numbers) :]))
    text = write(marked).decode()
    for said, mark in zip((*moments(marked), _length(marked)), marks, strict=False):
        text = text.replace(said, mark) if said else text
    slots: list[tuple[int, Callable[[str], str]]] = []

    def open_slot(found: re.Match[str]) -> str:
        slots.append((int(found[2]), _in_attribute if found[1] else _in_text))
        return f"{found[1] or ''}%s"

    text = _MARK.sub(open_slot, text.replace("%", "%%")).replace(_HTML, "\0")
    return Mould(text=text, slots=tuple(slots))


def _in_text(word: str) -> str:
    return word.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _in_attribute(word: str) -> str:
    spelled = _in_text(word).replace('"', "&quot;")
    return spelled.replace("\n", "&#10;").replace("\t", "&#9;")
