"""Finding posts by their words."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.library.search import Search
from tests.library.searching import FILES, ask, titles, without_cache
from tests.values import load_site, post_text, write_site


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A search that has its index in memory already, for tests that change nothing."""
    folder = write_site(tmp_path_factory.mktemp("site"), FILES)
    return Search(), without_cache(load_site(folder))


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

    assert titles(Search().find(load_site(tmp_path), "tea")) == ["P 5", "P 4", "P 3", "P 1"]


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


def test_an_excerpt_marks_what_was_found_and_escapes_the_rest(tmp_path):
    body = "So `<script>alert(1)</script>` & the needle <b>in</b> hay."
    write_site(tmp_path, {"posts/2026-10-01-a.md": post_text("'<i>Needle</i> \"1\"'", body=body)})

    (found,) = Search().find(load_site(tmp_path), "needle").found

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


def test_a_word_that_is_one_letter_without_its_marks_is_no_error(site):
    assert ask(site, "Æ\u0300\u0300").found == ()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("c++", ["On C++"]),
        ("C++17", ["On C++"]),
        ("c#", ["On C#"]),
        ("f#", []),
        ("c", ["On C"]),
        ('"in c++"', ["On C++"]),
    ],
)
def test_signs_that_belong_to_a_name_are_part_of_it(tmp_path, words, expected):
    texts = {"On C++": "Written in C++ and C++17.", "On C#": "Written in C#.", "On C": "In C."}
    write_site(
        tmp_path,
        {
            f"posts/2026-01-0{day}-p.md": post_text(
                f'"{title}"', f"2026-01-0{day}", text, slug=f"p{day}"
            )
            for day, (title, text) in enumerate(texts.items(), start=1)
        },
    )

    found = Search().find(load_site(tmp_path), words)

    assert titles(found) == expected
    assert found.query == words


def test_a_name_with_signs_is_shown_as_it_was_written(tmp_path):
    write_site(tmp_path, {"posts/2026-01-01-p.md": post_text("P", body="I like C# & C++ here.")})

    (found,) = Search().find(load_site(tmp_path), "c#").found

    assert found.excerpt == "I like <mark>C#</mark> &amp; C++ here."


SHELVES = """
[authors.ana]
name = "Ana {name}"
[categories.ai]
title = "Thinking machines"
"""


def test_a_post_is_found_by_its_author_and_its_category_as_readers_know_them(tmp_path):
    files = {
        "site.toml": SHELVES.format(name="Example"),
        "posts/2026-01-01-a.md": post_text("A", "2026-01-01", author="ana", categories="ai"),
        "posts/2026-01-02-b.md": post_text("B", "2026-01-02", author="Bo Sample", tags="[folding]"),
    }
    snapshot = load_site(write_site(tmp_path, files))

    for words, expected in {
        "ana example": "A",
        "ana": "A",
        "bo sample": "B",
        "thinking": "A",
        "folding": "B",
    }.items():
        found = Search().find(snapshot, words)
        assert (titles(found), found.suggestion) == ([expected], "")


def test_an_author_who_takes_another_name_is_found_by_that_one(tmp_path):
    post = {"posts/2026-01-01-a.md": post_text("A", "2026-01-01", author="ana")}
    write_site(tmp_path, {"site.toml": SHELVES.format(name="Example"), **post})
    search = Search()
    search.find(load_site(tmp_path), "example")
    write_site(tmp_path, {"site.toml": SHELVES.format(name="Sample")})

    snapshot = load_site(tmp_path)

    assert titles(search.find(snapshot, "sample")) == ["A"]
    assert not search.find(snapshot, "example").found
