"""A plain header is read without YAML, and never otherwise than YAML reads it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.content.frontmatter import split_file
from app.content.plain_header import read_plain_header
from app.content.yaml_header import parse_with_yaml

QUICK = settings(
    max_examples=400,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
WORDS = (
    "a A1 title no yes Yes YES yEs true On OFF null Null ~ 2024 1.5 0x1f 12:30 10:00:00 +0100 "
    "-0700 .inf 2023-05-26 https://x.y/z?a=b C# c++ (a) $x a: :a # #a ! & * @a `a % | > << = - -- "
    "--- ... ? , , [ ] { } \" \" ' ' '' \\ \\n é 日本 🚀 \xa0 \x85 \u2028 \u3000 \ufeff \x1f \x7f"
).split(" ")
#: What lies between two words, or makes a structure of them.
JOINTS = [
    "",
    " ",
    " ",
    "  ",
    ", ",
    ": ",
    " # ",
    "\t",
    "\n",
    "\n  ",
    "\n- ",
    "\n  - ",
    "a:\n",
    "k: ",
]
VALUES = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
LINES = st.one_of(
    VALUES,
    st.text(st.characters(codec="utf-8"), max_size=12),
    VALUES.map('"{}"'.format),
    VALUES.map("'{}'".format),
    st.lists(VALUES, max_size=4).map(", ".join).map("[{}]".format),
    st.lists(VALUES, max_size=4).map(lambda some: "".join(f"\n  - {one}" for one in some)),
    st.lists(VALUES, max_size=4).map(lambda some: "".join(f"\n- {one}" for one in some)),
)
HEADERS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from([":", ": ", ":  "]), LINES).map("".join),
    max_size=4,
).map(lambda lines: "".join(f"{line}\n" for line in lines))
JUMBLES = st.lists(st.sampled_from([*WORDS, *JOINTS, *JOINTS]), max_size=25).map(
    lambda parts: f"k: {''.join(parts)}\n"
)


@QUICK
@given(st.one_of(HEADERS, JUMBLES))
@example("a: b   \nc:\nd:   \n")
@example("a: b\n- c\n")
@example("a:\n- b\n  - c\n")
@example("a: b\n  c\n")
@example("a: b\na: c\n")
@example("a:\n  - \u3000b\u3000 \n")
@example("a: [b c , 'd', \"e\"]\n")
@example("a: [b, ]\n")
@example("a: 'it''s'\n")
def test_what_is_read_without_yaml_is_what_yaml_reads(block):
    plain = read_plain_header(block, first_line=2)

    assert plain is None or plain == parse_with_yaml(block, first_line=2)


@pytest.mark.parametrize(
    "line",
    [
        "title: Two words, and a time of 10:30",
        'title: "One: two" ',
        "title: 'R&D [1] #2'",
        "date: 2026-11-23 10:00:00 +0100",
        "tags: [ai, job search, \"C#\", 'a: b', Übung]",
        "tags: []",
        "tags:\n  - ai\n  - job search",
        "tags:\n- 'ai'",
        "draft: true",
        "description:",
        "permalink: /about/",
    ],
)
def test_what_most_headers_say_needs_no_yaml(line):
    assert read_plain_header(f"layout: post\n{line}\n", first_line=2) is not None


@pytest.mark.parametrize(
    "line",
    [
        "a: b # c",
        "# b",
        "a: |\n  b",
        "a: &b c",
        "a: *b",
        "a: !c b",
        "a: {b: c}",
        "a: [[b]]",
        "a: - b",
    ],
)
def test_what_only_yaml_understands_is_left_to_it(line):
    assert read_plain_header(f"{line}\n", first_line=2) is None


def test_lines_are_counted_through_a_list():
    fields = split_file(b"---\ntags:\n  - a\n  - b\ntitle: A\n---\n").fields

    assert [field.line for field in fields.values()] == [2, 5]
