"""A WebSub hub: named in every feed, told by `trifold feeds ping` and by nothing else."""

import json
import threading
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
from click.testing import CliRunner
from lxml import etree

from app.cli import trifold
from app.config import FeedsConfig
from app.errors import SiteError
from app.feeds.ping import send_ping
from tests.feeds.reading import ALL, XML, render
from tests.values import CONFIG, a_post, build_library, open_client, post_text, write_site

HUB = "https://hub.example.org/"
WITH_HUB = replace(CONFIG, feeds=FeedsConfig(hub=HUB, items=1))
TWO = [a_post(slug="a"), a_post(slug="b")]


@pytest.mark.parametrize("file_name", XML)
def test_atom_and_rss_name_the_hub(file_name):
    root = etree.fromstring(render(build_library(TWO, config=WITH_HUB), file_name))

    assert root.xpath("//*[local-name() = 'link'][@rel = 'hub']/@href") == [HUB]


def test_json_feed_names_the_hub():
    document = json.loads(render(build_library(TWO, config=WITH_HUB), "feed.json"))

    assert document["hubs"] == [{"type": "WebSub", "url": HUB}]


@pytest.mark.parametrize("file_name", ALL)
def test_an_archive_and_a_site_without_a_hub_name_none(file_name):
    stem, _, ending = file_name.partition(".")
    archive = render(build_library(TWO, config=WITH_HUB), f"{stem}-1.{ending}")

    assert b"hub" not in archive
    assert b"hub" not in render(build_library(TWO), file_name)


def site(folder, hub="", **posts):
    files = {f"posts/{name}.md": text for name, text in posts.items()}
    toml = f'title = "Example"\nurl = "https://blog.example.org"\n[feeds]\nhub = "{hub}"\n'
    return write_site(folder, {"site.toml": toml} | files)


def test_the_link_header_names_hub_and_topic(tmp_path):
    client = open_client(site(tmp_path, HUB, a=post_text(categories="ai")))
    expected = f'<{HUB}>; rel="hub", <https://blog.example.org/category/ai/rss.xml>; rel="self"'

    for _ in range(2):
        assert client.get("/category/ai/rss.xml").headers["Link"] == expected
    assert "Link" not in client.get("/").headers


@contextmanager
def a_hub(status=204, *, location=""):
    told = []

    class Hub(BaseHTTPRequestHandler):
        def do_POST(self):
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            told.append(form)
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def ping(tmp_path, monkeypatch):
    monkeypatch.setenv("TRIFOLD_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TRIFOLD_CONTENT", str(tmp_path / "content"))
    return lambda: CliRunner().invoke(trifold, ["feeds", "ping"])


def topics(told):
    return [form["hub.url"][0].removeprefix("https://blog.example.org") for form in told]


def test_a_hub_is_told_once_of_each_feed_that_changed(tmp_path, ping):
    content = tmp_path / "content"
    with a_hub() as (url, told):
        site(content, url, a=post_text("A", categories="ai"), b=post_text("B", categories="web"))
        first = ping()
        assert first.exit_code == 0
        assert {form["hub.mode"][0] for form in told} == {"publish"}
        assert topics(told)[:4] == ["/atom.xml", "/rss.xml", "/feed.json", "/category/ai/atom.xml"]
        assert len(told) == 9

        told.clear()
        assert ping().exit_code == 0
        assert told == []

        site(content, url, b=post_text("B", body="Other words.", categories="web"))
        ping()
        assert {topic.rpartition("/")[0] for topic in topics(told)} == {"", "/category/web"}


@pytest.mark.parametrize("status", [400, 404, 500, 302])
def test_a_rude_hub_is_one_line_and_what_it_was_not_told_is_told_next_time(tmp_path, ping, status):
    with a_hub(status, location="https://elsewhere.example.org/") as (url, told):
        site(tmp_path / "content", url, a=post_text())
        result = ping()
        assert result.exit_code == 1
        assert str(status) in result.output
        assert len(result.output.splitlines()) == 1

        ping()
        assert topics(told) == ["/atom.xml", "/atom.xml"]


def test_a_hub_that_is_down_is_one_line(tmp_path, ping):
    with a_hub() as (url, _):
        pass
    site(tmp_path / "content", url, a=post_text())
    result = ping()

    assert result.exit_code == 1
    assert len(result.output.splitlines()) == 1
    assert "cannot be reached" in result.output


def test_a_hub_that_never_answers_is_left():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(SiteError, match="takes too long"):
            send_ping(url, "https://blog.example.org/atom.xml", patience=0.05)


def test_without_a_hub_nothing_is_said_and_nothing_leaves(tmp_path, ping):
    site(tmp_path / "content", a=post_text())
    result = ping()

    assert (result.exit_code, result.output) == (0, "")


def test_a_site_that_does_not_know_its_address_is_refused(tmp_path, ping):
    site(tmp_path / "content", HUB, a=post_text())
    toml = tmp_path / "content" / "site.toml"
    toml.write_text(f'[feeds]\nhub = "{HUB}"\n')
    result = ping()

    assert result.exit_code == 1
    assert "'url'" in result.output


def test_a_memory_that_is_not_ours_is_as_good_as_none(tmp_path, ping):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "feeds-told.json").write_text("[1, 2")
    with a_hub() as (url, told):
        site(tmp_path / "content", url, a=post_text())
        assert ping().exit_code == 0
    assert len(told) == 3


def test_the_list_has_every_feed(tmp_path, ping):
    site(tmp_path / "content", a=post_text(categories="ai"))
    lines = CliRunner().invoke(trifold, ["feeds", "list"]).output.splitlines()

    assert [line.split()[0].removeprefix("https://blog.example.org") for line in lines] == [
        "/atom.xml",
        "/rss.xml",
        "/feed.json",
        "/category/ai/atom.xml",
        "/category/ai/rss.xml",
        "/category/ai/feed.json",
    ]
    assert lines[-1].endswith("ai – Example")
