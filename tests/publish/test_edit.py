"""Where only words of a large site changed, nothing is looked for but what shows them."""

from __future__ import annotations

import os
import shutil

import pytest

from app.publish import site
from app.publish.tree import write_new
from tests.publish.site import publish, tree
from tests.publish.test_again import EDITS, FILES, edit
from tests.values import NOW, load_site, post_text, write_site

ONE, TWO = "posts/2026-10-01-one.md", "posts/2026-10-02-two.md"


@pytest.fixture
def content(tmp_path):
    return write_site(tmp_path / "content", FILES)


@pytest.fixture
def out(tmp_path, monkeypatch):
    monkeypatch.setattr("app.publish.tree.MANY", 2)
    return tmp_path / "public/out"


@pytest.fixture
def quick(monkeypatch):
    """List the edits that were made without a look at all else."""
    found = []
    make = site.make_edit

    def noted(edit, *args, **named):
        found.append([*edit.edited.values()])
        return make(edit, *args, **named)

    monkeypatch.setattr(site, "make_edit", noted)
    return found


def site_in(folder):
    return {path: data for path, data in tree(folder).items() if path != ".trifold-build.json"}


def folders_in(top):
    return {path.relative_to(top) for path in top.rglob("*") if path.is_dir()}


def add_word(content, path):
    (content / path).write_text((content / path).read_text() + "More.\n")


def is_as_from_nothing(content, out):
    fresh = out.parent.parent / "fresh"
    publish(load_site(content), fresh)
    is_same = site_in(out) == site_in(fresh) and folders_in(out) == folders_in(fresh)
    for folder in (fresh, fresh.parent / ".fresh.trifold"):
        shutil.rmtree(folder)
    return is_same


def test_an_edit_of_words_is_made_at_once_and_as_from_nothing(content, out, quick):
    publish(load_site(content), out)
    for path in (ONE, TWO, ONE, "pages/about.md", "newsletters/2026-11.md"):
        before = site_in(out)
        add_word(content, path)
        built = publish(load_site(content), out)
        after = site_in(out)

        assert is_as_from_nothing(content, out), path
        assert {*built.changed} == {one for one in after if after[one] != before[one]}
        assert built.files == len(after)
    assert len(quick) == 5


def test_whatever_else_changes_in_between_is_seen(content, out, quick):
    publish(load_site(content), out)
    for name, files in EDITS.items():
        edit(content, files)
        publish(load_site(content), out)
        assert is_as_from_nothing(content, out), name
        add_word(content, TWO)
        add_word(content, ONE)
        publish(load_site(content), out)
        assert is_as_from_nothing(content, out), name
    assert len(quick) == len(EDITS) - 1  # a template of the author's may show anything


def test_an_edit_that_changes_nothing_to_see_writes_nothing(content, out, quick):
    publish(load_site(content), out)
    before = site_in(out)
    (content / ONE).write_text((content / ONE).read_text() + "\n\n\n")

    assert publish(load_site(content), out).changed == ()
    assert site_in(out) == before
    assert quick
    assert publish(load_site(content), out).changed == ()
    assert len(quick) == 1


def test_what_comes_due_is_not_taken_for_an_edit_of_words(content, out, quick):
    write_site(content, {"posts/late.md": post_text("Late", "2026-10-05", updated="2026-12-24")})
    publish(load_site(content), out)
    add_word(content, ONE)

    later = NOW.replace(month=12, day=25)
    publish(load_site(content, now=later), out)
    assert not quick
    assert b"2026-12-24" in site_in(out)["atom.xml"]


def test_a_page_at_an_address_without_a_slash_is_found_again(content, out, quick):
    write_site(content, {ONE: post_text("One", "2026-10-01", permalink="/plain")})
    publish(load_site(content), out)
    add_word(content, ONE)

    publish(load_site(content), out)
    assert quick
    assert is_as_from_nothing(content, out)


def test_edits_within_one_tick_of_the_clock_of_the_disk_are_told_apart(
    content, out, quick, monkeypatch
):
    def write(path, data, *, key):
        written = write_new(path, data, key=key)
        os.utime(path, ns=(10**18, 10**18))
        return written._replace(modified=10**18)

    monkeypatch.setattr("app.publish.edit.write_new", write)
    publish(load_site(content), out)
    for path, word in ((ONE, "One"), (ONE, "Two"), (TWO, "Six")):
        (content / path).write_text(f"{FILES[path]}{word}.\n")
        publish(load_site(content), out)
        assert is_as_from_nothing(content, out), word
    assert len(quick) == 3
