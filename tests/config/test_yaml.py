"""YAML is read as Ruby reads it, and never at any price."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.config.yaml import read_yaml
from app.errors import HeaderError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", "a"),
        ("~", None),
        ("yes", True),
        ("Off", False),
        ("y", "y"),
        ("010", 8),
        ("1_000", 1000),
        ("1.50", 1.5),
        ("'2015-04-17'", "2015-04-17"),
        ("2015-04-17", date(2015, 4, 17)),
        ("2015-04-17 10:00:00", datetime(2015, 4, 17, 10, tzinfo=UTC)),
        ("2015-04-17 10:00", "2015-04-17 10:00"),
        ("2015-13-45", "2015-13-45"),
        ("9" * 5000, "9" * 5000),
        ("{1: {2: b}}", {"1": {"2": "b"}}),
    ],
)
def test_a_word_means_what_it_means_in_ruby(text, value):
    assert read_yaml(f"k: {text}").value == {"k": value}


def test_merges_and_aliases_are_followed():
    text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*a, *b]\n  x: 3\nd: *a\n"

    assert read_yaml(text).value == {
        "a": {"x": 1, "y": 1},
        "b": {"y": 2, "z": 2},
        "c": {"y": 1, "z": 2, "x": 3},
        "d": {"x": 1, "y": 1},
    }


def test_of_a_key_that_stands_twice_the_last_counts_and_its_line_is_told():
    reading = read_yaml("a: 1\nb: 2\na: 3\n", first_line=2)

    assert reading.value == {"a": 3, "b": 2}
    assert reading.notices == ((4, "sets 'a' twice, first on line 2; this one counts"),)
    assert reading.lines == {"a": 4, "b": 3}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\n".join(" " * n + "a:" for n in range(300)), "deep"),
        ("a0: &a0 [x]\n" + "\n".join(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 300)), "deep"),
        ("a: &a [*a]", "holds itself"),
        ("a: {? [b] : c}", "no word"),
        ("a: {<<: b}", "merges"),
        ("a: !!binary aGVsbG8=", "plain value"),
        ("a: !ruby/object:Foo {}", "plain value"),
    ],
)
def test_what_only_an_attack_needs_is_refused_with_its_line(text, words):
    with pytest.raises(HeaderError, match=words) as caught:
        read_yaml(text, first_line=2)

    assert caught.value.line >= 1
