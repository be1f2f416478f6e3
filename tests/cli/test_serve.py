"""``trifold serve`` from outside: it follows what is saved, and ends when it is told to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.values import post_text, write_site

ROOT = Path(__file__).resolve().parent.parent.parent


def ignore_interrupts():
    """Leave the process as a shell leaves a job in the background."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def open_page(url):
    return urllib.request.urlopen(url, timeout=10)  # noqa: S310 -- our own server


def wait_for(url):
    end = time.monotonic() + 20
    while True:
        try:
            return open_page(url).read().decode()
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.02)


@contextmanager
def serving(site, *options):
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--content", site, "--port", str(port), *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=ignore_interrupts if os.name == "posix" else None,  # noqa: PLW1509 -- no threads here
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{url}/healthz")
        yield server, url
    finally:
        server.kill()
        server.communicate(timeout=10)


@pytest.fixture
def site(tmp_path):
    return write_site(tmp_path, {"posts/2026-10-01-a.md": post_text("A", body="First words.")})


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serving_follows_what_is_saved_and_ends_at_once_with_browsers_open(site, number):
    with serving(site) as (server, url), open_page(f"{url}/preview/live") as stream:
        events = (line for line in stream if line.startswith(b"data: "))
        before = next(events)
        write_site(site, {"posts/2026-10-01-a.md": post_text("A", body="Second words, more.")})
        after = next(events)
        page = wait_for(f"{url}/posts/a/")
        begun = time.monotonic()
        server.send_signal(number)
        output, _ = server.communicate(timeout=10)
        took = time.monotonic() - begun

    assert before != after
    assert "Second words" in page
    assert "live.js" in page
    assert server.returncode == 0, output
    assert took < 1
    assert "Traceback" not in output


def test_serving_shows_the_newsletter_before_it_goes_out(site):
    with serving(site) as (server, url):
        page = wait_for(f"{url}/preview/a/")
        server.send_signal(signal.SIGTERM)
        output, _ = server.communicate(timeout=10)

    assert "<iframe" in page
    assert f"{url}/preview/" in output


def test_serving_as_readers_see_it_has_nothing_live(site):
    with serving(site, "--public") as (_, url):
        page = wait_for(f"{url}/posts/a/")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            open_page(f"{url}/preview/live")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            open_page(f"{url}/preview/")

    assert "live.js" not in page
