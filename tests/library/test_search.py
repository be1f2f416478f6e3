"""Finding posts by their words, and what can never be found."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.library.search import Search
from app.library.search_query import parse_query
from app.library.search_spelling import within
from app.library.search_text import plain_words, readable
from tests.values import NOW, load_site, post_text, write_site

FILES = {
    "posts/2026-10-01-bread.md": post_text(
        "Bread",
        "2026-10-01",
        "Sourdough rises *slowly*. Naïve bakers hurry in Zürich.",
        tags="food",
    ),
    "posts/2026-10-02-soup.md": post_text(
        "Soup", "2026-10-02", "Some say bread belongs to it.", description="A bowl for November"
    ),
    "posts/2026-10-03-tokyo.md": post_text("Tokyo", "2026-10-03", "東京の図書館で本を読む。"),
    "posts/2026-10-04-code.md": post_text(
        "Code",
        "2026-10-04",
        "```python\nvector<int> = 1\n```\n\n[here](https://hidden.example.org/)",
    ),
    "posts/2026-10-05-draft.md": post_text("Quartz", "2026-10-05", "Quixotic.", draft="true"),
    "posts/2027-01-01-later.md": post_text("Quokka", "2027-01-01", "Quagmire."),
    "pages/about.md": "---\ntitle: About us\n---\n\nWe bake by the harbour.\n",
    "newsletters/2026-10.md": "---\ntitle: October\nsent: 2026-10-05\n---\n\nDear subscribers.\n",
    "newsletters/2026-11.md": "---\ntitle: Quarry\n---\n\nUnsent.\n",
}


@pytest.fixture
def folder(tmp_path):
    return write_site(tmp_path, FILES)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A search that has its index in memory already, for tests that change nothing."""
    folder = write_site(tmp_path_factory.mktemp("site"), FILES)
    return Search(), without_cache(load_site(folder))


def titles(findings):
    return [str(readable(one.title.striptags())) for one in findings.found]


def find(folder, words):
    return Search().find(load_site(folder), words)


def ask(site, words):
    search, snapshot = site
    return search.find(snapshot, words)


def index_of(snapshot):
    return next(snapshot.config.cache.glob("search-*.sqlite"))


def without_cache(snapshot):
    return replace(snapshot, config=replace(snapshot.config, cache=None))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("sourdough", ["Bread"]),
        ("SOURDOUGH", ["Bread"]),
        ("sour", ["Bread"]),
        ("so", ["Soup", "Bread"]),
        ("slowly rises", ["Bread"]),
        ("food", ["Bread"]),
        ("november", ["Soup"]),
        ("naive zurich", ["Bread"]),
        ("nai\u0308ve", ["Bread"]),
        ('"rises slowly"', ["Bread"]),
        ("“rises slowly”", ["Bread"]),
        ("harbour", ["About us"]),
        ("subscribers", ["October"]),
        ("図書館", ["Tokyo"]),
        ("京", ["Tokyo"]),
        ("本を読む", ["Tokyo"]),
        ("vector<int>", ["Code"]),
    ],
)
def test_a_post_is_found_by_its_words(site, words, expected):
    found = ask(site, words)

    assert titles(found) == expected
    assert not found.is_partial


@pytest.mark.parametrize("words", ["hidden", "html", "読図", '"slowly rises"', '"rises slow'])
def test_what_is_not_on_the_page_is_not_found(site, words):
    found = ask(site, words)

    assert found.is_partial or not found.found


def test_a_word_in_the_title_counts_more_than_one_in_the_text(site):
    assert titles(ask(site, "bread")) == ["Bread", "Soup"]


def test_of_two_equal_posts_the_newer_comes_first(tmp_path):
    write_site(
        tmp_path,
        {
            f"posts/2026-0{month}-01-p{month}.md": post_text(
                f"P {month}", f"2026-0{month}-01", "Tea."
            )
            for month in (3, 5, 1, 4)
        },
    )

    assert titles(find(tmp_path, "tea")) == ["P 5", "P 4", "P 3", "P 1"]


def test_without_a_post_that_has_all_words_those_with_some_are_shown_as_such(site):
    found = ask(site, "sourdough xylophone")

    assert found.is_partial
    assert titles(found) == ["Bread"]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("suordough", "sourdough"),
        ("sourdogh", "sourdough"),
        ("ourdough", "sourdough"),
        ("xourdough", "sourdough"),
        ("osurdough", "sourdough"),
        ("Brèad sourdouhg", "Brèad sourdough"),
        ('"rises sowly"', '"rises slowly"'),
        ("zuurich", "zurich"),
    ],
)
def test_a_misspelt_word_is_put_right(site, words, meant):
    assert ask(site, words).suggestion == meant


@pytest.mark.parametrize("words", ["sourdough", "xylophone", "zz", "123456", "bread xylophone"])
def test_nothing_is_suggested_where_nothing_is_near(site, words):
    assert not ask(site, words).suggestion


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


