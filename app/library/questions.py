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

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.content.surroundings import Surroundings

#: The name of a function of :class:`Surroundings`, and what it was asked.
Question: TypeAlias = tuple[str, tuple[str | int | None, ...]]

_encoder = msgspec.json.Encoder(enc_hook=str, order="deterministic")


class Recorder:
    """Hands a text its surroundings, and writes down every question with a digest of its answer."""

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
        self._asked[name, about] = _digest(answer)
        return answer


def sum_up_answers(questions: tuple[Question, ...], around: Surroundings) -> str:
    """Ask all *questions* again and return a digest of the answers: of equal ones it is equal."""
    functions = _functions(around)
    if any(name not in functions for name, _ in questions):
        return ""  # another version of this program could ask more
    return _sum_up(_digest(functions[name](*about)) for name, about in questions)


def fixed_options(around: Surroundings) -> str:
    """Write out what *around* says besides its functions, and so decides before any question."""
    functions = _functions(around)
    values = {one.name: getattr(around, one.name) for one in fields(around)}
    return repr({name: value for name, value in values.items() if name not in functions})


def _functions(around: Surroundings) -> dict[str, Callable[..., object]]:
    values = ((one.name, getattr(around, one.name)) for one in fields(around))
    return {name: value for name, value in values if callable(value)}


def _digest(answer: object) -> bytes:
    return hashlib.sha256(_encoder.encode(answer)).digest()


def _sum_up(answers: Iterable[bytes]) -> str:
    return hashlib.sha256(b"".join(answers)).hexdigest()[:20]


#: The digest where nothing was asked.
NO_ANSWERS = _sum_up(())
