"""How values read when a template writes them out: as Ruby, in which Liquid grew up, has it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from liquid.exceptions import OutputStreamLimitError

#: Letters that one value may become: a list that holds itself many times over has no end.
LONGEST_TEXT = 2_000_000
DEEPEST_VALUE = 20
#: What a part of a text counts at least, since a million of nothing take their time too.
_LEAST_WEIGHT = 20

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x1b": "\\e"}


class Document(Mapping[str, object]):
    """A post, page or file as templates see it: keys only, nothing of Python's.

    Written out as a whole it is its title. (In Jekyll it is all of its words, which nobody means.)
    """

    def __str__(self) -> str:
        return to_text(self.get("title"))

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


def to_text(value: object) -> str:
    """Return what ``{{ value }}`` writes: nil is nothing, a list is its items side by side."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return _gather(_flat_texts(value, 0))
    return _scalar_text(value)


def to_string(value: object) -> str:
    """Return what a filter for texts makes of *value*: a list shows its brackets, as in Ruby."""
    return to_inspection(value) if isinstance(value, (list, tuple)) else to_text(value)


def _scalar_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        offset = value.strftime("%z") or "+0000"
        return f"{value:%Y-%m-%d %H:%M:%S} {offset[:5]}"
    if isinstance(value, (float, Decimal)):
        return _float_text(float(value))
    if isinstance(value, range):
        return f"{value.start}..{value.stop - 1}"
    if isinstance(value, Mapping) and not isinstance(value, Document):
        return to_inspection(value)
    return str(value)


def _float_text(value: float) -> str:
    text = repr(value)
    if "e" in text and abs(value) < 1e16:  # noqa: PLR2004 -- from there on Ruby writes powers too
        text = f"{value:.20f}".rstrip("0")
    return text


def _flat_texts(items: list[object] | tuple[object, ...], depth: int) -> Iterator[str]:
    for item in items:
        if isinstance(item, (list, tuple)) and depth < DEEPEST_VALUE:
            yield from _flat_texts(item, depth + 1)
        else:
            yield to_text(item) if not isinstance(item, (list, tuple)) else ""


def join_texts(items: list[object], glue: str) -> str:
    """Write *items* one after another with *glue* between them, lists within taken apart."""
    return _gather(_with_glue(_flat_texts(items, 0), glue))


def _with_glue(texts: Iterator[str], glue: str) -> Iterator[str]:
    for number, text in enumerate(texts):
        if number and glue:
            yield glue
        yield text


@dataclass(frozen=True, slots=True)
class _Notation:
    """How lists, mappings and what is in them are written down."""

    #: Between a key and its value.
    sign: str
    #: Between two items.
    between: str
    scalar: Callable[[object], str]
    key: Callable[[object], str]


def _inspected(value: object) -> str:
    if isinstance(value, str):
        return f'"{"".join(_ESCAPES.get(letter, letter) for letter in value)}"'
    return "nil" if value is None else _scalar_text(value)


def _as_json(value: object) -> str:
    if value is None or isinstance(value, (bool, int)):
        return json.dumps(value)
    if isinstance(value, float):
        return _float_text(value)
    return json.dumps(to_text(value), ensure_ascii=False)


_INSPECTION = _Notation("=>", ", ", _inspected, _inspected)
_JSON = _Notation(":", ",", _as_json, lambda key: json.dumps(to_text(key), ensure_ascii=False))


def to_inspection(value: object) -> str:
    """Return *value* as Ruby shows it to programmers: ``{"a"=>[1, nil]}``."""
    return _gather(_written(value, _INSPECTION, 0))


def to_json(value: object) -> str:
    """Return *value* as JSON; what JSON does not know stands as its text."""
    return _gather(_written(value, _JSON, 0))


def _written(value: object, notation: _Notation, depth: int) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield "{"
        for number, key in enumerate(value if depth < DEEPEST_VALUE else ()):
            yield f"{notation.between if number else ''}{notation.key(key)}{notation.sign}"
            yield from _written(value[key], notation, depth + 1)
        yield "}"
    elif isinstance(value, (list, tuple, range)):
        yield "["
        for number, item in enumerate(value if depth < DEEPEST_VALUE else ()):
            yield notation.between if number else ""
            yield from _written(item, notation, depth + 1)
        yield "]"
    else:
        yield notation.scalar(value)


def _gather(parts: Iterator[str]) -> str:
    found = []
    length = 0
    for part in parts:
        length += len(part) + _LEAST_WEIGHT
        if length > LONGEST_TEXT:
            msg = "writes a value that is too long"
            raise OutputStreamLimitError(msg, token=None)
        found.append(part)
    return "".join(found)
