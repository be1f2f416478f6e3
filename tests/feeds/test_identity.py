"""What a reader remembers of an entry."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.config import FeedsConfig
from app.config.jekyll.model import JekyllConfig
from app.feeds.identity import build_marks
from tests.values import CONFIG, a_post, an_issue, build_library


def ids(*posts, config=None, issues=()):
    marks = build_marks(build_library(posts, issues=issues, config=config))
    return {address: mark.id for address, mark in marks.items()}


def the_id(post, config=None):
    return ids(post, config=config)[post.address]


def test_an_id_is_a_tag_uri_of_host_day_and_file():
    assert the_id(a_post()) == "tag:blog.example.org,2026-11-01:hello"


def test_an_id_outlives_title_address_time_of_day_and_revision():
    post = a_post()
    changed = replace(
        post,
        title="Another title",
        address="/elsewhere/",
        slug="elsewhere",
        date=datetime(2026, 11, 1, 17, 30, tzinfo=UTC),
        updated=datetime(2026, 11, 9, tzinfo=UTC),
        categories=("ai",),
    )

    assert the_id(changed) == the_id(post)


def test_an_id_names_the_day_that_the_author_wrote():
    midnight = datetime(2026, 7, 1, tzinfo=ZoneInfo("Europe/Lisbon"))

    assert the_id(a_post(date=midnight)) == "tag:blog.example.org,2026-07-01:hello"


def test_ids_stay_when_the_site_moves_but_keeps_its_authority():
    before = replace(CONFIG, feeds=FeedsConfig(authority="blog.example.org"))
    after = replace(before, url="https://other.example.com/words")

    assert the_id(a_post(), config=after) == the_id(a_post(), config=before)


@pytest.mark.parametrize(
    "own", ["https://old.example.org/?p=17", "urn:uuid:5b7c9d2e-0000-4000-8000-000000000000"]
)
def test_the_id_of_the_front_matter_wins(own):
    assert the_id(a_post(id=own)) == own


def test_an_id_in_plain_words_becomes_a_uri():
    assert the_id(a_post(id="17 ways")) == "tag:blog.example.org,2026-11-01:17%20ways"


def test_a_file_name_may_have_a_colon_and_other_letters():
    assert the_id(a_post(file_slug="ein:größe 1")) == (
        "tag:blog.example.org,2026-11-01:ein:gr%C3%B6%C3%9Fe%201"
    )


def test_an_authority_in_other_letters_is_written_as_dns_has_it():
    config = replace(CONFIG, url="https://bücher.example.org")

    assert the_id(a_post(), config=config) == ("tag:xn--bcher-kva.example.org,2026-11-01:hello")


def test_posts_of_one_day_and_one_file_name_have_ids_of_their_own():
    one = a_post()
    other = a_post(path="posts/more/2026-11-01-hello.md", address="/more/hello/")

    assert sorted(ids(one, other).values()) == [
        "tag:blog.example.org,2026-11-01:hello",
        "tag:blog.example.org,2026-11-01:posts/2026-11-01-hello.md",
    ]


def test_the_older_post_keeps_an_id_that_was_copied():
    old = a_post(slug="old", date=datetime(2026, 1, 1, tzinfo=UTC), id="urn:example:1")
    new = a_post(slug="new", date=datetime(2026, 2, 1, tzinfo=UTC), id="urn:example:1")

    assert ids(new, old) == {
        "/posts/old/": "urn:example:1",
        "/posts/new/": "tag:blog.example.org,2026-02-01:new",
    }


def test_an_issue_of_the_newsletter_is_never_taken_for_a_post():
    post = a_post(file_slug="2026-11", date=datetime(2026, 11, 20, tzinfo=UTC))

    assert ids(post, issues=[an_issue()]) == {
        "/posts/hello/": "tag:blog.example.org,2026-11-20:2026-11",
        "/newsletter/2026-11/": "tag:blog.example.org,2026-11-20:newsletter/2026-11",
    }


def changes(*posts):
    marks = build_marks(build_library(posts))
    return {address: mark.updated for address, mark in marks.items()}


def test_a_change_is_what_the_author_declares_and_nothing_before_the_date():
    revised = datetime(2026, 11, 9, 8, tzinfo=UTC)
    plain = a_post(slug="plain")
    early = a_post(slug="early", date=revised, updated=datetime(2026, 1, 1, tzinfo=UTC))
    late = a_post(slug="late", updated=datetime(2026, 11, 10, tzinfo=UTC))

    assert changes(plain, early, late) == {
        "/posts/plain/": plain.date,
        "/posts/early/": revised,
        "/posts/late/": datetime(2026, 11, 10, tzinfo=UTC),
    }


def test_no_two_entries_changed_at_one_moment():
    posts = [a_post(slug=f"post-{number:03}") for number in range(100)]

    assert len(set(changes(*posts).values())) == len(posts)


def test_a_newer_post_leaves_the_marks_of_the_others():
    posts = [a_post(slug=f"post-{number}") for number in range(5)]
    newer = a_post(slug="a", date=datetime(2026, 11, 2, tzinfo=UTC))
    before, after = changes(*posts), changes(newer, *posts)

    assert {address: after[address] for address in before} == before


# What jekyll-feed 0.17 wrote for each, with this url and baseurl.
@pytest.mark.parametrize(
    ("address", "slug", "known_as"),
    [
        ("/2021/03/04/hello.html", "hello", "/b/2021/03/04/hello"),
        ("/2021/03/04/hello/", "hello", "/b/2021/03/04/hello"),
        ("/hello/", "hello", "/b/hello"),
        ("/a/café/", "Hello World", "/b/a/Hello%20World"),
        ("/café/x.html", "café", "/b/caf%C3%A9/caf%C3%A9"),
        ("/c%23/x.html", "x(1)[2]", "/b/c%23/x(1)%5B2%5D"),
    ],
)
def test_a_post_of_a_jekyll_folder_is_known_as_jekyll_feed_called_it(address, slug, known_as):
    jekyll = JekyllConfig(url="https://Blog.Example.org/b")
    config = replace(CONFIG, url="https://other.example.com", jekyll=jekyll)

    assert the_id(a_post(address=address, slug=slug), config) == (
        f"https://blog.example.org{known_as}"
    )
