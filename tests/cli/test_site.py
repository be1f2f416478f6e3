"""The commands that look at a site and write into it, run as an author would run them."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import trifold
from tests.values import load_site, post_text, write_site

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*words, environ=None):
    return CliRunner().invoke(trifold, [str(word) for word in words], env=environ or {})


@pytest.fixture
def site(tmp_path):
    return write_site(
        tmp_path,
        {
            "site.toml": 'title = "T"\nurl = "https://ana.example.org"\nauthor = "ana"\n',
            "posts/2026-10-01-good.md": post_text("Good", "2026-10-01", categories="ai"),
        },
    )


# ---- check ------------------------------------------------------------------------------------


def test_check_is_silent_about_a_good_folder(site):
    result = run("check", "--content", site)

    assert result.exit_code == 0
    assert result.stdout == ""
    assert "0 errors, 0 notices" in result.stderr


def test_check_lists_every_kind_of_problem_with_file_and_line(site):
    write_site(
        site,
        {
            "posts/2026-10-02-header.md": "---\ntitle: One: two\ndate: 2026-10-02\n---\nWords.\n",
            "posts/2026-10-03-untitled.md": "---\ndate: 2026-10-03\n---\nWords.\n",
            "posts/2026-10-04-date.md": "---\ntitle: A\ndate: 2026-02-30\n---\nWords.\n",
            "posts/2026-10-05-latin.md": "---\ntitle: A\n---\nGrüße\n".encode("latin-1"),
            "posts/2026-10-06-twin.md": post_text("Twin", slug="good"),
            "posts/2026-10-07-key.md": post_text("Key", catagories="ai"),
            "posts/2026-10-08-link.md": post_text("Link", body="See [it](nowhere.md)."),
            "newsletters/2026-10.md": (
                "---\ntitle: October\ncategory: nope\nposts: [gone]\n---\nHello.\n"
            ),
        },
    )

    result = run("check", "--content", site)

    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    for place, word in [
        ("posts/2026-10-02-header.md:2: error:", "quotes"),
        ("posts/2026-10-03-untitled.md:1: error:", "title"),
        ("posts/2026-10-04-date.md:3: error:", "does not exist"),
        ("posts/2026-10-05-latin.md:4: error:", "UTF-8"),
        ("posts/2026-10-06-twin.md:1: error:", "posts/2026-10-01-good.md"),
        ("posts/2026-10-07-key.md:4: notice:", "'categories'"),
        ("posts/2026-10-08-link.md:6: notice:", "nowhere.md"),
        ("newsletters/2026-10.md:3: error:", "'nope'"),
        ("newsletters/2026-10.md:4: error:", "'gone'"),
    ]:
        assert any(f"{site}/{place}" in line and word in line for line in lines), (place, lines)
    assert "7 errors, 2 notices" in result.stderr


def test_check_points_at_the_line_of_a_broken_site_toml(site):
    (site / "site.toml").write_text('title = "T"\nurl = \n')

    result = run("check", "--content", site)

    assert result.exit_code == 1
    assert f"{site}/site.toml:2: error:" in result.stdout


def test_check_is_content_with_notices_alone(tmp_path):
    result = run("check", "--content", write_site(tmp_path, {}))

    assert result.exit_code == 0
    assert "there is no site.toml" in result.stdout


@pytest.mark.parametrize("command", [["check"], ["serve"], ["new", "A"], ["newsletter", "export"]])
def test_a_missing_folder_is_one_sentence_and_exit_1(tmp_path, command):
    result = run(*command, "--content", tmp_path / "nowhere")

    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "trifold init" in result.stderr


def test_a_folder_without_posts_or_settings_is_no_content_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    result = run("check")

    assert result.exit_code == 1
    assert "there is no content folder" in result.stderr


def test_the_environment_names_the_folder(site):
    assert run("check", environ={"TRIFOLD_CONTENT": str(site)}).exit_code == 0


def test_wrong_usage_is_exit_2():
    assert run("serve", "--port", "many").exit_code == 2
    assert run("nonsense").exit_code == 2


# ---- init, new, publish -----------------------------------------------------------------------


def test_init_makes_a_folder_that_is_ready_to_serve(tmp_path):
    folder = tmp_path / "blog"

    result = run("init", folder)

    assert result.exit_code == 0
    assert result.stdout == f"{folder}\n"
    snapshot = load_site(folder)
    assert [post.title for post in snapshot.library.posts or snapshot.hidden] == ["Hello"]
    assert run("check", "--content", folder).stdout == ""


def test_init_leaves_a_folder_with_something_in_it_alone(site):
    before = sorted(site.rglob("*"))

    assert run("init", site).exit_code == 1
    assert sorted(site.rglob("*")) == before


def test_new_writes_a_draft_that_only_its_author_sees(site):
    result = run("new", 'A "new": thing', "-c", "ai", "-c", "jobs", "-t", "C#", "--content", site)

    assert result.exit_code == 0, result.output
    snapshot = load_site(site)
    (draft,) = snapshot.hidden
    assert (draft.title, draft.categories, draft.tags) == (
        'A "new": thing',
        ("ai", "jobs"),
        ("C#",),
    )
    assert draft.is_draft
    assert draft.id.startswith("tag:ana.example.org,")
    assert run("check", "--content", site).stdout == ""


def test_new_never_writes_over_a_draft(site):
    run("new", "Thing", "--content", site)
    (site / "drafts/thing.md").write_text("mine")

    assert run("new", "Thing", "--content", site).exit_code == 1
    assert (site / "drafts/thing.md").read_text() == "mine"


def test_publish_dates_a_draft_and_moves_it_among_the_posts(site):
    write_site(
        site, {"drafts/idea.md": b"---\r\ntitle: Idea\r\ndraft: true\r\n---\r\n\r\nWords.\r\n"}
    )

    result = run("publish", "idea", "--content", site)

    assert result.exit_code == 0, result.output
    assert not (site / "drafts/idea.md").exists()
    (file,) = site.glob("posts/20??-??-??-idea.md")
    assert file.read_bytes().endswith(b"---\r\n\r\nWords.\r\n")
    assert b"draft" not in file.read_bytes()
    from datetime import UTC, datetime, timedelta

    snapshot = load_site(site, now=datetime.now(UTC) + timedelta(seconds=1))
    assert snapshot.library.post_called("idea") is not None


def test_new_and_publish_keep_to_the_folders_of_jekyll(tmp_path):
    (tmp_path / "tides/_drafts").mkdir(parents=True)
    (tmp_path / "tides/_drafts/ebb.md").write_text("---\ntitle: Ebb\n---\n")
    (tmp_path / "_config.yml").write_text("title: Harbor\n")

    assert run("new", "Flood", "--content", tmp_path).exit_code == 0
    assert run("publish", "ebb", "--content", tmp_path).exit_code == 0
    assert run("publish", "flood", "--content", tmp_path).exit_code == 0

    found = sorted(file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.md"))
    assert [re.sub(r"\d{4}-\d\d-\d\d", "DAY", path) for path in found] == [
        "_posts/DAY-flood.md",
        "tides/_posts/DAY-ebb.md",
    ]


def test_publish_moves_a_folder_with_its_pictures(site):
    write_site(
        site,
        {"drafts/trip/index.md": "---\ntitle: Trip\n---\n![x](x.txt)\n", "drafts/trip/x.txt": "x"},
    )

    run("publish", "trip", "--content", site)

    (folder,) = site.glob("posts/20??-??-??-trip")
    assert sorted(file.name for file in folder.iterdir()) == ["index.md", "x.txt"]
    assert not (site / "drafts/trip").exists()


def test_publish_says_which_drafts_there_are(site):
    write_site(site, {"drafts/idea.md": "---\ntitle: Idea\n---\nWords.\n"})

    unknown = run("publish", "ideal", "--content", site)
    known = run("publish", "good", "--content", site)

    assert (unknown.exit_code, known.exit_code) == (1, 1)
    assert "idea" in unknown.stderr
    assert "published already" in known.stderr


def test_a_folder_that_cannot_be_written_to_is_one_sentence(site):
    (site / "drafts").write_text("a file where the folder should be")

    result = run("new", "Thing", "--content", site)

    assert result.exit_code == 1
    assert "cannot be" in result.stderr


# ---- serve ------------------------------------------------------------------------------------


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for(url):
    end = time.monotonic() + 15
    while True:
        try:
            return urllib.request.urlopen(url, timeout=5).read().decode()  # noqa: S310 -- our own server
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > end:
                raise


@pytest.mark.parametrize("command", [["-m", "app", "serve"], ["-m", "flask", "run"]])
def test_serving_shows_the_site_and_ends_cleanly(site, command):
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, *command, "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"TRIFOLD_CONTENT": str(site), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # A test run in the background hands down that Ctrl-C is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 -- one thread here
    )
    try:
        page = wait_for(f"http://127.0.0.1:{port}/")
    finally:
        server.send_signal(signal.SIGINT)
        try:
            output, _ = server.communicate(timeout=15)
        finally:
            server.kill()

    assert "Good" in page
    assert server.returncode == 0, output
    assert "Traceback" not in output
    assert f"http://127.0.0.1:{port}" in output


def test_a_taken_port_is_one_sentence(site):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("serve", "--content", site, "--port", taken.getsockname()[1])

    assert result.exit_code == 1
    assert "--port" in result.stderr


def test_flask_has_the_same_commands(site):
    result = subprocess.run(
        [sys.executable, "-m", "flask", "check"],
        cwd=ROOT,
        env=os.environ | {"TRIFOLD_CONTENT": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stderr
    assert "0 errors" in result.stderr


def test_every_command_has_help_and_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    for name in trifold.list_commands(None):
        assert trifold.get_command(None, name).help
        assert f"trifold {name}" in readme


def test_init_can_bring_our_own_site_to_look_around_in(tmp_path):
    assert run("init", tmp_path / "blog", "--demo").exit_code == 0

    assert load_site(tmp_path / "blog").library.post_called("hello") is not None


def test_new_wants_a_title(site):
    assert run("new", "  ", "--content", site).exit_code == 1


def test_check_keeps_addresses_in_its_advice_whole(tmp_path):
    result = run("check", "--content", write_site(tmp_path, {"site.toml": 'url = "example.org"\n'}))

    assert "https://blog.example.org" in result.stdout
