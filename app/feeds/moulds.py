"""Feeds cast in moulds: entries of one shape differ in their words alone, and so do documents.

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

    from app.feeds.model import Entry, Feed

#: Says a moment as one format has it.
Say: TypeAlias = "Callable[[datetime], str]"
#: Says those moments of an entry that one format has.
SayAll: TypeAlias = "Callable[[Entry], tuple[str, ...]]"

#: What stands in the place of words is nothing that feedgen says by itself.
_MARK = re.compile('(=")?\ue000word-([0-9]+)\ue000')
_HTML = "\ue000html\ue000"
_PUBLISHED = datetime(1111, 11, 1, tzinfo=UTC)
_UPDATED = datetime(1222, 12, 2, tzinfo=UTC)
_LENGTH = 111122223333
_NUMBER, _OLDER = 111144445555, 111166667777
_NO_PICTURE = Picture(url="")
_NO_FILE = File(url="", length=0, type="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mould:
    """An entry, or a document without any, as text that is open where its words go."""

    #: With ``%s`` for each word; a NUL, which XML cannot hold, stands for the HTML.
    text: str
    #: Which word each is, and how it is spelled there.
    slots: tuple[tuple[int, Callable[[str], str]], ...]

    def cast(self, words: list[str], html: str) -> bytes:
        """Return it with these *words* and, where it holds any, this *html*."""
        text = self.text % tuple([spell(words[number]) for number, spell in self.slots])
        before, nul, after = text.partition("\0")
        if not nul:
            return text.encode()
        # As bytes, for that takes half the time.
        spelled = html.encode().replace(b"&", b"&amp;").replace(b"<", b"&lt;")
        return b"".join([before.encode(), spelled.replace(b">", b"&gt;"), after.encode()])


#: A site has few: its posts have pictures or not, one tag or two.
_moulds: Latest[Mould] = Latest(200)


def cast_entry(entry: Entry, html: str, *, say: SayAll, write: Callable[[Entry], bytes]) -> bytes:
    """Return what *write* gives for *entry* with *html* as its content, having it written rarely.

    *write* says moments as *say* does, and any other word as it stands in *entry*.
    """
    numbers = (*say(entry), _length(entry))
    words = [*numbers, *_words(entry)]
    shape = (
        say,
        bool(html),
        entry.picture is None,
        entry.enclosure is None,
        len(entry.authors),
        *map(bool, words),
    )

    def build() -> Mould:
        marks = _marks(words)
        marked = _marked(entry, iter(marks[len(numbers) :]))
        said = (*say(marked), _length(marked))
        return _build_mould(write(marked), dict(zip(said, marks, strict=False)))

    return _moulds.get(shape, build).cast(words, html)


def cast_frame(feed: Feed, *, say: Say, write: Callable[[Feed], bytes]) -> bytes:
    """Return what *write* gives for *feed* without its entries, having it written rarely."""
    older = str(feed.older) if feed.older else ""
    number = str(feed.number) if feed.number else ""
    words = [say(feed.updated), number, older, feed.title, feed.description, feed.home_url]
    marks = _marks(words)
    marked = replace(
        feed,
        updated=_UPDATED,
        number=_NUMBER if number else 0,
        older=_OLDER if older else 0,
        title=marks[3],
        description=marks[4],
        home_url=marks[5],
        entries=(),
    )
    has_pictures = any(entry.picture for entry in feed.entries)

    def build() -> Mould:
        return _build_mould(
            write(replace(marked, entries=feed.entries)),
            {say(_UPDATED): marks[0], str(_NUMBER): marks[1], str(_OLDER): marks[2]},
        )

    return _moulds.get((say, has_pictures, marked), build).cast(words, "")


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


def _marks(words: list[str]) -> list[str]:
    """Give a mark for each word: none for one that is missing, since a mould must miss it, too."""
    return [f"\ue000word-{number}\ue000" if word else "" for number, word in enumerate(words)]


def _build_mould(written: bytes, marks: dict[str, str]) -> Mould:
    """Find the marks in what was *written*; *marks* also stand for what could not hold them."""
    text = written.decode()
    for said, mark in marks.items():
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
