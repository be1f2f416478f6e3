"""What feeds cost: asking for one again, and rendering all of a big site.

usage: python benchmarks/feeds.py POSTS [REQUESTS]

POSTS is a folder of Markdown files, of which a copy is served; REQUESTS is how often each thing is
asked of a server (4000). Prints CPU time (user and system) of the server for a feed that is asked
for whole, for one that the reader has already, and for a bare Flask application that says as many
bytes, all three on granian with one worker; and the CPU time and memory of rendering every feed
from warm bodies. Compare ratios, not times, between machines. Exits 1 when the feed costs more than
0.8 of the bare application, or all feeds more than 5 seconds or 300 MB.
"""

from __future__ import annotations

import http.client
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from flask import Flask, Response

from app.feeds.document import render_document
from app.feeds.formats import FORMATS
from app.feeds.select import select_channels
from app.library.current import load_snapshot

MOST_OF_BARE = 0.8
MOST_SECONDS = 5.0
MOST_MEGABYTES = 300.0
_ROUNDS = 3
#: Seconds that a server may take to answer first: it reads the whole site before.
_PATIENCE = 120
#: Seconds between two looks at a server, and of each second what an idle one may compute.
_GLANCE, _IDLE = 3.0, 0.01
_SITE = 'title = "Benchmark"\nurl = "https://blog.example.org"\n'


def create_bare() -> Flask:
    """Make the application to compare with: one view, as many bytes as SIZE says."""
    bare = Flask("bare")
    words = b"x" * int(os.environ["SIZE"])

    @bare.get("/atom.xml")
    def say() -> Response:
        return Response(words, content_type="application/xml; charset=utf-8")

    return bare


class Server:
    """An application on granian, for as long as the block lasts."""

    def __init__(self, factory: str, **environment: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        command = [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory"),
            *("--workers", "1", "--blocking-threads", "1", "--no-ws"),
            *("--log-level", "warning", "--port", str(self.port), factory),
        ]
        folder = Path(__file__).parent
        known = {"PYTHONPATH": os.pathsep.join((str(folder), str(folder.parent)))}
        self._process = subprocess.Popen(
            command, env=os.environ | known | environment, start_new_session=True
        )

    def __enter__(self) -> Self:
        """Wait until it answers."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            try:
                self.connect().close()
            except OSError:
                time.sleep(0.1)
            else:
                return self
        self.__exit__()
        raise SystemExit("the server does not answer; is granian installed?")

    def __exit__(self, *_problem: object) -> None:
        """Stop it and its workers."""
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait()

    def connect(self) -> http.client.HTTPConnection:
        """Open a connection over which it has answered once.

        Not before it is needed: granian closes those that are idle for long.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        connection.request("GET", "/atom.xml")
        connection.getresponse().read()
        return connection

    def settle(self) -> None:
        """Wait until it is idle: it renders every post ahead of time, in processes of its own."""
        before, now = -1.0, self.seconds()
        while now - before > _IDLE * _GLANCE:
            time.sleep(_GLANCE)
            before, now = now, self.seconds()

    def seconds(self) -> float:
        """Return the CPU time that it and its workers have had."""
        listed = subprocess.run(
            ["ps", "-o", "pid=", "-g", str(self._process.pid)],
            capture_output=True,
            text=True,
            check=True,
        )
        return sum(map(_cpu_of, listed.stdout.split()))


def _cpu_of(process: str) -> float:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _ask(server: Server, count: int, **headers: str) -> float:
    """Ask *count* times and return the microseconds of CPU that one took."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection = server.connect()
    before = server.seconds()
    for _ in range(count):
        connection.request("GET", "/atom.xml", headers=named)
        connection.getresponse().read()
    return (server.seconds() - before) / count * 1e6


def measure_requests(site: Path, count: int) -> bool:
    """Print what one request costs, and return whether that is little enough."""
    with Server("app.web:create_app", TRIFOLD_CONTENT=str(site)) as ours:
        asked = ours.connect()
        asked.request("GET", "/atom.xml")
        answer = asked.getresponse()
        size, tag = len(answer.read()), answer.headers["ETag"]
        ours.settle()
        with Server("feeds:create_bare", SIZE=str(size)) as bare:
            rows = [
                (_ask(bare, count), _ask(ours, count), _ask(ours, count, If_None_Match=tag))
                for _ in range(_ROUNDS)
            ]
    # The best of a few rounds: what else the machine does only ever adds.
    plain, whole, known = (min(column) for column in zip(*rows, strict=True))
    print(
        f"a feed of {size:,} bytes; microseconds of CPU for one request, best of {_ROUNDS} rounds"
    )
    print(f"  bare Flask    {plain:7.0f}")
    print(f"  the feed      {whole:7.0f}  {whole / plain:5.2f} of it")
    print(f"  304           {known:7.0f}  {known / plain:5.2f} of it")
    return max(whole, known) <= MOST_OF_BARE * plain


def measure_rendering(site: Path) -> bool:
    """Print what all feeds cost, and return whether that is little enough."""
    snapshot = load_snapshot(site.resolve(), now=datetime.now(UTC))
    library = snapshot.library

    def render_all() -> tuple[int, int]:
        sizes = [
            len(render_document(channel, written, library=library, body_of=snapshot.body_of))
            for channel in select_channels(library)
            for written in FORMATS
        ]
        return len(sizes), sum(sizes)

    render_all()  # warms the bodies
    start = time.process_time()
    count, size = render_all()
    seconds = time.process_time() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count} feeds of {len(library.posts):,} posts, {size / 1e6:.1f} MB")
    print(f"  {seconds:.2f} s CPU, {megabytes:.0f} MB at most")
    return seconds <= MOST_SECONDS and megabytes <= MOST_MEGABYTES


def main(posts: Path, count: int = 4000) -> bool:
    """Measure, and return whether everything is within its bounds."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        shutil.copytree(posts, site / "posts")
        (site / "site.toml").write_text(_SITE, encoding="utf-8")
        are_quick = measure_requests(site, count)
        return measure_rendering(site) and are_quick


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(not main(Path(sys.argv[1]), *map(int, sys.argv[2:3])))
