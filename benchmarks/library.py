"""What a site costs as it grows: first response, look, edit, feeds, search, build; and memory.

usage: python benchmarks/library.py [--picture FILE.svg] [--keep FOLDER] NUMBER...

For each NUMBER of posts (corpus.py makes them) a process of its own answers for a page with an
empty cache, and another one with what the first has kept; others build the site from nothing, build
it after an edit, and render all feeds from the words that the build has kept. Prints a table:
seconds of processor time (user and system), for responses and builds since their process began,
and megabytes of memory at most. With --picture, draws how they grow. Numbers of one run on one
machine can be compared, others cannot.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from corpus import write_corpus  # noqa: E402 -- found only now
from growth import draw_growth  # noqa: E402

#: What is measured, and how the table calls it.
ROWS = {
    "cold": "first response, empty cache (s)",
    "warm": "first response, warm cache (s)",
    "look": "look at the folder, nothing changed (s)",
    "edit": "snapshot after an edit (s)",
    "feed": "main feed, bodies kept (s)",
    "feeds": "all feeds, bodies kept (s)",
    "search_first": "first search: makes the index (s)",
    "search_next": "next search (s)",
    "build": "build from nothing (s)",
    "rebuild": "build after an edit (s)",
    "memory": "memory of the process that serves (MB)",
    "build_memory": "memory of a process that builds (MB)",
}


def spent() -> float:
    """Return the seconds of processor time of this process and of those it has waited for."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(who)[:2]) for who in whose)


def measure_cold(folder: Path) -> dict[str, float]:
    """Answer for *folder* with nothing kept; return what that cost, by the keys of ROWS."""
    client, found = _answer(folder, "cold")
    client.get("/atom.xml")  # renders what the feed holds, and keeps it
    for thread in threading.enumerate():
        if thread.name == "readings":  # keeps the headers of a large site, a little later
            thread.join()
    return found


def measure_warm(folder: Path) -> dict[str, float]:
    """Serve *folder* in this process, and return what it cost, by the keys of ROWS."""
    client, found = _answer(folder, "warm")
    holder = client.application.extensions["trifold"]
    found["look"] = min(_timed(holder.look, time.thread_time) for _ in range(5))
    _edit(folder)
    found["edit"] = _timed(holder.look)
    found["feed"] = _timed(lambda: client.get("/atom.xml"))
    found["search_first"] = _timed(lambda: client.get("/search?q=chostipru"))
    found["search_next"] = _timed(lambda: client.get("/search?q=bache"))
    return found


def _answer(folder: Path, name: str) -> tuple[FlaskClient, dict[str, float]]:
    from app.web import create_app  # noqa: PLC0415 -- its import is part of the first response

    client = create_app(folder).test_client()
    assert client.get("/").status_code == 200  # noqa: S101 -- a benchmark of errors is none
    found = {name: spent()}
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return client, found


def measure_feeds(folder: Path) -> dict[str, float]:
    """Render every feed of *folder* in all forms; return what that cost, by the keys of ROWS."""
    from app.feeds.document import render_document  # noqa: PLC0415 -- not part of a response
    from app.feeds.formats import FORMATS  # noqa: PLC0415
    from app.feeds.select import select_channels  # noqa: PLC0415
    from app.library.current import load_snapshot  # noqa: PLC0415

    snapshot = load_snapshot(folder, now=datetime.now(UTC))
    library = snapshot.library

    def render_all() -> None:
        for channel in select_channels(library):
            for form in FORMATS:
                render_document(channel, form, library=library, body_of=snapshot.body_of)

    return {"feeds": _timed(render_all)}


def measure_builds(folder: Path, out: Path, cache: Path) -> dict[str, float]:
    """Build *folder* into *out* from nothing, then after an edit; return costs as ROWS has them."""
    for place in (out, cache):
        shutil.rmtree(place, ignore_errors=True)
    first, memory = _build(folder, out, cache)
    _edit(folder)
    later, _ = _build(folder, out, cache)
    shutil.rmtree(out)
    return {"build": first, "rebuild": later, "build_memory": memory}


def _build(folder: Path, out: Path, cache: Path) -> tuple[float, float]:
    """Return the processor time and the megabytes of one build."""
    command = [sys.executable, "-m", "app", "build", str(out), "--content", str(folder)]
    environment = os.environ | {"TRIFOLD_CACHE": str(cache)}
    with subprocess.Popen(
        [*command, "--no-search"], cwd=HERE.parent, env=environment, stdout=subprocess.DEVNULL
    ) as process:
        _, status, own = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0  # noqa: S101 -- a benchmark of errors is none
    return own.ru_utime + own.ru_stime, own.ru_maxrss / 1024


def _edit(folder: Path) -> None:
    file = min(folder.glob("posts/*.md"))
    file.write_text(file.read_text(encoding="utf-8") + "\nOne more word.\n", encoding="utf-8")


def _timed(work: object, clock: Callable[[], float] = time.process_time) -> float:
    """Return what *work* costs by *clock*: with a thread's own, what goes on beside it is none."""
    start = clock()
    work()  # type: ignore[operator]
    return clock() - start


def measure_apart(folder: Path, cache: Path, what: str) -> dict[str, float]:
    """Let a new process measure *what* of *folder*, one of MEASURES, with its cache in *cache*."""
    command = [sys.executable, __file__, "--measure", what, "--keep", str(folder)]
    run = subprocess.run(
        command, env=os.environ | {"TRIFOLD_CACHE": str(cache)}, check=True, stdout=subprocess.PIPE
    )
    found: dict[str, float] = json.loads(run.stdout)
    return found


def measure_number(number: int, where: Path) -> dict[str, float]:
    """Measure a blog of *number* posts below *where*."""
    folder, cache = where / f"posts-{number}", where / f"cache-{number}"
    if not folder.exists():
        write_corpus(number, folder)
        time.sleep(3)  # a file of this very moment is never trusted to stay as it is
    shutil.rmtree(cache, ignore_errors=True)
    found = measure_apart(folder, cache, "cold") | measure_apart(folder, cache, "warm")
    cache = where / f"built-{number}"
    found |= measure_builds(folder, where / f"out-{number}", cache)
    return found | measure_apart(folder, cache, "feeds")


#: What a process of its own may be asked for.
MEASURES = {"cold": measure_cold, "warm": measure_warm, "feeds": measure_feeds}


def print_table(measured: dict[int, dict[str, float]]) -> None:
    """Print what was *measured*, by number of posts, as Markdown."""
    print("| |" + "".join(f" {number:,} posts |" for number in measured))
    print("|---|" + "--:|" * len(measured))
    for key, name in ROWS.items():
        values = "".join(
            f" {found[key]:,.0f} |" if "memory" in key else f" {found[key]:.3f} |"
            for found in measured.values()
        )
        print(f"| {name} |{values}")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("numbers", nargs="*", type=int, default=[100, 1000, 10_000])
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--keep", type=Path, help="where the blogs are, and stay")
    parser.add_argument("--measure", choices=MEASURES, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(MEASURES[asked.measure](asked.keep)), flush=True)
        os._exit(0)  # whatever is still being warmed up is not part of it
    with tempfile.TemporaryDirectory() as made:
        where = asked.keep or Path(made)
        measured = {}
        for number in asked.numbers:
            measured[number] = measure_number(number, where)
            print(number, json.dumps(measured[number]), file=sys.stderr, flush=True)
    print_table(measured)
    if asked.picture:
        asked.picture.write_text(draw_growth(measured, ROWS), encoding="utf-8")


if __name__ == "__main__":
    main()
