"""A file's bytes are taken apart, or refused with the line that is to blame."""

from __future__ import annotations

import pytest

from app.content.frontmatter import split_file
from app.errors import HeaderError


def header(text, body="Words.\n"):
    return split_file(f"---\n{text}\n---\n{body}".encode())


def refused(data):
    with pytest.raises(HeaderError) as caught:
        split_file(data)
    return caught.value


def test_header_and_body_come_apart_with_their_lines():
    parts = split_file(b"---\ntitle: One\ndate: 2023-05-26\n---\n\nWords.\n")

    assert parts.fields["title"].text == "One"
    assert parts.fields["date"].line == 3
    assert parts.body == "\nWords.\n"
    assert parts.body_line == 5


@pytest.mark.parametrize("word", ["no", "2024", "12:30:45", "2023-05-26 10:00:00 -0700", "0x10"])
def test_a_value_keeps_the_letters_it_was_written_with(word):
    assert header(f"title: {word}").fields["title"].text == word


def test_words_in_a_list_keep_their_letters_too():
    tags = header("tags: [no, yes, 1.10, null]").fields["tags"]

    assert tags.value == ["no", "yes", "1.10", None]


def test_a_quoted_title_may_hold_a_colon():
    assert header('title:  "One: two"').fields["title"].text == "One: two"


def test_a_byte_order_mark_hides_nothing():
    assert split_file(b"\xef\xbb\xbf---\ndraft: true\n---\n").fields["draft"].value is True


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_are_read(end):
    parts = split_file(f"---{end}title: A{end}---{end}Words.{end}".encode())

    assert parts.fields["title"].text == "A"
    assert parts.body == "Words.\n"


def test_dots_close_a_header_as_well():
    assert split_file(b"---\ntitle: A\n...\nWords.").body == "Words."


def test_an_empty_header_has_no_keys():
    assert split_file(b"---\n---\nWords.").fields == {}


def test_a_rule_in_the_body_ends_nothing():
    assert split_file(b"---\ntitle: A\n---\nOne\n\n---\n\nTwo").body == "One\n\n---\n\nTwo"


DEEP_BLOCKS = "\n".join(f"{' ' * depth}a:" for depth in range(60))
KEY_BOMB = "a: {? [&a [x,x,x], &b [*a,*a,*a], &c [*b,*b,*b]] : 1}"


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"Only words.", 1, "no front matter"),
        (b"", 1, "no front matter"),
        (b"---\ntitle: A\nWords.", 1, "never closes"),
        (b"---\ntitle: A\n\tdate: x\n---\n", 3, "tab"),
        (b"---\ntitle: One: two\n---\n", 2, "quotes"),
        (b"---\ntitle: A\ndate: x\ntitle: B\n---\n", 4, "twice"),
        (b"---\ntitle: [a\ndate: x\n---\n", 3, "bracket"),
        (b"---\n- a\n- b\n---\n", 2, "key: value"),
        (b"---\ntitle\n---\n", 2, "key: value"),
        (b"---\n? [a, b]\n: c\n---\n", 2, "key: value"),
        (b"---\ntitle: A\nx: a\x00b\n---\n", 3, "control character"),
        (b"---\ntitle: caf\xe9\n---\n", 2, "UTF-8"),
        (b"---\ntitle: A\n---\n\nWords.\n\xff\n", 6, "UTF-8"),
        (b"---\ntitle: !secret x\n---\n", 2, "tag"),
        (b"---\ntitle: !!python/name:os.system\n---\n", 2, "tag"),
        (b"---\na: &x [1]\nb: *x\n---\n", 3, "alias"),
        (b"---\na: &x [*x]\n---\n", 2, "alias"),
        (b"---\na: &x {b: 1}\n<<: *x\n---\n", 3, "alias"),
        (f"---\n{KEY_BOMB}\n---\n".encode(), 2, "key: value"),
        (f"---\n{DEEP_BLOCKS}\n---\n".encode(), 2, "flatter"),
        (b"---\na: " + b"[" * 40 + b"]" * 40 + b"\n---\n", 2, "flatter"),
        (b"---\na: " + b"[" * 9000 + b"\n---\n", 1, "flatter"),
        (b"---\na:\n " + b"- " * 20_000 + b"x\n---\n", 1, "flatter"),
        (b"---\na: " + b"x" * 70_000 + b"\n---\n", 1, "64 KB"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(data, line, words):
    error = refused(data)

    assert (error.line, words in error.what) == (line, True), error


def test_an_alias_bomb_is_refused_at_once():
    bomb = ["a0: &a0 [x]"]
    bomb += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]

    assert "alias" in refused(("---\n" + "\n".join(bomb) + "\n---\n").encode()).what
