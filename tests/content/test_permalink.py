"""Titles and patterns become addresses."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.content.permalink import (
    build_address,
    normal_address,
    parse_address,
    split_file_name,
    term_name,
)

DAY = datetime(2023, 5, 6, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("ai", "ai"),
        ("AI", "ai"),
        ("Machine Learning", "machine-learning"),
        ("C#", "c-sharp"),
        ("C++", "c-plus-plus"),
        ("R&D", "r-d"),
        ("a/b", "a-b"),
        ("..", "u2e-u2e"),
        ("Straße", "strasse"),
        ("Ünïcode", "ünïcode"),
        ("U\u0308ni\u0308code", "ünïcode"),
        ("日本語", "日本語"),
        ("עברית", "עברית"),
        ("العربية", "العربية"),
        ("हिन्दी", "हिन्दी"),
        ("🚀", "u1f680"),
        ("🚀 Launch", "launch"),
        ("  ", "-"),
        ("2024", "2024"),
    ],
)
def test_a_title_becomes_a_name_for_addresses(title, name):
    assert term_name(title) == name


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("/posts/:slug/", "/posts/hello/"),
        ("/:year/:month/:day/:title.html", "/2023/05/06/hello.html"),
        ("/:categories/:slug/", "/ai/c-sharp/hello/"),
        ("blog//:slug", "/blog/hello"),
        ("/:unknown/:slug/", "/:unknown/hello/"),
    ],
)
def test_a_permalink_is_filled(pattern, address):
    assert build_address(pattern, slug="hello", date=DAY, categories=("ai", "C#")) == address


def test_without_categories_their_place_closes_up():
    assert build_address("/:categories/:slug/", slug="a", date=DAY) == "/a/"


def test_an_address_is_kept_decoded_and_composed():
    assert normal_address("a%20b/u\u0308/") == "/a b/ü/"


@pytest.mark.parametrize("text", ["/../x/", "/a/./b/", "/%2e%2e/x", "/a?b", "/a#b", "/a\\b"])
def test_an_address_no_browser_could_ask_for_is_refused(text):
    with pytest.raises(ValueError, match="such as /about/"):
        parse_address(text)


@pytest.mark.parametrize(
    ("stem", "parts"),
    [
        ("2026-11-23-hello", ("2026-11-23", "hello")),
        ("2026-1-3-hello", ("2026-1-3", "hello")),
        ("hello", ("", "hello")),
        ("2026-11-23", ("", "2026-11-23")),
    ],
)
def test_a_file_name_gives_date_and_slug(stem, parts):
    assert split_file_name(stem) == parts
