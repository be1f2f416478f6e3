"""Readings come back from the cache exactly as they were, or they are not kept at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from app.content.model import Enclosure, FeedUse, Level, Problem
from app.content.read import Reading
from app.library.packing import BROKEN, pack_reading, unpack_reading
from tests.values import a_page, a_post, an_issue

BERLIN = ZoneInfo("Europe/Berlin")
#: The second two o'clock of a night in which the clock is put back.
TWICE = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1)
NOTICE = Problem(path="posts/a.md", line=3, what="is odd", level=Level.NOTICE)
DATA = {
    "date": date(2026, 11, 1),
    "at": datetime(2026, 11, 1, 10, tzinfo=UTC),
    "there": datetime(2026, 11, 1, 10, tzinfo=timezone(timedelta(hours=-7))),
    "list": [1, 2.5, None, True, {"deep": [date(2026, 1, 1), "x"]}, []],
    "big": 2**70,
}


@pytest.mark.parametrize(
    "writing",
    [
        a_post(date=TWICE, categories=("ai", "C#"), feed=FeedUse.ONLY, image="ü.png"),
        a_post(date=TWICE, updated=TWICE, enclosure=Enclosure(link="a.mp3", length=3)),
        a_post(date=TWICE, data=DATA),
        a_page(data={"title": "\ud7ff", "nav": [{"url": "/"}]}),
        an_issue(date=TWICE, sent=TWICE, since=None, posts=("a", "b")),
    ],
)
def test_a_reading_comes_back_as_it_was(writing):
    reading = Reading(writing=writing, problems=(NOTICE,))
    back = unpack_reading(pack_reading(reading, BERLIN), BERLIN)

    assert back == reading
    assert repr(back) == repr(reading)


@pytest.mark.parametrize(
    "writing",
    [
        a_post(date=datetime(2026, 11, 1, tzinfo=UTC)),
        a_post(date=TWICE, data={"number": float("nan")}),
        a_post(date=TWICE, data={"pair": (1, 2)}),
    ],
)
def test_what_would_come_back_otherwise_is_not_kept(writing):
    assert pack_reading(Reading(writing=writing), BERLIN) is None


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'["Post", {}, []]', b'["Spy", {}, []]'])
def test_other_bytes_are_refused(data):
    with pytest.raises(BROKEN):
        unpack_reading(data, BERLIN)
