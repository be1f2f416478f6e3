"""Markdown as kramdown reads it for Jekyll: see cases/kramdown/*.md, and what no case can say."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given

from app.content.clean import clean_for_feed
from app.content.markdown_options import MarkdownOptions, parse_options
from app.content.model import Heading
from tests.content.rendering import BODY_LINE, render
from tests.content.test_cases import read_cases
from tests.content.test_properties import CONFIG, MARKDOWN, QUICK

CASES = Path(__file__).parent / "cases/kramdown"
JEKYLL = MarkdownOptions()


@pytest.mark.parametrize(("markdown", "wanted"), read_cases(CASES))
def test_markdown_of_a_jekyll_folder_becomes_this_html(markdown, wanted):
    assert str(render(markdown, JEKYLL).html) == wanted


@QUICK
@given(MARKDOWN)
def test_any_markdown_becomes_html_from_which_nothing_that_runs_leaves(text):
    html = render(text, JEKYLL).html

    assert "<script" not in clean_for_feed(html, config=CONFIG, address="/a/")
    assert "\x02" not in html


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, MarkdownOptions()),
        ({"kramdown": {"input": "kramdown"}}, MarkdownOptions(is_gfm=False)),
        ({"kramdown": {"toc_levels": "2..3"}}, MarkdownOptions(toc_levels=(2, 3))),
        ({"kramdown": {"toc_levels": [1, 4]}}, MarkdownOptions(toc_levels=(1, 4))),
        ({"kramdown": {"hard_wrap": "true"}}, MarkdownOptions(hard_wrap=True)),
        (
            {"kramdown": {"smart_quotes": "apos,apos,quot,quot"}},
            MarkdownOptions(quotes=("'", "'", '"', '"')),
        ),
        ({"kramdown": {"smart_quotes": "nosuch,x"}}, MarkdownOptions()),
        ({"kramdown": {"header_offset": "x", "toc_levels": None}}, MarkdownOptions()),
        ({"kramdown": ["x"], "markdown": 3}, MarkdownOptions()),
        (
            {"kramdown": {"gfm_quirks": "paragraph_end,no_auto_typographic"}},
            MarkdownOptions(is_typographic=False),
        ),
    ],
)
def test_the_configuration_of_jekyll_sets_how_markdown_is_read(given, wanted):
    assert parse_options(given) == wanted


@pytest.mark.parametrize(
    ("options", "markdown", "html"),
    [
        ({"hard_wrap": True}, "a\nb", "<p>a<br>\nb</p>"),
        ({"is_gfm": False}, "a\n# b", "<p>a\n# b</p>"),
        ({"is_gfm": False}, "# 1. b", '<h1 id="b">1. b</h1>'),
        ({"is_gfm": False}, "~~a~~", "<p>~~a~~</p>"),
        ({"is_gfm": False}, "- [ ] a", "<ul>\n<li>[ ] a</li>\n</ul>"),
        ({"is_gfm": False}, "```\na\n```", "<p><code>\na\n</code></p>"),
        ({"auto_ids": False}, "## b", "<h2>b</h2>"),
        ({"header_offset": 1}, "## b", '<h3 id="b">b</h3>'),
        ({"quotes": ("'", "'", '"', '"')}, "\"a\" 'b'", "<p>\"a\" 'b'</p>"),
        ({"is_typographic": False}, "a -- b...", "<p>a -- b...</p>"),
        ({"parse_block_html": True}, "<div>\n*a*\n</div>", "<div>\n<p><em>a</em></p>\n</div>"),
    ],
)
def test_what_an_author_sets_is_followed(options, markdown, html):
    assert render(markdown, MarkdownOptions(**options)).html == html


def test_headings_are_told_with_their_ids():
    body = render("## *Two* & more\n\n### $x^2$\n", JEKYLL)

    assert body.headings == (
        Heading(level=2, id="two--more", title="Two & more"),
        Heading(level=3, id="x2", title="$x^2$"),
    )


def test_a_link_that_leads_nowhere_is_noticed_with_its_line():
    body = render("One.\n\n- a [link](gone.md)\n", JEKYLL)

    assert [one.line - BODY_LINE for one in body.problems] == [2]


ODD = {
    "brackets that nobody closes": "[" * 5000,
    "brackets in brackets": "[" * 1250 + "]" * 1250,
    "pictures that nobody closes": "![" * 2500,
    "links that nobody closes": "[a](" * 2000,
    "titles that nobody closes": '[a](b "' * 1250,
    "stars": "*a " * 2000,
    "stars in stars": "*a**b" * 1250,
    "all signs at once": "*a **b _c __d [e ![f <b>" * 250,
    "struck words that nobody closes": "~~a " * 1500,
    "attributes that nobody closes": "*a*{:" * 1250,
    "dollars": "$$a\n\n" * 1000,
    "tags in tags": "<b>" * 2000,
    "blocks in blocks": "<div>" * 1500,
    "blocks that are read": '<div markdown="1">\n' * 500,
    "blocks that are not read": '<div markdown="0">' * 1000,
    "quotes in quotes": ">" * 5000 + "a",
    "lists in lists": "\n".join("  " * i + "- x" for i in range(150)),
    "a long item": "- a\n" + "  b\n" * 2500,
    "a long table": "a|b\n" * 1500,
    "spaces": "- " + " " * 5000 + "x",
    "a wide separator": "a|b\n|-" + " " * 5000 + "x|\n",
    "references to one note": "[^1]" * 1000 + "\n\n[^1]: x\n",
    "a table of contents": "* x\n{:toc}\n\n" + "# a\n\n" * 750,
}


@pytest.mark.parametrize("name", ODD)
def test_no_text_costs_out_of_proportion(name):
    begin = time.process_time()
    render(ODD[name], JEKYLL)

    assert time.process_time() - begin < 2
