"""The words of HTML as plain text, and their number."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.words import count_words, count_words_of, plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<p>A &amp; b</p><p>c<br>d</p><script>x</script><!-- y --><ul><li>e</li></ul>",
            "A & b c d e",
        ),
        ("<H2 ID=a>A</H2>b<BR/>c<em>d</em><my-tag>e</my-tag>", "A b cde"),
        ("1 < 2 and <b>3</b> > 2", "1 3 > 2"),
        ("1 <2", "1 <2"),
        ("a<p", "a<p"),
        ('<p title="<br>">a</p>', '">a'),
        ("a<SVG><text>b</text></SVG>c<!--", "ac<!--"),
    ],
)
def test_plain_text_keeps_words_apart_and_drops_what_nobody_reads(html, text):
    assert plain_text(html) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("One two-fold it's.", 3),
        ("It’s “one”—two… -three --four five-", 6),
        ("日本語です", 3),
        ("안녕 hello", 2),
        ("1 2 3", 3),
        ("Käse-Löffel", 1),
        ("e-书 a-日-b 日-c", 4),
    ],
)
def test_words_are_counted_in_every_script(text, words):
    assert count_words(text) == words


def test_words_of_html_are_those_between_its_tags():
    assert count_words_of("<p>One &amp; t<em>w</em>o</p><p>three</p>") == 3


@given(st.text(st.sampled_from("aZ9_é ’'-—.\n\uff21日本ไห")))
def test_words_are_counted_as_if_each_were_read(text):
    script = "\u0e00-\u0e7f\u4e00-\u9fff"
    found = re.findall(rf"[^\W{script}]+(?:['’-]\w+)*|[{script}]", text)
    signs = [word for word in found if re.fullmatch(f"[{script}\uff21]", word)]
    halves = signs if re.search(f"[{script}]", text) else []

    assert count_words(text) == len(found) - len(halves) // 2
