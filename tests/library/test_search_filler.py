"""The index of a large site is filled before anybody looks for anything."""

from __future__ import annotations

import threading
import time

from app.library.search_filler import Filler
from tests.values import load_site, post_text, write_site

FILES = {f"posts/p{day}.md": post_text(f"P {day}", "2026-01-01") for day in (1, 2)}


def test_a_large_site_is_filled_once_in_a_process(tmp_path):
    snapshot = load_site(write_site(tmp_path, FILES))
    filled = threading.Semaphore(0)
    filler = Filler(lambda _: filled.release(), many=2, calm=0.0)

    for _ in range(3):
        filler.note(snapshot)

    assert filled.acquire(timeout=10)
    assert not filled.acquire(timeout=0.05)


def test_a_server_that_starts_has_better_things_to_do(tmp_path, monkeypatch):
    snapshot = load_site(write_site(tmp_path, FILES))
    is_calm, filled = threading.Event(), threading.Event()
    waits = []
    monkeypatch.setattr(time, "sleep", lambda calm: waits.append(calm) or is_calm.wait(10))

    Filler(lambda _: filled.set(), many=2, calm=30.0).note(snapshot)

    assert not filled.wait(0.05)
    is_calm.set()  # no thread is left behind for the tests that follow
    assert filled.wait(10)
    assert waits == [30.0]


def test_no_thread_is_started_for_a_small_site(tmp_path):
    before = threading.active_count()

    Filler(lambda _: None, many=3).note(load_site(write_site(tmp_path, FILES)))

    assert threading.active_count() == before
