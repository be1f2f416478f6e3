"""What a text asks of its surroundings while it is rendered, and whether the answers still hold.

A body is made of its own words and of the answers it was given: where a link leads, how large a
picture is. It stays good while the same questions have the same answers, whatever else changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from app.content.surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The name of a function of :class:`Surroundings`, and what it was asked.
Question: TypeAlias = tuple[str, tuple[str | int | None, ...]]

_encoder = msgspec.json.Encoder(enc_hook=str, order="deterministic")
#: Looked up once: this is asked for every body.
_NAMES = tuple(one.name for one in fields(Surroundings))
#: Bytes up to which an answer takes no more room than its digest.
_SHORT = 64


class Recorder:
    """Hands a text its surroundings, and writes down every question with a sign of its answer."""

    def __init__(self, around: Surroundings) -> None:
        self._asked: dict[Question, bytes] = {}
        heard: dict[str, Any] = {
            name: partial(self._answer, name, ask) for name, ask in _functions(around).items()
        }
        #: The same surroundings, overheard.
        self.surroundings: Surroundings = replace(around, **heard)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, once, in the order they came."""
        return tuple(self._asked)

    @property
    def answers(self) -> str:
        """A digest of all answers, to compare with :func:`sum_up_answers` later."""
        return _sum_up(self._asked.values())

    def _answer(self, name: str, ask: Callable[..., object], *about: str | int | None) -> object:
        answer = ask(*about)
        self._asked[name, about] = _sign(answer)
        return answer


def sum_up_answers(questions: tuple[Question, ...], around: Surroundings) -> str:
    """Ask all *questions* again and return a digest of the answers: of equal ones it is equal."""
    functions = _functions(around)
    if any(name not in functions for name, _ in questions):
        return ""  # another version of this program could ask more
    return _sum_up(_sign(functions[name](*about)) for name, about in questions)


def fixed_options(around: Surroundings) -> str:
    """Write out what *around* says besides its functions, and so decides before any question."""
    values = ((name, getattr(around, name)) for name in _NAMES)
    return repr({name: value for name, value in values if not callable(value)})


def _functions(around: Surroundings) -> dict[str, Callable[..., object]]:
    values = ((name, getattr(around, name)) for name in _NAMES)
    return {name: value for name, value in values if callable(value)}


def _sign(answer: object) -> bytes:
    """Return what tells *answer* from every other: itself in JSON, or its digest where it is long.

    No JSON begins like the digest, and none has a line break in it.
    """
    written = _encoder.encode(answer)
    if len(written) <= _SHORT:
        return written
    return b"#" + hashlib.sha256(written).hexdigest().encode()


def _sum_up(signs: Iterable[bytes]) -> str:
    return hashlib.sha256(b"\n".join(signs)).hexdigest()[:20]


#: The digest where nothing was asked.
NO_ANSWERS = _sum_up(())
