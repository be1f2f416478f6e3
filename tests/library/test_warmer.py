"""Words are rendered ahead, newest first, once, and by one process alone."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

import app.library.workers
from app.library.current import Current
from app.library.warmer import Warmer
from tests.values import NOW, post_text, write_site

FILES = {
    f"posts/2026-11-0{day}-{day}.md": post_text(f"P{day}", f"2026-11-0{day}") for day in (1, 2, 3)
} | {"pages/about.md": "---\ntitle: About\n---\n\nMe.\n"}
POSTS = sorted((path for path in FILES if "posts" in path), reverse=True)
NEWEST_FIRST = [*POSTS, "pages/about.md"]


@pytest.fixture
def rendered(monkeypatch):
    """The paths of what was rendered, in order."""
    render, paths = app.library.workers.render_body, []

    def render_body(text, *, source, surroundings):
        paths.append(source.path)
        return render(text, source=source, surroundings=surroundings)

    monkeypatch.setattr(app.library.workers, "render_body", render_body)
    return paths


@pytest.fixture
def current(tmp_path):
    return Current(write_site(tmp_path, FILES), clock=lambda: NOW)


def test_all_words_are_rendered_the_newest_first_and_then_found(current, rendered):
    snapshot = current.snapshot()
    assert Warmer(many=1).warm(snapshot)
    ahead = list(rendered)
    for writing in snapshot.library.writings.values():
        snapshot.body_of(writing)

    assert ahead == NEWEST_FIRST
    assert rendered == ahead


def test_a_new_snapshot_renders_only_what_is_new(current, tmp_path, rendered):
    warmer = Warmer(many=1)
    warmer.warm(current.snapshot())
    (tmp_path / "posts/2026-11-04-4.md").write_text(post_text("P4", "2026-11-04"))
    warmer.warm(current.look())

    assert rendered == [*NEWEST_FIRST, "posts/2026-11-04-4.md"]


def test_it_lets_go_when_another_snapshot_comes_into_use(current, tmp_path, rendered):
    warmer = Warmer(many=1)
    before = current.snapshot()
    (tmp_path / "posts/2026-11-04-4.md").write_text(post_text("P4", "2026-11-04"))
    warmer.note(current.look())

    assert not warmer.warm(before)
    assert rendered == []


def test_while_one_process_is_at_it_the_others_leave_it_alone(current, rendered):
    snapshot = current.snapshot()
    started, ended = threading.Event(), threading.Event()
    busy = Warmer(many=1)

    def wait_within(_writing):
        started.set()
        ended.wait(10)

    slow = type("Slow", (), {"config": snapshot.config, "library": snapshot.library})()
    slow.hidden = ()
    slow.warm = wait_within
    thread = threading.Thread(target=busy.warm, args=(slow,))
    thread.start()
    started.wait(10)
    Warmer(many=1).warm(snapshot)
    ended.set()
    thread.join()

    assert rendered == []


def test_a_small_site_and_one_without_a_cache_start_nothing(current, tmp_path, monkeypatch):
    before = threading.active_count()
    Warmer().note(current.snapshot())
    monkeypatch.setenv("TRIFOLD_CACHE", "")
    Warmer(many=1).note(Current(tmp_path, clock=lambda: NOW).snapshot())

    assert threading.active_count() == before


def test_a_large_site_is_warmed_up_beside_the_answers(current, monkeypatch):
    warmed = threading.Event()
    monkeypatch.setattr(Warmer, "warm", lambda _self, _snapshot: warmed.set() or True)
    warmer = Warmer(many=1, calm=0.0)
    warmer.note(current.snapshot())

    assert warmed.wait(10)


def test_what_is_due_next_is_rendered_before_it_is_shown_even_in_a_small_site(tmp_path, rendered):
    moments = [NOW]
    files = FILES | {
        "posts/a.md": post_text("Later", "2026-12-02"),
        "posts/b.md": post_text("Next", "2026-12-01"),
        "posts/c.md": post_text("Draft", "2026-12-01", draft="true"),
    }
    current = Current(write_site(tmp_path, files), clock=lambda: moments[-1])
    before = current.snapshot()

    assert Warmer().warm(before)

    assert rendered == ["posts/b.md", "posts/a.md"]
    assert "/posts/b/" not in before.library.writings
    moments.append(datetime(2026, 12, 1, 12, tzinfo=UTC))
    due = current.snapshot()
    due.body_of(due.library.writings["/posts/b/"])
    assert rendered == ["posts/b.md", "posts/a.md"]
