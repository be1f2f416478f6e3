"""What the author is told of the feeds before readers find it."""

import pytest

from app.feeds.check import check_feeds
from app.library.check import check_snapshot
from tests.values import load_site, post_text, write_site

SITE = 'title = "Example"\nurl = "https://blog.example.org"\n'


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("TRIFOLD_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "content"


def check(folder, files):
    write_site(folder, {"site.toml": SITE} | files)
    return [f"{problem.path}: {problem.what}" for problem in check_feeds(load_site(folder))]


def test_a_good_site_gives_no_cause(folder):
    assert check(folder, {"posts/2026-01-01-a.md": post_text()}) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"date": "1969-07-20"}, "is dated 1969-07-20"),
        ({"date": "0001-01-01"}, "is dated 0001-01-01"),
        ({"date": "9999-12-31"}, "is to appear on 9999-12-31"),
        ({"date": "2026-01-01", "updated": "9999-12-31"}, "was updated on 9999-12-31"),
    ],
)
def test_a_date_that_can_hardly_be_meant_is_noticed(folder, fields, words):
    [problem] = check(folder, {"posts/a.md": post_text(**fields)})

    assert words in problem


def test_a_post_too_long_for_readers_is_noticed_until_its_author_chose(folder):
    body = f"```\n{'word ' * 210_000}\n```"
    files = {
        "site.toml": SITE,
        "posts/2026-01-01-a.md": post_text(body=body),
        "posts/2026-01-02-b.md": post_text(body=body, feed="summary"),
        "posts/2026-01-03-c.md": post_text(body=body, feed="full"),
    }
    [problem] = check_snapshot(load_site(write_site(folder, files)))

    assert problem.path == "posts/2026-01-01-a.md"
    assert "feeds hold its summary with a link" in problem.what


def test_a_feed_that_is_not_there_is_noticed_where_its_content_is_set(folder):
    toml = SITE + '[feeds.content_of]\n"/category/ai/" = "summary"\n'
    [problem] = check(folder, {"site.toml": toml, "posts/2026-01-01-a.md": post_text()})

    assert problem.startswith("site.toml: ")


def moved(folder, old, new):
    check(folder, old)
    for path in old:
        (folder / path).unlink()
    return check(folder, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("posts/2026-01-01-old.md", {}), ("posts/2026-01-01-new.md", {})),
        (("posts/2026-01-01-old.md", {}), ("posts/2026-01-01-new.md", {"body": "Other."})),
        (("posts/2026-01-01-old.md", {}), ("posts/2026-01-01-old.md", {"date": "2026-01-02"})),
    ],
)
def test_a_post_that_lost_its_id_is_noticed_until_it_has_it_back(folder, old, new):
    (old_path, old_fields), (new_path, new_fields) = old, new
    before = {"date": "2026-01-01"} | old_fields
    after = {"date": "2026-01-01"} | new_fields
    id_ = "tag:blog.example.org,2026-01-01:old"
    [problem] = moved(folder, {old_path: post_text(**before)}, {new_path: post_text(**after)})

    assert problem.startswith(new_path)
    assert problem.endswith(f"add id: {id_}")
    assert len(check(folder, {})) == 1
    assert check(folder, {new_path: post_text(**after, id=id_)}) == []


def test_a_new_post_and_one_that_went_are_no_change_of_an_id(folder):
    first = {"posts/2026-01-01-a.md": post_text("A", "2026-01-01")}

    assert moved(folder, first, {"posts/2026-01-02-b.md": post_text("B", "2026-01-02")}) == []


def test_a_move_to_another_domain_is_noticed_once_and_not_for_each_post(folder):
    files = {f"posts/2026-01-0{n}-a.md": post_text(f"Post {n}") for n in (1, 2, 3)}
    check(folder, files)
    [problem] = check(folder, {"site.toml": SITE.replace("blog.", "new.")})

    assert 'authority = "blog.example.org"' in problem
    kept = SITE.replace("blog.", "new.") + '[feeds]\nauthority = "blog.example.org"\n'
    assert check(folder, {"site.toml": kept}) == []


def test_without_a_cache_nothing_is_remembered(folder, monkeypatch):
    monkeypatch.setenv("TRIFOLD_CACHE", "")
    old = {"posts/2026-01-01-old.md": post_text()}

    assert moved(folder, old, {"posts/2026-01-01-new.md": post_text()}) == []
