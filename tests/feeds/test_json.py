"""JSON Feed 1.1."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from app.config import Author
from tests.feeds.reading import items, render
from tests.values import CONFIG, a_post, build_library, words


def test_an_item_says_everything_the_other_formats_say():
    config = replace(CONFIG, authors={"ana": Author(name="Ana Example")})
    post = a_post(
        title="Q & A",
        authors=("ana",),
        categories=("ai",),
        tags=("ai", "rss"),
        image="/assets/lead.jpg",
        language="de",
        updated=datetime(2026, 11, 3, tzinfo=UTC),
    )

    assert items([post], config=config) == [
        {
            "id": "tag:blog.example.org,2026-11-01:hello",
            "url": "https://blog.example.org/posts/hello/",
            "title": "Q & A",
            "summary": "Words.",
            "image": "https://blog.example.org/assets/lead.jpg",
            "date_published": "2026-11-01T00:00:00Z",
            "date_modified": "2026-11-03T00:00:00Z",
            "authors": [{"name": "Ana Example", "url": "https://blog.example.org/author/ana/"}],
            "tags": ["ai", "rss"],
            "language": "de",
            "content_html": "<p>Words.</p>",
        }
    ]


def test_the_feed_names_itself_and_its_page():
    feed = json.loads(render(build_library(), "feed.json"))

    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Example",
        "home_page_url": "https://blog.example.org/",
        "feed_url": "https://blog.example.org/feed.json",
        "description": "Example",
        "authors": [{"name": "Example", "url": "https://blog.example.org/"}],
        "language": "en",
        "items": [],
    }


def test_lone_surrogates_do_not_break_the_feed():
    [item] = items([a_post(title="a\udc80b")], body_of=words("<p>\ud83d</p>"))

    assert (item["title"], item["content_html"]) == ("ab", "<p></p>")


def test_the_document_is_indented_json_however_many_items_it_has():
    posts = [a_post(slug=name, title=f"{name}\n  x", tags=("a", "b")) for name in ("one", "two")]
    for some in ([], posts[:1], posts, posts):
        data = render(build_library(some), "feed.json", body_of=words("<pre>\n a\n\n</pre>"))
        assert data.decode() == json.dumps(json.loads(data), ensure_ascii=False, indent=1) + "\n"
