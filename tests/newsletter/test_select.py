from datetime import UTC, datetime

import pytest

from app.config import Config
from app.config.model import TermWords
from app.errors import NewsletterError, NothingToSendError
from app.newsletter.select import Choice, select_issue, select_posts
from tests.values import CONFIG, a_post, an_issue, build_library


def day(number):
    return datetime(2026, 11, number, tzinfo=UTC)


THREE = (
    a_post(slug="one", date=day(1), categories=("ai",), tags=("short",)),
    a_post(slug="two", date=day(2), categories=("ai", "jobs")),
    a_post(slug="three", date=day(3), categories=("jobs",), tags=("short",)),
)


def slugs(choice, posts=THREE, hidden=()):
    return [post.slug for post in select_posts(build_library(posts), choice, hidden)]


def test_without_a_choice_every_post_is_chosen_newest_first():
    assert slugs(Choice()) == ["three", "two", "one"]


def test_latest_keeps_the_newest():
    assert slugs(Choice(latest=2)) == ["three", "two"]


def test_named_posts_keep_the_order_they_are_named_in_and_come_once():
    assert slugs(Choice(slugs=("one", "three", "one"))) == ["one", "three"]


def test_category_and_tag_both_have_to_hold():
    assert slugs(Choice(category="jobs")) == ["three", "two"]
    assert slugs(Choice(category="Jobs", tag="short")) == ["three"]


def test_since_and_until_both_count_their_own_day():
    evening = a_post(slug="evening", date=datetime(2026, 11, 2, 20, 30, tzinfo=UTC))

    chosen = slugs(Choice(since=day(2), until=day(2)), (*THREE, evening))

    assert chosen == ["evening", "two"]


def test_until_with_an_hour_ends_at_that_hour():
    until = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
    noon = a_post(slug="noon", date=until)
    evening = a_post(slug="evening", date=datetime(2026, 11, 2, 20, 30, tzinfo=UTC))

    assert slugs(Choice(since=day(2), until=until), (noon, evening)) == ["noon"]


def test_nothing_chosen_is_an_error_that_says_the_choice_back():
    with pytest.raises(NothingToSendError, match="in the category 'ai', since 2026-11-20"):
        slugs(Choice(category="ai", since=day(20)))


def test_an_unknown_category_is_answered_with_the_nearest_one():
    with pytest.raises(NewsletterError, match=r"no category 'job'; did you mean jobs\?"):
        slugs(Choice(category="job"))


def test_an_unknown_tag_like_none_there_is_is_answered_with_those_there_are():
    with pytest.raises(NewsletterError, match="no tag 'wholly-other'; there are: short"):
        slugs(Choice(tag="wholly-other"))


def test_a_declared_category_without_posts_is_known_and_empty():
    config = Config(root=CONFIG.root, url=CONFIG.url, categories={"later": TermWords()})
    library = build_library(THREE, config=config)

    with pytest.raises(NothingToSendError):
        select_posts(library, Choice(category="later"))


def test_an_unknown_post_is_answered_with_the_nearest_one():
    with pytest.raises(NewsletterError, match=r"no post 'tree'; did you mean three\?"):
        slugs(Choice(slugs=("tree",)))


def test_a_draft_is_refused_with_its_file_and_the_reason():
    draft = a_post(slug="idea", is_draft=True, path="drafts/idea.md")

    with pytest.raises(NewsletterError, match=r"drafts/idea\.md: is a draft") as caught:
        slugs(Choice(slugs=("idea",)), (*THREE, draft), hidden=(draft,))

    assert "trifold publish idea" in str(caught.value)


def test_a_scheduled_post_is_refused_with_its_date():
    later = a_post(slug="later", date=datetime(2027, 1, 2, 9, tzinfo=UTC))

    with pytest.raises(NewsletterError, match="is scheduled for 2027-01-02 09:00"):
        slugs(Choice(slugs=("later",)), (*THREE, later), hidden=(later,))


def test_a_draft_and_a_scheduled_post_are_in_no_choice():
    hidden = (
        a_post(slug="draft", is_draft=True, categories=("ai",)),
        a_post(slug="later", date=datetime(2027, 1, 2, tzinfo=UTC), categories=("ai",)),
    )

    assert slugs(Choice(category="ai"), (*THREE, *hidden)) == ["two", "one"]


@pytest.mark.parametrize("name", ["2026-10", "2026-10.md", "newsletters/2026-10.md"])
def test_an_issue_is_found_by_its_name_however_it_is_typed(name):
    issues = (an_issue(name="2026-11"), an_issue(name="2026-10"))

    assert select_issue(issues, name).name == "2026-10"


def test_without_a_name_the_newest_issue_is_taken():
    assert select_issue((an_issue(name="2026-11"), an_issue(name="2026-10"))).name == "2026-11"


def test_an_unknown_issue_is_answered_with_the_nearest_one():
    with pytest.raises(NewsletterError, match=r"no issue '2026-12'; did you mean 2026-11\?"):
        select_issue((an_issue(name="2026-11"),), "2026-12")


def test_without_any_issue_the_error_says_what_to_give():
    with pytest.raises(NewsletterError, match="--latest, --category"):
        select_issue(())
