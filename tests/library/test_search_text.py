"""What is read before anything is searched: Markdown, queries, spellings."""

from __future__ import annotations

import pytest

from app.library.search_query import parse_query
from app.library.search_spelling import within
from app.library.search_text import plain_words


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
        ("*[HTML]: Hypertext\n\nHTML[^long-label] is [old][ref].", "HTML is old."),
        ("[^long-label]: A note.\n\n[ref]: </a b> 'Title'\n[r2]:/c\n  (more)\nend", "A note. end"),
        ("[ref]: https://example.org/x (Title)\nwords", "words"),
        ("[1]: is prose, not a target", "[1]: is prose, not a target"),
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
        "\n[a]: ",
        "\n*[a]: ",
        "\n[a]:b'",
        "a++",
    ],
)
def test_no_text_takes_long_to_read(text):
    assert plain_words(text * 100_000) is not None
