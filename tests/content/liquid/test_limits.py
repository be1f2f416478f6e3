"""No template may take long, take much, or reach what it was not given."""

from __future__ import annotations

import pytest

from tests.content.liquid.rendering import FOLDER, render

LONGEST = 2_100_000
HOSTILE = {
    "a loop": "{% for i in (1..1000000000) %}x{% endfor %}",
    "loops in loops": "{% for i in (1..1000) %}{% for j in (1..1000) %}x{% endfor %}{% endfor %}",
    "many loops": "{% for i in (1..9000) %}{% endfor %}" * 200,
    "doubling": "{% assign s = 'ab' %}{% for i in (1..60) %}{% assign s = s | append: s %}"
    "{% endfor %}{{ s | size }}",
    "replacing": "{% assign s = 'aaaaaaaaaa' %}{% for i in (1..20) %}"
    "{% assign s = s | replace: 'a', s %}{% endfor %}",
    "captures": "{% capture s %}ab{% endcapture %}{% for i in (1..60) %}{% capture s %}"
    "{{ s }}{{ s }}{% endcapture %}{% endfor %}",
    "lists of themselves": "{% assign a = 'x' | split: ',' %}{% for i in (1..200) %}"
    "{% assign a = a | push: a | push: a %}{% endfor %}{{ a | jsonify }}{{ a }}{{ a | join }}",
    "including itself": "{% include again.html %}",
    "including itself in loops": "{% for i in (1..20) %}{% include again.html %}{% endfor %}",
    "numbers": "{% assign n = 9 %}{% for i in (1..90) %}{% assign n = n | times: n %}{% endfor %}",
    "nesting": "{% if true %}" * 800 + "{% endif %}" * 800,
    "brackets": "{{ a" + "[a" * 3000 + "]" * 3000 + " }}",
    "braces": "{{" * 4000 + "}}" + "{%" * 4000,
    "bars": "{{ 1 " + "| plus: 1 " * 1000 + "}}",
    "spaces": "{{ a" + " " * 50_000 + "b }}{% assign x" + " " * 50_000 + "%}",
    "tags for strip_html": "{% capture s %}"
    + "<" * 20_000
    + "{% endcapture %}{{ s | strip_html }}",
    "unknown tags": "{% nobody %}`" * 800,
    "formats": "{{ page.date | date: '" + "%99Y" * 5000 + "' }}",
    "filters that loop": (
        "{% for i in (1..500) %}{{ page.list | where_exp: 'x', 'x > 1' }}{% endfor %}" * 20
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_template_ends_soon_and_short(name):
    rendered = render(f"before {HOSTILE[name]} after {{{{ page.number }}}}")

    assert rendered.text.startswith("before ")
    assert rendered.text.endswith(" after 7")
    assert len(rendered.text) < LONGEST


def test_a_loop_that_is_too_long_is_named_with_its_line():
    rendered = render("a\n{% for i in (1..99) %}x{% endfor %}", turns=10)

    assert rendered.text == "a\n"
    place, _, what = str(rendered.problems[0]).partition(": notice: ")
    assert place == "_posts/2021-09-05-a-page.md:2"
    assert what == "Liquid loops more than 10 times in all; nothing stands in its place"


def test_output_that_is_too_long_is_cut_where_it_gets_too_long():
    rendered = render("{% for i in (1..9) %}abc{% endfor %}!", letters=10)

    assert rendered.text == "abcabcabc!"


def test_only_what_was_asked_for_is_read():
    asked = []

    def include(name):
        asked.append(name)

    folder = type(FOLDER)(include=include, neighbour=include)
    render("{% include ../a %}{% include_relative /b %}{% include .hidden %}", folder=folder)
    render("{% include_relative ok.md %}", folder=folder)

    assert asked == ["ok.md"]


def test_the_same_template_gives_the_same_text():
    template = "{{ 'now' | date: '%s' }}{{ page.tags | sample }}{{ now }}{{ today }}"

    assert render(template).text == render(template).text == "1795521600b"
