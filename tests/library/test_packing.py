"""Readings come back from the cache exactly as they were, or they are not kept at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from app.content.model import Body, Enclosure, FeedUse, Heading, Level, Problem
from app.content.read import Reading
from app.library.packing import (
    BROKEN,
    Kept,
    pack_body,
    pack_reading,
    unpack_body,
    unpack_reading,
)
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
KEPT = Kept(
    questions=(("resolve", ("b.md",)), ("ask", ("site", ""))),
    answers="0123456789abcdef0123",
    body=Body(
        html=Markup('<p title="ü">One\nline.</p>\n'),
        markdown="One\nline: \U0001f33f\n\n",
        excerpt="One line.",
        words=2,
        headings=(Heading(level=2, id="a", title="A"),),
        problems=(NOTICE,),
    ),
)


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


@pytest.mark.parametrize("kept", [KEPT, replace(KEPT, body=Body(html=Markup()), is_refused=True)])
def test_a_body_comes_back_as_it_was(kept):
    back = unpack_body("name", pack_body("name", kept))

    assert back == kept
    assert isinstance(back.body.html, Markup)


def test_a_body_of_another_name_is_refused():
    with pytest.raises(BROKEN):
        unpack_body("other", pack_body("name", KEPT))


def test_a_body_with_one_bit_amiss_is_refused():
    data = pack_body("name", KEPT)

    for place in range(len(data)):
        damaged = bytearray(data)
        damaged[place] ^= 1
        with pytest.raises(BROKEN):
            unpack_body("name", bytes(damaged))
    for cut in (0, 3, 4, len(data) - 1):
        with pytest.raises(BROKEN):
            unpack_body("name", data[:cut])
