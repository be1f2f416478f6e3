"""Files that go with a post: episodes, documents."""

import json

import pytest
from lxml import etree, html

from app.content.model import Enclosure
from app.feeds.check import check_feeds
from tests.feeds.reading import XML, entries, items, read
from tests.values import a_post, load_site, open_client, post_text, write_site

FAR = Enclosure(link="https://cdn.example.org/a b.mp3?x=1&y=2", length=12345, type="audio/mpeg")


def site(tmp_path, **fields):
    files = {
        "site.toml": 'title = "Example"\nurl = "https://ana.example.org/blog"\n',
        "assets/talk.mp3": b"x" * 1234,
        "posts/2026-01-01-here/index.md": post_text(**fields),
        "posts/2026-01-01-here/paper é.pdf": b"y" * 99,
    }
    return write_site(tmp_path, files)


@pytest.mark.parametrize("file_name", XML)
@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ({"audio": "/assets/talk.mp3"}, ("assets/talk.mp3", "1234", "audio/mpeg")),
        (
            {"enclosure": "paper é.pdf"},
            ("posts/here/paper%20%C3%A9.pdf", "99", "application/pdf"),
        ),
    ],
)
def test_a_file_of_the_folder_tells_its_length_and_type(tmp_path, file_name, header, expected):
    address, *told = expected
    client = open_client(site(tmp_path, **header))
    [entry] = read(client.get(f"/{file_name}").data).entries
    [file] = entry.enclosures

    assert file.href == f"https://ana.example.org/blog/{address}"
    assert [file.length, file.type] == told
    with client.get(f"/{address}") as response:
        assert response.status_code == 200


@pytest.mark.parametrize("file_name", XML)
def test_a_file_elsewhere_has_the_length_and_type_that_the_header_says(file_name):
    [entry] = entries([a_post(enclosure=FAR)], file_name)
    [file] = entry.enclosures

    assert file.href == "https://cdn.example.org/a%20b.mp3?x=1&y=2"
    assert (file.length, file.type) == ("12345", "audio/mpeg")
    assert entry.link == "https://blog.example.org/posts/hello/"


def test_json_feed_has_it_as_an_attachment():
    [item] = items([a_post(enclosure=FAR)])

    assert item["attachments"] == [
        {
            "url": "https://cdn.example.org/a%20b.mp3?x=1&y=2",
            "mime_type": "audio/mpeg",
            "size_in_bytes": 12345,
        }
    ]


def test_the_header_says_it_in_one_line_or_in_three(tmp_path):
    folder = site(tmp_path, enclosure='{url: "https://cdn.example.org/a.mp3", length: 7}')
    data = open_client(folder).get("/feed.json").data
    [file] = json.loads(data)["items"][0]["attachments"]

    assert (file["size_in_bytes"], file["mime_type"]) == (7, "audio/mpeg")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("missing.mp3", "no file here"),
        ("javascript:alert(1)", "no file here"),
        ("https://cdn.example.org/a.mp3", "without its length"),
        ("{url: 'https://cdn.example.org/thing', length: 3}", "no known kind"),
    ],
)
def test_a_file_that_will_not_arrive_whole_is_noticed(tmp_path, value, words):
    snapshot = load_site(site(tmp_path, enclosure=value))
    [problem] = check_feeds(snapshot)

    assert problem.path == "posts/2026-01-01-here/index.md"
    assert words in problem.what


@pytest.mark.parametrize("file_name", ["/atom.xml", "/rss.xml", "/feed.json"])
def test_a_file_that_is_not_there_is_in_no_feed(tmp_path, file_name):
    data = open_client(site(tmp_path, enclosure="missing.mp3")).get(file_name).data

    assert b"missing.mp3" not in data
    assert file_name == "/feed.json" or etree.fromstring(data) is not None


@pytest.mark.parametrize(
    "value", ["[a.mp3, b.mp3]", "{file: a.mp3}", "{url: a.mp3, length: long}", "{url: a, type: x}"]
)
def test_a_header_that_names_no_file_is_refused_with_its_line(tmp_path, value):
    [problem] = load_site(site(tmp_path, enclosure=value)).library.problems

    assert problem.line == 4
    assert problem.what.startswith("'enclosure' ")


def page(tmp_path, **fields):
    client = open_client(site(tmp_path, **fields))
    return html.fromstring(client.get("/posts/here/").text)


def test_the_page_of_an_episode_plays_it_when_asked(tmp_path):
    [figure] = page(tmp_path, audio="/assets/talk.mp3").xpath("//figure[@class='enclosure']")
    [player] = figure.findall("audio")
    [source] = player

    assert (source.get("src"), source.get("type")) == ("/blog/assets/talk.mp3", "audio/mpeg")
    assert (player.get("preload"), player.get("aria-label")) == ("none", "talk.mp3")
    assert "controls" in player.attrib
    assert figure.find("figcaption").text_content() == "talk.mp3 (audio/mpeg, 1.2 kB)"
    assert figure.find("figcaption/a").get("href") == "/blog/assets/talk.mp3"


@pytest.mark.parametrize(
    ("header", "href", "words"),
    [
        (
            "paper é.pdf",
            "/blog/posts/here/paper%20%C3%A9.pdf",
            "paper é.pdf (application/pdf, 99 Bytes)",
        ),
        (
            '{url: "https://a.example.org/a b é%20.mp4", length: 5}',
            "https://a.example.org/a%20b%20%C3%A9%20.mp4",
            "a b é .mp4 (video/mp4, 5 Bytes)",
        ),
        # The policy plays nothing that comes in the clear.
        (
            '{url: "http://a.example.org/x%20y.mp3?z=1", length: 0}',
            "http://a.example.org/x%20y.mp3?z=1",
            "x y.mp3 (audio/mpeg)",
        ),
    ],
)
def test_what_a_page_cannot_play_is_a_link(tmp_path, header, href, words):
    [figure] = page(tmp_path, enclosure=header).xpath("//figure[@class='enclosure']")

    assert figure.find("audio") is None
    assert figure.find("figcaption/a").get("href") == href
    assert figure.text_content().strip() == words


def test_a_file_that_the_post_shows_itself_is_not_shown_twice(tmp_path):
    body = '<audio controls src="/assets/talk.mp3"></audio>'
    root = page(tmp_path, audio="/assets/talk.mp3", body=body)

    assert len(root.xpath("//audio")) == 1
    assert not root.xpath("//figure")
