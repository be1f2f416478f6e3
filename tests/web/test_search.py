"""The search page."""

from __future__ import annotations

import gzip
import re
import sqlite3
import threading
from contextlib import closing
from functools import partial
from importlib import import_module

import pytest

from app.library.search_filler import Filler
from tests.values import open_client, post_text, write_site

SITE = 'title = "Ana writes"\nurl = "https://ana.example.org"\nper_page = 5\n'
FILES = {"site.toml": SITE, "pages/about.md": "---\ntitle: About\n---\n\nWe bake.\n"} | {
    f"posts/2026-01-{day:02}-p{day}.md": post_text(
        f"Post {day}", f"2026-01-{day:02}", "Bread & butter.", categories="food"
    )
    for day in range(1, 13)
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_site(tmp_path_factory.mktemp("site"), FILES)


@pytest.fixture
def client(folder):
    return open_client(folder)


def links(page):
    return re.findall(r'<h2><a href="([^"]+)', page)


def test_the_page_invites_to_search_and_is_not_indexed(client):
    page = client.get("/search").text

    assert re.search(r'<form[^>]* action="/search"', page)
    assert re.search(r'<input type="search" name="q"', page)
    assert '<link rel="canonical" href="https://ana.example.org/search">' in page
    assert "/category/food/" in page


def test_results_have_links_dates_and_marked_excerpts(client):
    page = client.get("/search?q=butter").text

    assert links(page) == [f"/posts/p{day}/" for day in (12, 11, 10, 9, 8)]
    assert "Bread &amp; <mark>butter</mark>." in page
    assert "12 January 2026" in page
    assert "12 results" in page


def test_pages_of_results_are_linked_and_keep_the_query(client):
    first = client.get('/search?q="bread+%26+butter"').text
    address = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = client.get(address).text
    back = re.search(r'rel="prev" href="([^"]+)"', second)[1].replace("&amp;", "&")

    assert links(second) == [f"/posts/p{day}/" for day in (7, 6, 5, 4, 3)]
    assert client.get(back).text == first
    assert "Page 2 of 3" in second


def test_a_misspelt_query_is_answered_with_a_link_to_what_was_meant(client):
    page = client.get("/search?q=buttre").text
    address = re.search(r'Did you mean <a href="([^"]+)">butter</a>', page)[1]

    assert "Nothing found" in page
    assert links(client.get(address).text)


def test_a_page_and_not_only_posts_is_found(client):
    assert links(client.get("/search?q=bake").text) == ["/about/"]


def test_what_was_typed_stands_in_the_form_again_as_text(client):
    page = client.get("/search", query_string={"q": '"><script>alert(1)</script>'}).text

    assert "<script>alert" not in page
    assert 'value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page


@pytest.mark.parametrize("number", ["0", "-1", "4", "x", "", "1.5", "٣", "9" * 5000, "%00", "1e9"])
def test_a_page_of_results_out_of_range_is_not_found_and_says_where_to_go(client, number):
    response = client.get(f"/search?q=butter&page={number}")

    assert response.status_code == 404
    assert 'href="/search?q=butter">first page of results' in response.text
    assert not links(response.text)


@pytest.mark.parametrize(
    "query",
    [
        "q=",
        "q",
        "q=%00",
        "q=%ff%fe",
        "q=%ed%a0%80",
        "q=%zz%",
        "q=+++",
        "q=%22",
        "q=a&q=b&q=c",
        "q[]=a",
        "q=" + "a" * 50_000,
        "q=" + "a+" * 20_000,
        "q=" + "%22a+" * 5_000,
        "q=title:x+AND+NEAR(",
        "q=%F0%9F%9A%80",
        "&&&=&=",
        "page=1",
    ],
)
def test_any_query_gets_a_page(client, query):
    response = client.get(f"/search?{query}")

    assert response.status_code == 200
    assert "<h1>Search</h1>" in response.text


@pytest.mark.parametrize("raw", ["q=\xff\xfe", "q=\xed\xa0\x80", "q=\x00\x01", "q=caf\xe9"])
def test_bytes_that_no_browser_sends_get_a_page(client, raw):
    assert client.get("/search", environ_overrides={"QUERY_STRING": raw}).status_code == 200


def test_answers_are_private_and_none_of_them_is_kept(client):
    response = client.get("/search?q=butter")

    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in response.headers


def test_an_answer_is_compressed_for_who_understands_it(client):
    plain = client.get("/search?q=butter")
    packed = client.get("/search?q=butter", headers={"Accept-Encoding": "gzip"})

    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_head_answers_as_get_without_the_body(client):
    response = client.head("/search?q=butter")

    assert response.status_code == 200
    assert response.data == b""


def test_an_address_with_a_slash_leads_to_the_one_without(client):
    response = client.get("/search/?q=butter&x=1", headers={"Host": "evil.example.net"})

    assert response.status_code == 308
    assert response.headers["Location"] == "/search?q=butter"


def test_links_carry_the_base_path(tmp_path):
    files = FILES | {"site.toml": SITE.replace("example.org", "example.org/blog")}
    client = open_client(write_site(tmp_path, files))

    page = client.get("/blog/search?q=butter").text

    assert re.search(r'<form[^>]* action="/blog/search"', page)
    assert 'href="/blog/search?q=butter&amp;page=2"' in page
    assert links(page)[0] == "/blog/posts/p12/"


def test_an_edit_is_found_and_a_draft_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr("app.library.current.POLL", 0.0)
    write_site(tmp_path, {"posts/2026-01-01-a.md": post_text("A", "2026-01-01", "Bread.")})
    client = open_client(tmp_path)
    before = client.get("/search?q=marzipan").text
    write_site(
        tmp_path,
        {
            "posts/2026-01-01-a.md": post_text("A", "2026-01-01", "Marzipan it is."),
            "posts/2026-01-02-b.md": post_text("B", "2026-01-02", "Marzipan!", draft="true"),
        },
    )

    after = client.get("/search?q=marzipan").text

    assert not links(before)
    assert links(after) == ["/posts/a/"]


def test_the_index_of_a_large_site_is_made_after_the_first_answer(tmp_path, monkeypatch):
    monkeypatch.setenv("TRIFOLD_CACHE", str(tmp_path / "cache"))
    module = import_module("app.web.search")  # by its name: app.web has a blueprint of that name
    monkeypatch.setattr(module, "Filler", partial(Filler, many=10, calm=0.0))
    client = open_client(write_site(tmp_path / "content", FILES))

    client.get("/archive/")
    for thread in threading.enumerate():
        if thread.name == "search":
            thread.join()

    (index,) = (tmp_path / "cache").glob("search-*.sqlite")
    with closing(sqlite3.connect(index)) as connection:
        assert connection.execute("SELECT count(*) FROM writing").fetchone() == (13,)


def test_no_thread_is_started_for_a_small_site(client):
    client.get("/")

    assert "search" not in [thread.name for thread in threading.enumerate()]
