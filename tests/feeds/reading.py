"""Feeds rendered and read back, as a feed reader would."""

from __future__ import annotations

import json

import feedparser
from lxml import etree

from app.feeds.document import render_document
from app.feeds.formats import parse_file_name
from app.feeds.select import select_everything
from tests.values import build_library, words

XML = ("atom.xml", "rss.xml")
ALL = (*XML, "feed.json")


def render(library, file_name="atom.xml", *, channel=None, body_of=None, **options):
    written, number = parse_file_name(file_name)
    return render_document(
        (channel or select_everything(library)).document(number),
        written,
        library=library,
        body_of=body_of or words(),
        **options,
    )


def read(data):
    """Read a feed back; fail when it is not well-formed."""
    feed = feedparser.parse(data)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def entries(posts, file_name="atom.xml", *, config=None, body_of=None):
    """Render *posts* and give the entries that a reader sees."""
    library = build_library(posts, config=config)
    return read(render(library, file_name, body_of=body_of)).entries


def contents(data):
    """Give the HTML of every entry just as it stands, before a reader cleans it."""
    root = etree.fromstring(data)
    return root.xpath("//*[local-name() = 'content' or local-name() = 'encoded']/text()")


def items(posts, *, config=None, body_of=None):
    """Render *posts* as JSON Feed and give its items."""
    library = build_library(posts, config=config)
    return json.loads(render(library, "feed.json", body_of=body_of))["items"]
