"""What rendering finds out besides the HTML."""

from __future__ import annotations

import pytest

from app.content.model import Heading, Level
from tests.content.rendering import BODY_LINE, render


def test_a_link_that_leads_nowhere_is_noticed_with_its_line():
    body = render('One.\n\nA [link](gone.md) and\n`gone.md` and [again](gone.md#part "t").\n')

    assert [(one.line - BODY_LINE, one.level) for one in body.problems] == [
        (2, Level.NOTICE),
        (3, Level.NOTICE),
    ]
    assert "'gone.md'" in body.problems[0].what
    assert body.problems[0].path == "posts/x.md"
    assert 'href="gone.md"' in body.html


def test_the_same_missing_link_many_times_is_one_notice_that_counts_them():
    body = render("Words.\n\n[a](gone)\n\n[b](gone)\n\n![c](lost)\n")

    assert [one.line - BODY_LINE for one in body.problems] == [2, 6]
    assert "links 2 times to 'gone'" in body.problems[0].what
    assert "links to 'lost'" in body.problems[1].what


def test_a_missing_picture_is_noticed_and_a_place_of_this_page_is_not():
    body = render("[up](#top) [q](?a=1)\n\n![x](gone.png)\n")

    assert [one.line - BODY_LINE for one in body.problems] == [2]


def test_line_numbers_count_the_author_s_lines_whatever_is_laid_out_anew():
    body = render("Intro:\n- a\n  - b\n```\nx\n```\n[x](gone)\n")

    assert [one.line - BODY_LINE for one in body.problems] == [6]


def test_a_link_in_code_is_no_link():
    assert render("`[x](gone.md)`\n\n    [x](gone.md)\n").problems == ()


@pytest.mark.parametrize(
    ("markdown", "excerpt"),
    [
        ("## Title\n\nFirst *words*.\n\nMore.", "First words."),
        ("![A lamp](/assets/lamp.png)\n\nWords.", "Words."),
        ("One.\n\nTwo.\n\n<!--more-->\n\nThree.", "One. Two."),
        ("One <!-- more --> two.", "One"),
        ("Words[^1].\n\n[^1]: A note.", "Words."),
        ("<!-- mail-only -->\nDear reader.\n<!-- end -->\n\nWords.", "Words."),
        ("- one\n- two", "one two"),
        ("```\ncode\n```", ""),
        ("", ""),
        ("AT&T is 1 < 2.", "AT&T is 1 < 2."),
    ],
)
def test_an_excerpt_is_the_first_words_without_markup(markdown, excerpt):
    assert render(markdown).excerpt == excerpt


def test_a_long_excerpt_ends_at_a_word():
    excerpt = render("word " * 100).excerpt

    assert len(excerpt) <= 280
    assert excerpt.endswith("word…")


def test_the_mark_of_an_excerpt_is_not_in_the_html():
    assert "more" not in render("One.\n\n<!--more-->\n\nTwo.").html


def test_code_and_footnotes_are_not_counted():
    assert render("One two.[^1]\n\n```\na b c\n```\n\n[^1]: d e f").words == 2


def test_headings_make_a_table_of_contents():
    body = render("# One\n\n## *Two* & more\n\n### Two\n")

    assert body.headings == (
        Heading(level=2, id="one", title="One"),
        Heading(level=3, id="two--more", title="Two & more"),
        Heading(level=4, id="two", title="Two"),
    )


def test_the_markdown_is_kept_for_the_text_of_a_mail():
    assert render("One *two*.\n\n<!--more-->\nThree.").markdown == "One *two*.\n\nThree."


def test_nothing_is_styled_in_place():
    markdown = "| a |\n|:-:|\n| b |\n\n```python\nx = 1\n```\n\n- [x] c[^1]\n\n[^1]: d\n"

    assert "style=" not in render(markdown).html


def test_the_same_text_gives_the_same_html():
    markdown = "## A\n\nWords[^1] <me@example.org>.\n\n[^1]: n\n"

    assert render(markdown) == render(markdown)
