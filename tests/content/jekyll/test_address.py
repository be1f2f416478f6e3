"""A pattern is filled as Jekyll fills it, letter by letter."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.content.jekyll.address import Named, clean_address, fill_pattern, page_address
from app.content.jekyll.slug import slugify, titleize

HELLO = Named(
    basename="2021-03-04-Hello_World",
    path="/2021/2021-03-04-Hello_World",
    slug="Hello_World",
    date=datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC),
    categories=("Big Boats", "C#", "Big Boats"),
)


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("/:year/:month/:day/:title.html", "/2021/03/04/Hello_World.html"),
        ("/:short_year/:i_month/:i_day/:slug/", "/21/3/4/hello-world/"),
        ("/:short_month/:long_month/:y_day/", "/Mar/March/063/"),
        ("/:w_year/W:week/:w_day/:short_day/:long_day/", "/2021/W09/4/Thu/Thursday/"),
        ("/:hour:minute:second/", "/050607/"),
        ("/:categories/:title/", "/big boats/c%23/Hello_World/"),
        ("/:slugified_categories/:title/", "/big-boats/c/Hello_World/"),
        ("/:collection/:path:output_ext", "/posts/2021/2021-03-04-Hello_World.html"),
        ("/:name/", "/2021-03-04-hello-world/"),
        ("/:year_:title_/", "/2021_Hello_World_/"),
        (":title", "/Hello_World"),
        ("//a/../:title", "/a/Hello_World"),
    ],
)
def test_every_placeholder_says_what_it_says_in_jekyll(pattern, address):
    assert fill_pattern(pattern, HELLO) == address


def test_a_placeholder_that_jekyll_does_not_know_is_refused():
    with pytest.raises(ValueError, match="':tittle', which stands for nothing"):
        fill_pattern("/:tittle/", HELLO)


@pytest.mark.parametrize(
    ("path", "ending", "page_ending", "address"),
    [
        ("about.md", ".html", ":output_ext", "/about.html"),
        ("about.md", ".html", "/", "/about/"),
        ("about.md", ".html", "", "/about"),
        ("docs/index.md", ".html", ":output_ext", "/docs/"),
        ("docs/About Us.md", ".html", "/", "/docs/About Us/"),
        ("search.json", ".json", "/", "/search.json"),
        ("404.html", ".html", "/", "/404/"),
    ],
)
def test_a_page_stands_where_its_file_lies(path, ending, page_ending, address):
    assert page_address(path, ending, pattern="", page_ending=page_ending) == address


def test_a_page_may_say_where_it_stands():
    address = page_address("a/b.md", ".html", pattern="/:path/x:output_ext", page_ending="/")

    assert address == "/a/x.html"


def test_an_address_is_decoded_and_stays_on_the_site():
    assert clean_address("/caf%C3%A9/./../x%2520y%23") == "/café/x%2520y%23"


@pytest.mark.parametrize(
    ("text", "default", "pretty"),
    [
        ("Héllo, World! c++ (x)_y", "héllo-world-c-x-y", "Héllo,-World!-c++-(x)_y"),
        ("--A--b", "a-b", "A-b"),
        ("日本語 テ", "日本語-テ", "日本語-テ"),
        ("1.0 released", "1-0-released", "1.0-released"),
    ],
)
def test_a_slug_keeps_what_jekyll_keeps(text, default, pretty):
    assert slugify(text) == default
    assert slugify(text, is_pretty=True, keeps_case=True) == pretty


def test_a_file_without_a_title_is_titled_by_its_name():
    assert titleize("foo-bar BAZ.x-éa") == "Foo Bar baz.x Éa"
