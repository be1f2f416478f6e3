"""What every page has in common, whatever stands on it."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from lxml import html

from tests.values import open_client, post_text, write_site

SITE = 'title = "Ana writes"\nurl = "https://ana.example.org"\n'
LONG = "## One\n\nWords.\n\n## Two\n\n### A part\n\nWords.[^a]\n\n[^a]: A note.\n"
ISSUE = "---\ntitle: October\nsent: 2026-10-05\nposts: [first]\n---\n\nDear reader.\n"
ADDRESSES = (
    "/",
    "/posts/first/",
    "/category/ai/",
    "/author/ana/",
    "/archive/",
    "/about/",
    "/feeds/",
    "/newsletter/",
    "/newsletter/2026-10/",
    "/nowhere/",
)


def files_of_a_site(**more):
    files = {
        "site.toml": SITE,
        "posts/2026-10-01-first.md": post_text(
            "First", "2026-10-01", LONG, categories="ai jobs", tags="[paper]", author="ana"
        ),
        "posts/2026-10-02-second.md": post_text("Second", "2026-10-02", categories="ai"),
        "pages/about.md": "---\ntitle: About us\n---\n\nWe write.\n",
        "newsletters/2026-10.md": ISSUE,
    }
    return files | more


@pytest.fixture
def client(tmp_path):
    return open_client(write_site(tmp_path, files_of_a_site()))


def tree_of(client, address):
    return html.fromstring(client.get(address).get_data(as_text=True))


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_has_one_heading_one_main_part_and_a_language(client, address):
    page = tree_of(client, address)

    assert len(page.xpath("//h1")) == 1
    assert len(page.xpath("//main")) == 1
    assert (page.get("lang"), page.get("dir")) == ("en", "ltr")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_would_pass_a_policy_without_inline_code_or_foreign_hosts(client, address):
    page = tree_of(client, address)

    assert not page.xpath("//script | //style | //@style | //@*[starts-with(name(), 'on')]")
    loaded = page.xpath("//link[@rel='stylesheet' or contains(@rel, 'icon')]/@href | //img/@src")
    assert all(re.match("/(?!/)", link) for link in loaded)


@pytest.mark.parametrize("address", ADDRESSES)
def test_headings_go_down_one_level_at_a_time(client, address):
    headings = tree_of(client, address).xpath("//h1 | //h2 | //h3 | //h4")
    levels = [int(heading.tag[1]) for heading in headings]

    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))


def test_the_first_link_skips_to_the_text(client):
    page = tree_of(client, "/posts/first/")

    assert page.xpath("//a/@href")[0] == "#main"
    assert page.xpath("//*[@id='main']")[0].tag == "main"


def test_the_menu_marks_the_page_one_is_on(client):
    page = tree_of(client, "/feeds/")

    assert page.xpath("//nav//a[@aria-current='page']/@href") == ["/feeds/"]


def test_a_post_with_three_sections_has_a_table_of_contents_and_a_short_one_has_none(client):
    found = tree_of(client, "/posts/first/").xpath("//details//li/a/@href")

    assert found == ["#one", "#two", "#a-part"]
    assert not tree_of(client, "/posts/second/").xpath("//details")


def test_a_post_can_be_read_by_microformats(client):
    entry = tree_of(client, "/posts/first/").xpath("//article[contains(@class, 'h-entry')]")[0]

    def classed(name):
        return entry.xpath(f".//*[contains(concat(' ', @class, ' '), ' {name} ')]")

    assert classed("p-name")[0].text_content() == "First"
    assert classed("dt-published")[0].get("datetime") == "2026-10-01T00:00:00+00:00"
    assert [tag.text for tag in classed("p-category")] == ["ai", "jobs", "paper"]
    assert "A note." in classed("e-content")[0].text_content()
    assert classed("p-author")[0].text == "ana"


def test_a_post_offers_the_feed_of_its_first_category_and_the_letter(client):
    ways = tree_of(client, "/posts/first/").xpath("//aside//a/@href")

    assert "/category/ai/atom.xml" in ways
    assert "/newsletter/" in ways


def test_neighbours_are_linked_by_what_they_are(client):
    assert tree_of(client, "/posts/first/").xpath("//a[@rel='next']/@href") == ["/posts/second/"]
    assert tree_of(client, "/posts/second/").xpath("//a[@rel='prev']/@href") == ["/posts/first/"]


def test_a_sign_up_address_is_offered_where_there_is_one(tmp_path, client):
    assert "Sign up" not in client.get("/newsletter/").get_data(as_text=True)

    settings = SITE + '[newsletter]\nsignup = "https://lists.example.org/ana"\n'
    other = open_client(write_site(tmp_path / "other", files_of_a_site(**{"site.toml": settings})))

    found = tree_of(other, "/newsletter/").xpath("//a[text()='Sign up']/@href")
    assert found == ["https://lists.example.org/ana"]


def test_the_two_empty_places_take_what_the_author_puts_there(tmp_path):
    slots = {
        "templates/site/head.html": '<meta name="verified" content="{{ site.title }}">',
        "templates/site/after-post.html": "<p>Write about {{ post.title }}.</p>",
    }
    client = open_client(write_site(tmp_path, files_of_a_site(**slots)))
    page = tree_of(client, "/posts/first/")

    assert page.xpath("//head/meta[@name='verified']/@content") == ["Ana writes"]
    assert page.xpath("//article//p[text()='Write about First.']")


def test_a_post_in_another_language_says_so_in_lists_and_on_its_page(tmp_path):
    post = {"posts/2026-10-03-kitab.md": post_text("كتاب", "2026-10-03", lang="ar")}
    client = open_client(write_site(tmp_path, files_of_a_site(**post)))
    entry = tree_of(client, "/").xpath("//article//div[@lang='ar']")[0]
    page = tree_of(client, "/posts/kitab/")

    assert entry.get("dir") == "rtl"
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