def test_an_excerpt_marks_what_was_found_and_escapes_the_rest(tmp_path):
    body = "So `<script>alert(1)</script>` & the needle <b>in</b> hay."
    write_site(tmp_path, {"posts/2026-10-01-a.md": post_text("'<i>Needle</i> \"1\"'", body=body)})

    (found,) = find(tmp_path, "needle").found

    assert found.title == "&lt;i&gt;<mark>Needle</mark>&lt;/i&gt; &#34;1&#34;"
    assert "<mark>needle</mark> in hay." in found.excerpt
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in found.excerpt


def test_a_phrase_of_a_script_without_spaces_is_marked_whole(site):
    (found,) = ask(site, "図書館").found

    assert found.excerpt == "東京の<mark>図書館</mark>で本を読む。"


def test_pages_of_results_follow_one_another_without_gap(tmp_path):
    write_site(
        tmp_path,
        {
            f"posts/2026-01-{n:02}-p{n}.md": post_text(f"P {n}", f"2026-01-{n:02}")
            for n in range(1, 24)
        },
    )
    snapshot, search = load_site(tmp_path), Search()

    pages = [search.find(snapshot, "words", number=number, size=10) for number in (1, 2, 3, 4)]

    assert [title for page in pages for title in titles(page)] == [
        f"P {n}" for n in range(23, 0, -1)
    ]
    assert {page.count for page in pages} == {23}


@pytest.mark.parametrize(
    "typed",
    [
        "bread AND",
        "NOT bread",
        "bread OR",
        "NEAR(bread)",
        "title:bread",
        "^bread",
        "bread*",
        '"bread',
        'bread""',
        "bread'--",
        "{title} : bread",
        "(bread",
        "+bread",
        "-bread",
        "bread;",
        "br\u00adead",
        "\x00bread\x00",
        "bread \ud800",
    ],
)
def test_the_signs_of_a_query_language_are_text(site, typed):
    assert "Bread" in titles(ask(site, typed))


@pytest.mark.parametrize("typed", ["", "   ", "+++", '""', "🚀", "\x00", "\ud800", "* - ' ;", "_"])
def test_without_a_word_there_is_nothing_to_look_for(site, typed):
    found = ask(site, typed)

    assert not found.has_words
    assert not found.found


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    typed=st.text(max_size=300)
    | st.text(alphabet='ab "*():^-+{}東の🚀é\u0301\x00\ud800', max_size=80)
)
def test_no_query_is_an_error(site, typed):
    found = ask(site, typed)

    assert len(found.query) <= 200
    assert found.query.encode().decode() == found.query


def test_a_query_is_cut_where_nobody_would_type_on():
    query = parse_query("bread " * 100_000)
    long = parse_query(" ".join(f"word{number}" for number in range(100)))

    assert len(query.text) <= 200
    assert len(query.parts) == 1
    assert len(long.parts) == 12


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("bread", "bread", 0),
        ("bread", "braed", 1),
        ("bread", "bead", 1),
        ("bread", "broad", 1),
        ("bread", "breads", 1),
        ("", "ab", 2),
        ("abcd", "badc", 2),
    ],
)
def test_slips_are_counted(one, other, slips):
    assert within(one, other, slips)
    assert within(other, one, slips)
    assert not slips or not within(one, other, slips - 1)


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("# One *two* __three__ ~~four~~", "One two three four"),
        ("* a\n* b\n\n> c\n\n1. d", "a b c 1. d"),
        ('[text](https://example.org/x) ![alt](a.png "t")', "text alt"),
        ("[text][1] and [^2]\n\n[1]: https://example.org/x\n[^2]: note", "text and note"),
        (
            "<div class='x'>a</div> <https://example.org/> b &amp; c&nbsp;d",
            "a https://example.org/ b & c d",
        ),
        ("<!-- mail-only -->x<!-- end -->a <!-- c -->b<style>p{}</style>", "a b"),
        ("| a | b |\n|---|:-:|\n| c | d |", "a b c d"),
        (
            "```c\nint *a = b[0];\n```\n`<T>` and snake_case, 2 * 3",
            "int *a = b[0]; <T> and snake_case, 2 * 3",
        ),
        ("## Part {#part .x}\n\n{: .lead }\n\\*no\\*", "Part *no*"),
        ("[![alt](a.png)](https://example.org/)", "[alt"),
    ],
)
def test_markdown_is_read_as_words(markdown, words):
    assert plain_words(markdown) == words


@pytest.mark.parametrize(
    "text",
    [
        "`",
        "[",
        "<",
        "![a](",
        "<!--",
        "```\n",
        "> ",
        "[a]: ",
        "<style ",
        "- ",
        "\n",
        "_*",
        "{:#",
        "<a",
        "](",
    ],
)
def test_no_text_takes_long_to_read(text):
    assert plain_words(text * 100_000) is not None
