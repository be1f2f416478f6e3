"""Which channels there are, and what is in each."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.config import FeedsConfig, NewsletterConfig, TermWords
from app.feeds.select import (
    select_channels,
    select_everything,
    select_newsletter,
    select_term,
)
from tests.values import CONFIG, NOW, a_post, an_issue, build_library


def slugs(channel):
    return [post.slug for post in channel.writings]


def test_the_main_feed_holds_the_newest_posts_first():
    library = build_library(
        [a_post(slug=f"day-{day}", date=datetime(2026, 10, day, tzinfo=UTC)) for day in (2, 9, 5)]
    )

    assert slugs(select_everything(library)) == ["day-9", "day-5", "day-2"]


def test_a_feed_carries_no_more_than_configured():
    config = replace(CONFIG, feeds=FeedsConfig(items=3))
    posts = [
        a_post(slug=f"day-{day}", date=datetime(2026, 10, day, tzinfo=UTC)) for day in range(1, 8)
    ]
    library = build_library(posts, config=config)

    assert slugs(select_everything(library)) == ["day-7", "day-6", "day-5"]


def test_a_post_in_two_categories_is_in_both_feeds():
    library = build_library([a_post(categories=("ai", "jobs")), a_post(slug="other")])

    assert slugs(select_term(library, "category", "ai")) == ["hello"]
    assert slugs(select_term(library, "category", "jobs")) == ["hello"]


def test_tags_and_authors_have_feeds_of_their_own():
    library = build_library([a_post(tags=("rss",), authors=("Ben",))])

    assert select_term(library, "tag", "rss").address == "/tag/rss/"
    assert select_term(library, "author", "ben").address == "/author/ben/"


def test_a_term_is_found_however_its_name_is_spelled():
    library = build_library([a_post(categories=("C#",), tags=("日本語",))])

    assert select_term(library, "category", "C#").address == "/category/c-sharp/"
    assert select_term(library, "tag", "日本語").address == "/tag/日本語/"


def test_a_term_nobody_uses_is_no_channel():
    library = build_library([a_post(categories=("ai",))])

    assert select_term(library, "category", "cooking") is None
    assert select_term(library, "tag", "ai") is None
    assert select_term(library, "colour", "ai") is None


def test_a_declared_category_without_posts_is_an_empty_channel():
    config = replace(CONFIG, categories={"ai": TermWords(title="AI", description="On models.")})
    channel = select_term(build_library([a_post()], config=config), "category", "ai")

    assert channel.writings == ()
    assert channel.title == "AI – Example"
    assert channel.description == "On models."


def test_drafts_and_posts_to_come_are_in_no_channel():
    hidden = [
        a_post(slug="draft", is_draft=True, categories=("ai",), tags=("x",)),
        a_post(slug="later", date=NOW + timedelta(seconds=1), categories=("ai",), tags=("x",)),
    ]
    library = build_library([*hidden, a_post(slug="seen", categories=("ai",), tags=("x",))])

    assert [slugs(channel) for channel in select_channels(library)] == [["seen"]] * 3


def test_the_newsletter_feed_holds_what_was_sent_and_nothing_else():
    config = replace(CONFIG, newsletter=NewsletterConfig(title="The Letter"))
    issues = [an_issue(), an_issue(name="2026-12", sent=None)]
    channel = select_newsletter(build_library([a_post()], issues=issues, config=config))

    assert [issue.name for issue in channel.writings] == ["2026-11"]
    assert (channel.title, channel.address) == ("The Letter", "/newsletter/")


def test_every_channel_is_listed_once():
    post = a_post(categories=("ai", "jobs"), tags=("rss",), authors=("Ben",))
    library = build_library([post], issues=[an_issue()])

    assert [channel.address for channel in select_channels(library)] == [
        "/",
        "/newsletter/",
        "/category/ai/",
        "/category/jobs/",
        "/tag/rss/",
        "/author/ben/",
    ]


def test_a_series_has_a_feed_of_its_own():
    posts = [a_post(slug=f"part-{n}", series="How to fold") for n in (1, 2)]
    channel = select_term(build_library(posts), "series", "how-to-fold")

    assert channel.address == "/series/how-to-fold/"
    assert sorted(slugs(channel)) == ["part-1", "part-2"]


def combined(posts, *combinations):
    feeds = FeedsConfig(combine=combinations)
    return build_library(posts, config=replace(CONFIG, feeds=feeds))


def test_categories_together_have_a_feed_of_what_is_in_both():
    posts = [
        a_post(slug="both", categories=("ai", "jobs")),
        a_post(slug="one", categories=("ai",)),
        a_post(slug="other", categories=("jobs",)),
    ]
    library = combined(posts, ("ai", "jobs"))
    channel = select_term(library, "category", "ai+jobs")

    assert slugs(channel) == ["both"]
    assert (channel.address, channel.title) == ("/category/ai+jobs/", "ai + jobs – Example")
    assert [one.address for one in select_channels(library)] == [
        "/",
        "/category/ai/",
        "/category/jobs/",
        "/category/ai+jobs/",
    ]


def test_categories_together_are_found_in_any_order_and_spelling():
    library = combined([a_post(categories=("C++", "AI"))], ("C++", "AI"), ("ai", "c++"))

    assert list(library.combinations) == ["c-plus-plus+ai"]
    assert select_term(library, "category", "AI+c-plus-plus").address == "/category/c-plus-plus+ai/"
    assert select_term(library, "category", "C++").address == "/category/c-plus-plus/"


def test_categories_that_nobody_put_together_have_no_feed():
    library = build_library([a_post(categories=("ai", "jobs"))])

    assert select_term(library, "category", "ai+jobs") is None


def test_a_combination_with_an_unknown_category_is_noticed_and_left_out():
    library = combined([a_post(categories=("ai",))], ("ai", "jbos"))

    assert not library.combinations
    [problem] = library.problems
    assert (problem.path, problem.level) == ("site.toml", "notice")
    assert "'jbos'" in problem.what
