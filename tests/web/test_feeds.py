"""Feeds over HTTP: addresses, headers, what is left out, where old addresses lead."""

import gzip
import locale
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import brotli
import feedparser
import pytest

from tests.values import open_client, post_text, write_site

SITE = """
title = "Example"
url = "https://blog.example.org"
[categories.empty]
title = "Nothing yet"
"""
FILES = {
    "site.toml": SITE,
    "posts/2026-05-26-models.md": post_text(
        "Models and work", "2026-05-26", "Two words.", categories="ai jobs", tags="[rss]"
    ),
    "posts/2026-06-01-sharp.md": post_text("Sharp", "2026-06-01", categories="['C#', 日本語]"),
    "posts/2026-06-02-draft.md": post_text("Unfinished", "2026-06-02", draft="true", tags="[rss]"),
    "posts/2027-01-01-later.md": post_text("Later", "2027-01-01", categories="ai"),
    "newsletters/2026-06.md": "---\ntitle: June\ndate: 2026-06-30\nsent: 2026-06-30\n---\nHi.\n",
    "newsletters/2026-07.md": "---\ntitle: Unsent\ndate: 2026-07-30\n---\nHi.\n",
}
XML = "application/xml; charset=utf-8"
JSON = "application/feed+json; charset=utf-8"
SOME = ["/atom.xml", "/rss.xml", "/feed.json", "/category/ai/atom.xml", "/feeds.opml"]


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return open_client(write_site(tmp_path_factory.mktemp("site"), FILES))


def titles(response):
    feed = feedparser.parse(response.data)
    assert not feed.bozo
    return [entry.title for entry in feed.entries]


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("/", ["Sharp", "Models and work"]),
        ("/category/ai/", ["Models and work"]),
        ("/category/jobs/", ["Models and work"]),
        ("/category/c-sharp/", ["Sharp"]),
        ("/category/日本語/", ["Sharp"]),
        ("/category/empty/", []),
        ("/tag/rss/", ["Models and work"]),
        ("/newsletter/", ["June"]),
    ],
)
def test_every_feed_comes_in_three_formats(client, folder, expected):
    atom, rss, json = (
        client.get(f"{folder}{name}") for name in ("atom.xml", "rss.xml", "feed.json")
    )

    assert titles(atom) == titles(rss) == expected
    assert [item["title"] for item in json.json["items"]] == expected
    # Not application/atom+xml: a browser shows that as source text or saves it.
    assert [one.content_type for one in (atom, rss, json)] == [XML, XML, JSON]


def test_an_author_has_a_feed(tmp_path):
    files = {"site.toml": SITE, "posts/2026-01-01-x.md": post_text("By Ben", author="Ben Example")}
    client = open_client(write_site(tmp_path, files))

    assert titles(client.get("/author/ben-example/rss.xml")) == ["By Ben"]


@pytest.mark.parametrize("kind", ["category", "tag", "author", "series"])
def test_the_feed_of_a_term_nobody_knows_is_not_found(client, kind):
    for name in ("atom.xml", "rss.xml", "feed.json"):
        assert client.get(f"/{kind}/cooking/{name}").status_code == 404


def test_a_preview_shows_no_draft_in_a_feed(tmp_path):
    client = open_client(write_site(tmp_path, FILES), preview=True)

    assert titles(client.get("/atom.xml")) == ["Sharp", "Models and work"]


@pytest.mark.parametrize("address", SOME)
def test_who_has_the_feed_already_is_told_so(client, address):
    first = client.get(address)
    tag = first.headers["ETag"]
    by_tag = client.get(address, headers={"If-None-Match": tag})
    by_date = client.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    another = client.get(address, headers={"If-None-Match": '"another"'})

    assert (by_tag.status_code, by_date.status_code, another.status_code) == (304, 304, 200)
    assert by_tag.data == b""
    assert by_tag.headers["ETag"] == tag


@pytest.mark.parametrize("address", SOME)
@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br;q=1.0", "br"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0, gzip;q=0", ""),
    ],
)
def test_a_feed_is_compressed_as_the_reader_understands_it(client, address, accepted, coding):
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": accepted})
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress, "": bytes}[coding]

    assert packed.headers.get("Content-Encoding", "") == coding
    assert unpack(packed.data) == plain.data
    assert (packed.headers["ETag"] == plain.headers["ETag"]) is (not coding)
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_each_form_of_a_feed_is_known_by_its_own_tag(client):
    codings = ("", "gzip", "br")
    tags = [
        client.get("/atom.xml", headers={"Accept-Encoding": coding}).headers["ETag"]
        for coding in codings
    ]

    assert len(set(tags)) == 3
    for coding, tag in zip(codings, tags, strict=True):
        asked = {"Accept-Encoding": coding, "If-None-Match": tag}
        assert client.get("/atom.xml", headers=asked).status_code == 304
        other = {"Accept-Encoding": coding, "If-None-Match": tags[tags.index(tag) - 1]}
        assert client.get("/atom.xml", headers=other).status_code == 200


