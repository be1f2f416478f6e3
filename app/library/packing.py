"""Values of the library as bytes that can be kept, and back: the very same, or not at all.

JSON in one exact shape: bytes that somebody else wrote can say something wrong, never do something.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from functools import lru_cache
from pathlib import Path
from types import GenericAlias
from typing import Any, get_args, get_type_hints

import msgspec
from markupsafe import Markup

from app.content.model import Body, Issue, Problem
from app.content.read import Reading
from app.library.compression import NotBrotliError, compress_brotli, decompress_brotli
from app.library.model import Writing
from app.library.questions import Question

_KINDS: dict[str, type[Writing]] = {kind.__name__: kind for kind in get_args(Writing)}
#: Stands before a date: no author writes it.
_DATE = "\0date"
#: Of Brotli's 11: half of zlib's quickest time, for as many bytes.
_QUICK = 0
_SUM_BYTES = 4
#: What a damaged file can make of bytes that were ours.
BROKEN = (msgspec.MsgspecError, UnicodeDecodeError, ValueError, NotBrotliError)


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Markup):
        return str.__str__(value)
    msg = f"cannot keep a {type(value).__name__}"
    raise NotImplementedError(msg)


def _special(kind: Any, value: Any) -> Any:  # noqa: ANN401 -- msgspec's own signature
    if kind is Path or kind is Markup:
        return kind(value)
    msg = f"cannot restore a {kind.__name__}"
    raise NotImplementedError(msg)


_encoder = msgspec.json.Encoder(enc_hook=_plain)


@lru_cache(maxsize=8)
def _decoder(kind: str) -> msgspec.json.Decoder[Any]:
    """Return what reads the writings of one kind; made when first wanted, for it takes a while."""
    packed = GenericAlias(tuple, (str, _KINDS[kind], tuple[Problem, ...]))
    return msgspec.json.Decoder(packed, dec_hook=_special)


@lru_cache(maxsize=1)
def _body_decoder() -> msgspec.json.Decoder[tuple[str, int, Kept]]:
    return msgspec.json.Decoder(tuple[str, int, Kept], dec_hook=_special)


@lru_cache(maxsize=8)
def _moments(kind: str) -> tuple[str, ...]:
    """Name the fields of a writing of this *kind* that hold a moment."""
    hints = get_type_hints(_KINDS[kind])
    return tuple(name for name, hint in hints.items() if datetime in (hint, *get_args(hint)))


def pack_reading(reading: Reading, zone: tzinfo) -> bytes | None:
    """Return *reading* as bytes, or None when it would not come back the same.

    Its moments are all in the site's *zone*, and so they are when they come back.
    """
    writing = reading.writing
    if writing is None:
        return None
    kind = type(writing).__name__
    moments = (getattr(writing, name) for name in _moments(kind))
    if any(moment is not None and moment.tzinfo is not zone for moment in moments):
        return None
    data = _encoder.encode((kind, _without_dates(writing), reading.problems))
    # The values of a Jekyll file can be anything that YAML can say.
    is_open = bool(getattr(writing, "data", None))
    return None if is_open and unpack_reading(data, zone) != reading else data


def unpack_reading(data: bytes, zone: tzinfo) -> Reading:
    """Return what :func:`pack_reading` packed; raise one of BROKEN for other bytes."""
    # By its beginning, '["Post",': it tells what reads the rest.
    kind = data[2 : data.find(b'"', 2)].decode()
    if kind not in _KINDS:
        msg = f"there is no kind {kind}"
        raise ValueError(msg)
    _, writing, problems = _decoder(kind).decode(data)
    for field in _moments(kind):
        if moment := getattr(writing, field):
            # JSON knows an offset, not a zone. Nobody else has seen this value yet.
            object.__setattr__(writing, field, moment.astimezone(zone))
    if values := getattr(writing, "data", None):
        object.__setattr__(writing, "data", _with_dates(values))
    return Reading(writing=writing, problems=problems)


def _without_dates(writing: Writing) -> Writing:
    """Write the dates among the open values of a Jekyll file as lists that tell what they are."""
    if isinstance(writing, Issue) or not writing.data:
        return writing
    return replace(writing, data=_spelled(writing.data))


def _spelled(value: Any) -> Any:  # noqa: ANN401 -- whatever YAML can say
    if isinstance(value, Mapping):
        return {key: _spelled(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_spelled(one) for one in value]
    return [_DATE, value.isoformat()] if isinstance(value, date) else value


def _with_dates(value: Any) -> Any:  # noqa: ANN401 -- as above
    if isinstance(value, dict):
        return {key: _with_dates(one) for key, one in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) == len(("mark", "date")) and value[0] == _DATE:
        return _date(value[1])
    return [_with_dates(one) for one in value]


def _date(text: str) -> date:
    is_day = len(text) == len("2026-11-23")
    return date.fromisoformat(text) if is_day else datetime.fromisoformat(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A body, and all that it was made of besides its own words."""

    questions: tuple[Question, ...]
    #: A digest of the answers that it was given.
    answers: str
    body: Body
    #: Whether the words are too heavy to be rendered: the body says only that.
    is_refused: bool = False

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        asked = sum(len(str(about)) for _, about in self.questions)
        return 2 * (len(self.body.html) + len(self.body.markdown) + asked)


def pack_body(name: str, kept: Kept) -> bytes:
    """Return *kept*, which is called *name*, as bytes with a sum of their own."""
    # Its texts follow after the rest, for as JSON they would have to be read letter by letter.
    html, markdown = kept.body.html.encode(), kept.body.markdown.encode()
    rest = replace(kept, body=replace(kept.body, html=Markup(), markdown=""))
    # With its name: a damaged index must not give one post the words of another.
    head = _encoder.encode((name, len(html), rest))
    data = compress_brotli(b"\n".join((head, html + markdown)), quality=_QUICK)
    return _sum_of(data) + data


def unpack_body(name: str, data: bytes) -> Kept:
    """Return what :func:`pack_body` packed as *name*; raise one of BROKEN for other bytes."""
    packed = data[_SUM_BYTES:]
    if data[:_SUM_BYTES] != _sum_of(packed):
        msg = "is damaged"
        raise ValueError(msg)
    head, _, texts = decompress_brotli(packed).partition(b"\n")
    found, size, kept = _body_decoder().decode(head)
    if found != name:
        msg = "is another body"
        raise ValueError(msg)
    # Nobody else has seen this value yet.
    object.__setattr__(kept.body, "html", _special(Markup, texts[:size].decode()))
    object.__setattr__(kept.body, "markdown", texts[size:].decode())
    return kept


def _sum_of(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(_SUM_BYTES)
