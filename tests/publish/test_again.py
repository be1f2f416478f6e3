"""A build over an older one makes what must change, and ends with the very same files."""

from __future__ import annotations

import json
import os

import pytest

from app.errors import BuildError
from app.publish.program import program_name
from app.web.answers import Answers
from tests.publish.site import publish, tree
from tests.values import load_site, post_text, write_site

LONG = "Many words stand here, so that the last of them is in no excerpt. " * 9
FILES = {
    "site.toml": 'title = "Ana"\nurl = "https://ana.example.org/blog"\nauthor = "ana"\n'
    "per_page = 2\n[feeds]\nitems = 2\n",
    "posts/2026-10-01-one.md": post_text("One", "2026-10-01", LONG, categories="ai"),
    "posts/2026-10-02-two.md": post_text("Two", "2026-10-02", "[It](2026-10-01-one.md)"),
    "posts/2026-10-03-three.md": post_text("Three", "2026-10-03", categories="ai"),
    "pages/about.md": "---\ntitle: About\n---\nWe.\n",
    "newsletters/2026-11.md": "---\ntitle: November\ndate: 2026-11-01\nsent: 2026-11-02\n"
    "posts: [one, two]\n---\nDear readers.\n",
    "assets/notes.txt": "Notes.\n",
}
#: Edits of that site, each upon the one before: path -> text, or None to take the file away.
EDITS = {
    "words": {"posts/2026-10-01-one.md": post_text("One", "2026-10-01", f"{LONG}New.", tags="x")},
    "title": {"posts/2026-10-03-three.md": post_text("Drei", "2026-10-03", categories="ai")},
    "spelling": {"posts/2026-10-03-three.md": post_text("Drei", "2026-10-03", categories="AI")},
    "address": {"posts/2026-10-01-one.md": post_text("One", "2026-10-01", "Moved.", slug="eins")},
    "more": {"posts/2026-10-09-nine.md": post_text("Nine", "2026-10-09", categories="ai new")},
    "date": {"posts/2026-10-02-two.md": post_text("Two", "2026-10-08")},
    "gone": {"posts/2026-10-03-three.md": None},
    "author": {"posts/2026-10-02-two.md": post_text("Two", "2026-10-08", author="bea")},
    "page": {"pages/about.md": "---\ntitle: Us\n---\nWe.\n"},
    "no issue": {"newsletters/2026-11.md": None},
    "style": {"custom.css": "body{color:#321}\n", "assets/notes.txt": "Other notes.\n"},
    "settings": {"site.toml": 'title = "Bea"\nurl = "https://ana.example.org/blog"\n'},
    "template": {"templates/site/after-post.html": "{{ library.posts|length }}"},
}


def edit(folder, files):
    write_site(folder, {path: text for path, text in files.items() if text is not None})
    for path in (path for path, text in files.items() if text is None):
        (folder / path).unlink()


def site_in(folder):
    files = tree(folder)
    del files[".trifold-build.json"]
    return files


@pytest.fixture
def content(tmp_path):
    return write_site(tmp_path / "content", FILES)


def test_a_build_after_any_edit_is_a_build_from_nothing(content, tmp_path):
    publish(load_site(content), tmp_path / "again")
    for name, files in EDITS.items():
        before = site_in(tmp_path / "again")
        edit(content, files)
        snapshot = load_site(content)
        built = publish(snapshot, tmp_path / "again")
        publish(snapshot, tmp_path / name)
        again, fresh = site_in(tmp_path / "again"), site_in(tmp_path / name)

        assert [path for path in fresh if again.get(path) != fresh[path]] == [], name
        assert set(again) == set(fresh), name
        changed = {path for path in again if again[path] != before.get(path)}
        assert set(built.changed) == changed, name
        assert changed, name
        assert built.gone == len(set(before) - set(again)), name


def test_an_edit_of_words_writes_only_the_files_that_show_them(content, tmp_path):
    publish(load_site(content), tmp_path / "out")
    words = FILES["posts/2026-10-01-one.md"].replace("excerpt. \n", "excerpt. New.\n")
    edit(content, {"posts/2026-10-01-one.md": words})

    built = publish(load_site(content), tmp_path / "out")
    feeds = ("atom.xml", "rss.xml", "feed.json")
    # The oldest of three posts: in an archive of two, and in the feed of a category of two.
    archives = ("atom-1.xml", "rss-1.xml", "feed-1.json")
    assert set(built.changed) == {
        "posts/one/index.html",
        "posts/one.md",
        "feed/ai.xml",
        *(f"category/ai/{name}" for name in feeds),
        *(f"{folder}{name}" for folder in ("", "author/ana/") for name in archives),
    }


