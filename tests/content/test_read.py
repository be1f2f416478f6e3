"""One file becomes one post, page or issue, or a sentence that says why not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.config import Config
from app.content.model import Issue, Level, Page
from app.content.read import Found, read_file

CONFIG = Config(root=Path("/nowhere"), timezone="Europe/Berlin", author="ana")


def read(header, path="posts/2023-05-26-hello.md", *, body="Words.", config=CONFIG):
    data = f"---\n{header}\n---\n\n{body}\n".encode()
    found = Found(root="/nowhere", path=path, data=data, modified=1_700_000_000.5)
    return read_file(found, config)


def post(header, **options):
    return read(header, **options).writing


def problem(header, **options):
    reading = read(header, **options)
    assert reading.writing is None
    return reading.problems[0]


def test_the_form_of_the_seed_is_read():
    one = post('layout: post\ntitle:  "One: two"\ndate:   2023-05-26\ncategories: ai jobs')

    assert one.title == "One: two"
    assert one.date.isoformat() == "2023-05-26T00:00:00+02:00"
    assert one.categories == ("ai", "jobs")
    assert (one.slug, one.address) == ("hello", "/posts/hello/")
    assert one.authors == ("ana",)
    assert not one.is_draft


@pytest.mark.parametrize(
    ("written", "categories"),
    [
        ("categories: ai jobs", ("ai", "jobs")),
        ("categories: [ai, Machine Learning]", ("ai", "Machine Learning")),
        ("categories:\n  - ai\n  - jobs\n  - ai", ("ai", "jobs")),
        ("categories: ai, jobs", ("ai", "jobs")),
        ("categories:", ()),
        ("categories: []", ()),
        ("categories: [2024, no, null]", ("2024", "no")),
        ("categories: 2024", ("2024",)),
        ("category: Elixir in Production", ("Elixir in Production",)),
        ("category: [ai]", ("ai",)),
        ("categories: ai\ncategory: jobs", ("ai",)),
    ],
)
def test_categories_are_words_or_a_list(written, categories):
    assert post(f"title: A\n{written}").categories == categories


def test_tags_are_read_as_categories_are():
    assert post("title: A\ntags: x y").tags == ("x", "y")
    assert post("title: A\ntag: x y").tags == ("x y",)


@pytest.mark.parametrize(("written", "title"), [("no", "no"), ("2024", "2024"), ("'a: b'", "a: b")])
def test_a_title_is_what_stands_there(written, title):
    assert post(f"title: {written}").title == title


def test_an_empty_title_is_stood_in_for_by_the_first_words_with_a_notice():
    reading = read("title:", body="## Some *first* words.")

    assert reading.writing.title == "Some first words."
    assert [(one.line, one.level) for one in reading.problems] == [(2, Level.NOTICE)]


@pytest.mark.parametrize(
    ("header", "is_draft"),
    [
        ("draft: true", True),
        ("draft: yes", True),
        ("draft: false", False),
        ("draft:", False),
        ("published: false", True),
        ("published: true", False),
        ("draft: false\npublished: no", True),
    ],
)
def test_a_draft_says_so(header, is_draft):
    assert post(f"title: A\n{header}").is_draft is is_draft


def test_everything_in_drafts_is_a_draft_even_without_a_date():
    one = post("title: A\ndraft: false", path="drafts/hello.md")

    assert one.is_draft
    assert one.date == datetime.fromtimestamp(1_700_000_000, UTC)


def test_the_header_s_date_goes_before_the_file_s_name():
    assert post("title: A\ndate: 2024-01-02").date.isoformat() == "2024-01-02T00:00:00+01:00"
    assert post("title: A").date.isoformat() == "2023-05-26T00:00:00+02:00"


@pytest.mark.parametrize("key", ["updated", "last_modified_at"])
def test_a_change_has_its_own_date(key):
    assert post(f"title: A\n{key}: 2024-01-02").updated.year == 2024


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("posts/2023-05-26-hello.md", "/posts/hello/"),
        ("posts/2023-05-26-Hello World.md", "/posts/hello-world/"),
        ("posts/2023-05-26-hello/index.md", "/posts/hello/"),
        ("posts/2023/2023-05-26-hello.markdown", "/posts/hello/"),
        ("posts/2023-05-26-日本.md", "/posts/日本/"),
        ("posts/2023-05-26-v1.2.md", "/posts/v1-2/"),
    ],
)
def test_a_post_s_file_name_gives_its_address(path, address):
    assert post("title: A", path=path).address == address


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("slug: Other Name", "/posts/other-name/"),
        ("permalink: /old/:year/:slug.html", "/old/2023/hello.html"),
        ("permalink: about", "/about"),
        ("permalink: /a%20b/", "/a b/"),
    ],
)
def test_a_post_may_choose_its_address(header, address):
    assert post(f"title: A\n{header}").address == address


@pytest.mark.parametrize(
    ("path", "header", "address"),
    [
        ("pages/about.md", "", "/about/"),
        ("pages/about/index.md", "", "/about/"),
        ("pages/docs/Set up.md", "", "/docs/set-up/"),
        ("pages/about.md", "slug: me", "/me/"),
        ("pages/about.md", "permalink: /me.html", "/me.html"),
    ],
)
def test_a_page_lives_where_its_file_does(path, header, address):
    page = post(f"title: A\n{header}", path=path)

    assert isinstance(page, Page)
    assert page.address == address


def test_an_issue_is_unsent_until_it_says_when_it_went_out():
    header = "title: November\ndate: 2026-11-01\npreheader: Soon\nposts: [a, b]\ncategory: ai"
    issue = post(header, path="newsletters/2026-11.md")
    sent = post(f"{header}\nsent: 2026-11-02 08:00", path="newsletters/2026-11.md")

    assert isinstance(issue, Issue)
    assert (issue.name, issue.address) == ("2026-11", "/newsletter/2026-11/")
    assert (issue.posts, issue.category, issue.sent) == (("a", "b"), "ai", None)
    assert sent.sent.hour == 8


def test_one_author_may_have_a_name_of_two_words_and_several_are_a_list():
    assert post("title: A\nauthor: Ana Example").authors == ("Ana Example",)
    assert post("title: A\nauthors: [ana, ben]").authors == ("ana", "ben")


@pytest.mark.parametrize(("written", "code"), [("de", "de"), ("pt_BR", "pt-BR"), ("", "")])
def test_a_language_is_a_code(written, code):
    assert post(f"title: A\nlang: {written}").language == code


@pytest.mark.parametrize(
    ("header", "line", "words"),
    [
        ("date: 2023-05-26", 1, "no title"),
        ("title: A\ndate: 2023-13-45", 3, "'date' is '2023-13-45'"),
        ("title: A\ndate: 26 Mai", 3, "write it as 2023-05-26"),
        ("title: A\ndate: [2023]", 3, "'date' is no date"),
        ("title: A\ndate: true", 3, "'date' is no date"),
        ("title: A\nupdated: soon", 3, "'updated' is 'soon'"),
        ("title: [a, b]", 2, "'title' is a list"),
        ("title: {a: b}", 2, "'title' is a list"),
        ("title: A\ncategories: [[a]]", 3, "'categories' holds a list in a list"),
        ("title: A\ncategories: {a: b}", 3, "'categories' is a list"),
        ("title: A\ndraft: maybe", 3, "'draft' is 'maybe'; write true or false"),
        ('title: A\npublished: "false"', 3, "'published' is 'false'; write true or false"),
        ("title: A\npermalink: /../x/", 3, "'permalink' is '/../x/'"),
        ("title: A\nlang: German (old)", 3, "'lang' is 'German (old)'"),
        ("title: A\ntitle: B", 3, "sets 'title' twice"),
    ],
)
def test_what_cannot_be_understood_keeps_the_post_out_and_says_why(header, line, words):
    found = problem(header)

    assert (found.path, found.line) == ("posts/2023-05-26-hello.md", line)
    assert words in found.what


@pytest.mark.parametrize(
    ("path", "words"),
    [("posts/hello.md", "no date"), ("posts/2023-02-30-hello.md", "date in the file's name")],
)
def test_a_post_needs_a_date_in_its_header_or_its_name(path, words):
    assert words in problem("title: A", path=path).what


def test_an_issue_needs_a_subject():
    assert "no subject" in problem("date: 2026-11-01", path="newsletters/2026-11.md").what


@pytest.mark.parametrize(
    ("key", "words"),
    [("categoriez", "did you mean 'categories'"), ("zzz", "has no effect")],
)
def test_an_unknown_key_is_noticed_with_the_nearest_known_one(key, words):
    reading = read(f"title: A\n{key}: x")

    assert reading.writing is not None
    assert [(one.line, one.level) for one in reading.problems] == [(3, Level.NOTICE)]
    assert words in reading.problems[0].what


def test_old_addresses_lead_here_and_one_that_cannot_is_noticed():
    reading = read("title: A\nredirect_from: [/old/, blog/a.html, '/?p=12']")

    assert reading.writing.redirect_from == ("/old/", "/blog/a.html")
    assert [(one.line, one.level) for one in reading.problems] == [(3, Level.NOTICE)]
    assert "/?p=12" in reading.problems[0].what


def test_the_source_says_where_the_words_begin():
    source = post("title: A\ncategories: ai").source

    assert (source.path, source.body_line) == ("posts/2023-05-26-hello.md", 5)


def test_a_key_that_an_issue_does_not_have_is_noticed_whatever_it_holds():
    reading = read("title: N\nredirect_from: [/a, {b: c}]", path="newsletters/2026-11.md")

    assert isinstance(reading.writing, Issue)
    assert [(one.line, one.level) for one in reading.problems] == [(3, Level.NOTICE)]
