"""What is wrong costs its own place, and is said with its line."""

from __future__ import annotations

import pytest

from app.content.model import Level
from tests.content.liquid.rendering import render


def lines_and_words(rendered):
    return [(problem.line, problem.what) for problem in rendered.problems]


@pytest.mark.parametrize(
    ("template", "text", "what"),
    [
        ("a {% video 7 %} b", "a  b", "{% video %}, which is not known"),
        ("a {% box %}in{% endbox %} b", "a in b", "{% box %}, which is not known"),
        ("a {{ 'x' | sparkle }} b", "a x b", "the filter 'sparkle', which is not known"),
        ("a {{ item.name }} b", "a  b", "shows nothing for {{ item.name }}"),
        ("a {{ $json.x }} b", "a  b", "shows nothing for {{ json.x }}"),
        ("a {% endif %} b", "a  b", "{% endif %} with nothing to end"),
        ("a {% if true %} b", "a  b", "{% if %} that never ends"),
        ("a {% for x in page.tags %} b", "a  b", "{% for %} that never ends"),
        ("{% if true %}{% for x in y %}a{% endif %}", "a", "{% for %} that never ends"),
        ("a {% else %} b", "a  b", "{% else %} outside"),
        ("a {{ b } c", "a {{ b } c", "a {{ that begins nothing"),
        ("a {% b", "a {% b", "a {% that begins nothing"),
        ("a {% %} b", "a {% %} b", "a {% that begins nothing"),
        ("{% raw %}{{ a }}", "", "{% raw %} without {% endraw %}"),
        ("a{% assign b %}c", "ac", "assigns nothing"),
        ("a{% for b %}c{% endfor %}d", "ad", "loops over nothing"),
        ("a{% if 1 > 'b' %}c{% endif %}d", "ad", "have no order"),
        ("a{% if b is c %}d{% endif %}", "a", "'is', which is not known"),
        ("a{{ 1 | divided_by: 0 }}b", "ab", "cannot calculate with 1 and 0"),
        ("a{{ 'x' | append }}b", "ab", "append"),
        (
            "a{% include gone.html %}b",
            "ab",
            "finds no 'gone.html' in _includes/ (a theme's own: copy it there)",
        ),
        ("a{% include_relative gone.md %}b", "ab", "finds no 'gone.md' beside this file"),
        ("a{% link gone.md %}b", "ab", "finds no file 'gone.md'"),
        ("a{% post_url 2020-01-01-gone %}b", "ab", "finds no post '2020-01-01-gone'"),
        ("a{% include ../config.yml %}b", "ab", "cannot include '../config.yml'"),
        ("a{% include /etc/passwd %}b", "ab", "cannot include '/etc/passwd'"),
        ("a{% include_relative a/../../b %}b", "ab", "cannot include"),
        ("a{% gist %}b", "ab", "{% gist %} without what it is to show"),
        ("a{% tablerow %}b{% endtablerow %}c", "ac", "{% tablerow %} that cannot be read"),
        ("a{% cycle %}b", "ab", "cycles through nothing"),
        ("a{% capture %}b{% endcapture %}c", "ac", "captures into no name"),
        ("a{{ 'x' | date_to_string }}b", "ab", "wants a date and has 'x'"),
    ],
)
def test_a_fault_costs_its_own_place(template, text, what):
    rendered = render(f"one\n{template}\ntwo {{{{ page.number }}}}", line=5)

    assert rendered.text == f"one\n{text}\ntwo 7" or "{% raw %}" in template
    assert [line for line, _ in lines_and_words(rendered)][:1] == [6]
    assert what in " ".join(what for _, what in lines_and_words(rendered))
    assert {problem.level for problem in rendered.problems} == {Level.NOTICE}
    assert {problem.path for problem in rendered.problems} == {"_posts/2021-09-05-a-page.md"}


def test_braces_that_nothing_closes_stand_as_words():
    rendered = render("a {{ b\nc")

    assert rendered.text == "a {{ b\nc"
    assert "a {{ that begins nothing" in rendered.problems[0].what


def test_a_name_that_another_branch_would_have_set_is_known():
    rendered = render("{% if page.nothing %}{% assign x = 1 %}{% endif %}[{{ x }}]")

    assert (rendered.text, rendered.problems) == ("[]", ())


def test_an_unknown_block_is_said_once():
    rendered = render("{% box %}in{% endbox %}")

    assert rendered.text == "in"
    assert len(rendered.problems) == 1


def test_a_fault_in_an_include_has_its_file_and_line():
    rendered = render("x\n\n{% include broken.html %}")

    assert rendered.text == "x\n\none\n1"
    assert {(one.path, one.line) for one in rendered.problems} == {("_includes/broken.html", 2)}


@pytest.mark.parametrize(
    "code", ["`{% extends 'x' %}`", "```\n{% extends 'x' %}\n```", "<pre>{% extends 'x' %}</pre>"]
)
def test_in_code_an_unknown_tag_stands_as_an_example(code):
    rendered = render(f"a\n\n{code}\n\nb {{% nobody %}}")

    assert rendered.text == f"a\n\n{code}\n\nb "


def test_lines_of_the_text_know_where_they_come_from():
    template = "one\n{% if true %}\ntwo\n{% endif %}\n{% include note.html text='a' %}\nlast"
    rendered = render(template, line=10)

    assert rendered.text == "one\n\ntwo\n\n<b>a</b>\nlast"
    assert rendered.lines[0] == 10
    assert rendered.lines[2] == 12
    assert rendered.lines[-1] == 15


def test_lines_of_a_loop_are_those_of_its_body():
    rendered = render("{% for x in (1..2) %}\na\n{% endfor %}\nend", line=3)

    assert rendered.text == "\na\n\na\n\nend"
    assert rendered.lines == (3, 4, 3, 4, 5, 6)
