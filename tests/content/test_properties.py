"""What holds for every input, not only for those we thought of."""

from __future__ import annotations

import unicodedata
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import nh3
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.config import Config
from app.content.clean import clean_for_feed
from app.content.dates import parse_date
from app.content.frontmatter import split_file
from app.content.html import rewrite_links
from app.content.maths import ELEMENTS
from app.content.permalink import term_name
from app.content.read import Found, read_file
from app.content.words import plain_text
from app.errors import HeaderError
from app.newsletter.text.arrange import arrange_blocks
from tests.content.rendering import render

QUICK = settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
CONFIG = Config(root=Path("/nowhere"), url="https://ana.example.org/blog", timezone="Asia/Tokyo")
SIGNS = (
    "- * + 1. > ` ``` ~~~ [ ] ( ) ![ [^1] [^1]: | |---| : # ## ** _ \" ' \\ {: {#x} & <div> </div> "
    '<p> <!-- --> <a href=" "> http://[ //[ %2F%2F[ *[A]: [x](y) [TOC] <pre> <script> === <?x '
    '<![CDATA[ < <img src=x> <div markdown="1"> <!-- web-only --> <!-- end --> a é 日本 🚀 '
    "$ $$ $x$ $$\\frac{$$ \\( \\) \\[ \\] ^2"
).split()
MARKDOWN = st.lists(
    st.sampled_from([*SIGNS, "\n", "\n\n", "  ", "    ", "\t", "- [ ] ", "\x02", "\x00"]),
    max_size=50,
).map("".join)
LINES = st.lists(
    st.sampled_from(
        "title: A|date: 2023-05-26|date: x|draft: true|categories: a b|tags: [a, [b]]|- a|? x|: y"
        "|a: &b [1]|c: *b|<<: *b|x: !t y|\ttab: 1|---|...|'|\"|{|}|[|title: 'a|é: ü|permalink: /../"
        "|lang: !!|redirect_from: [/a, {b: c}]|posts: {a: b}|sent: [1]|%YAML 1.1|k: |  | >-"
        "".split("|")
    ),
    max_size=12,
).map(lambda lines: "---\n" + "\n".join(lines))
HEADERS = st.one_of(st.binary(max_size=80).map(lambda data: b"---\n" + data), LINES.map(str.encode))
WHOLE = HEADERS.map(lambda data: data + b"\n---\nWords.")


@QUICK
@given(st.one_of(st.binary(max_size=100), HEADERS, WHOLE))
def test_any_bytes_are_read_or_refused_with_a_line(data):
    last = data.count(b"\n") + data.count(b"\r") + 1
    try:
        lines = [field.line for field in split_file(data).fields.values()]
    except HeaderError as error:
        lines = [error.line]

    assert all(1 <= line <= last for line in lines)


@QUICK
@given(
    WHOLE,
    st.sampled_from(["posts/2023-05-26-a.md", "posts/a.md", "pages/a.md", "newsletters/a.md"]),
)
def test_any_file_becomes_a_writing_or_a_problem(data, path):
    reading = read_file(Found(root=".", path=path, data=data, modified=0.0), CONFIG)

    assert reading.writing or reading.problems
    assert all(problem.line >= 1 for problem in reading.problems)


@QUICK
@given(MARKDOWN)
def test_any_markdown_becomes_html(text):
    body = render(text)

    assert len(body.excerpt) <= 280
    assert all(5 <= problem.line <= 5 + text.count("\n") for problem in body.problems)


@QUICK
@given(MARKDOWN)
def test_laying_out_again_changes_nothing(text):
    text = text.translate({0: None, 2: None})  # a body has none when it is laid out

    assert render(arrange_blocks(text)).html == render(text).html


@QUICK
@given(MARKDOWN)
def test_whatever_is_written_nothing_that_runs_leaves_for_a_feed(text):
    html = str(clean_for_feed(render(text).html, config=CONFIG, address="/posts/a/"))

    assert "<script" not in html
    assert "<div markdown" not in html
    assert html == nh3.clean(
        html,
        tags=nh3.ALLOWED_TAGS | {"section"} | ELEMENTS.keys(),
        attributes={"*": {"id", "title", "href", "src", "alt", "align", "lang"}} | ELEMENTS,
        link_rel=None,
    )


@QUICK
@given(MARKDOWN)
def test_links_that_stay_leave_html_that_means_the_same(text):
    html = str(render(text).html)
    kept = rewrite_links(html, lambda link: link)

    assert rewrite_links(kept, lambda link: link) == kept
    assert plain_text(kept) == plain_text(html)


@settings(QUICK, max_examples=300)
@given(st.text(max_size=12))
@example("\u0345\u0301")
@example("ΐ")
def test_naming_a_term_again_changes_nothing(title):
    name = term_name(title)

    assert term_name(name) == name
    assert name
    assert "/" not in name
    assert name == unicodedata.normalize("NFC", name)


@QUICK
@given(st.text(max_size=20), st.sampled_from([UTC, ZoneInfo("Europe/Berlin")]))
@example("2023-05-26 99:99", UTC)
@example("9999-12-31 23:59 -2359", UTC)
def test_any_text_is_a_date_or_a_sentence(text, zone):
    try:
        found = parse_date(text, zone).isoformat()
    except ValueError as error:
        found = str(error)

    assert "write it as" in found or found[-6] in "+-"


@settings(QUICK, max_examples=200)
@given(st.datetimes(timezones=st.just(UTC)))
def test_a_date_written_in_full_comes_back(moment):
    moment = moment.replace(microsecond=0)

    assert parse_date(moment.isoformat(), UTC) == moment
