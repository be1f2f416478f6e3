"""The whole history, as archive documents behind the current one (RFC 5005)."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from app.config import FeedsConfig
from app.feeds.addresses import feed_addresses
from app.feeds.formats import ATOM
from app.feeds.select import select_channels, select_everything, select_term
from tests.feeds.reading import ALL, XML, read, render
from tests.values import CONFIG, a_post, build_library

THREE = replace(CONFIG, feeds=FeedsConfig(items=3))
URL = "https://blog.example.org/"
HUB = "https://hub.example.org/"
LINK = "//*[local-name() = 'link'][@rel = $rel]/@href"


def some_posts(count):
    first = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        a_post(slug=f"post-{day:02}", date=first + timedelta(days=day), categories=("ai",))
        for day in range(1, count + 1)
    ]


def library_of(count):
    return build_library(some_posts(count), config=THREE)


def ids_in(data):
    if data.startswith(b"{"):
        return [item["id"] for item in json.loads(data)["items"]]
    return [entry.id for entry in read(data).entries]


def older_in(data):
    if data.startswith(b"{"):
        return json.loads(data).get("next_url")
    return next(iter(etree.fromstring(data).xpath(LINK, rel="prev-archive")), None)


@pytest.mark.parametrize("file_name", ALL)
@pytest.mark.parametrize("count", [1, 3, 4, 6, 10])
def test_every_post_can_be_reached_from_the_current_document(file_name, count):
    library = library_of(count)
    seen = []
    while file_name:
        data = render(library, file_name)
        seen += ids_in(data)
        file_name = (older_in(data) or "").rpartition("/")[2]

    assert set(seen) == {
        f"tag:blog.example.org,{post.date:%Y-%m-%d}:{post.slug}" for post in library.posts
    }


@pytest.mark.parametrize("file_name", ["atom-1.xml", "rss-2.xml", "feed-2.json"])
def test_a_newer_post_changes_no_archive(file_name):
    assert render(library_of(8), file_name) == render(library_of(9), file_name)
    assert render(library_of(8), file_name) == render(library_of(20), file_name)


@pytest.mark.parametrize("stem", ["rss", "rss-1", "rss-2"])
def test_the_link_of_every_rss_channel_is_its_page_and_no_feed(stem):
    feeds = FeedsConfig(items=3, hub=HUB)
    config = replace(CONFIG, feeds=feeds, logo="https://example.org/logo.png")
    library = build_library(some_posts(8), config=config)
    for channel in select_channels(library):
        root = etree.fromstring(render(library, f"{stem}.xml", channel=channel))
        page = f"https://blog.example.org{channel.address}"

        assert root.xpath("/rss/channel/link/text()") == [page]
        assert root.xpath("/rss/channel/image/link/text()") == [page]


@pytest.mark.parametrize(("rel", "href"), [("hub", HUB), ("prev-archive", f"{URL}rss-2.xml")])
def test_rss_has_the_links_of_atom_in_its_channel(rel, href):
    config = replace(CONFIG, feeds=FeedsConfig(items=3, hub=HUB))
    root = etree.fromstring(render(build_library(some_posts(8), config=config), "rss.xml"))

    names = {"atom": "http://www.w3.org/2005/Atom"}
    found = root.xpath("/rss/channel/atom:link[@rel = $rel]/@href", namespaces=names, rel=rel)
    assert found == [href]


def test_the_oldest_posts_are_in_the_first_archive_newest_first():
    assert [id_[-2:] for id_ in ids_in(render(library_of(8), "atom-1.xml"))] == ["03", "02", "01"]


@pytest.mark.parametrize("file_name", XML)
def test_an_archive_says_that_it_is_one_and_where_the_current_document_is(file_name):
    stem = file_name.removesuffix(".xml")
    root = etree.fromstring(render(library_of(8), f"{stem}-2.xml"))

    assert len(root.xpath("//*[local-name() = 'archive']")) == 1
    assert root.xpath(LINK, rel="current") == [f"https://blog.example.org/{stem}.xml"]
    assert root.xpath(LINK, rel="self") == [f"https://blog.example.org/{stem}-2.xml"]
    assert root.xpath(LINK, rel="prev-archive") == [f"https://blog.example.org/{stem}-1.xml"]
    assert root.xpath(LINK, rel="next-archive") == []


def test_the_documents_of_an_atom_feed_share_its_id():
    library = library_of(8)

    assert read(render(library, "atom-1.xml")).feed.id == read(render(library)).feed.id


@pytest.mark.parametrize("file_name", XML)
def test_a_small_site_has_no_archive(file_name):
    data = render(library_of(3), file_name)

    assert older_in(data) is None
    assert b"archive" not in data


def test_an_archive_that_is_not_there_is_none():
    channel = select_everything(library_of(8))

    assert channel.document(2)
    assert channel.document(3) is None


def test_a_category_has_archives_below_its_page():
    channel = select_term(library_of(8), "category", "ai").document(1)

    assert channel.address_of(ATOM) == "/category/ai/atom-1.xml"


def test_every_document_of_every_feed_has_an_address():
    assert list(feed_addresses(library_of(4)))[:9] == [
        "/atom.xml",
        "/rss.xml",
        "/feed.json",
        "/atom-1.xml",
        "/rss-1.xml",
        "/feed-1.json",
        "/category/ai/atom.xml",
        "/category/ai/rss.xml",
        "/category/ai/feed.json",
    ]
