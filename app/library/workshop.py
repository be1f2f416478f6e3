"""Where words are rendered, for one snapshot after another: each text once, within its bounds."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from app.content.frontmatter import body_of_file
from app.content.model import Body, Problem
from app.errors import ContentError, TooHeavyError
from app.library.body_cache import BodyCache, name_body
from app.library.packing import Kept
from app.library.questions import NO_ANSWERS, Recorder, fixed_options
from app.library.workers import Workers

if TYPE_CHECKING:
    from app.content.model import Source
    from app.content.surroundings import Surroundings
    from app.library.body_cache import BodyName
    from app.library.cache import Cache
    from app.library.load import Contents


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Words that are too heavy to be shown."""

    source: Source
    problem: Problem
    #: Whether what the file said before is shown in their place.
    has_stand_in: bool


class Workshop:
    """Renders words or finds them rendered. Threads may share it; it starts nothing by itself.

    With *recalls_good*, what a file said before stands in for words that are too heavy.
    """

    def __init__(self, cache: Cache, *, recalls_good: bool = False) -> None:
        self.cache = cache
        #: What was refused, by path: replaced whole, so that a snapshot can tell it from before.
        self.refusals: dict[str, Refusal] = {}
        self._recalls_good = recalls_good
        self._bodies = BodyCache(cache)
        self._workers = Workers()
        self._patient_workers = Workers(niceness=19)
        self._lock = threading.Lock()
        self._turns: dict[BodyName, threading.Lock] = {}

    def body(self, source: Source, around: Surroundings) -> tuple[Body, bool]:
        """Return the words of *source* as *around* makes them, and whether they will stay so.

        They will not when the file has other words by now than *source* speaks of.

        Raises ContentError when its file has gone meanwhile, and TooHeavyError.
        """
        name = name_body(source, options=fixed_options(around))
        kept, is_lasting = self._bodies.find(name, around), True
        if kept is None:
            with self._turn(name):
                # Whoever had their turn before has just put it there.
                kept = self._bodies.find_at_hand(name, around)
                if kept is None:
                    kept, is_lasting = self._render(name, source, around)
        if kept.is_refused:
            return self._stand_in(source, kept.body), False
        return kept.body, is_lasting

    def warm(self, source: Source, around: Surroundings) -> None:
        """Render and keep the words of *source* when there is time, unless any are kept.

        They do not take the place of what readers ask for in memory.
        """
        name = name_body(source, options=fixed_options(around))
        if not self.cache.has_body(*name):
            # Out of turn: no reader should wait for a process that itself waits for its time.
            kept, is_lasting = _make(source, around, self._patient_workers)
            if is_lasting:
                self._bodies.store(name, kept)

    def _render(self, name: BodyName, source: Source, around: Surroundings) -> tuple[Kept, bool]:
        kept, is_lasting = _make(source, around, self._workers)
        if is_lasting:
            self._bodies.put(name, kept)
        return kept, is_lasting

    @contextmanager
    def _turn(self, name: BodyName) -> Iterator[None]:
        """Let one thread at a time make the body called *name*: the others find it made."""
        with self._lock:
            turn = self._turns.setdefault(name, threading.Lock())
        try:
            with turn:
                yield
        finally:
            with self._lock:
                self._turns.pop(name, None)

    def _stand_in(self, source: Source, refused: Body) -> Body:
        """Return what stood in the file before, or raise TooHeavyError; remember either."""
        last = self._bodies.find_last_good(source.path) if self._recalls_good else None
        problem = refused.problems[0]
        refusal = Refusal(source=source, problem=problem, has_stand_in=last is not None)
        if self.refusals.get(source.path) != refusal:
            with self._lock:
                self.refusals = self.refusals | {source.path: refusal}
        if last is None:
            raise TooHeavyError(problem.what, path=problem.path, line=problem.line)
        return last


def refuse(contents: Contents, errors: Iterable[TooHeavyError]) -> dict[str, Refusal]:
    """Refuse those of *contents* that *errors* speak of; nothing stands in for them."""
    sources = {one.source.path: one.source for one in contents.writings}
    return {
        error.path: Refusal(source=sources[error.path], problem=_problem(error), has_stand_in=False)
        for error in errors
        if error.path in sources
    }


def without_refused(contents: Contents, refusals: dict[str, Refusal]) -> Contents:
    """Leave out of *contents* what is too heavy to be shown, and say so."""
    found = {
        one.source.path: refusals[one.source.path]
        for one in contents.writings
        if one.source.path in refusals and refusals[one.source.path].source == one.source
    }
    if not found:
        return contents
    hidden = {path for path, refusal in found.items() if not refusal.has_stand_in}
    return replace(
        contents,
        writings=tuple(one for one in contents.writings if one.source.path not in hidden),
        problems=(*contents.problems, *(refusal.problem for refusal in found.values())),
    )


def _make(source: Source, around: Surroundings, workers: Workers) -> tuple[Kept, bool]:
    """Render the words of *source*; tell too whether they are still those it speaks of."""
    data = _read(source)
    recorder = Recorder(around)
    text = body_of_file(data)
    try:
        body = workers.render(text, source=source, around=recorder.surroundings)
        kept = Kept(questions=recorder.questions, answers=recorder.answers, body=body)
    except TooHeavyError as error:
        kept = _refused(error)
    # A file may have changed since its header was read: those words are another body.
    return kept, hashlib.sha256(data).hexdigest() == source.digest


def _refused(error: TooHeavyError) -> Kept:
    body = Body(html=Markup(), problems=(_problem(error),))
    # It asked nothing that was heard to the end: its own words are enough to know it by.
    return Kept(questions=(), answers=NO_ANSWERS, body=body, is_refused=True)


def _problem(error: TooHeavyError) -> Problem:
    return Problem(path=error.path, line=error.line, what=error.what)


def _read(source: Source) -> bytes:
    try:
        return source.file.read_bytes()
    except OSError as error:
        msg = f"cannot be read ({(error.strerror or 'unknown reason').lower()}); was it moved?"
        raise ContentError(msg, path=source.path) from error
