from datetime import UTC, datetime

from app.library.choice import Choice, choice_of, choose_posts
from tests.values import a_post, an_issue, build_library


def day(number, hour=0):
    return datetime(2026, 11, number, hour, tzinfo=UTC)


POSTS = (
    a_post(slug="one", date=day(1), categories=("ai",)),
    a_post(slug="two", date=day(5, 9), categories=("ai",)),
    a_post(slug="three", date=day(5, 20), categories=("jobs",)),
    a_post(slug="four", date=day(9), categories=("ai",)),
)
SENT = an_issue(name="first", date=day(5), sent=day(5), posts=("one", "two"))


def chosen(issue, *others):
    library = build_library(POSTS, issues=(issue, *others))
    return [post.slug for post in choose_posts(library, choice_of(issue, library))]


def test_since_the_last_issue_means_what_no_issue_sent_up_to_this_issues_day():
    issue = an_issue(name="next", date=day(9), sent=None, is_since_last=True)

    assert chosen(issue, SENT) == ["four", "three"]
    assert chosen(an_issue(name="next", date=day(8), sent=None, is_since_last=True), SENT) == [
        "three"
    ]


def test_since_the_last_issue_keeps_to_its_category():
    issue = an_issue(name="next", date=day(9), sent=None, is_since_last=True, category="ai")

    assert chosen(issue, SENT) == ["four"]


def test_without_an_issue_before_it_everything_is_new():
    issue = an_issue(name="next", date=day(9), sent=None, is_since_last=True)

    assert chosen(issue) == ["four", "three", "two", "one"]


def test_what_an_issue_before_it_only_chose_was_sent_too():
    issue = an_issue(name="next", date=day(9), sent=None, is_since_last=True)
    jobs = an_issue(name="jobs", date=day(5), sent=day(5), category="jobs")

    assert chosen(issue, jobs) == ["four", "two"]


def test_issues_of_one_day_that_begin_after_each_other_come_to_an_end():
    issue = an_issue(name="a", date=day(9), sent=day(9), is_since_last=True)
    other = an_issue(name="b", date=day(9), sent=day(9), is_since_last=True)

    assert chosen(issue, other) == ["four"]


def test_an_unsent_issue_is_none_to_begin_after():
    unsent = an_issue(name="unsent", date=day(8), sent=None, posts=("four",))
    issue = an_issue(name="next", date=day(9), sent=None, is_since_last=True)

    assert chosen(issue, SENT, unsent) == ["four", "three"]


def test_an_issue_that_was_sent_holds_nothing_from_after_that_day():
    assert chosen(an_issue(sent=day(6), category="ai")) == ["two", "one"]
    assert chosen(an_issue(sent=None, category="ai")) == ["four", "two", "one"]


def test_an_issue_that_only_chooses_has_the_same_posts_on_its_page():
    issue = an_issue(sent=day(20), category="ai", since=day(2))
    library = build_library(POSTS, issues=(issue,))

    assert [post.slug for post in library.posts_of(issue)] == ["four", "two"]


def test_an_issue_that_chooses_nothing_has_no_posts():
    issue = an_issue(sent=day(20))

    assert build_library(POSTS, issues=(issue,)).posts_of(issue) == ()


def test_the_header_of_an_issue_is_a_choice_like_any_other():
    library = build_library(POSTS)
    named = an_issue(posts=("one", "two"), category="ai", since=day(1))
    dated = an_issue(category="ai", tag="x", since=day(1), until=day(2))

    assert choice_of(named, library) == Choice(slugs=("one", "two"))
    assert choice_of(dated, library) == Choice(category="ai", tag="x", since=day(1), until=day(2))
