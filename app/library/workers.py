"""Rendering in processes of our own, so that heavy words keep no reader waiting but their own."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
import weakref
from contextlib import suppress
from dataclasses import fields
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from app.errors import ContentError
from app.library.budget import SECONDS, bounded, too_heavy
from app.library.render_talk import Asked, Failed, Job

if TYPE_CHECKING:
    from app.content.model import Body, Source
    from app.content.surroundings import Surroundings

_log = logging.getLogger(__name__)

#: Processes at work at once, of one server process.
_MOST = 2
#: Seconds of silence after which a process is given up, however busy the machine is.
_PATIENCE = 30.0

_PROGRAM = "from app.library.render_process import main; main()"


class _GoneError(Exception):
    """The process ended before it had begun: it may just have been idle for long."""


def render_body(text: str, *, source: Source, surroundings: Surroundings) -> Body:
    """Render *text* in this process.

    What renders is loaded by the first text: a server that leaves it to others never loads it.
    """
    from app.content.markdown import render_body as render  # noqa: PLC0415

    return render(text, source=source, surroundings=surroundings)


class Workers:
    """Renders words: in the main thread right here, else in a process that can be ended.

    In the main thread nobody else waits, and a timer can interrupt. Nothing is started before the
    first words from another thread; what was started ends with this value, or when it is idle.
    """

    def __init__(self, *, niceness: int = 0, seconds: float = SECONDS) -> None:
        self._niceness = niceness
        self._seconds = seconds
        self._idle: list[_Worker] = []
        self._slots = threading.BoundedSemaphore(max(1, min(_MOST, os.cpu_count() or 1)))
        self._lock = threading.Lock()
        self._process = os.getpid()
        self._is_broken = False
        weakref.finalize(self, _end_all, self._idle)

    def render(self, text: str, *, source: Source, around: Surroundings) -> Body:
        """Return *text*, the words of *source*, rendered; raise TooHeavyError past the budget."""
        if threading.current_thread() is threading.main_thread():
            with bounded(source, seconds=self._seconds):
                return render_body(text, source=source, surroundings=around)
        if self._is_broken:
            return render_body(text, source=source, surroundings=around)
        with self._slots:
            return self._render_apart(text, source, around)

    def _render_apart(self, text: str, source: Source, around: Surroundings) -> Body:
        for worker in iter(self._pop_idle, None):
            with suppress(_GoneError):  # it had been idle for too long
                return self._work(worker, text, source, around)
        try:
            return self._work(_Worker(self._niceness, self._seconds), text, source, around)
        except _GoneError as error:
            self._is_broken = True
            what = "Cannot start a process to render in (%s); rendering without bounds"
            _log.warning(what, error)
        return render_body(text, source=source, surroundings=around)

    def _work(self, worker: _Worker, text: str, source: Source, around: Surroundings) -> Body:
        body = worker.render(text, source, around)
        with self._lock:
            self._idle.append(worker)
        return body

    def _pop_idle(self) -> _Worker | None:
        with self._lock:
            if self._process != os.getpid():
                # A parent's: they talk to the parent.
                self._idle.clear()
                self._process = os.getpid()
            return self._idle.pop() if self._idle else None


class _Worker:
    """One process, and the socket over which it is talked to."""

    def __init__(self, niceness: int, seconds: float) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._connection = Connection(ours.detach())
            self._process = _start(theirs.fileno(), niceness, seconds)

    def render(self, text: str, source: Source, around: Surroundings) -> Body:
        values = {one.name: getattr(around, one.name) for one in fields(around)}
        functions = tuple(name for name, value in values.items() if callable(value))
        fixed = {name: value for name, value in values.items() if name not in functions}
        try:
            self._begin(Job(text=text, source=source, values=fixed, functions=functions))
            return self._listen(source, around)
        except BaseException:
            self.end()
            raise

    def _begin(self, job: Job) -> None:
        try:
            self._connection.send(job)
            self._hear(job.source)
        except (EOFError, OSError) as error:
            raise _GoneError(str(error) or "it ended at once") from error

    def _listen(self, source: Source, around: Surroundings) -> Body:
        """Answer its questions until the body comes."""
        while isinstance(said := self._hear_on(source), Asked):
            answer = getattr(around, said.name)(*said.about)
            with suppress(OSError):  # it has ended, and will not be heard of again
                self._connection.send(answer)
        if isinstance(said, Failed):
            raise _error(said, source)
        return said

    def _hear_on(self, source: Source) -> Body | Asked | Failed:
        try:
            said: Body | Asked | Failed = self._hear(source)
        except (EOFError, OSError) as error:
            raise too_heavy(source) from error
        return said

    def _hear(self, source: Source) -> Any:  # noqa: ANN401 -- whatever the process says
        if not self._connection.poll(_PATIENCE):
            raise too_heavy(source)
        return self._connection.recv()

    def end(self) -> None:
        with suppress(OSError):
            self._connection.close()
        self._process.kill()
        self._process.wait()


def _start(handle: int, niceness: int, seconds: float) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 -- this very program
            [sys.executable, "-c", _PROGRAM, str(handle), str(niceness), str(seconds)],
            pass_fds=[handle],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    except (OSError, ValueError) as error:  # ValueError where no socket can be handed on: Windows
        raise _GoneError(str(error)) from error


def _error(failed: Failed, source: Source) -> Exception:
    if failed.is_memory:
        return too_heavy(source)
    if failed.traceback:
        return RuntimeError(f"rendering {source.path} failed\n{failed.traceback}")
    return ContentError(failed.what, path=failed.path, line=failed.line)


def _end_all(workers: list[_Worker]) -> None:
    for worker in workers:
        worker.end()
