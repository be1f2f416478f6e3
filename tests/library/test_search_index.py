"""The index of the search: what is never in it, who may share it, what may befall it."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from app.library import search_index
from app.library.search import Search
from tests.library.searching import FILES, index_of, titles, without_cache
from tests.values import NOW, load_site, post_text, write_site


@pytest.fixture
def folder(tmp_path):
    return write_site(tmp_path, FILES)


def find(folder, words):
    return Search().find(load_site(folder), words)


@pytest.mark.parametrize("hidden", ["quartz", "quixotic", "quokka", "quagmire", "quarry", "unsent"])
def test_what_readers_do_not_see_is_neither_found_nor_suggested_nor_kept(folder, hidden):
    for preview in (False, True):
        snapshot = load_site(folder, preview=preview)
        for words in (hidden, f"bread {hidden}", hidden[:-1] + "x", hidden[:3]):
            found = Search().find(snapshot, words)

            assert hidden not in repr(found).replace(repr(found.query), "").casefold()
            assert hidden not in [title.casefold() for title in titles(found)]
        assert hidden.encode() not in index_of(snapshot).read_bytes().lower()


def test_an_edited_post_is_found_by_its_new_word_and_no_longer_by_the_old(folder):
    search = Search()
    search.find(load_site(folder), "sourdough")
    write_site(folder, {"posts/2026-10-01-bread.md": post_text("Bread", "2026-10-01", "Rye.")})

    snapshot = load_site(folder)

    assert titles(search.find(snapshot, "rye")) == ["Bread"]
    assert not search.find(snapshot, "sourdough").found
    assert not search.find(snapshot, "sourdouhg").suggestion


def test_a_post_that_becomes_a_draft_is_gone_from_the_search_as_well(folder):
    search = Search()
    search.find(load_site(folder), "sourdough")
    write_site(
        folder,
        {"posts/2026-10-01-bread.md": post_text("Bread", "2026-10-01", "Sourdough", draft="true")},
    )

    found = search.find(load_site(folder), "sourdouhg")

    assert not found.found
    assert not found.suggestion


def test_a_scheduled_post_is_found_from_its_moment_on(folder):
    search = Search()

    assert not search.find(load_site(folder), "quagmire").found
    later = load_site(folder, now=NOW + timedelta(days=60))
    assert titles(search.find(later, "quagmire")) == ["Quokka"]


def test_another_workers_newer_index_shows_nothing_that_this_snapshot_does_not(folder, monkeypatch):
    monkeypatch.setattr("app.library.search_index.PATIENCE", 0.01)
    today, later = load_site(folder), load_site(folder, now=NOW + timedelta(days=60))
    Search().find(later, "quagmire")
    with closing(sqlite3.connect(index_of(today), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        for words in ("quagmire", "quagmyre", "bread quagmire"):
            found = Search().find(today, words)

            assert "Quokka" not in titles(found)
            assert not found.suggestion
        assert titles(Search().find(today, "sourdough")) == ["Bread"]


def test_several_workers_may_begin_at_once(folder):
    snapshot, results = load_site(folder), []

    def work():
        results.append(titles(Search().find(snapshot, "bread")))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == [["Bread", "Soup"]] * 8


def test_who_searches_while_the_index_is_filled_waits_for_it(folder, monkeypatch):
    monkeypatch.setattr("app.library.search_index.PATIENCE", 0.01)
    monkeypatch.setattr("app.library.search.open_index", open_index_file_only)
    begun, may_end = threading.Event(), threading.Event()
    words = search_index.plain_words

    def slow_words(text):
        begun.set()
        may_end.wait(10)
        return words(text)

    monkeypatch.setattr("app.library.search_index.plain_words", slow_words)
    snapshot, search, results = load_site(folder), Search(), []
    filling = threading.Thread(target=search.fill, args=(snapshot,))
    filling.start()
    assert begun.wait(10)
    reader = threading.Thread(target=lambda: results.append(titles(search.find(snapshot, "bread"))))
    reader.start()
    reader.join(0.1)  # longer than anybody has patience with the database

    assert not results
    may_end.set()
    filling.join()
    reader.join()
    assert results == [["Bread", "Soup"]]


def open_index_file_only(file):
    """Let no test build a second index in memory."""
    assert file is not None
    return search_index.open_index(file)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system starts workers in another way")
@pytest.mark.parametrize("has_cache", [True, False])
def test_a_forked_worker_searches_for_itself(folder, has_cache):
    snapshot = load_site(folder) if has_cache else without_cache(load_site(folder))
    search = Search()
    search.find(snapshot, "bread")

    child = os.fork()
    if not child:
        os._exit(0 if titles(search.find(snapshot, "bread")) == ["Bread", "Soup"] else 1)

    assert os.waitpid(child, 0)[1] == 0
    assert titles(search.find(snapshot, "bread")) == ["Bread", "Soup"]


QUERIES = ["bread", "so", "bread soup", "sourdouhg", "図書館", "october", "by it"]


def test_a_lost_index_changes_nothing_that_is_seen(folder):
    search = Search()
    search.find(load_site(folder), "bread")
    write_site(folder, {"posts/2026-10-02-soup.md": post_text("Soup", "2026-10-02", "Soup, bread")})
    write_site(folder, {"posts/2026-09-02-tea.md": post_text("Tea", "2026-09-02", "So it is.")})
    snapshot = load_site(folder)
    grown = [search.find(snapshot, words) for words in QUERIES]

    index_of(snapshot).unlink()

    assert [search.find(snapshot, words) for words in QUERIES] == grown
    assert [Search().find(without_cache(snapshot), words) for words in QUERIES] == grown


@pytest.mark.parametrize(
    "damage",
    [b"", b"no database at all", b"SQLite format 3\0" + b"\xff" * 5000],
)
def test_a_damaged_index_is_made_anew(folder, damage):
    snapshot = load_site(folder)
    Search().find(snapshot, "bread")
    file = index_of(snapshot)
    file.write_bytes(damage)

    assert titles(Search().find(snapshot, "bread")) == ["Bread", "Soup"]
    assert file.stat().st_size > 10_000


def test_an_index_damaged_in_the_middle_still_answers(folder):
    snapshot = load_site(folder)
    Search().find(snapshot, "bread")
    file = index_of(snapshot)
    data = file.read_bytes()
    file.write_bytes(data[:4096] + b"\xa5" * (len(data) - 4096))

    assert titles(Search().find(snapshot, "bread")) == ["Bread", "Soup"]


def test_a_database_with_other_tables_is_made_anew(folder):
    snapshot = load_site(folder)
    Search().find(snapshot, "bread")
    file = index_of(snapshot)
    file.unlink()
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE state (something)")
        other.execute("CREATE TABLE writing (something)")
        other.commit()

    assert titles(Search().find(snapshot, "bread")) == ["Bread", "Soup"]


def test_without_a_place_to_write_the_index_is_in_memory(folder, tmp_path_factory):
    blocked = tmp_path_factory.mktemp("blocked") / "file"
    blocked.write_text("in the way")
    snapshot = load_site(folder)
    search = Search()

    for cache in (blocked, None):
        nowhere = replace(snapshot, config=replace(snapshot.config, cache=cache))
        assert titles(search.find(nowhere, "bread")) == ["Bread", "Soup"]
        assert titles(search.find(nowhere, "sourdough")) == ["Bread"]
    assert blocked.read_text() == "in the way"


def test_two_sites_may_share_a_cache_folder(folder, tmp_path_factory):
    other = write_site(
        tmp_path_factory.mktemp("other"), {"posts/2026-01-01-a.md": post_text("Jam")}
    )

    assert titles(find(folder, "bread")) == ["Bread", "Soup"]
    assert titles(find(other, "jam")) == ["Jam"]
    assert not find(other, "bread").found
    assert len(list(load_site(folder).config.cache.glob("search-*.sqlite"))) == 2


def test_a_file_that_changes_under_the_search_is_found_after_the_next_snapshot(folder):
    snapshot = load_site(folder)
    write_site(folder, {"posts/2026-10-01-bread.md": post_text("Bread", "2026-10-01", "Quixotic.")})
    search = Search()

    assert not search.find(snapshot, "quixotic").found
    assert titles(search.find(load_site(folder), "quixotic")) == ["Bread"]
