"""What a request costs the server: a page that is kept, one made from kept words, a bare view.

usage: python benchmarks/serving.py FOLDER [REQUESTS]

FOLDER is a content folder. Granian (one worker) serves it, then a Flask application whose only
view returns the bytes of the same page. Prints microseconds of the server's processor time (user
and system) for a request, of REQUESTS (3000) over kept-alive connections, and each as a multiple of
the bare view: compare these, not times, between machines. The third line is of pages that nobody
asked for before, whose words are in the cache. Exits 1 when a kept page costs over 0.75 of the bare
view, or a page to be made over two milliseconds more than a kept one.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.library.current import load_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
_BARE = """
from flask import Flask
import pathlib
app = Flask("bare")
body = pathlib.Path({file!r}).read_bytes()
@app.get("/")
def show():
    return body
"""
_KEPT, _MADE = 0.75, 2000.0


@contextmanager
def serving(
    module: str, folder: Path, environ: dict[str, str], *, workers: int = 1
) -> Iterator[tuple[int, int]]:
    """Serve ``module:app``, found in *folder*, while the block runs; give port and process id."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi"]
    command += ["--workers", str(workers)]
    command += ["--host", "127.0.0.1", "--port", str(port), "--no-ws", f"{module}:app"]
    paths = os.pathsep.join([str(folder), str(ROOT)])
    with subprocess.Popen(
        command,
        env=os.environ | environ | {"PYTHONPATH": paths},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            _wait_for(port)
            yield port, server.pid
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            _ask(http.client.HTTPConnection("127.0.0.1", port), "/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("the server does not answer")


def _ask(connection: http.client.HTTPConnection, address: str) -> bytes:
    connection.request("GET", address)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        sys.exit(f"{address} answered {response.status}")
    return body


def spent(process: int) -> float:
    """Return seconds of processor time of *process* and of all below it, by /proc (Linux)."""
    ticks = os.sysconf("SC_CLK_TCK")
    total = 0.0
    for number in _family(process):
        try:
            fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15])) / ticks
    return total


def _rest(process: int) -> None:
    """Wait until *process* has nothing to do any more."""
    before = -1.0
    while spent(process) - before > 0.02:
        before = spent(process)
        time.sleep(1)


def _family(process: int) -> list[int]:
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        children = []
    return [process, *(one for child in children for one in _family(int(child)))]


def cost(port: int, process: int, addresses: Sequence[str]) -> float:
    """Return microseconds of processor time for each request of *addresses*."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    before = spent(process)
    for address in addresses:
        _ask(connection, address)
    return (spent(process) - before) / len(addresses) * 1e6


def main() -> int:
    """Measure, print, and tell whether the bounds hold."""
    if len(sys.argv) not in {2, 3}:
        sys.exit(__doc__)
    folder = Path(sys.argv[1]).resolve()
    count = int(sys.argv[2]) if len(sys.argv) == 3 else 3000
    with tempfile.TemporaryDirectory() as made:
        environ = {"TRIFOLD_CACHE": f"{made}/cache", "TRIFOLD_CONTENT": str(folder)}
        os.environ.update(environ)
        kept, fresh, page = _measure_ours(folder, count, environ)
        Path(made, "page.html").write_bytes(page)
        Path(made, "bare.py").write_text(_BARE.format(file=f"{made}/page.html"))
        with serving("bare", Path(made), {}) as (port, process):
            bare = min(cost(port, process, ["/"] * count) for _ in range(3))
    print(f"a page of {len(page):,} bytes          µs   to bare")
    for name, value in (("bare Flask view", bare), ("kept page", kept), ("page to be made", fresh)):
        print(f"{name:<24} {value:8,.0f}  {value / bare:8.2f}")
    return 0 if kept <= _KEPT * bare and fresh - kept <= _MADE else 1


def _measure_ours(folder: Path, count: int, environ: dict[str, str]) -> tuple[float, float, bytes]:
    """Return the cost of a kept page and of one to be made, and the kept page."""
    site = load_snapshot(folder, now=datetime.now(UTC))
    posts = site.library.posts[:400]
    for post in site.library.posts[:600]:
        site.body_of(post)
    with serving("wsgi", ROOT, environ) as (port, process):
        page = _ask(http.client.HTTPConnection("127.0.0.1", port), posts[0].address)
        _rest(process)  # a large site's search is prepared beside the first answers
        fresh = cost(port, process, [post.address for post in posts[1:]])
        kept = min(cost(port, process, [posts[0].address] * count) for _ in range(3))
    return kept, fresh, page


if __name__ == "__main__":
    sys.exit(main())