def test_an_edit_of_words_makes_neither_lists_of_all_posts_nor_a_feed_twice(
    content, tmp_path, monkeypatch
):
    publish(load_site(content), tmp_path / "out")
    edit(content, {"posts/2026-10-01-one.md": FILES["posts/2026-10-01-one.md"] + "New.\n"})
    made, make = [], Answers.of
    monkeypatch.setattr(Answers, "of", lambda answers, at: made.append(at) or make(answers, at))

    publish(load_site(content), tmp_path / "out")
    lists = {"/archive/", "/sitemap.xml", "/llms.txt", "/feeds/", "/feeds.opml", "/feed/ai.xml"}
    assert "/category/ai/atom.xml" in made
    assert not lists & {*made}


def test_nothing_is_written_when_nothing_changed(content, tmp_path, monkeypatch):
    publish(load_site(content), tmp_path / "out")
    before = (tmp_path / "out").stat().st_ino
    monkeypatch.setattr("app.publish.render.Answers", None)

    built = publish(load_site(content), tmp_path / "out")
    assert built.changed == ()
    assert (tmp_path / "out").stat().st_ino == before


def test_what_somebody_changed_by_hand_is_made_again(content, tmp_path):
    publish(load_site(content), tmp_path / "out")
    before = site_in(tmp_path / "out")
    (tmp_path / "out/index.html").write_text("Mine.")
    (tmp_path / "out/robots.txt").unlink()

    publish(load_site(content), tmp_path / "out")
    assert site_in(tmp_path / "out") == before


def test_files_that_stay_keep_their_time(content, tmp_path):
    publish(load_site(content), tmp_path / "out")
    first = (tmp_path / "out/about/index.html").stat().st_mtime_ns
    edit(content, EDITS["words"])

    publish(load_site(content), tmp_path / "out")
    assert (tmp_path / "out/about/index.html").stat().st_mtime_ns == first


def test_another_program_makes_everything_again(content, tmp_path, monkeypatch):
    publish(load_site(content), tmp_path / "out")
    monkeypatch.setattr("app.publish.keys.program_name", lambda: f"{program_name()}+")
    before = (tmp_path / "out").stat().st_ino

    assert publish(load_site(content), tmp_path / "out").changed == ()
    assert (tmp_path / "out").stat().st_ino != before


def test_a_build_that_fails_over_an_older_one_leaves_each_file_of_it_alone(content, tmp_path):
    publish(load_site(content), tmp_path / "out")
    before = tree(tmp_path / "out")
    edit(content, EDITS["words"] | {"templates/site/archive.html": "{{ nothing }}"})

    with pytest.raises(BuildError):
        publish(load_site(content), tmp_path / "out")
    assert tree(tmp_path / "out") == before


@pytest.mark.parametrize(
    "marked",
    [
        lambda paths: {"form": 1, "files": dict.fromkeys(paths, "digest")},
        lambda paths: {"form": 3, "table": {"paths": paths, "keys": ["key"]}},
        lambda paths: {"form": 99, "table": {"paths": paths}, "writings": "in another way"},
    ],
)
def test_the_files_of_another_version_are_ours(marked, content, tmp_path):
    publish(load_site(content), tmp_path / "out")
    before = site_in(tmp_path / "out")
    (tmp_path / "out/.trifold-build.json").write_text(json.dumps(marked([*before])))

    publish(load_site(content), tmp_path / "out")
    assert site_in(tmp_path / "out") == before


OLD = {
    "posts/2026-10-03-three.md": post_text("The old one", "2026-10-03"),
    "assets/notes.txt": "Those of old.",
    "custom.css": "/* old */",
    "templates/site/after-post.html": "For old friends.",
}


def set_back(folder):
    for path in folder.rglob("*.*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))


@pytest.mark.parametrize("name", OLD)
def test_what_is_written_over_under_its_old_time_is_made_again(
    content, tmp_path, monkeypatch, name
):
    write_site(content, OLD)
    set_back(content)
    publish(load_site(content), tmp_path / "again")
    write_site(content, {name: OLD[name].replace("old", "new")})
    set_back(content)

    publish(load_site(content), tmp_path / "again")
    monkeypatch.setenv("TRIFOLD_CACHE", "")
    publish(load_site(content), tmp_path / "fresh")
    assert site_in(tmp_path / "again") == site_in(tmp_path / "fresh")


def test_what_was_left_out_is_said_each_time(content, tmp_path):
    write_site(content, {"assets/a:b.txt": "A."})
    first = publish(load_site(content), tmp_path / "out", keep_going=True)

    again = publish(load_site(content), tmp_path / "out", keep_going=True)
    assert again.changed == ()
    assert again.notices == first.notices != ()
