"""Making a template one's own."""

from __future__ import annotations

from click.testing import CliRunner

from app.cli import trifold
from tests.values import open_client, post_text, write_site


def run(*words):
    return CliRunner().invoke(trifold, [str(word) for word in words])


def test_a_copied_template_is_used_and_noted(tmp_path):
    site = write_site(tmp_path, {"posts/2026-10-01-a.md": post_text("A")})

    before = open_client(site).get("/posts/a/").data
    result = run("template", "copy", "site/post.html", "--content", site)

    assert result.exit_code == 0
    assert result.stdout.strip().endswith("templates/site/post.html")
    assert open_client(site).get("/posts/a/").data == before
    assert "site/post.html" not in run("check", "--content", site).stdout


def test_check_says_when_ours_has_changed_since_the_copy(tmp_path):
    site = write_site(
        tmp_path,
        {"templates/site/post.html": "{# Trifold's site/post.html, version 0123456789ab #}\nX"},
    )

    output = run("check", "--content", site).stdout

    assert "templates/site/post.html:1: notice:" in output
    assert "ours has changed since" in output


def test_check_points_at_the_line_of_a_broken_template(tmp_path):
    site = write_site(tmp_path, {"templates/site/post.html": "<p>\n{% if %}\n"})

    result = run("check", "--content", site)

    assert result.exit_code == 1
    assert "templates/site/post.html:2: error:" in result.stdout


def test_a_template_that_is_not_ours_is_a_sentence_with_the_nearest(tmp_path):
    result = run("template", "copy", "site/posts.html", "--content", write_site(tmp_path, {}))

    assert result.exit_code == 1
    assert "did you mean site/post.html?" in result.stderr


def test_a_copy_never_writes_over_the_authors_own(tmp_path):
    site = write_site(tmp_path, {"templates/site/post.html": "mine"})

    assert run("template", "copy", "site/post.html", "--content", site).exit_code == 1
    assert (site / "templates/site/post.html").read_text() == "mine"


def test_the_list_names_every_template(tmp_path):
    names = run("template", "list").stdout.splitlines()

    assert "site/post.html" in names
    assert "newsletter/body.html" in names


def test_check_says_what_the_policy_will_not_let_a_post_do(tmp_path):
    site = write_site(
        tmp_path,
        {
            "site.toml": '[csp]\nframe = ["https://maps.example.org"]\n',
            "posts/2026-10-01-a.md": post_text(
                "A",
                body='<iframe src="https://video.example.org/1"></iframe>\n\n'
                '<iframe src="https://maps.example.org/1"></iframe>\n\n'
                '<script>alert(1)</script>\n\n<p style="color: red">x</p>',
            ),
        },
    )

    output = run("check", "--content", site).stdout

    assert "2026-10-01-a.md:6: notice: has a <iframe> from video.example.org" in output
    assert "maps.example.org" not in output
    assert "has a script in the text" in output
    assert "has an inline style" in output
