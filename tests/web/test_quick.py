"""Answers that are given again are those that Flask would give."""

import os

import pytest

from tests.values import NOW, open_client, post_text, write_site

FILES = {
    "site.toml": 'title = "Example"\nurl = "https://blog.example.org"\n',
    "posts/2026-01-01-a.md": post_text("A", "2026-01-01", categories="ai"),
}
ADDRESSES = ["/atom.xml", "/feed.json", "/feeds.opml", "/", "/posts/a/", "/sitemap.xml"]
ASKED = [
    {},
    {"Accept-Encoding": "gzip"},
    {"Accept-Encoding": "br, gzip"},
    {"If-None-Match": "TAG"},
    {"If-None-Match": "W/TAG"},
    {"If-None-Match": '"zz", TAG'},
    {"If-None-Match": '"zz"'},
    {"If-None-Match": "*"},
    {"If-Modified-Since": "DATE"},
    {"If-Modified-Since": "Thu, 01 Jan 2015 00:00:00 GMT"},
    {"If-Modified-Since": "yesterday"},
    {"If-None-Match": '"zz"', "If-Modified-Since": "DATE"},
    {"If-Match": '"zz"'},
    {"Range": "bytes=0-9"},
]


def seen(response):
    return response.status_code, sorted(response.headers), response.data


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_request_is_answered_alike_the_first_time_and_ever_after(tmp_path, address, method):
    folder = write_site(tmp_path, FILES)
    warm = open_client(folder)
    for _ in range(2):
        for coding in ("", "gzip", "br"):
            first = warm.get(address, headers={"Accept-Encoding": coding})
    for headers in ASKED:
        plain = warm.get(address, headers={k: v for k, v in headers.items() if "Enc" in k})
        tag, date = plain.headers["ETag"], plain.headers["Last-Modified"]
        asked = {
            name: value.replace("TAG", tag).replace("DATE", date) for name, value in headers.items()
        }
        cold = open_client(folder)
        assert seen(warm.open(address, method=method, headers=asked)) == seen(
            cold.open(address, method=method, headers=asked)
        ), headers
    assert first.status_code == 200


def test_an_edit_is_seen_as_soon_as_anywhere(tmp_path):
    folder = write_site(tmp_path, FILES)
    client = open_client(folder)
    before = [client.get("/atom.xml") for _ in range(2)]
    file = folder / "posts/2026-01-01-a.md"
    file.write_text(post_text("Another", "2026-01-01"))
    os.utime(file, (1, 1))
    holder = client.application.extensions["trifold"]
    holder.look()

    assert b"Another" not in before[1].data
    assert b"Another" in client.get("/atom.xml").data


def test_what_differs_by_query_is_never_given_again(tmp_path):
    client = open_client(write_site(tmp_path, FILES))
    texts = [client.get(f"/search?q={word}").text for word in ("one", "two", "one")]

    assert texts[0] == texts[2] != texts[1]


def test_a_host_that_is_not_trusted_is_refused_every_time(tmp_path):
    site = FILES["site.toml"] + 'trusted_hosts = ["blog.example.org"]\n'
    client = open_client(write_site(tmp_path, FILES | {"site.toml": site}))
    good, bad = ({"Host": host} for host in ("blog.example.org", "evil.example.net"))

    assert [client.get("/atom.xml", headers=good).status_code for _ in range(2)] == [200, 200]
    assert client.get("/atom.xml", headers=bad).status_code == 400


def test_a_preview_is_never_kept(tmp_path):
    client = open_client(write_site(tmp_path, FILES), preview=True)

    for _ in range(2):
        assert client.get("/atom.xml").headers["Cache-Control"] == "no-store"


def test_other_methods_are_refused_as_before(tmp_path):
    client = open_client(write_site(tmp_path, FILES), now=NOW)
    client.get("/atom.xml")

    assert client.post("/atom.xml").status_code == 405
    assert client.options("/atom.xml").status_code == 200
