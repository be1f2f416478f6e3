"""``trifold build`` as an author runs it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

import app.library.workers
import app.publish.make
from app.cli import trifold
from app.errors import TooHeavyError
from tests.publish.site import tree
from tests.values import post_text, write_site


def build(*words):
    return CliRunner().invoke(trifold, ["build", "--no-search", *map(str, words)])


@pytest.fixture
def site(tmp_path):
    return write_site(
        tmp_path / "blog",
        {
            "site.toml": 'title = "T"\nurl = "https://ana.example.org"\n',
            "posts/2026-10-01-good.md": post_text("Good", "2026-10-01", categories="ai"),
        },
    )


def test_build_writes_the_site_and_says_where(site, tmp_path):
    out = tmp_path / "public"

    result = build(out, "--content", site)
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{out}\n"
    assert "written; copy them to any host." in result.stderr
    assert "Building" not in result.output  # a bar is for a terminal
    assert "Good" in (out / "posts/good/index.html").read_text()
    assert "none of which has changed" in build(out, "--content", site).stderr
    assert "https://ana.example.org/posts/good/" in (out / "atom.xml").read_text()


def test_url_wins_over_the_configured_one(site, tmp_path):
    build(tmp_path / "public", "--content", site, "--url", "https://b.example.org/x")

    home = (tmp_path / "public/index.html").read_text()
    assert 'rel="canonical" href="https://b.example.org/x/"' in home
    assert 'href="/x/posts/good/"' in home


def test_a_site_that_does_not_know_its_address_is_built_with_a_notice(site, tmp_path):
    (site / "site.toml").unlink()

    result = build(tmp_path / "public", "--content", site)
    assert result.exit_code == 0
    assert "http://127.0.0.1:8000: set url in site.toml" in result.stderr


def test_broken_content_is_refused_and_the_old_site_stays(site, tmp_path):
    out = tmp_path / "public"
    build(out, "--content", site)
    before = tree(out)
    write_site(site, {"posts/2026-10-02-bad.md": "---\ntitle: A: b\ndate: 2026-10-02\n---\nW.\n"})

    result = build(out, "--content", site)
    assert result.exit_code == 1
    assert "posts/2026-10-02-bad.md:2" in result.stderr
    assert "--keep-going" in result.stderr
    assert tree(out) == before


def test_keep_going_publishes_without_the_broken_post(site, tmp_path):
    write_site(site, {"posts/2026-10-02-bad.md": "---\ntitle: A: b\ndate: 2026-10-02\n---\nW.\n"})

    result = build(tmp_path / "public", "--content", site, "--keep-going")
    assert result.exit_code == 0
    assert "posts/2026-10-02-bad.md:2" in result.stderr
    assert (tmp_path / "public/posts/good/index.html").is_file()
    assert not (tmp_path / "public/posts/bad").exists()


@pytest.mark.parametrize("jobs", [1, 2])
def test_keep_going_publishes_without_words_that_are_too_heavy(site, tmp_path, monkeypatch, jobs):
    render = app.library.workers.render_body

    def render_body(text, *, source, surroundings):
        if "HEAVY" in text:
            raise TooHeavyError("takes too long; part it", path=source.path, line=5)
        return render(text, source=source, surroundings=surroundings)

    monkeypatch.setattr(app.library.workers, "render_body", render_body)
    monkeypatch.setattr(app.publish.make, "_MANY", 0)
    others = {f"posts/2026-10-0{day}-{day}.md": post_text(f"No {day}") for day in (2, 3)}
    heavy = {
        f"posts/2026-10-1{day}-of-{day}.md": post_text(f"Of {day}", body="HEAVY") for day in (1, 2)
    }
    write_site(site, others | heavy)
    out = tmp_path / "public"

    assert build(out, "--content", site, "--jobs", jobs).exit_code == 1
    result = build(out, "--content", site, "--jobs", jobs, "--keep-going")
    assert result.exit_code == 0, result.output
    for path in heavy:
        assert result.stderr.count(f"{path}:5: takes too long; part it\n") == 1
    assert (out / "posts/2/index.html").is_file()
    assert not (out / "posts/of-1").exists()


def test_drafts_are_for_a_look(site, tmp_path):
    write_site(site, {"drafts/soon.md": post_text("Soon")})

    build(tmp_path / "public", "--content", site, "--drafts")
    assert "noindex" in (tmp_path / "public/posts/soon/index.html").read_text()


def test_a_folder_that_is_not_ours_is_one_sentence(site, tmp_path):
    (tmp_path / "public").mkdir()
    (tmp_path / "public/thesis.txt").write_text("Years.")

    result = build(tmp_path / "public", "--content", site)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "thesis.txt" in result.stderr
    assert build(tmp_path / "public", "--content", site, "--force").exit_code == 0


def test_how_many_processes_are_at_work_changes_nothing(site, tmp_path):
    build(tmp_path / "one", "--content", site, "--jobs", "1")
    build(tmp_path / "two", "--content", site, "--jobs", "2")
    one, two = tree(tmp_path / "one"), tree(tmp_path / "two")

    assert one.pop(".trifold-build.json")
    assert two.pop(".trifold-build.json")
    assert one == two
    assert "none of which" in build(tmp_path / "two", "--content", site, "--jobs", "3").stderr
    assert build(tmp_path / "none", "--content", site, "--jobs", "0").exit_code == 2
