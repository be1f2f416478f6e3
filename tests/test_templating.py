"""The one recipe for templates, and dates in people's own words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from jinja2 import TemplateNotFound, UndefinedError
from markupsafe import Markup

from app.templating import day_text, make_environment, shipped, text_direction
from tests.values import write_site


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "26 May 2023"),
        ("en-US", "May 26, 2023"),
        ("de", "26. Mai 2023"),
        ("pt-BR", "26 de maio de 2023"),
        ("zh-Hant-TW", "2023年5月26日"),
        ("xx-YY", "26 May 2023"),
        ("x", "26 May 2023"),
        ("", "26 May 2023"),
    ],
)
def test_a_day_is_written_as_its_language_does(language, text):
    assert day_text(date(2023, 5, 26), language) == text


def test_a_moment_is_the_day_of_its_own_zone():
    assert day_text(datetime(2023, 5, 26, 23, 59, tzinfo=UTC)) == "26 May 2023"


@pytest.mark.parametrize(
    ("language", "direction"),
    [("en", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("xx-YY", "ltr"), ("", "ltr")],
)
def test_the_direction_of_a_language(language, direction):
    assert text_direction(language) == direction


def test_an_author_s_template_goes_before_ours_and_the_rest_stays_ours(tmp_path):
    write_site(tmp_path, {"templates/site/post.html": "Mine: {{ words }}"})
    environment = make_environment(tmp_path)

    assert environment.get_template("site/post.html").render(words="<b>") == "Mine: &lt;b&gt;"
    assert environment.get_template("site/home.html").filename == str(
        shipped("templates") / "site/home.html"
    )


def test_a_template_does_not_leave_its_folder(tmp_path):
    write_site(tmp_path, {"secret.txt": "x"})

    with pytest.raises(TemplateNotFound):
        make_environment(tmp_path).get_template("../secret.txt")


def test_a_variable_that_is_missing_is_an_error(tmp_path):
    write_site(tmp_path, {"templates/a.html": "{{ missing }}"})

    with pytest.raises(UndefinedError):
        make_environment(tmp_path).get_template("a.html").render()


def test_a_template_that_changes_or_comes_is_used_at_once(tmp_path):
    file = tmp_path / "templates" / "newsletter" / "words.txt"
    file.parent.mkdir(parents=True)

    for words in ("One", "Two", "One"):
        file.write_text(words)
        assert make_environment(tmp_path).get_template("newsletter/words.txt").render() == words


def test_html_stands_as_it_is_and_everything_else_is_escaped(tmp_path):
    write_site(tmp_path, {"templates/a.html": "{{ one }} {{ two }} {{ three }} {{ [four] }}"})

    page = (
        make_environment(tmp_path)
        .get_template("a.html")
        .render(one=Markup("<b>"), two="<b>", three=3, four="<b>")
    )

    assert page == "<b> &lt;b&gt; 3 [&#39;&lt;b&gt;&#39;]"


MACRO = """
{%- macro row(post, mark=".") %}{{ seen(post) }}{{ mark }}{% endmacro %}
{%- set row = row|remembered %}
"""


def rows(tmp_path, template, **values):
    """Fill *template* with such rows; return the page, and the posts that were written."""
    write_site(tmp_path, {"templates/a.html": MACRO + template})
    written = []

    def seen(post):
        written.append(post)
        return f"<{post}>"

    page = make_environment(tmp_path).get_template("a.html").render(seen=seen, **values)
    return page, written


def test_what_is_remembered_is_written_once_for_the_same_arguments(tmp_path):
    page, written = rows(tmp_path, "{{ row(a) }}{{ row(b) }}{{ row(a) }}", a="one", b="two")

    assert page == "&lt;one&gt;.&lt;two&gt;.&lt;one&gt;."
    assert written == ["one", "two"]


def test_what_is_remembered_takes_each_argument_for_itself(tmp_path):
    page, written = rows(tmp_path, "{{ row(a, '!') }}{{ row(a, mark='?') }}{{ row(a) }}", a="one")

    assert page == "&lt;one&gt;!&lt;one&gt;?&lt;one&gt;."
    assert written == ["one"] * 3


def test_what_is_remembered_is_forgotten_when_it_becomes_much(tmp_path):
    posts = [str(number) for number in range(3000)]

    page, _ = rows(
        tmp_path, "{% for one in posts + posts %}{{ row(one) }}{% endfor %}", posts=posts
    )

    assert page == "".join(f"&lt;{number}&gt;." for number in posts + posts)
