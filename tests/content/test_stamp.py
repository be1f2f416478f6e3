"""Headers that Trifold writes itself are read back as they were meant."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.content.frontmatter import split_file
from app.content.stamp import DraftHeader, stamp_header, stamp_sent

MOMENT = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize("title", ['A "quoted": title', "no", "back\\slash", "日本", "- a", "#x"])
def test_a_new_draft_says_what_it_was_told(title):
    text = DraftHeader(title=title, categories=("ai", "C#"), tags=("a b",), author="Ana").text()

    fields = split_file(text.encode()).fields
    assert fields["title"].text == title
    assert fields["categories"].value == ["ai", "C#"]
    assert fields["tags"].value == ["a b"]
    assert fields["author"].text == "Ana"
    assert fields["draft"].value is True


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_publishing_dates_the_header_and_keeps_every_other_byte(end, mark):
    lines = ["---", "layout: post", "title: A", "draft: true", "tags: [x]", "---", "", "draft: no"]
    wanted = [*lines[:3], "date:   2026-11-24 12:00:00 +0000", *lines[4:]]

    stamped = stamp_header(mark + end.join(lines).encode(), MOMENT)

    assert stamped == mark + end.join(wanted).encode()


def test_a_date_that_was_there_is_replaced():
    data = b"---\ntitle: A\ndate: 2020-01-01\npublished: false\n---\nWords.\n"

    fields = split_file(stamp_header(data, MOMENT)).fields

    assert set(fields) == {"title", "date"}
    assert fields["date"].text.startswith("2026-11-24")


def test_a_sent_issue_has_its_day_as_the_last_line_of_its_header():
    data = b"---\ntitle: X\n---\nWords.\n"

    assert stamp_sent(data, MOMENT) == b"---\ntitle: X\nsent: 2026-11-24\n---\nWords.\n"


def test_posts_are_written_down_beside_it_and_empty_keys_are_filled():
    data = b"---\nposts: []\nsent:\ntitle: X\n---\n"

    assert stamp_sent(data, MOMENT, ("one", "two")) == (
        b'---\ntitle: X\nposts: ["one", "two"]\nsent: 2026-11-24\n---\n'
    )


def test_a_list_below_its_key_is_not_an_empty_key():
    data = b"---\nposts:\n  - one\ntitle: X\n---\n"

    assert b"posts:\n  - one\n" in stamp_sent(data, MOMENT)
