"""What feeds make of a post: whole, in short, not at all, or alone."""

import json
from dataclasses import replace

import pytest
from lxml import etree

from app.config import FeedsConfig
from app.content.model import FeedUse
from app.feeds.select import select_term
from tests.feeds.reading import ALL, XML, read, render
from tests.values import (
    CONFIG,
    a_post,
    build_library,
    load_site,
    open_client,
    post_text,
    write_site,
)

SHORT = replace(CONFIG, feeds=FeedsConfig(content="summary"))


def is_short(data):
    """Tell whether the one entry of *data* says that it is a summary and nothing more."""
    if data.startswith(b"{"):
        [item] = json.loads(data)["items"]
        return "content_html" not in item and item["content_text"] == item["summary"]
    root = etree.fromstring(data)
    names = {etree.QName(element).localname for element in root.iter(etree.Element)}
    assert names & {"summary", "description"}
    return not names & {"content", "encoded"}


@pytest.mark.parametrize("file_name", ALL)
@pytest.mark.parametrize(
    ("config", "use", "expected"),
    [
        (CONFIG, FeedUse.USUAL, False),
        (CONFIG, FeedUse.SUMMARY, True),
        (SHORT, FeedUse.USUAL, True),
        (SHORT, FeedUse.FULL, False),
        (SHORT, FeedUse.ONLY, True),
    ],
)
def test_a_site_says_what_feeds_carry_and_a_post_may_differ(file_name, config, use, expected):
    post = a_post(feed=use, description="In short.")

    assert is_short(render(build_library([post], config=config), file_name)) is expected


@pytest.mark.parametrize("file_name", ALL)
def test_one_feed_may_differ_from_the_others(file_name):
    feeds = FeedsConfig(content_of={"/category/ai/": "summary"})
    library = build_library([a_post(categories=("ai",))], config=replace(CONFIG, feeds=feeds))
    channel = select_term(library, "category", "ai")

    assert is_short(render(library, file_name, channel=channel))
    assert not is_short(render(library, file_name))


@pytest.mark.parametrize("file_name", XML)
def test_a_summary_is_the_description_or_the_first_words(file_name):
    posts = [a_post(slug="a", description="In short: x < y"), a_post(slug="b")]
    library = build_library(posts, config=SHORT)

    assert [entry.summary for entry in read(render(library, file_name)).entries] == [
        "In short: x &lt; y",
        "Words.",
    ]


FILES = {
    "site.toml": 'title = "Example"\nurl = "https://blog.example.org"\n',
    "posts/2026-01-01-usual.md": post_text("Usual", "2026-01-01", categories="ai"),
    "posts/2026-01-02-none.md": post_text("Not fed", "2026-01-02", categories="ai", feed="false"),
    "posts/2026-01-03-only.md": post_text("Club", "2026-01-03", categories="ai", feed="only"),
}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return open_client(write_site(tmp_path_factory.mktemp("site"), FILES))


@pytest.mark.parametrize(
    "address", ["/", "/archive/", "/category/ai/", "/sitemap.xml", "/llms.txt"]
)
def test_a_post_for_feeds_only_is_in_no_list(client, address):
    text = client.get(address).text

    assert "posts/usual" in text
    assert "posts/none" in text
    assert "posts/only" not in text


def test_a_post_for_feeds_only_is_found_by_no_search(client):
    assert "posts/only" not in client.get("/search?q=Club").text
    assert "posts/usual" in client.get("/search?q=Usual").text


def test_a_post_for_feeds_only_has_a_page(client):
    response = client.get("/posts/only/")

    assert response.status_code == 200
    assert "Club" in response.text


@pytest.mark.parametrize("folder", ["/", "/category/ai/"])
def test_a_post_that_is_in_no_feed_is_on_the_site_alone(client, folder):
    for name in ("atom.xml", "rss.xml"):
        titles = [entry.title for entry in read(client.get(f"{folder}{name}").data).entries]
        assert titles == ["Club", "Usual"]
    assert client.get("/posts/none/").status_code == 200


def test_leaving_the_feeds_moves_no_other_entry():
    posts = [a_post(slug="a"), a_post(slug="b"), a_post(slug="c")]
    before = read(render(build_library(posts))).entries
    without = [posts[0], replace(posts[1], feed=FeedUse.NONE), posts[2]]
    after = read(render(build_library(without))).entries

    assert [(entry.id, entry.updated) for entry in after] == [
        (entry.id, entry.updated) for entry in (before[0], before[2])
    ]


def test_a_word_that_means_nothing_to_feeds_is_refused_with_its_line(tmp_path):
    files = {"posts/2026-01-01-a.md": post_text(feed="sometimes")}
    [problem] = load_site(write_site(tmp_path, files)).library.problems

    assert problem.line == 4
    assert "write false, only, summary or full" in problem.what
