"""A document put together from entries that were cast is the one that feedgen writes in one go."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.feeds import moulds, render
from app.feeds.document import render_document
from app.feeds.formats import ATOM, FORMATS, RSS
from app.feeds.json import render_json
from app.feeds.latest import Latest, LatestOf
from app.feeds.model import Entry, Feed, File, Label, Person, Picture
from app.feeds.select import select_channels
from tests.values import a_post, build_library, words

WRITERS = {ATOM: render.render_atom, RSS: render.render_rss}
FORMULA = '<p>A <math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>.</p>'


def a_feed(moment, *, html="<p>Words.</p>", entries=None):
    entry = Entry(
        id="tag:example.org,2026:a",
        title="Hello",
        url="https://example.org/a/",
        published=moment,
        updated=moment,
        html=html,
        summary="Words.",
    )
    return Feed(
        title="Example",
        description="Words about words.",
        home_url="https://example.org/",
        language="en",
        author=Person(name="Ana"),
        updated=datetime(2026, 11, 2, tzinfo=UTC),
        entries=entries or (entry,),
    )


def documents(library, body_of):
    return [
        render_document(channel, form, library=library, body_of=body_of)
        for channel in select_channels(library)
        for form in FORMATS
    ]


@pytest.mark.parametrize(
    "html", ["<p>Words.</p>", FORMULA, "<pre>\n  &lt;entry>\n    &lt;item></pre>"]
)
def test_documents_do_not_depend_on_what_was_written_before(html, monkeypatch):
    posts = [
        a_post(slug="one", categories=("ai",), image="https://example.org/a.png", language="de"),
        a_post(slug="two", categories=("ai", "jobs"), title="Two & <more>"),
        a_post(slug="three", categories=("jobs",)),
    ]
    monkeypatch.setattr(moulds, "_moulds", Latest(100))
    library, body_of = build_library(posts), words(html)
    fresh = documents(library, body_of)

    assert documents(library, body_of) == fresh
    assert documents(build_library(posts), body_of) == fresh


HTML = [
    "",
    "<p>Words &amp; <br> more ]]&gt;</p>",
    FORMULA,
    "<pre>\n  &lt;entry>\n    &lt;item>\n  &lt;/channel></pre>",
    f"{FORMULA}<pre>\n  &lt;entry>\n&lt;/feed></pre>",
    '<p title="\n  <entry>\n    <item>\n</feed>\n  </channel>">x</p>',
]
EXTRA = [
    "",
    '<c:check xmlns:c="https://reader.example.net/ns">a</c:check>\n',
    "\n  <entry>ours</entry>\n    <item>ours</item>\n",
    "<x>\n  <entry/>\n    <item/>\n</x>",
]
WORDS = st.sampled_from(
    ["Words", "A < B & C", "]]>", "</feed>", "\n  <entry>\n    <item>", '50 % of "%s"\t{0}']
)
MOMENT = datetime(2026, 11, 1, tzinfo=UTC)
ELSEWHERE = MOMENT.astimezone(timezone(timedelta(hours=1)))
MOMENTS = st.sampled_from([MOMENT, ELSEWHERE])
PERSON = st.builds(Person, name=WORDS, url=st.sampled_from(["", "https://example.org/?a&b"]))
ENTRY = st.builds(
    Entry,
    id=st.sampled_from(["tag:example.org,2026:a", "tag:example.org,2026:b"]),
    title=WORDS,
    url=st.just("https://example.org/a/"),
    published=MOMENTS,
    updated=MOMENTS,
    html=st.sampled_from(HTML),
    summary=WORDS,
    authors=st.lists(PERSON, max_size=2).map(tuple),
    labels=st.lists(
        st.builds(Label, name=WORDS, title=WORDS, scheme=st.just("https://example.org/tag/")),
        max_size=2,
    ).map(tuple),
    picture=st.none()
    | st.builds(
        Picture,
        url=st.just("https://example.org/a.png"),
        type=st.sampled_from(["", "image/png"]),
        description=st.just("") | WORDS,
    ),
    enclosure=st.none()
    | st.builds(
        File,
        url=st.just("https://example.org/a.mp3"),
        length=st.sampled_from([0, 9]),
        type=st.just("audio/mpeg"),
    ),
    language=st.sampled_from(["", "de"]),
)
FEED = st.builds(
    Feed,
    title=WORDS,
    description=WORDS,
    home_url=st.just("https://example.org/"),
    language=st.just("en"),
    author=PERSON,
    updated=MOMENTS,
    entries=st.lists(ENTRY, max_size=4).map(tuple),
    logo=st.sampled_from(["", "https://example.org/logo.png"]),
    hub=st.sampled_from(["", "https://hub.example.org/"]),
    extra=st.sampled_from(EXTRA),
    stylesheet=st.sampled_from(["", "/feed.css"]),
    number=st.integers(0, 2),
    older=st.integers(0, 2),
)


@settings(deadline=None, max_examples=50)
@given(st.lists(FEED, max_size=3))
def test_whatever_was_written_before_a_document_is_what_feedgen_alone_writes(feeds):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(moulds, "_moulds", Latest(5))
        cast = [write(feed) for feed in feeds for write in WRITERS.values()]
    alone = [render.write_document(feed, form, feed.entries) for feed in feeds for form in WRITERS]

    assert cast == alone


@settings(deadline=None, max_examples=50)
@given(FEED)
def test_json_is_what_the_library_of_python_writes(feed):
    text = render_json(feed).decode()

    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("write", WRITERS.values())
def test_the_zone_of_an_entry_is_its_own(write):
    one, other = a_feed(MOMENT), a_feed(ELSEWHERE)

    assert one.entries == other.entries
    written = [write(feed).replace(b"+01:00", b"+0100") for feed in (one, other)]
    assert [b"+0100" in document for document in written] == [False, True]


def test_two_equal_entries_are_both_there():
    [entry] = a_feed(MOMENT).entries

    assert render.render_atom(a_feed(MOMENT, entries=(entry, entry))).count(b"<entry>") == 2


@pytest.mark.parametrize(("length", "times"), [(60_000, 1), (70_000, 2)])
def test_a_long_form_is_not_kept_in_memory(length, times):
    [entry] = a_feed(MOMENT).entries
    asked = []

    def write():
        asked.append(length)
        return b"x" * length

    assert entry.form("atom", write) == entry.form("atom", write)
    assert len(asked) == times


def test_a_changed_entry_is_written_anew():
    [entry] = a_feed(MOMENT).entries
    entry.form("atom", lambda: b"before")

    assert replace(entry, title="Other").form("atom", lambda: b"after") == b"after"


def test_feedgen_writes_one_entry_of_a_shape(monkeypatch):
    monkeypatch.setattr(moulds, "_moulds", Latest(100))
    [entry] = a_feed(MOMENT).entries
    asked = []

    def say(_entry):
        return ()

    def write(marked):
        asked.append(marked)
        return f"<entry>{marked.title}</entry>".encode()

    for title in ("One", "Two & three"):
        other = replace(entry, title=title)
        cast = moulds.cast_entry(other, other.html, say=say, write=write)
    assert cast == b"<entry>Two &amp; three</entry>"
    assert len(asked) == 1


def test_what_was_not_wanted_for_longest_goes_first():
    latest = Latest(2)
    latest.keep("a", 1)
    latest.keep("b", 2)
    latest.find("a")
    latest.keep("c", 3)

    assert [latest.find(key) for key in "abc"] == [1, None, 3]


def test_another_owner_begins_with_nothing():
    kept, one, other = LatestOf(9), object(), object()

    assert kept.of((one,)).get("a", lambda: 1) == 1
    assert kept.of((one,)).get("a", lambda: 2) == 1
    assert kept.of((other,)).get("a", lambda: 3) == 3
    assert kept.of((one,)).get("a", lambda: 4) == 4
