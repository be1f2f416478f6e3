"""Work in several processes at once: each piece is done by one, and the results come back here.

The processes are forked, so that they know all that this one knows, and they end with it. Whatever
goes wrong in one of them is raised here, and then there are none left.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import threading
import traceback
from collections import deque
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Generic, NoReturn, TypeVar, cast

from app.errors import BuildError, SiteError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

_Piece = TypeVar("_Piece")
_Result = TypeVar("_Result")


class _Failure:
    """What went wrong in another process: what the author can mend, or the lines of a bug."""

    def __init__(self, error: Exception) -> None:
        self._error = error if isinstance(error, (SiteError, OSError)) else None
        self._lines = traceback.format_exc()

    @property
    def error(self) -> Exception:
        """What to raise of it."""
        return self._error or RuntimeError(f"a process of the build failed\n{self._lines}")


def can_fork() -> bool:
    """Tell whether this process may be copied: a thread would be lost, with the locks it holds."""
    return hasattr(os, "fork") and threading.active_count() == 1


def do_together(
    pieces: Sequence[_Piece], do: Callable[[_Piece], _Result], *, jobs: int
) -> Generator[_Result]:
    """Do each of *pieces* in one of *jobs* processes; give what each comes to as it is done.

    Neighbours are done by the same process, one after the other, as far as that keeps all busy.
    Raises what *do* raises where that is a SiteError or an OSError, RuntimeError with the lines of
    any other error, and BuildError when a process was ended from outside.
    """
    jobs = max(1, min(jobs, len(pieces)))  # nobody would name one for the others
    shares = _Shares(len(pieces), jobs)
    with _crew(pieces, do, jobs) as workers:
        busy = {worker.connection: worker for worker in workers if worker.begin(shares)}
        while busy:
            for connection in wait([*busy]):
                worker = busy[cast("Connection", connection)]
                yield worker.hear()
                if not worker.begin(shares):
                    del busy[worker.connection]


class _Shares:
    """Which piece each process does next: its own in their order, then the last of another's."""

    def __init__(self, count: int, jobs: int) -> None:
        ends = [count * number // jobs for number in range(jobs + 1)]
        self._left = [deque(range(*ends[number : number + 2])) for number in range(jobs)]

    def next_of(self, number: int) -> int | None:
        """Return the next piece of process *number*; None when all are done or being done."""
        if own := self._left[number]:
            return own.popleft()
        longest = max(self._left, key=len)
        return longest.pop() if longest else None


class _Worker(Generic[_Result]):
    """One process, as this one sees it."""

    def __init__(self, number: int, process: int, connection: Connection) -> None:
        self.connection = connection
        self._number = number
        self._process = process

    def begin(self, shares: _Shares) -> bool:
        """Give it the next piece; tell whether there was one."""
        piece = shares.next_of(self._number)
        if piece is None:
            return False
        with suppress(OSError):  # it has ended: to be told when it is heard
            self.connection.send(piece)
        return True

    def hear(self) -> _Result:
        """Return what its piece came to, or raise what went wrong."""
        try:
            result = self.connection.recv()
        except (EOFError, OSError) as error:
            what = "one of its processes was ended, perhaps for want of memory; try --jobs 1"
            raise BuildError(what, path="the build") from error
        if isinstance(result, _Failure):
            raise result.error
        return cast("_Result", result)

    def end(self) -> None:
        """End it, whatever it is doing."""
        self.connection.close()
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self._process, 0)


@contextmanager
def _crew(
    pieces: Sequence[_Piece], do: Callable[[_Piece], _Result], jobs: int
) -> Iterator[list[_Worker[_Result]]]:
    """Have *jobs* processes that do pieces; afterwards there are none."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()  # else what waits there would be said by each
    workers: list[_Worker[_Result]] = []
    # What is there now is never looked through again: its pages stay shared with this process.
    gc.freeze()
    try:
        for number in range(jobs):
            ours, theirs = (Connection(one.detach()) for one in socket.socketpair())
            process = _fork()
            if process == 0:
                for connection in (ours, *(worker.connection for worker in workers)):
                    connection.close()  # so that each ends when this process has gone
                _work(theirs, pieces, do)
            theirs.close()
            workers.append(_Worker(number, process, ours))
        yield workers
    finally:
        gc.unfreeze()
        for worker in workers:
            worker.end()


def _fork() -> int:
    """Begin another process, which hears no Ctrl-C: that is for the one that waits.

    Until that is settled it is held back, or it could end up where all is put in order, in both.
    """
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process = os.fork()
        if process == 0:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        what = f"cannot have so many processes ({why}); try --jobs 1"
        raise BuildError(what, path="the build") from error
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
    return process


def _work(
    connection: Connection, pieces: Sequence[_Piece], do: Callable[[_Piece], object]
) -> NoReturn:
    """Do each piece that is named over *connection*, until there is nobody any more to name one."""
    code = 1
    try:
        with suppress(EOFError, OSError):
            while True:
                connection.send(_done(pieces[connection.recv()], do))
        code = 0
    finally:
        # Nothing that the other process had begun, as to put the old site back, is for this one.
        os._exit(code)


def _done(piece: _Piece, do: Callable[[_Piece], _Result]) -> _Result | _Failure:
    try:
        return do(piece)
    except Exception as error:  # noqa: BLE001 -- told to the process that waits, which raises it
        return _Failure(error)
