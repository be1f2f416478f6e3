"""Where nothing changed, a build does not open the site; where anything may have, it does."""

from __future__ import annotations

import os
import re
import shutil
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import trifold
from app.publish import glance
from app.publish.program import program_name
from app.publish.site import Built
from tests.publish.site import tree
from tests.values import load_site, post_text, write_site

FILES = {
    "site.toml": 'title = "Ana"\nurl = "https://ana.example.org"\n',
    "posts/2026-10-01-one.md": post_text("One", "2026-10-01"),
    "assets/notes.txt": "Notes.\n",
    "templates/site/after-post.html": "Thanks.",
}
SOON = "posts/soon.md"


def age(folder):
    """Let everything in *folder* be of an hour ago: nothing there may still be changing."""
    then = time.time() - 3600
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (then, then))


@pytest.fixture
def content(tmp_path, monkeypatch):
    monkeypatch.setenv("TRIFOLD_CACHE", str(tmp_path / "cache"))
    folder = write_site(tmp_path / "content", FILES)
    age(folder)
    return folder


@pytest.fixture
def opened(monkeypatch):
    """List the sites that were opened."""
    found = []
    from app.cli import build
    from app.cli.options import open_site

    monkeypatch.setattr(
        build, "open_site", lambda root, **said: found.append(root) or open_site(root, **said)
    )
    return found


@pytest.fixture
def build(content, tmp_path, opened):
    """Build, and tell whether the site was opened."""

    def run(*words):
        opened.clear()
        command = ["build", str(tmp_path / "out"), "--content", str(content), "--no-search", *words]
        result = CliRunner().invoke(trifold, command)
        assert result.exit_code == 0, result.output
        run.said = result.stderr
        return bool(opened)

    return run


def test_a_site_that_is_as_it_was_is_not_opened_and_not_touched(build, tmp_path):
    assert build()
    before, folder = tree(tmp_path / "out"), (tmp_path / "out").stat()
    assert not build()
    assert build.said == f"{len(before) - 1} files, none of which has changed.\n"
    assert tree(tmp_path / "out") == before
    assert (tmp_path / "out").stat() == folder


def write_over(file):
    """Write other words of the same length, and put the time back."""
    status = file.stat()
    file.write_bytes(
        re.sub(rb"\b(Words|Thanks|Ana)\b", lambda word: word[0].upper(), file.read_bytes())
    )
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def swap(file):
    """Put another file of the same length and time in its place."""
    other = file.with_name("other")
    shutil.copy2(file, other)
    other.replace(file)


EDITS = {
    "words": lambda content: write_over(content / "posts/2026-10-01-one.md"),
    "a file for another": lambda content: swap(content / "assets/notes.txt"),
    "settings": lambda content: write_over(content / "site.toml"),
    "a new post": lambda content: write_site(content, {"posts/new.md": post_text("New")}),
    "style": lambda content: write_site(content, {"custom.css": "body{}"}),
    "a template": lambda content: write_site(content, {"templates/site/head.html": "<!-- -->"}),
    "words of a template": lambda content: write_over(content / "templates/site/after-post.html"),
    "gone": lambda content: (content / "assets/notes.txt").unlink(),
    "moved": lambda content: (content / "posts/2026-10-01-one.md").rename(content / "posts/o.md"),
    "in the site": lambda content: (content.parent / "out/index.html").write_text("Mine."),
    "gone from the site": lambda content: (content.parent / "out/robots.txt").unlink(),
    "another marker": lambda content: (content.parent / "out/.trifold-build.json").touch(),
    "the site": lambda content: shutil.rmtree(content.parent / "out"),
    "the cache": lambda content: shutil.rmtree(content.parent / "cache"),
    "a broken note": lambda content: [
        note.write_bytes(b"{") for note in (content.parent / "cache").glob("build-*.json")
    ],
}


@pytest.mark.parametrize("name", EDITS)
def test_whatever_changes_has_the_site_opened(name, content, build):
    build()
    EDITS[name](content)
    # Even where every time is as old as before.
    age(content)

    assert build()


