"""The bodies that one process keeps at hand."""

from __future__ import annotations

from markupsafe import Markup

from app.content.markdown import Surroundings
from app.content.model import Body
from app.library.body_cache import BodyCache, Kept
from app.library.questions import Recorder


def around(address):
    return Surroundings(resolve=lambda _: address, measure=lambda _: None)


def kept(address, html="x"):
    recorder = Recorder(around(address))
    recorder.surroundings.resolve("link")
    return Kept(
        questions=recorder.questions, answers=recorder.answers, body=Body(html=Markup(html))
    )


def test_versions_of_one_body_live_beside_each_other():
    cache = BodyCache()
    for address in ("/a/", "/b/"):
        cache.put("post", kept(address, html=address))

    assert cache.find("post", around("/a/")).html == "/a/"
    assert cache.find("post", around("/b/")).html == "/b/"
    assert cache.find("post", around("/c/")) is None
    assert cache.find("page", around("/a/")) is None


def test_of_many_versions_the_latest_stay():
    cache = BodyCache()
    for number in range(9):
        cache.put("post", kept(f"/{number}/"))

    assert [n for n in range(9) if cache.find("post", around(f"/{n}/"))] == [6, 7, 8]


def test_what_was_not_used_for_longest_goes_first_when_it_is_too_much():
    cache = BodyCache(most_bytes=10_000)
    for name in ("a", "b"):
        cache.put(name, kept("/", html="x" * 2000))
    cache.find("a", around("/"))
    cache.put("c", kept("/", html="x" * 2000))

    assert [name for name in "abc" if cache.find(name, around("/"))] == ["a", "c"]


def test_one_body_is_kept_however_large_it_is():
    cache = BodyCache(most_bytes=10)
    cache.put("a", kept("/", html="x" * 2000))

    assert cache.find("a", around("/"))
