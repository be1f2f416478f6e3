"""Many values become one library: order, visibility, terms, collisions. No file, no clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.config import Author, TermWords
from app.content.model import Level
from tests.values import CONFIG, NOW, a_page, a_post, an_issue, build_library

SECOND = timedelta(seconds=1)


def slugs(posts):
    return [post.slug for post in posts]


def test_posts_are_ordered_newest_first_and_equal_dates_by_file():
    library = build_library(
        [
            a_post(slug="old", date=NOW - 9 * SECOND),
            a_post(slug="b", date=NOW - SECOND),
            a_post(slug="a", date=NOW - SECOND),
            a_post(slug="new", date=NOW),
        ]
    )

    assert slugs(library.posts) == ["new", "a", "b", "old"]


def test_dates_of_different_zones_are_ordered_by_their_moment():
    library = build_library(
        [
            a_post(slug="first", date=datetime.fromisoformat("2026-11-01T10:00:00+09:00")),
            a_post(slug="second", date=datetime.fromisoformat("2026-11-01T02:00:00+00:00")),
        ]
    )

    assert slugs(library.posts) == ["second", "first"]


def test_neighbours_of_a_post():
    library = build_library(
        [a_post(slug=name, date=NOW - n * SECOND) for n, name in enumerate("cba")]
    )
    new, middle, old = library.posts

    assert (library.newer(middle), library.older(middle)) == (new, old)
    assert (library.newer(new), library.older(old)) == (None, None)


@pytest.mark.parametrize(
    ("post", "is_shown"),
    [
        (a_post(date=NOW), True),
        (a_post(date=NOW + SECOND), False),
        (a_post(date=NOW - SECOND, is_draft=True), False),
    ],
)
def test_a_post_is_shown_from_its_very_second_unless_it_is_a_draft(post, is_shown):
    library = build_library([post])

    assert bool(library.posts) is is_shown
    assert (post.address in library.writings) is is_shown


@pytest.mark.parametrize(
    ("issue", "is_shown"),
    [
        (an_issue(sent=NOW), True),
        (an_issue(sent=None), False),
        (an_issue(sent=NOW - SECOND, date=NOW + SECOND), False),
        (an_issue(sent=NOW + SECOND), False),
    ],
)
def test_an_issue_is_shown_once_it_was_sent(issue, is_shown):
    assert bool(build_library(issues=[issue]).issues) is is_shown


def test_a_draft_page_is_not_shown():
    library = build_library(pages=[a_page(), a_page(slug="plans", is_draft=True)])

    assert [page.address for page in library.pages] == ["/about/"]


def test_the_next_due_moment_is_the_nearest_one_to_come():
    library = build_library(
        [
            a_post(slug="a", date=NOW - SECOND),
            a_post(slug="b", date=NOW + 2 * SECOND),
            a_post(slug="c", date=NOW + 3 * SECOND),
            a_post(slug="d", date=NOW + SECOND, is_draft=True),
        ],
        issues=[an_issue(date=NOW + 4 * SECOND)],
    )

    assert library.next_due == NOW + 2 * SECOND
    assert build_library([a_post()]).next_due is None


def test_nothing_was_modified_in_the_future():
    assert build_library([a_post(date=NOW - SECOND)]).modified == NOW - SECOND
    assert build_library([a_post(date=NOW + SECOND)]).modified <= NOW


def test_a_post_in_two_categories_is_in_both():
    library = build_library([a_post(categories=("jobs", "ai"))])

    assert [term.name for term in library.terms_of("category")] == ["ai", "jobs"]
    assert [term.address for term in library.categories_of(library.posts[0])] == [
        "/category/jobs/",
        "/category/ai/",
    ]
    assert library.term("category", "ai").posts == library.posts
    assert library.term("category", "none") is None
    assert library.term("nonsense", "ai") is None


def test_a_term_s_posts_are_newest_first_and_only_the_visible_ones():
    library = build_library(
        [
            a_post(slug="a", date=NOW - 2 * SECOND, tags=("x",)),
            a_post(slug="b", date=NOW - SECOND, tags=("x",)),
            a_post(slug="c", date=NOW + SECOND, tags=("x", "y")),
        ]
    )

    assert slugs(library.term("tag", "x").posts) == ["b", "a"]
    assert library.term("tag", "y") is None


def test_two_spellings_of_a_name_are_one_term_with_a_notice():
    library = build_library(
        [
            a_post(slug="a", date=NOW - SECOND, categories=("Ünï C#",)),
            a_post(slug="b", date=NOW - 2 * SECOND, categories=("u\u0308ni\u0308 c#",)),
        ]
    )

    (term,) = library.terms_of("category")
    (problem,) = library.problems
    assert (term.name, term.title, len(term.posts)) == ("ünï-c-sharp", "Ünï C#", 2)
    assert problem.level is Level.NOTICE
    assert problem.path == "posts/2026-11-24-b.md"
    assert "are one" in problem.what


def test_two_spellings_of_many_posts_are_one_notice_that_counts_them():
    names = ("AI", "ai", "ai", "ai")
    library = build_library(
        [
            a_post(slug=f"p{n}", date=NOW - n * SECOND, categories=(name,))
            for n, name in enumerate(names, 1)
        ]
    )

    (problem,) = library.problems
    assert problem.what.endswith("are one, here and in 2 other posts; write it the same everywhere")


def test_one_post_that_spells_a_category_twice_is_in_it_once():
    library = build_library([a_post(categories=("AI", "ai"))])

    assert len(library.term("category", "ai").posts) == 1
    assert len(library.categories_of(library.posts[0])) == 1


def test_a_declared_category_is_there_even_when_it_is_empty_and_is_spelled_at_will():
    words = {"Machine Learning": TermWords(title="Machines", description="That learn.")}
    config = replace(CONFIG, categories=words)

    empty = build_library(config=config).term("category", "machine-learning")
    library = build_library([a_post(categories=("machine-LEARNING",))], config=config)

    assert (empty.title, empty.description, empty.posts) == ("Machines", "That learn.", ())
    assert library.term("category", "machine-learning").title == "Machines"
    assert library.problems == ()


def test_an_author_is_called_as_site_toml_says():
    config = replace(CONFIG, authors={"ana": Author(name="Ana Example", bio="Writes.")})

    library = build_library([a_post(authors=("ana", "Ben B"))], config=config)

    assert [(term.title, term.address) for term in library.authors_of(library.posts[0])] == [
        ("Ana Example", "/author/ana/"),
        ("Ben B", "/author/ben-b/"),
    ]


def test_of_two_posts_at_one_address_the_first_file_keeps_it_and_both_are_named():
    library = build_library(
        [
            a_post(path="posts/2026-02-02-b.md", title="B"),
            a_post(path="posts/2026-01-01-a.md", title="A"),
        ]
    )

    (problem,) = library.problems
    assert [post.title for post in library.posts] == ["A"]
    assert (problem.path, problem.level) == ("posts/2026-02-02-b.md", Level.ERROR)
    assert "posts/2026-01-01-a.md" in problem.what
    assert "/posts/hello/" in problem.what


@pytest.mark.parametrize(
    "hidden", [{"is_draft": True}, {"date": NOW + SECOND}], ids=["draft", "scheduled"]
)
def test_what_is_hidden_never_takes_an_address_from_what_is_shown(hidden):
    library = build_library(
        [a_post(path="posts/a.md", title="Hidden", **hidden), a_post(path="posts/b.md", title="B")]
    )

    assert [post.title for post in library.posts] == ["B"]
    assert [problem.path for problem in library.problems] == ["posts/a.md"]


def test_a_page_and_a_post_can_collide_too():
    library = build_library([a_post(address="/about/")], [a_page()])

    assert len(library.writings) == 1
    assert len(library.problems) == 1


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/rss.xml",
        "/atom.xml",
        "/feed.json",
        "/feeds.opml",
        "/feed.xml",
        "/feed/",
        "/feed/ai.xml",
        "/archive/",
        "/archive",
        "/search",
        "/feeds/",
        "/newsletter/",
        "/newsletter",
        "/newsletter/2026-11/",
        "/category/ai/",
        "/category",
        "/tag/x/",
        "/author/ana/",
        "/page/2/",
        "/static/site.css",
        "/media/x.png",
        "/sitemap.xml",
        "/robots.txt",
        "/healthz",
    ],
)
def test_no_page_takes_an_address_that_the_site_itself_needs(address):
    library = build_library(pages=[a_page(address=address)])

    assert library.pages == ()
    assert "which Trifold itself needs" in library.problems[0].what


@pytest.mark.parametrize("address", ["/archives/", "/tagged/", "/newsletters/", "/pages/"])
def test_addresses_that_only_look_alike_are_free(address):
    assert build_library(pages=[a_page(address=address)]).problems == ()


def test_old_addresses_lead_to_the_new_one_unless_something_lives_there():
    library = build_library(
        [a_post(redirect_from=("/old/", "/about/")), a_post(slug="b", redirect_from=("/old/",))],
        [a_page()],
    )

    assert library.redirects == {"/old/": "/posts/b/"}


def test_a_hidden_post_redirects_nobody():
    assert build_library([a_post(is_draft=True, redirect_from=("/old/",))]).redirects == {}


@pytest.mark.parametrize("name", ["hello", "2026-11-01-hello", "other"])
def test_a_post_is_found_by_its_slug_or_its_file_s_name(name):
    library = build_library(
        [a_post(slug="other", file_slug="hello", path="posts/2026-11-01-hello.md")]
    )

    assert library.post_called(name) is library.posts[0]


def test_a_post_in_a_folder_is_found_by_the_folder_s_name():
    library = build_library([a_post(slug="x", path="posts/2026-11-01-trip/index.md")])

    assert library.post_called("2026-11-01-trip") is library.posts[0]
    assert library.post_called("index") is None


def test_of_two_posts_called_alike_the_newest_is_meant_and_hidden_ones_never():
    then = datetime(2025, 1, 1, tzinfo=UTC)
    old = a_post(address="/a/", path="posts/2025-01-01-hello.md", date=then)
    new = a_post(address="/b/")
    draft = a_post(address="/c/", path="posts/c.md", date=NOW, is_draft=True)

    assert build_library([old, new, draft]).post_called("hello") is new


def test_an_issue_s_posts_come_in_its_order_as_far_as_they_are_there():
    library = build_library(
        [a_post(slug="a"), a_post(slug="b")], issues=[an_issue(posts=("b", "gone", "a"))]
    )

    assert slugs(library.posts_of(library.issues[0])) == ["b", "a"]


def a_mixed_library():
    """Build one of sixty posts that share from none to four terms with each other."""
    return build_library(
        [
            a_post(
                slug=f"post-{number}",
                date=NOW - timedelta(days=number),
                categories=(f"c{number % 4}",) if number % 7 else (),
                tags=tuple(f"t{size}-{number % size}" for size in (2, 3, 5)[: number % 4]),
            )
            for number in range(60)
        ]
    )


def test_related_posts_share_most_terms_and_then_are_the_newest():
    library = a_mixed_library()

    def shared(post, other):
        return len({*post.categories} & {*other.categories}) + len({*post.tags} & {*other.tags})

    for post in library.posts:
        others = [other for other in library.posts if other is not post and shared(post, other)]
        ranked = sorted(others, key=lambda other, post=post: -shared(post, other))
        assert library.related(post) == tuple(ranked[:3])
