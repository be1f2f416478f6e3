"""The bodies that one process keeps at hand."""

from __future__ import annotations

from markupsafe import Markup

from app.content.model import Body
from app.content.surroundings import Surroundings
from app.library.body_cache import BodyCache, BodyName
from app.library.cache import Cache
from app.library.packing import Kept
from app.library.questions import Recorder

POST, PAGE = BodyName("posts/a.md", "1"), BodyName("pages/a.md", "2")


def around(address):
    return Surroundings(resolve=lambda _: address, measure=lambda _: None)


def named(digest):
    return BodyName("posts/a.md", digest)


def kept(address, html="x"):
    recorder = Recorder(around(address))
    recorder.surroundings.resolve("link")
    return Kept(
        questions=recorder.questions, answers=recorder.answers, body=Body(html=Markup(html))
    )


def test_versions_of_one_body_live_beside_each_other():
    cache = BodyCache(Cache(None))
    for address in ("/a/", "/b/"):
        cache.put(POST, kept(address, html=address))

    assert cache.find(POST, around("/a/")).body.html == "/a/"
    assert cache.find(POST, around("/b/")).body.html == "/b/"
    assert cache.find(POST, around("/c/")) is None
    assert cache.find(PAGE, around("/a/")) is None


def test_of_many_versions_the_latest_stay():
    cache = BodyCache(Cache(None))
    for number in range(9):
        cache.put(POST, kept(f"/{number}/"))

    assert [n for n in range(9) if cache.find(POST, around(f"/{n}/"))] == [6, 7, 8]


def test_what_was_not_used_for_longest_goes_first_when_it_is_too_much():
    cache = BodyCache(Cache(None), most_bytes=10_000)
    for name in "ab":
        cache.put(named(name), kept("/", html="x" * 2000))
    cache.find(named("a"), around("/"))
    cache.put(named("c"), kept("/", html="x" * 2000))

    assert [name for name in "abc" if cache.find(named(name), around("/"))] == ["a", "c"]


def test_one_body_is_kept_however_large_it_is():
    cache = BodyCache(Cache(None), most_bytes=10)
    cache.put(named("a"), kept("/", html="x" * 2000))

    assert cache.find(named("a"), around("/"))