@pytest.mark.parametrize("address", SOME)
def test_a_feed_may_be_kept_and_sets_no_cookie(client, address):
    response = client.get(address)

    assert response.headers["Cache-Control"] == "public, max-age=1800"
    assert "Set-Cookie" not in response.headers
    assert client.get(f"{address}?utm_source=x").headers["ETag"] == response.headers["ETag"]


@pytest.mark.parametrize("address", SOME)
def test_the_head_of_a_feed_can_be_asked_for(client, address):
    response = client.head(address)

    assert (response.status_code, response.data) == (200, b"")
    assert response.headers["ETag"] == client.get(address).headers["ETag"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/feed.xml", "/atom.xml"),
        ("/feed", "/rss.xml"),
        ("/feed/", "/rss.xml"),
        ("/rss", "/rss.xml"),
        ("/index.xml", "/rss.xml"),
        ("/feed/ai.xml", "/category/ai/atom.xml"),
        ("/feed/by_tag/rss.xml", "/tag/rss/atom.xml"),
        ("/category/AI/rss.xml", "/category/ai/rss.xml"),
        ("/category/C%23/atom.xml", "/category/c-sharp/atom.xml"),
        ("/tag/RSS/feed.json", "/tag/rss/feed.json"),
    ],
)
def test_another_address_leads_to_the_feed_in_one_step(client, old, new):
    response = client.get(old)

    assert (response.status_code, response.headers["Location"]) == (301, new)
    assert client.get(new).status_code == 200


def test_the_old_feed_of_a_category_nobody_knows_is_not_found(client):
    assert client.get("/feed/cooking.xml").status_code == 404


def test_a_base_path_is_in_every_address_that_leaves(tmp_path):
    site = SITE.replace("blog.example.org", "ana.example.org/blog")
    client = open_client(write_site(tmp_path, FILES | {"site.toml": site}))
    data = client.get("/atom.xml").text

    assert client.get("/feed.xml").headers["Location"] == "/blog/atom.xml"
    assert 'href="/blog/static/' in data
    assert 'href="https://ana.example.org/blog/atom.xml" rel="self"' in data


def test_older_posts_are_in_archives_that_may_be_kept_longer(tmp_path):
    site = SITE + "[feeds]\nitems = 1\n"
    client = open_client(write_site(tmp_path, FILES | {"site.toml": site}))
    response = client.get("/rss-1.xml")

    assert titles(client.get("/rss.xml")) == ["Sharp"]
    assert titles(response) == ["Models and work"]
    assert "max-age=86400" in response.headers["Cache-Control"]
    assert client.get("/rss-01.xml").headers["Location"] == "/rss-1.xml"
    assert client.get("/rss-2.xml").status_code == 404


def test_a_newer_post_leaves_every_archive_and_its_tag_as_they_were(tmp_path):
    posts = {
        f"posts/2026-01-0{day}-p{day}.md": post_text("Post", f"2026-01-0{day}", categories="ai")
        for day in (1, 2, 3, 4)
    }
    folder = write_site(tmp_path, {"site.toml": SITE + "[feeds]\nitems = 1\n"} | posts)
    client = open_client(folder)
    archives = [
        f"{page}{stem}-{number}.{ending}"
        for page in ("/", "/category/ai/")
        for stem, ending in (("atom", "xml"), ("rss", "xml"), ("feed", "json"))
        for number in (1, 2, 3)
    ]
    before = [client.get(address) for address in archives]
    newest = post_text("Newest", "2026-06-01", "[Before](2026-01-04-p4.md)", categories="ai")
    write_site(folder, {"posts/2026-06-01-newest.md": newest})
    look_again(client)
    after = [client.get(address) for address in archives]

    assert titles(client.get("/atom.xml")) == ["Newest"]
    assert {response.status_code for response in before} == {200}
    assert [one.data for one in before] == [one.data for one in after]
    assert [one.headers["ETag"] for one in before] == [one.headers["ETag"] for one in after]


