"""Odd texts cost little more than plain ones of the same length, and mean what they did."""

from __future__ import annotations

import time

import pytest

from tests.content.rendering import render

ODD = {
    "brackets that nobody closes": "[" * 8000,
    "pictures that nobody closes": "![" * 4000,
    "links that nobody closes": "[a](" * 4000,
    "references to one note": "[^1]" * 4000 + "\n\n[^1]: x\n",
    "a wide table": "|a" * 4000 + "\n" + "|-" * 4000 + "\n",
    "many missing links": "[a](gone)\n\n" * 2000,
    "many different missing links": "".join(f"[a](gone{i})\n\n" for i in range(2000)),
    "many short blocks": "# a\n\n" * 4000,
    "stars that nobody closes": "*a. b " * 4000,
    "words with stops in brackets that nobody closes": "[a.b-c! " * 4000,
    "hyphens before a sign": "-a" * 10_000 + " 书",
    "code of strings that nobody closes": "```python\n" + '"""a ' * 4000 + "\n```\n",
}


@pytest.mark.parametrize("name", ODD)
def test_twice_the_text_costs_about_twice_the_time(name):
    begin = time.process_time()
    render(ODD[name])

    assert time.process_time() - begin < 2


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("[[[x](/about/)]]", '<p>[[<a href="/about/">x</a>]]</p>'),
        ("[a [b] c](/about/ 'A (t)')", '<p><a href="/about/" title="A (t)">a [b] c</a></p>'),
        ("[a](/about/?(b)c)", '<p><a href="/about/?(b)c">a</a></p>'),
        ("[" * 100 + "[x](/about/)", f'<p>{"[" * 100}<a href="/about/">x</a></p>'),
        ("(" * 100 + "[x](/about/)", f'<p>{"(" * 100}<a href="/about/">x</a></p>'),
        ("[x](/about/" + "(" * 100, f"<p>[x](/about/{'(' * 100}</p>"),
        ("[x", "<p>[x</p>"),
        ("- one\n- it's...", "<ul>\n<li>one</li>\n<li>it’s…</li>\n</ul>"),
        ("<b>it's</b> one -- two", "<p><b>it’s</b> one – two</p>"),
    ],
)
def test_what_is_spared_changes_nothing(markdown, html):
    assert render(markdown).html == html


def test_each_reference_to_a_note_has_its_own_place_and_way_back():
    html = render("A[^1] b[^n] c[^1] d[^1].\n\n[^1]: one\n[^n]: two\n").html

    for place in ("fnref:1", "fnref2:1", "fnref3:1", "fnref:n"):
        assert html.count(f'id="{place}"') == 1
        assert html.count(f'href="#{place}"') == 1