@pytest.mark.parametrize("words", [["--url", "https://b.example.org"], ["--keep-going"]])
def test_another_way_to_build_is_another_site(words, build):
    build()

    assert build(*words)
    assert not build(*words)
    assert build()


def test_another_program_makes_another_site(build, monkeypatch):
    build()
    monkeypatch.setattr(glance, "program_name", lambda: f"{program_name()}+")

    assert build()


def at(monkeypatch, moment):
    monkeypatch.setattr("time.time", lambda: moment)


def test_a_clock_that_went_back_has_the_site_opened(build, monkeypatch):
    build()
    at(monkeypatch, time.time() - 60)

    assert build()


def test_what_came_due_has_the_site_opened(content, build, monkeypatch):
    write_site(content, {SOON: post_text("Soon", "2100-01-01")})
    age(content)
    assert build()
    assert not build()
    at(monkeypatch, 4102444800.0)  # 2100-01-01 in UTC

    assert build()


def test_a_file_that_may_still_be_changing_is_not_trusted(content, build, monkeypatch):
    (content / "posts/2026-10-01-one.md").touch()
    build()
    assert build()  # its time could be the same after another edit
    at(monkeypatch, time.time() + 10)
    assert build()
    assert not build()


@pytest.mark.parametrize("edit", [lambda _file: None, write_over])
def test_a_file_that_settles_while_the_site_is_made_is_looked_at_again(
    edit, content, tmp_path, monkeypatch
):
    file = content / "posts/2026-10-01-one.md"
    file.touch()
    found = glance.take_glance(content, tmp_path / "out", tmp_path / "cache", how=())
    library = load_site(content).library
    edit(file)
    at(monkeypatch, time.time() + 10)
    found.write_note(library, {}, Built(files=1, has_search=False))

    assert found.file.exists() is (edit is not write_over)


def test_what_a_killed_build_left_is_swept_away_all_the_same(build, tmp_path):
    build()
    write_site(tmp_path / ".out.trifold/new", {"index.html": "Half."})

    assert build()
    assert not (tmp_path / ".out.trifold").exists()


def test_a_link_may_lead_to_anything(content, build, tmp_path):
    (tmp_path / "elsewhere.txt").write_text("Anything.")
    (content / "assets/link.txt").symlink_to("notes.txt")
    age(content)
    build()

    assert build()


def test_a_look_at_drafts_has_the_site_opened_each_time(build):
    build("--drafts")

    assert build("--drafts")


def test_what_has_errors_has_them_said_each_time(content, build):
    write_site(content, {"posts/bad.md": "---\ntitle: A: b\n---\n"})
    age(content)
    build("--keep-going")

    assert build("--keep-going")
    assert "posts/bad.md:2" in build.said


def test_what_is_left_out_is_said_each_time(content, build):
    write_site(content, {"assets/a:b.txt": "A."})
    age(content)
    build("--keep-going")

    assert build("--keep-going")
    assert "/assets/a:b.txt: has the sign ':'" in build.said


def test_a_site_that_another_build_is_putting_there_is_looked_at_again(build, monkeypatch):
    build()

    def vanish(_out):
        raise FileNotFoundError

    monkeypatch.setattr(glance, "files_below", vanish)
    assert build()


def test_a_note_that_cannot_be_kept_leaves_nothing_behind(build, tmp_path, monkeypatch):
    replace = Path.replace

    def fill(path, target):
        if path.name.startswith("build-"):
            raise OSError(28, "No space left on device")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", fill)
    build()
    assert not [*(tmp_path / "cache").glob("build-*")]


def test_the_words_of_a_jekyll_folder_may_ask_for_the_time(tmp_path, build, content, opened):
    write_site(content, {"_config.yml": "title: Ana\nurl: https://ana.example.org\n"})
    age(content)
    build()

    assert build()


def test_without_a_cache_there_is_no_note(build, monkeypatch):
    monkeypatch.setenv("TRIFOLD_CACHE", "")
    build()

    assert build()
