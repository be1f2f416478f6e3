"""Whatever an author writes, every feed can be read."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import etree

from app.config import FeedsConfig
from app.content.model import FeedUse
from app.feeds.opml import render_opml
from app.feeds.select import select_channels, select_term
from tests.feeds.reading import ALL, XML, contents, read, render
from tests.values import CONFIG, a_post, build_library, open_client, post_text, words, write_site

BAD = "a\x08b\x00c\ufffed\udc80e\x0b\x85"

TITLES = [
    "]]>",
    "<em>x</em> & y",
    "&amp; &lt;b&gt; &#8;",
    "<script>alert(1)</script>",
    "\U0001f600 \U0001f3f3\ufe0f\u200d\U0001f308",
    BAD,
    "\u202ertl",
    "x" * 5000,
    "  ",
]
BODIES = [
    "<p>]]></p><script>if (a[b[0]]>1) {}</script>",
    '<a href="javascript:x()">x</a><a href="JaVaScRiPt:x()">x</a>',
    '<a href="&#106;avascript:x()">x</a>',
    f"<p>{BAD}&#8;&#xFFFE;&nbsp;<br></p>",
    '<iframe src="https://film.example.org/1"></iframe><object data="x.swf"></object>',
    "<table><tr><td>open <b><i>crossed</b></i>",
    '<img srcset="a.png 1x, /b.png 2x"><a href="//other.example.org/x">x</a>',
    "",
]


@pytest.mark.parametrize("file_name", ALL)
@pytest.mark.parametrize("body", BODIES)
def test_every_title_with_every_body_makes_a_feed(file_name, body):
    posts = [
        a_post(
            slug=f"post-{place}",
            title=title,
            description=title,
            image=f"{title[:50]}.png",
            image_alt=title,
            categories=(title[:100], "a b", "x/y", "日本語"),
            authors=(title[:100],),
            series=title[:100],
            id=title[:100],
        )
        for place, title in enumerate(TITLES)
    ]
    library = build_library(posts)
    data = render(library, file_name, body_of=words(body))

    if file_name == "feed.json":
        found = json.loads(data)["items"]
        # A summary is plain text there, and may speak of scripts.
        data = "".join(item["content_html"] for item in found).encode()
    else:
        found = read(data).entries
    assert len(found) == len(TITLES)
    assert all(entry["title"].strip() for entry in found)
    assert b"javascript:" not in data.lower()
    assert b"<script" not in data.lower()


@pytest.mark.parametrize("title", TITLES)
def test_every_term_with_a_strange_name_has_a_feed(title):
    library = build_library([a_post(categories=(title,), tags=(title,), series=title)])

    for channel in select_channels(library):
        assert len(read(render(library, channel=channel)).entries) == 1
    etree.fromstring(render_opml(library))


@pytest.mark.parametrize("file_name", XML)
@pytest.mark.parametrize("year", [1, 1969])
def test_a_date_that_readers_take_for_none_is_said_as_the_earliest_they_take(file_name, year):
    posts = [
        a_post(slug="a", date=datetime(year, 1, 1, tzinfo=UTC)),
        a_post(slug="b", date=datetime(year, 1, 1, tzinfo=UTC)),
    ]
    feed = read(render(build_library(posts), file_name))

    assert {entry.published_parsed[:3] for entry in feed.entries} == {(1990, 1, 1)}
    assert feed.entries[0].id == f"tag:blog.example.org,{year:04}-01-01:a"


@pytest.mark.parametrize("file_name", ALL)
def test_the_last_moment_of_all_is_a_moment_to_come(file_name):
    last = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    posts = [a_post(slug="far", date=last), a_post(slug="revised", updated=last), a_post()]
    data = render(build_library(posts), file_name)

    assert b"9999" not in data
    assert b"revised" in data


def test_a_revision_counts_from_its_moment_on():
    moment = datetime(2026, 12, 1, tzinfo=UTC)
    post = a_post(updated=moment)
    before, after = build_library([post]), build_library([post], now=moment)

    assert before.next_due == moment
    assert read(render(before)).entries[0].updated == "2026-11-01T00:00:00+00:00"
    assert read(render(after)).entries[0].updated == "2026-12-01T00:00:00+00:00"


FIVE_MEGABYTES = "<p>" + "word <b>bold</b> &amp; more\n" * 180_000 + "end</p>"


@pytest.mark.parametrize("file_name", ALL)
def test_of_a_post_of_five_megabytes_comes_the_summary_and_a_link(file_name):
    posts = [a_post(), a_post(slug="other", description="In short: x < y")]
    data = render(build_library(posts), file_name, body_of=words(FIVE_MEGABYTES))
    found = (
        [item["content_html"] for item in json.loads(data)["items"]]
        if file_name == "feed.json"
        else contents(data)
    )

    url = "https://blog.example.org/posts/{0}/"
    link = f'<p><a href="{url}">{url}</a></p>'
    assert found == [
        f"<p>Words.</p>\n{link.format('hello')}",
        f"<p>In short: x &lt; y</p>\n{link.format('other')}",
    ]


@pytest.mark.parametrize("file_name", XML)
def test_an_author_may_insist_on_more_than_readers_take(file_name):
    library = build_library([a_post(feed=FeedUse.FULL)])
    body = words(f"<p>{'word ' * 250_000}end</p>")
    root = etree.fromstring(render(library, file_name, body_of=body))

    assert root.xpath("string(//*[local-name() = 'content' or local-name() = 'encoded'])").endswith(
        "end</p>"
    )


def test_ten_thousand_categories_are_no_burden():
    posts = [
        a_post(slug=f"post-{n}", categories=tuple(f"c{n}-{m}" for m in range(10)))
        for n in range(1000)
    ]
    library = build_library(posts)
    start = time.process_time()
    channels = select_channels(library)
    listed = render_opml(library)
    one = render(library, channel=select_term(library, "category", "c999-9"))

    assert len(channels) == 10_001
    assert listed.count(b"xmlUrl") == 10_001
    assert len(read(one).entries) == 1
    assert time.process_time() - start < 5


def test_words_of_code_travel_as_plain_code(tmp_path):
    body = '```python\ndef say(x):\n    return "<b>]]>"\n```'
    client = open_client(write_site(tmp_path, {"posts/a.md": post_text(body=body)}))
    [content] = contents(client.get("/atom.xml").data)

    said = "return &quot;&lt;b&gt;]]&gt;&quot;"
    assert content == f"<pre><code>def say(x):\n    {said}\n</code></pre>"


def test_headers_that_hold_what_xml_cannot_make_feeds_all_the_same(tmp_path):
    site = 'title = "T\\u0008 <b>&"\nurl = "https://blog.example.org"\n'
    post = post_text('"a\\b\\uFFFE]]>"', body="&#8;\x08", categories='["x\\b/y", "<&>"]')
    client = open_client(write_site(tmp_path, {"site.toml": site, "posts/a.md": post}))

    for address in ("/atom.xml", "/rss.xml", "/category/x-y/atom.xml", "/category/x-y/rss.xml"):
        assert [entry.title for entry in read(client.get(address).data).entries] == ["a]]>"]
    assert client.get("/feed.json").json["items"][0]["title"] == "a]]>"
    etree.fromstring(client.get("/feeds.opml").data)


@pytest.mark.parametrize("file_name", XML)
def test_what_the_author_adds_to_feeds_can_be_told_from_ours(file_name):
    extra = '<!-- c --><c:check xmlns:c="https://reader.example.net/ns">Q &amp; A</c:check><b/>'
    config = replace(CONFIG, feeds=FeedsConfig(extra=extra))
    root = etree.fromstring(render(build_library([a_post()], config=config), file_name))

    [found] = root.iter("{https://reader.example.net/ns}check")
    assert found.text == "Q & A"
    assert root.tag in {"rss", "{http://www.w3.org/2005/Atom}feed"}


@pytest.mark.parametrize("file_name", XML)
def test_what_the_author_adds_may_stand_on_lines_of_its_own(file_name):
    extra = """
<c:check xmlns:c="https://reader.example.net/ns">a</c:check>

  <c:check xmlns:c="https://reader.example.net/ns">b</c:check>
"""
    config = replace(CONFIG, feeds=FeedsConfig(extra=extra))
    library = build_library([a_post(), a_post(slug="b")], config=config)
    before, after = render(library, file_name), render(library, file_name)
    found = etree.fromstring(before).iter("{https://reader.example.net/ns}check")

    assert before == after
    assert [element.text for element in found] == ["a", "b"]
    assert len(read(before).entries) == 2
