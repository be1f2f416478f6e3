"""A date means what Jekyll takes it for, in the zone of the site."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from app.content.jekyll.dates import parse_time

NEW_YORK = ZoneInfo("America/New_York")


# What Jekyll 4.3 makes of each with `timezone: America/New_York`.
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2015-04-17", "2015-04-17 00:00:00 -0400"),
        ("2015-4-7", "2015-04-07 00:00:00 -0400"),
        ("2015-04-17 10:00", "2015-04-17 10:00:00 -0400"),
        ("2015-04-17T10:00:05", "2015-04-17 10:00:05 -0400"),
        ("2015-04-17 10:00 PM", "2015-04-17 22:00:00 -0400"),
        ("2015-04-17, 10:30pm", "2015-04-17 22:30:00 -0400"),
        ("2015-04-17 24:00", "2015-04-18 00:00:00 -0400"),
        ("2015-04-17 10:00:00 +0000", "2015-04-17 06:00:00 -0400"),
        ("2015-04-17 10:00:00 -07:00", "2015-04-17 13:00:00 -0400"),
        ("2015-04-17 10:00:00 EST", "2015-04-17 11:00:00 -0400"),
        ("2015-04-17 10:00 -7", "2015-04-17 10:00:00 -0400"),
        ("2015-04-17 10:00 FOO", "2015-04-17 10:00:00 -0400"),
        ("2015-04-17 +0800", "2015-04-17 00:00:00 -0400"),
        ("September 21, 2021", "2021-09-21 00:00:00 -0400"),
        ("Apr 17 2015 10am", "2015-04-17 10:00:00 -0400"),
        ("10am 17 Apr 2015", "2015-04-17 10:00:00 -0400"),
        ("Thu, 22 Sep 2016 01:02:03 GMT", "2016-09-21 21:02:03 -0400"),
        ("Fri Sep  3 11:21:31 CEST 2021", "2021-09-03 11:21:31 -0400"),
        ("17/04/2015", "2015-04-17 00:00:00 -0400"),
        ("15-04-17", "2015-04-17 00:00:00 -0400"),
        ("20150417T101112", "2015-04-17 10:11:12 -0400"),
        ("2015-02-30", "2015-03-02 00:00:00 -0500"),
        ("April 2015", "2015-04-01 00:00:00 -0400"),
    ],
)
def test_a_text_is_a_date_as_ruby_reads_it(text, meant):
    assert parse_time(text, NEW_YORK).strftime("%Y-%m-%d %H:%M:%S %z") == meant


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2015", "2015-13-01", "04/17/2015", "2015-04-17 10:61", "0x10"]
)
def test_what_is_no_date_is_said_in_a_sentence(text):
    with pytest.raises(ValueError, match="write it as 2023-05-26"):
        parse_time(text, NEW_YORK)


def test_what_yaml_read_as_a_date_is_midnight_in_the_zone():
    assert parse_time(date(2015, 4, 17), NEW_YORK).isoformat() == "2015-04-17T00:00:00-04:00"


def test_a_time_that_yaml_read_without_an_offset_is_utc():
    moment = parse_time(datetime(2015, 4, 17, 2, tzinfo=UTC), NEW_YORK)

    assert moment.isoformat() == "2015-04-16T22:00:00-04:00"
