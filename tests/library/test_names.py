"""File names as people have them."""

from __future__ import annotations

from tests.values import load_site, post_text, write_site


def test_a_capital_ending_is_read_too(tmp_path):
    site = write_site(tmp_path, {"posts/2026-10-01-LOUD.MD": post_text("Loud")})

    assert [post.title for post in load_site(site).library.posts] == ["Loud"]


def test_a_file_that_was_surely_meant_as_a_post_is_noticed(tmp_path):
    site = write_site(tmp_path, {"posts/2026-10-01-a.mkd": post_text("A")})

    (problem,) = load_site(site).library.problems
    assert (problem.path, str(problem.level)) == ("posts/2026-10-01-a.mkd", "notice")
    assert "2026-10-01-a.md" in problem.what
