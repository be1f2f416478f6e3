"""Dates as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.content.dates import parse_date

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2023-05-26", "2023-05-26T00:00:00+02:00"),
        ("2023-5-6", "2023-05-06T00:00:00+02:00"),
        ("2023-01-26", "2023-01-26T00:00:00+01:00"),
        ("2023-05-26 10:00", "2023-05-26T10:00:00+02:00"),
        ("2023-05-26 10:00:30", "2023-05-26T10:00:30+02:00"),
        ("2023-05-26 10:00:00 -0700", "2023-05-26T19:00:00+02:00"),
        ("2023-05-26T10:00:00Z", "2023-05-26T12:00:00+02:00"),
        ("2023-05-26T10:00:00.250+01:00", "2023-05-26T11:00:00+02:00"),
        ("2023-05-26 10:00 UTC", "2023-05-26T12:00:00+02:00"),
        ("May 26, 2023", "2023-05-26T00:00:00+02:00"),
        ("Sept. 1st 2023", "2023-09-01T00:00:00+02:00"),
        ("26 May 2023", "2023-05-26T00:00:00+02:00"),
        ("2024-02-29", "2024-02-29T00:00:00+01:00"),
    ],
)
def test_a_date_is_meant_in_the_site_s_zone_unless_it_says_otherwise(text, wanted):
    assert parse_date(text, BERLIN).isoformat() == wanted


def test_an_hour_that_a_clock_change_skips_becomes_one_that_exists():
    assert parse_date("2026-03-29 02:30", BERLIN).isoformat() == "2026-03-29T03:30:00+02:00"


def test_an_hour_that_comes_twice_is_the_first_of_them():
    assert parse_date("2026-10-25 02:30", BERLIN).utcoffset() == timedelta(hours=2)


def test_every_date_carries_a_zone():
    assert parse_date("2023-05-26", UTC) == datetime(2023, 5, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2023-02-30",
        "2023-13-01",
        "0000-01-01",
        "2023-05-26 24:00",
        "2023-05-26 10:00 +9900",
        "0001-01-01 00:00 +1200",
        "9999-12-31 23:59 -1200",
    ],
)
def test_a_day_that_does_not_exist_is_refused(text):
    with pytest.raises(ValueError, match="does not exist; write it as 2023-05-26"):
        parse_date(text, BERLIN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "26/05/2023",
        "May 2023",
        "Ma 26, 2023",
        "2023-05-26 noon",
        "2023-05-26 +0100",
    ],
)
def test_what_is_no_date_is_refused_with_the_form_to_write(text):
    with pytest.raises(ValueError, match="write it as 2023-05-26"):
        parse_date(text, BERLIN)
