"""Strings and moments that every format can hold."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.feeds.text import clean_text, plain_words, whole_second


@given(st.text(st.characters(categories=["Cs", "Cc", "Cn", "Co", "L", "So"])))
def test_whatever_is_cleaned_can_stand_in_xml(text):
    element = etree.Element("title")
    element.text = clean_text(text)

    assert etree.fromstring(etree.tostring(element)).text == (clean_text(text) or None)


def test_cleaning_keeps_what_people_write():
    assert clean_text("a\tb\r\nc \U0001f600 é 日本") == "a\tb\nc \U0001f600 é 日本"


def test_what_validators_fault_goes_and_a_lost_letter_leaves_a_question():
    assert clean_text("a\x7fb\x85c\ufdd0d\U0001fffee \ufffd") == "abcde ?"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("  Two\n lines ", "Two lines"),
        ("Q & A", "Q & A"),
        ("AT&amp;T &lt;b&gt;", "AT&T \u2039b\u203a"),
        ("1 < 2 > 0", "1 < 2 > 0"),
        ("The <em> tag </p", "The \u2039em\u203a tag \u2039/p"),
        ("a&copy=1", "a & copy=1"),
        ("R&D, 1&2", "R&D, 1 & 2"),
        ("&copyright", "& copyright"),
        ("bell \x07&#8; rings", "bell rings"),
    ],
)
def test_a_title_reads_the_same_as_text_and_as_html(title, shown):
    assert plain_words(title) == shown


def test_a_moment_keeps_its_zone_and_loses_its_fraction():
    moment = datetime(2026, 10, 1, 0, 0, 5, 123, tzinfo=ZoneInfo("Europe/Lisbon"))

    assert whole_second(moment).isoformat() == "2026-10-01T00:00:05+01:00"


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1850, 1, 1, tzinfo=ZoneInfo("Europe/Lisbon")),
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1, seconds=1))),
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(-timedelta(hours=1, seconds=1))),
    ],
)
def test_an_offset_with_seconds_becomes_utc(moment):
    assert whole_second(moment).tzinfo is UTC
