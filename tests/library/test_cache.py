"""What was read and rendered before is taken from the cache, and nothing depends on it."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from pathlib import Path

import pytest

import app.library.cache
import app.library.load
import app.library.workers
from app.library.cache import Cache
from app.library.current import Current
from app.library.made_by import made_by
from tests.values import NOW, load_site, open_client, post_text, write_site

FILES = {
    "site.toml": 'title = "Example"\nurl = "https://blog.example.org"\n',
    "posts/2026-11-01-a.md": post_text("A", body="To [b](2026-11-02-b.md).", categories="ai"),
    "posts/2026-11-02-b.md": post_text("B", "2026-11-02 10:30", body="Words.", tags="x y"),
    "pages/about.md": "---\ntitle: About\n---\nMe.\n",
    "newsletters/2026-11.md": "---\ntitle: N\ndate: 2026-11-03\nsent: 2026-11-03\n---\nHello.\n",
}
ADDRESSES = ("/", "/posts/a/", "/posts/b/", "/about/", "/atom.xml", "/newsletter/2026-11/")


@pytest.fixture
def site(tmp_path):
    """A folder whose files have been as they are for an hour."""
    folder = write_site(tmp_path, FILES)
    for file in folder.rglob("*.md"):
        settle(file)
    return folder


@pytest.fixture
def work(monkeypatch):
    """What was read and rendered, by path."""
    done = {"read": [], "rendered": []}
    read, render = app.library.load.read_file, app.library.workers.render_body

    def read_file(found, config):
        done["read"].append(found.path)
        return read(found, config)

    def render_body(text, *, source, **rest):
        done["rendered"].append(source.path)
        return render(text, source=source, **rest)

    monkeypatch.setattr(app.library.load, "read_file", read_file)
    monkeypatch.setattr(app.library.workers, "render_body", render_body)
    return done


def settle(file, ago=3600):
    os.utime(file, (time.time() - ago,) * 2)


def cache_file():
    return next(Path(os.environ["TRIFOLD_CACHE"]).glob("site-*.sqlite"))


def words(folder):
    site = load_site(folder)
    return {address: site.body_of(one).html for address, one in site.library.writings.items()}


def pages(folder):
    client = open_client(folder)
    return {address: client.get(address).data for address in ADDRESSES}


def test_a_restart_reads_and_renders_nothing_that_did_not_change(site, work):
    before = words(site)
    first = {kind: sorted(paths) for kind, paths in work.items()}
    (site / "posts/2026-11-02-b.md").write_text(post_text("B", body="Other words."))
    settle(site / "posts/2026-11-02-b.md", ago=60)
    for done in work.values():
        done.clear()
    after = words(site)

    assert first == {"read": sorted(FILES)[:-1], "rendered": sorted(FILES)[:-1]}
    assert work == {"read": ["posts/2026-11-02-b.md"], "rendered": ["posts/2026-11-02-b.md"]}
    assert "Other words." in after["/posts/b/"]
    assert after["/posts/a/"] == before["/posts/a/"]


def test_headers_of_a_large_site_are_written_down_after_the_first_answer(site, work, monkeypatch):
    monkeypatch.setattr("app.library.readings._MANY", 4)
    Current(site, clock=lambda: NOW).snapshot()
    (writes,) = [thread for thread in threading.enumerate() if thread.name == "readings"]

    writes.join()

    work["read"].clear()
    Current(site, clock=lambda: NOW).snapshot()
    assert work["read"] == []


def test_an_edit_before_they_are_written_down_is_not_lost(site, work, monkeypatch):
    monkeypatch.setattr("app.library.readings._MANY", 4)
    current = Current(site, clock=lambda: NOW)
    current.snapshot()
    post = site / "posts/2026-11-01-a.md"
    post.write_text(post_text("Changed"))
    settle(post, ago=1800)
    current.look()
    for thread in threading.enumerate():
        if thread.name == "readings":
            thread.join()

    work["read"].clear()
    snapshot = Current(site, clock=lambda: NOW).snapshot()
    assert work["read"] == []
    assert "Changed" in [post.title for post in snapshot.library.posts]


def test_a_header_that_was_kept_comes_back_to_the_letter(site, work):
    before = load_site(site)
    read = list(work["read"])
    after = load_site(site)

    assert work["read"] == read
    assert repr(after.library) == repr(before.library)


def test_without_the_cache_every_byte_is_the_same(site):
    cold = pages(site)
    warm = pages(site)
    cache_file().unlink()
    again = pages(site)
    os.environ["TRIFOLD_CACHE"] = ""

    assert cold == warm == again == pages(site)


def test_a_file_that_may_still_be_written_is_read_again(site, work):
    settle(site / "posts/2026-11-02-b.md", ago=0)
    load_site(site)
    work["read"].clear()
    load_site(site)

    assert work["read"] == ["posts/2026-11-02-b.md"]


def test_another_configuration_reads_anew_and_another_title_does_not(site, work):
    load_site(site)
    work["read"].clear()
    (site / "site.toml").write_text('title = "Other"\nurl = "https://other.example.org"\n')
    load_site(site)
    assert work["read"] == []

    (site / "site.toml").write_text('permalink = "/:year/:slug/"\n')

    assert load_site(site).library.posts[0].address == "/2026/b/"


def test_another_version_of_the_program_reads_and_renders_anew(site, work, monkeypatch):
    words(site)
    for done in work.values():
        done.clear()
    for module in (app.library.readings, app.library.body_cache):
        monkeypatch.setattr(module, "made_by", lambda: "another")
    words(site)

    assert len(work["read"]) == len(work["rendered"]) == 4
    assert len(made_by()) == 16


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.write_bytes(b"This is no database. " * 500),
        lambda file: file.write_bytes(file.read_bytes()[:5000]),
        lambda file: file.write_bytes(file.read_bytes().replace(b"body", b"soul")),
        lambda file: file.write_bytes(b""),
    ],
    ids=["another program's", "cut off", "another schema", "empty"],
)
def test_a_damaged_cache_is_made_anew(site, spoil, caplog):
    before = words(site)
    spoil(cache_file())

    assert words(site) == before
    assert len(caplog.records) <= 1
    caplog.clear()
    assert words(site) == before
    assert not caplog.records


def test_a_value_that_was_damaged_is_made_again(site, work):
    before = words(site)
    with sqlite3.connect(cache_file()) as db:
        db.execute("UPDATE body SET data = x'00' || data WHERE path LIKE '%a.md'")
        db.execute("UPDATE body SET data = (SELECT data FROM body WHERE path LIKE '%b.md')")
        db.execute("UPDATE reading SET data = '{' WHERE path LIKE '%b.md'")
    db.close()
    work["read"].clear()

    assert words(site) == before
    assert work["read"] == ["posts/2026-11-02-b.md"]


def test_where_no_cache_can_be_all_goes_on_and_one_line_says_so(
    site, tmp_path, monkeypatch, caplog
):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("TRIFOLD_CACHE", str(tmp_path / "file"))

    assert "Words." in words(site)["/posts/b/"]
    assert ["cannot be" in record.message for record in caplog.records] == [True]


def test_a_cache_that_cannot_be_written_is_still_read(site, work, monkeypatch, caplog):
    words(site)
    (site / "posts/2026-11-02-b.md").write_text(post_text("B", body="Other words."))
    settle(site / "posts/2026-11-02-b.md", ago=60)
    connect = app.library.cache._connect  # noqa: SLF001 -- what the file system would do

    def read_only(file):
        connection = connect(file)
        connection.execute("PRAGMA query_only = ON")
        return connection

    monkeypatch.setattr(app.library.cache, "_connect", read_only)
    work["rendered"].clear()

    assert "Other words." in words(site)["/posts/b/"]
    assert work["rendered"] == ["posts/2026-11-02-b.md"]
    assert ["cannot be written" in record.message for record in caplog.records] == [True]


def test_a_cache_that_is_deleted_while_in_use_is_begun_again(site):
    loaded = load_site(site)
    loaded.body_of(loaded.library.posts[0])
    cache_file().unlink()
    loaded.body_of(loaded.library.posts[1])

    assert cache_file().stat().st_size > 0


def test_a_server_that_restarts_still_has_the_last_good_version_and_a_command_has_not(site):
    Current(site, clock=lambda: NOW).snapshot()
    (site / "posts/2026-11-02-b.md").write_text("---\ntitle: [\n---\n")

    served = Current(site, clock=lambda: NOW).snapshot().library
    assert [post.title for post in served.posts] == ["B", "A"]
    assert [problem.path for problem in served.problems] == ["posts/2026-11-02-b.md"]
    assert [post.title for post in load_site(site).library.posts] == ["A"]


def test_what_is_gone_is_forgotten(site):
    load_site(site)
    (site / "posts/2026-11-02-b.md").unlink()
    load_site(site)

    with sqlite3.connect(cache_file()) as db:
        paths = {path for (path,) in db.execute("SELECT path FROM reading")}
    db.close()
    assert paths == {"posts/2026-11-01-a.md", "pages/about.md", "newsletters/2026-11.md"}


def test_of_one_file_only_the_latest_bodies_are_kept(tmp_path):
    cache = Cache(tmp_path / "c.sqlite")
    for number in range(9):
        cache.write_body("a.md", f"name {number}", "", b"%d" % number)
    found = [number for number in range(9) if cache.has_body("a.md", f"name {number}")]
    cache.close()

    assert found == [5, 6, 7, 8]


def test_the_oldest_bodies_go_when_the_file_has_grown_too_large(tmp_path):
    cache = Cache(tmp_path / "c.sqlite", most_bytes=500_000)
    for number in range(500):
        cache.write_body(f"{number}.md", "name", "", b"x" * 4000)
    cache.close()

    assert (tmp_path / "c.sqlite").stat().st_size < 1_800_000
    assert Cache(tmp_path / "c.sqlite").has_body("499.md", "name")


def test_two_processes_write_at_once(tmp_path):
    one, two = Cache(tmp_path / "c.sqlite"), Cache(tmp_path / "c.sqlite")
    for number in range(20):
        for cache in (one, two):
            cache.write_body(f"{number}.md", "name", "", b"x")

    assert all(one.has_body(f"{number}.md", "name") for number in range(20))
    one.close()
    two.close()
