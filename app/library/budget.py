"""How much time and memory the words of one file may take while they are rendered.

A few kilobytes can be written that take Markdown minutes. In the main thread a timer of the process
ends that, also within a regular expression, which looks for signals as it goes.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from app.errors import TooHeavyError

try:
    import resource
except ImportError:  # Windows, where nothing of this is bounded
    resource = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from types import FrameType

    from app.content.model import Source

#: Seconds of processor time.
SECONDS = 1.8
#: Bytes of memory besides what the process has already.
MEMORY = 200_000_000
#: Seconds after which the timer that was not heard goes off again.
_AGAIN = 0.25
#: More than the seven numbers take that Linux says of a process's memory.
_STATM_BYTES = 200


class _TimeIsUpError(BaseException):
    """Ends a rendering. No ``except Exception`` on the way may hold it up."""


def too_heavy(source: Source) -> TooHeavyError:
    """Return the error that says so of the file *source*, and what its author can do."""
    msg = (
        f"takes more than {SECONDS} seconds or {MEMORY // 1_000_000} MB to render, so it is "
        "left out; part it, or look for thousands of brackets or footnotes in a row"
    )
    return TooHeavyError(msg, path=source.path, line=source.body_line)


@contextmanager
def bounded(source: Source, *, seconds: float = SECONDS) -> Iterator[None]:
    """Raise TooHeavyError in the main thread when what is done here takes too much."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    is_running = True

    def end(_number: int, frame: FrameType | None) -> None:
        # A signal may arrive when all is done; what a finalizer raises is lost, so it comes again.
        if is_running and not _is_finalizing(frame):
            raise _TimeIsUpError

    before = signal.signal(signal.SIGPROF, end)
    limits = limit_memory()
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    try:
        try:
            yield
        finally:
            is_running = False
    except (_TimeIsUpError, MemoryError) as error:
        raise too_heavy(source) from error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        if limits:
            resource.setrlimit(resource.RLIMIT_AS, limits)


def _is_finalizing(frame: FrameType | None) -> bool:
    """Tell whether *frame* tidies up after objects that are gone, whenever Python chose to."""
    while frame and frame.f_globals.get("__name__") != "weakref":
        frame = frame.f_back
    return frame is not None


def limit_memory() -> tuple[int, int] | None:
    """Let this process grow by MEMORY and no more; return its limits before, if they changed.

    Only where the system tells how large it is now (Linux).
    """
    with suppress(OSError, ValueError):
        # Without what pathlib and a buffer take, four times as long: this is read for every body.
        with open("/proc/self/statm", "rb", buffering=0) as file:  # noqa: PTH123
            pages = int(file.read(_STATM_BYTES).split()[0])
        limits = resource.getrlimit(resource.RLIMIT_AS)
        wanted = pages * resource.getpagesize() + MEMORY
        if limits[1] == resource.RLIM_INFINITY or wanted < limits[1]:
            resource.setrlimit(resource.RLIMIT_AS, (wanted, limits[1]))
            return limits
    return None