def test_a_feed_is_not_kept_past_the_moment_of_the_next_post(tmp_path):
    soon = datetime(2026, 12, 31, 23, 59, 20, tzinfo=UTC)
    client = open_client(write_site(tmp_path, FILES), now=soon)

    for _ in range(2):
        assert client.get("/atom.xml").headers["Cache-Control"] == "public, max-age=40"


def test_categories_together_have_a_page_and_feeds(tmp_path):
    site = SITE + '[feeds]\ncombine = [["ai", "jobs"]]\n'
    client = open_client(write_site(tmp_path, FILES | {"site.toml": site}))

    assert titles(client.get("/category/ai+jobs/rss.xml")) == ["Models and work"]
    assert (
        client.get("/category/Jobs+AI/rss.xml").headers["Location"] == "/category/ai+jobs/rss.xml"
    )
    page = client.get("/category/ai+jobs/")
    assert "Models and work" in page.text
    assert '/category/ai+jobs/atom.xml" type="application/atom+xml"' in page.text
    for address in ("/feeds/", "/feeds.opml", "/sitemap.xml"):
        assert "/category/ai+jobs/" in client.get(address).text


def test_a_series_has_a_page_and_feeds(tmp_path):
    files = {"site.toml": SITE, "posts/2026-01-01-x.md": post_text("One", series="How to fold")}
    client = open_client(write_site(tmp_path, files))

    assert titles(client.get("/series/how-to-fold/rss.xml")) == ["One"]
    assert client.get("/series/How to fold/").headers["Location"] == "/series/how-to-fold/"
    assert 'href="/series/how-to-fold/atom.xml"' in client.get("/series/how-to-fold/").text
    assert client.get("/series/other/").status_code == 404
    for address in ("/feeds/", "/feeds.opml", "/sitemap.xml", "/posts/x/"):
        assert "/series/how-to-fold/" in client.get(address).text


def test_the_style_sheet_for_browsers_is_there(client):
    data = client.get("/rss.xml").text
    address = data.partition('type="text/css" href="')[2].partition('"')[0]

    with client.get(address) as response:
        assert response.status_code == 200
        assert response.content_type.startswith("text/css")


def test_the_list_names_every_feed_and_each_answers(client):
    response = client.get("/feeds.opml")
    addresses = [
        part.partition('"')[0].removeprefix("https://blog.example.org")
        for part in response.text.split('xmlUrl="')[1:]
    ]

    assert response.content_type == "text/x-opml; charset=utf-8"
    assert len(addresses) == 8
    assert {client.get(address).status_code for address in addresses} == {200}


def look_again(client):
    """Let the application see now what has changed in its folder."""
    client.application.extensions["trifold"].look()


def marks(response):
    return [(entry.id, entry.updated) for entry in feedparser.parse(response.data).entries]


def test_mending_words_changes_the_feeds_that_hold_them_and_no_id_or_moment(tmp_path):
    folder = write_site(tmp_path, FILES)
    client = open_client(folder)
    addresses = ("/atom.xml", "/category/ai/rss.xml", "/category/c-sharp/rss.xml")
    before = {address: client.get(address) for address in addresses}
    file = folder / "posts/2026-05-26-models.md"
    file.write_text(file.read_text().replace("Two words.", "Three whole words."))
    look_again(client)
    after = {address: client.get(address) for address in addresses}

    changed = [
        one for one in addresses if before[one].headers["ETag"] != after[one].headers["ETag"]
    ]
    assert changed == ["/atom.xml", "/category/ai/rss.xml"]
    assert b"Three whole words." in after["/atom.xml"].data
    assert marks(before["/atom.xml"]) == marks(after["/atom.xml"])


def test_who_asks_by_date_hears_that_a_post_has_gone(tmp_path):
    folder = write_site(tmp_path, FILES)
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    client = open_client(folder)
    asked = {"If-Modified-Since": client.get("/atom.xml").headers["Last-Modified"]}
    assert client.get("/atom.xml", headers=asked).status_code == 304
    (folder / "posts/2026-06-01-sharp.md").unlink()
    look_again(client)
    response = client.get("/atom.xml", headers=asked)

    assert response.status_code == 200
    assert titles(response) == ["Models and work"]


def test_many_readers_at_once_get_the_same_and_leave_the_locale_alone(tmp_path):
    application = open_client(write_site(tmp_path, FILES)).application
    before = locale.setlocale(locale.LC_ALL)

    def read(_number):
        client = application.test_client()
        return tuple(client.get(name).data for name in ("/atom.xml", "/rss.xml", "/feed.json"))

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(read, range(24)))

    assert len(found) == 1
    assert locale.setlocale(locale.LC_ALL) == before
