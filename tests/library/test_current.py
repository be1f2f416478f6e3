"""The snapshot in use: swapped when something changed or came due, else the very same."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

import app.library.current
import app.library.load
from app.errors import ConfigError
from app.library.current import Current
from tests.values import NOW, post_text, write_site


class Clock:
    """A clock that a test sets."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(autouse=True)
def _look_every_time(monkeypatch):
    """Look at the folder at every request instead of once a second."""
    monkeypatch.setattr(app.library.current, "POLL", 0.0)


def titles(current):
    return [post.title for post in current.snapshot().library.posts]


def rewrite(file, text):
    """Change a file; its time moves on although no second has passed."""
    moved = file.stat().st_mtime_ns + 1_000_000_000 if file.exists() else None
    file.write_text(text)
    if moved:
        os.utime(file, ns=(moved, moved))


def test_a_folder_that_did_not_change_keeps_its_snapshot(tmp_path, clock):
    current = Current(write_site(tmp_path, {"posts/2026-11-01-a.md": post_text()}), clock=clock)
    before = current.snapshot()

    clock.now += timedelta(days=1)

    assert current.snapshot() is before


def test_an_edit_is_seen_and_what_is_pinned_stays_whole(tmp_path, clock):
    site = write_site(tmp_path, {"posts/2026-11-01-a.md": post_text("Old")})
    current = Current(site, clock=clock)
    before = current.snapshot()

    rewrite(site / "posts/2026-11-01-a.md", post_text("New"))

    assert titles(current) == ["New"]
    assert [post.title for post in before.library.posts] == ["Old"]


def test_a_scheduled_post_appears_at_its_very_second(tmp_path, clock):
    site = write_site(
        tmp_path,
        {"posts/a.md": post_text("Now"), "posts/b.md": post_text("Soon", "2026-11-24 12:00:10")},
    )
    current = Current(site, clock=clock)
    before = current.snapshot()

    assert before.library.next_due == NOW + timedelta(seconds=10)
    clock.now += timedelta(seconds=9)
    assert current.snapshot() is before
    clock.now += timedelta(seconds=1)
    assert titles(current) == ["Soon", "Now"]
    assert current.snapshot().library.modified == NOW + timedelta(seconds=10)
    assert current.snapshot().library.next_due is None


def test_a_post_comes_due_between_two_looks_at_the_folder(tmp_path, clock, monkeypatch):
    monkeypatch.setattr(app.library.current, "POLL", 3600.0)
    site = write_site(tmp_path, {"posts/b.md": post_text("Soon", "2026-11-24 12:00:10")})
    current = Current(site, clock=clock)
    current.snapshot()

    clock.now += timedelta(seconds=10)

    assert titles(current) == ["Soon"]


def test_a_site_toml_that_an_edit_broke_keeps_the_last_good_one(tmp_path, clock, caplog):
    site = write_site(
        tmp_path, {"site.toml": 'title = "Good"', "posts/2026-11-01-a.md": post_text()}
    )
    current = Current(site, clock=clock)
    before = current.snapshot()

    rewrite(site / "site.toml", 'title = "Bro')

    assert current.snapshot() is before
    assert "site.toml:1: is not valid TOML" in caplog.text
    rewrite(site / "site.toml", 'title = "Mended"')
    assert current.snapshot().config.title == "Mended"


def test_a_site_toml_that_was_never_good_is_an_error_until_it_is(tmp_path, clock):
    site = write_site(tmp_path, {"site.toml": "title = "})
    current = Current(site, clock=clock)

    for _ in range(2):
        with pytest.raises(ConfigError, match=r"site\.toml:1"):
            current.snapshot()
    rewrite(site / "site.toml", 'title = "Mended"')
    assert current.snapshot().config.title == "Mended"


def test_a_new_setting_reads_every_post_anew(tmp_path, clock):
    site = write_site(tmp_path, {"site.toml": "", "posts/2026-11-01-a.md": post_text()})
    current = Current(site, clock=clock)
    current.snapshot()

    rewrite(site / "site.toml", 'permalink = "/:year/:slug/"')

    assert current.snapshot().library.posts[0].address == "/2026/a/"


def test_the_last_good_version_of_a_post_outlives_a_new_setting(tmp_path, clock):
    site = write_site(tmp_path, {"site.toml": "", "posts/2026-11-01-a.md": post_text("Good")})
    current = Current(site, clock=clock)
    current.snapshot()

    rewrite(site / "posts/2026-11-01-a.md", "---\ntitle: [\n---\n")
    assert titles(current) == ["Good"]
    rewrite(site / "site.toml", 'title = "Other"')

    assert titles(current) == ["Good"]


def test_two_processes_name_one_folder_alike(tmp_path, clock):
    site = write_site(tmp_path, {"posts/2026-11-01-a.md": post_text()})

    one, two = Current(site, clock=clock), Current(site, clock=clock)

    assert one.snapshot().name == two.snapshot().name


