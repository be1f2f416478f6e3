"""What a site costs as it grows: the first response, a look, an edit, a feed, a search; and memory.

usage: python benchmarks/library.py [--picture FILE.svg] [--keep FOLDER] NUMBER...

For each NUMBER of posts (corpus.py makes them) a process of its own answers for a page with an
empty cache, and another one with what the first has kept. Prints a table: seconds of processor
time (user and system) since each process began, and megabytes of memory at most. With --picture,
draws how they grow. Numbers of one run on one machine can be compared, others cannot.
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
import time
from pathlib import Path

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
    "search_first": "first search: makes the index (s)",
    "search_next": "next search (s)",
    "memory": "memory of the process that serves (MB)",
}


def spent() -> float:
    """Return the seconds of processor time of this process and of those it has waited for."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(who)[:2]) for who in whose)


def measure(folder: Path, *, is_warm: bool) -> dict[str, float]:
    """Serve *folder* in this process, and return what it cost, by the keys of ROWS."""
    from app.web import create_app  # noqa: PLC0415 -- its import is part of the first response

    client = create_app(folder).test_client()
    assert client.get("/").status_code == 200  # noqa: S101 -- a benchmark of errors is none
    found = {"warm" if is_warm else "cold": spent()}
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if not is_warm:
        client.get("/atom.xml")  # renders what the feed holds, and keeps it
        return found
    holder = client.application.extensions["trifold"]
    found["look"] = min(_timed(holder.look) for _ in range(5))
    file = min(folder.glob("posts/*.md"))
    file.write_text(file.read_text(encoding="utf-8") + "\nOne more word.\n", encoding="utf-8")
    found["edit"] = _timed(holder.look)
    found["feed"] = _timed(lambda: client.get("/atom.xml"))
    found["search_first"] = _timed(lambda: client.get("/search?q=chostipru"))
    found["search_next"] = _timed(lambda: client.get("/search?q=bache"))
    return found


def _timed(work: object) -> float:
    start = time.process_time()
    work()  # type: ignore[operator]
    return time.process_time() - start


def measure_apart(folder: Path, cache: Path, *, is_warm: bool) -> dict[str, float]:
    """Let a new process measure *folder* with the cache in *cache*."""
    command = [sys.executable, __file__, "--measure", str(folder), *(["--warm"] if is_warm else [])]
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
    return measure_apart(folder, cache, is_warm=False) | measure_apart(folder, cache, is_warm=True)


def print_table(measured: dict[int, dict[str, float]]) -> None:
    """Print what was *measured*, by number of posts, as Markdown."""
    print("| |" + "".join(f" {number:,} posts |" for number in measured))
    print("|---|" + "--:|" * len(measured))
    for key, name in ROWS.items():
        values = "".join(
            f" {found[key]:,.0f} |" if key == "memory" else f" {found[key]:.3f} |"
            for found in measured.values()
        )
        print(f"| {name} |{values}")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("numbers", nargs="*", type=int, default=[100, 1000, 10_000])
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--keep", type=Path, help="where the blogs are, and stay")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--warm", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measure(asked.measure, is_warm=asked.warm)), flush=True)
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
