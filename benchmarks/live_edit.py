"""Readers hammer a site while its author edits: is every answer whole, and of one moment?

usage: python benchmarks/live_edit.py [SECONDS] [POSTS]

Serves a blog of POSTS (200) by Granian (two workers) for SECONDS (30), while eight readers ask for
home, feed, sitemap and pages, and an author saves posts in every way that editors do: in place, by
truncating first, in two halves, by renaming, with a fault in the header, deleting and bringing
back. Prints how many answers there were, how many were errors, whether home, feed and sitemap of
one snapshot ever disagreed, and how long the slowest edit took to be served. Exits 1 for any error,
any disagreement, or an edit that was not seen within two seconds.
"""

from __future__ import annotations

import http.client
import os
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from corpus import write_corpus  # noqa: E402 -- found only now
from serving import ROOT, serving  # noqa: E402

_READERS, _LIMIT = 8, 2.0
_LISTS = ("/", "/atom.xml", "/sitemap.xml")
_EDITED = "2030-zz-edited.md"


class Readers:
    """Eight of them, each asking for one thing after another until they are told to stop."""

    def __init__(self, port: int, addresses: list[str]) -> None:
        self._port = port
        self._addresses = addresses
        self.answers: Counter[int] = Counter()
        #: Which edit each list showed, by the snapshot that it came from.
        self.seen: dict[str, dict[str, set[str]]] = {}
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._threads = [
            threading.Thread(target=self._read, args=(number,)) for number in range(_READERS)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _read(self, number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        turn = number
        while not self._is_over.is_set():
            address = self._addresses[turn % len(self._addresses)]
            turn += 1
            try:
                status, snapshot, body = ask(connection, address)
            except (OSError, http.client.HTTPException):
                status, snapshot, body = 0, "", b""
                connection.close()
            with self._lock:
                self.answers[status] += 1
                if status == 200 and address in _LISTS:
                    shown = self.seen.setdefault(snapshot, {}).setdefault(address, set())
                    shown.add(edits_in(body))


def ask(connection: http.client.HTTPConnection, address: str) -> tuple[int, str, bytes]:
    """Return status, snapshot and body of the answer."""
    connection.request("GET", address)
    response = connection.getresponse()
    body = response.read()
    return response.status, response.headers.get("X-Snapshot", ""), body


def edits_in(body: bytes) -> str:
    """Return the numbers of all edits that stand in *body*, in order."""
    return " ".join(sorted(set(re.findall(r"edit-(\d+)-end", body.decode()))))


def post(number: int, *, fault: str = "") -> str:
    """Return the text of the post that is edited."""
    slug = f"edit-{number}-end"
    title = fault or f'"Edit number {slug}"'
    return f"---\ntitle: {title}\nslug: {slug}\ndate: 2026-01-01\n---\n\n" + "Words. " * 3000


def save(file: Path, number: int) -> None:
    """Save edit *number* in one of the ways of editors."""
    text = post(number)
    way = number % 5
    if way == 0:
        file.write_text(text)
    elif way == 1:  # truncate, wait, write
        with file.open("w") as opened:
            opened.flush()
            time.sleep(0.3)
            opened.write(text)
    elif way == 2:  # in two halves
        with file.open("w") as opened:
            opened.write(text[: len(text) // 2])
            opened.flush()
            time.sleep(0.3)
            opened.write(text[len(text) // 2 :])
    elif way == 3:  # beside it, then renamed
        beside = file.with_name(".saved~")
        beside.write_text(text)
        beside.replace(file)
    else:  # a fault that is mended
        file.write_text(post(number, fault="["))
        time.sleep(0.5)
        file.write_text(text)


def edit_for(seconds: float, file: Path, port: int) -> float:
    """Save again and again for *seconds*; return how long the slowest edit took to be served."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    slowest, number, end = 0.0, 1, time.monotonic() + seconds
    while time.monotonic() < end:
        number += 1
        save(file, number)
        saved = time.monotonic()
        address = f"/posts/edit-{number}-end/"
        # Several in a row: the other worker has to know it as well.
        in_a_row = 0
        while in_a_row < 6 and time.monotonic() - saved < 10:
            in_a_row = in_a_row + 1 if ask(connection, address)[0] == 200 else 0
            time.sleep(0.02)
            if in_a_row == 1:
                slowest = max(slowest, time.monotonic() - saved)
    return slowest


def main() -> int:
    """Run, print, and tell whether all held."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 30.0
    posts = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made, "site")
        write_corpus(posts, folder)
        file = folder / "posts" / _EDITED
        file.write_text(post(1))
        environ = {"TRIFOLD_CONTENT": str(folder), "TRIFOLD_CACHE": f"{made}/cache"}
        with serving("wsgi", ROOT, environ, workers=2) as (port, _):
            addresses = [*_LISTS, *_addresses(port)]
            for address in addresses * 3:  # both workers have begun, and have rendered
                ask(http.client.HTTPConnection("127.0.0.1", port), address)
            with Readers(port, addresses) as readers:
                slowest = edit_for(seconds, file, port)
    errors = sum(count for status, count in readers.answers.items() if status != 200)
    mixed = sum(len(set().union(*lists.values())) > 1 for lists in readers.seen.values())
    print(f"answers {readers.answers.total():,}, errors {errors}, snapshots {len(readers.seen)},")
    print(f"snapshots that disagree {mixed}, slowest edit {slowest:.2f} s")
    return 0 if not errors and not mixed and slowest <= _LIMIT else 1


def _addresses(port: int) -> list[str]:
    _, _, body = ask(http.client.HTTPConnection("127.0.0.1", port), "/sitemap.xml")
    found = [urlsplit(url).path for url in re.findall(r"<loc>([^<]+)</loc>", body.decode())]
    return [address for address in found if "edit-" not in address][:40]


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