def test_words_stay_rendered_while_their_file_stays_the_same(tmp_path, clock):
    site = write_site(
        tmp_path, {"posts/2026-11-01-a.md": post_text("A"), "posts/2026-11-02-b.md": post_text("B")}
    )
    current = Current(site, clock=clock)
    before = current.snapshot()
    body = before.body_of(before.library.writings["/posts/b/"])

    rewrite(site / "posts/2026-11-01-a.md", post_text("A", body="Other words."))
    after = current.snapshot()

    assert after is not before
    assert after.body_of(after.library.writings["/posts/b/"]) is body
    assert "Other words." in after.body_of(after.library.writings["/posts/a/"]).html


def test_an_address_that_changes_changes_the_words_that_link_to_it(tmp_path, clock):
    site = write_site(
        tmp_path,
        {
            "posts/2026-11-01-a.md": post_text(body="[b](2026-11-02-b.md)"),
            "posts/2026-11-02-b.md": post_text(),
        },
    )
    current = Current(site, clock=clock)
    before = current.snapshot()
    assert 'href="/posts/b/"' in before.body_of(before.library.writings["/posts/a/"]).html

    rewrite(site / "posts/2026-11-02-b.md", post_text(slug="new"))
    after = current.snapshot()

    assert 'href="/posts/new/"' in after.body_of(after.library.writings["/posts/a/"]).html


def settle(site):
    """Let everything be as it is for an hour, so that a glance is enough."""
    for path in (*site.rglob("*"), site):
        os.utime(path, (path.stat().st_mtime - 3600,) * 2)


@pytest.fixture
def walks(monkeypatch):
    """How often the folder was walked through."""
    walk, done = app.library.load.walk_folder, []
    monkeypatch.setattr(
        app.library.load, "walk_folder", lambda config: done.append(1) or walk(config)
    )
    return done


def test_a_folder_that_rests_is_only_glanced_at(tmp_path, clock, walks):
    site = write_site(tmp_path, {"posts/2026-11-01-a.md": post_text()})
    settle(site)
    current = Current(site, clock=clock)
    for _ in range(3):
        current.look()

    assert len(walks) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda site: rewrite(site / "posts/2026-11-01-a.md", post_text("New")),
        lambda site: (site / "posts/in/c.md").write_text(post_text("New")),
        lambda site: (site / "posts/in/b.md").rename(site / "posts/in/c.md"),
        lambda site: (site / "posts/in/b.md").unlink(),
        lambda site: (site / "drafts").mkdir(),
        lambda site: (site / "custom.css").write_text("p{}"),
        lambda site: (site / "site.toml").write_text('permalink = "/:slug/"'),
    ],
)
def test_whatever_changes_is_seen_at_a_glance(tmp_path, clock, walks, change):
    site = write_site(
        tmp_path, {"posts/2026-11-01-a.md": post_text(), "posts/in/b.md": post_text("B")}
    )
    settle(site)
    current = Current(site, clock=clock)
    current.look()
    change(site)
    current.look()

    assert len(walks) == 2


def test_a_folder_that_changed_just_now_is_walked_through_again(tmp_path, clock, walks):
    site = write_site(tmp_path, {"posts/2026-11-01-a.md": post_text()})
    current = Current(site, clock=clock)
    for _ in range(2):
        current.look()

    assert len(walks) == 2


def test_a_file_that_could_not_be_read_is_tried_again(tmp_path, clock, walks):
    site = write_site(tmp_path, {"posts/2026-11-01-a.md": post_text()})
    (site / "posts/b.md").symlink_to("nowhere.md")
    settle_all = [path for path in (*site.rglob("*"), site) if not path.is_symlink()]
    for path in settle_all:
        os.utime(path, (path.stat().st_mtime - 3600,) * 2)
    current = Current(site, clock=clock)
    for _ in range(2):
        current.look()

    assert len(walks) == 2


def words_of(current):
    snapshot = current.snapshot()
    return snapshot.body_of(snapshot.library.posts[0]).html


@pytest.mark.parametrize("torn", ["", "-", "---\ntitle: He", "---\ntitle: Hello\ndate: 2026-"])
def test_a_file_that_an_editor_is_writing_shows_what_it_said_before(tmp_path, clock, torn):
    site = write_site(tmp_path, {"posts/2026-11-01-a.md": post_text(body="Before.")})
    current = Current(site, clock=clock)
    before = words_of(current)
    rewrite(site / "posts/2026-11-01-a.md", torn)
    meanwhile = words_of(current)
    rewrite(site / "posts/2026-11-01-a.md", post_text(body="After."))

    assert before == meanwhile == "<p>Before.</p>"
    assert words_of(current) == "<p>After.</p>"


def test_a_file_that_vanishes_is_gone_and_the_rest_stays(tmp_path, clock):
    site = write_site(
        tmp_path, {"posts/2026-11-01-a.md": post_text("A"), "posts/2026-11-02-b.md": post_text("B")}
    )
    current = Current(site, clock=clock)
    current.snapshot()
    (site / "posts/2026-11-02-b.md").unlink()

    assert titles(current) == ["A"]


def test_a_clock_that_goes_back_takes_nothing_away(tmp_path, clock):
    site = write_site(tmp_path, {"posts/b.md": post_text("Soon", "2026-11-24 12:00:10")})
    current = Current(site, clock=clock)
    clock.now += timedelta(minutes=1)
    assert titles(current) == ["Soon"]
    clock.now -= timedelta(hours=1)

    assert titles(current) == ["Soon"]
