"""No request header gets into what leaves, whoever sent it and whatever it says."""

from __future__ import annotations

import pytest

from app.web import create_app
from tests.values import open_client, post_text, write_site

#: One address for each route that the application has.
ADDRESSES = (
    "/ /page/1/ /page/2/ /archive/ /archive /feeds/ /newsletter/ /posts/p1/ /posts/p1 /posts/p1.md"
    " /category/ai/ /category/AI/ /category/ai/page/2/ /about/ /old/ /assets/a.txt /nowhere/"
    " /search /search/?q=words /sitemap.xml /robots.txt /llms.txt /site.webmanifest"
    " /static/site.css /static/0/site.css /favicon.ico /apple-touch-icon.png"
    " /apple-touch-icon-precomposed.png /media/none.webp"
    " /rss.xml /atom.xml /feed.json /category/ai/rss.xml /newsletter/atom.xml /feeds.opml"
    " /feed.xml /feed /feed/ /rss /rss/ /index.xml /feed/ai.xml /feed/by_tag/t.xml"
).split()
HOSTS = (
    "ana.example.org",
    "evil.example.net",
    "evil.example.net:8443",
    "127.0.0.1",
    "[::1]:8000",
    'a"><script>.example.net',
)
FORWARDED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Host": "evil.example.net",
    "X-Forwarded-Port": "99",
    "X-Forwarded-Prefix": "/evil.example.net",
    "X-Forwarded-Proto": "evil.example.net",
    "Forwarded": "host=evil.example.net;proto=http",
}


def a_site(folder, extra="", url="https://ana.example.org"):
    posts = {
        f"posts/2026-10-{day:02}-p{day}.md": post_text(
            f"P{day}", f"2026-10-{day:02}", categories="ai", tags="t", redirect_from="[/old/]"
        )
        for day in (1, 2)
    }
    toml = f'title = "T"\nurl = "{url}"\nper_page = 1\n{extra}'
    page = "---\ntitle: About\n---\nWe.\n"
    return write_site(
        folder, {"site.toml": toml, "pages/about.md": page, "assets/a.txt": "A", **posts}
    )


def answer_of(client, address, **headers):
    moments = {"Date", "Expires"}  # they say when it was asked, to the second
    with client.get(address, headers=headers) as answer:
        kept = {name: value for name, value in answer.headers.items() if name not in moments}
        return answer.status_code, kept, answer.get_data()


def test_the_addresses_below_are_all_that_the_application_has(tmp_path):
    app = create_app(tmp_path)
    router = app.url_map.bind("ana.example.org")

    reached = {
        router.match(address.partition("?")[0], return_rule=True)[0].rule for address in ADDRESSES
    }

    unasked = {rule.rule for rule in app.url_map.iter_rules()} - reached
    assert unasked == {"/healthz"}  # says how old the snapshot is


@pytest.mark.parametrize("url", ["https://ana.example.org", "https://ana.example.org/blog"])
def test_whatever_the_host_every_answer_is_the_same(tmp_path, url):
    client = open_client(a_site(tmp_path, url=url))

    for address in ADDRESSES:
        usual = answer_of(client, address)
        for host in HOSTS:
            answer = answer_of(client, address, **FORWARDED, Host=host)
            assert answer == usual or answer[0] == 400, (address, host)
            assert b"evil.example.net" not in answer[2]
            assert "evil.example.net" not in str(answer[1])


def test_proxies_are_believed_as_many_as_there_are_and_no_further(tmp_path):
    one = 'trusted_hosts = ["ana.example.org"]\n[server]\nproxies = 1\n'
    client = open_client(a_site(tmp_path, one))

    def status(forwarded):
        headers = {"Host": "127.0.0.1:8000", "X-Forwarded-Host": forwarded}
        return client.get("/", headers=headers).status_code

    assert status("ana.example.org") == 200
    assert status("evil.example.net, ana.example.org") == 200  # the first was sent by the reader
    assert status("ana.example.org, evil.example.net") == 400


def test_without_proxies_nobody_is_believed(tmp_path):
    client = open_client(a_site(tmp_path, 'trusted_hosts = ["ana.example.org"]\n'))

    headers = {"Host": "evil.example.net", "X-Forwarded-Host": "ana.example.org"}
    assert client.get("/", headers=headers).status_code == 400


@pytest.mark.parametrize("path", ["/blog/posts/p1/", "/posts/p1/"])
def test_a_proxy_may_take_the_base_path_off_or_leave_it_on(tmp_path, path):
    client = open_client(a_site(tmp_path, url="https://ana.example.org/blog"))

    assert client.get(path).status_code == 200
    assert client.get("/blogs/posts/p1/").status_code == 404


def test_links_stay_with_url_behind_proxies_as_well(tmp_path):
    client = open_client(a_site(tmp_path, "[server]\nproxies = 2\n"))

    answer = client.get("/feed", headers=FORWARDED)

    assert answer.headers["Location"] == "/rss.xml"
