"""A process that renders words for another one, and asks it back about their surroundings.

It talks over a socket that it inherited, ends by itself when there was nothing to do for a while or
when the other end has gone, and is ended by the system past its budget of time, wherever it is.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from app.content.markdown import render_body
from app.content.surroundings import Surroundings
from app.errors import SiteError
from app.library.budget import limit_memory
from app.library.render_talk import BEGUN, Asked, Failed

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.content.model import Body
    from app.library.render_talk import Job

#: Seconds without work after which it ends.
_IDLE = 60.0


def work(connection: Connection, *, seconds: float) -> None:
    """Do each job that comes over *connection*, in *seconds*, until none has come for long."""
    while connection.poll(_IDLE):
        job = connection.recv()
        connection.send(BEGUN)
        signal.setitimer(signal.ITIMER_PROF, seconds)
        result = _do(job, connection)
        signal.setitimer(signal.ITIMER_PROF, 0)
        connection.send(result)


def _do(job: Job, connection: Connection) -> Body | Failed:
    try:
        functions: dict[str, Any] = {name: _asking(name, connection) for name in job.functions}
        around = Surroundings(**job.values, **functions)
        return render_body(job.text, source=job.source, surroundings=around)
    except MemoryError:
        return Failed(is_memory=True)
    except SiteError as error:
        return Failed(what=error.what, path=error.path, line=error.line)
    except (EOFError, BrokenPipeError):
        raise  # the other end has gone
    except Exception:  # noqa: BLE001 -- told to the process that waits, which raises it
        return Failed(traceback=traceback.format_exc())


def _asking(name: str, connection: Connection) -> Callable[..., Any]:
    def ask(*about: object) -> object:
        connection.send(Asked(name=name, about=about))
        return connection.recv()

    return ask


def main() -> None:
    """Work for whoever started this process."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # it ends the process, wherever that is
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which lets go of us
    os.nice(int(sys.argv[2]))
    limit_memory()
    with Connection(int(sys.argv[1])) as connection, suppress(EOFError, OSError):
        work(connection, seconds=float(sys.argv[3]))
