"""Of a large site the folder before last is kept, and becomes the next one."""

from __future__ import annotations

import pytest

from app.publish.marker import MARKER
from tests.publish.site import publish, tree
from tests.values import load_site, post_text, write_site


def post(number, words="Words."):
    return {f"posts/p{number}.md": post_text(f"Post {number}", "2026-10-01", words)}


@pytest.fixture
def content(tmp_path):
    files = {"site.toml": 'title = "Ana"\nurl = "https://ana.example.org"\n'}
    return write_site(tmp_path / "content", files | post(1) | post(2) | post(3))


@pytest.fixture
def out(tmp_path, monkeypatch):
    monkeypatch.setattr("app.publish.tree.MANY", 2)
    return tmp_path / "public/out"


@pytest.fixture
def kept(out):
    return out.parent / ".out.trifold/kept"


def build(content, out):
    return publish(load_site(content), out)


def is_as_from_nothing(content, out):
    """Build *content* elsewhere, and compare."""
    build(content, fresh := out.parent.parent / "fresh/out")
    one, two = tree(out), tree(fresh)
    assert one.pop(".trifold-build.json")
    assert two.pop(".trifold-build.json")
    folders = [{path.relative_to(top) for path in top.rglob("*")} for top in (out, fresh)]
    return one == two and folders[0] == folders[1]


def numbers(folder):
    return {path.stat().st_ino for path in folder.rglob("*") if path.is_dir()}


def test_two_sets_of_folders_take_turns(content, out, kept):
    build(content, out)
    write_site(content, post(1, "Other words."))
    build(content, out)
    first, second = numbers(kept), numbers(out)
    for words in ("More.", "Less.", "Other words."):
        write_site(content, post(2, words))
        build(content, out)
        first, second = second, first
        assert second == numbers(out), words
        assert is_as_from_nothing(content, out), words


def test_what_comes_goes_and_changes_its_kind_is_as_from_nothing(content, out, kept):
    build(content, out)
    for files in (
        post(1, "Other words."),
        {"assets/a": "A file."} | post(4),
        {"assets/a/b.txt": "A file in a folder of that name."},
        {"assets/c": "C."},
    ):
        for path in ("assets/a", "posts/p4.md"):
            if (content / path).is_file():
                (content / path).unlink()
        write_site(content, files)
        build(content, out)
        assert kept.is_dir()
        assert is_as_from_nothing(content, out), files


def test_what_somebody_did_to_either_is_mended(content, out, kept):
    build(content, out)
    write_site(content, post(1, "Other words."))
    build(content, out)
    (out / "index.html").write_text("By hand.")  # the kept one has the same file
    (kept / "posts/p2.md").unlink()
    (kept / "posts/p3.md").write_text("By hand, too.")
    (kept / "posts/p3/stranger.txt").write_text("Not ours.")
    write_site(content, post(1, "Words again.") | post(2, "Other words."))
    build(content, out)
    assert is_as_from_nothing(content, out)
    one, two = tree(kept), tree(out)
    assert one.pop(MARKER)
    assert two.pop(MARKER)
    assert one == two  # neither what was changed nor the stranger


def test_a_disk_without_links_keeps_none(content, out, kept, monkeypatch):
    def link(_old, _new):
        raise OSError

    monkeypatch.setattr("os.link", link)
    build(content, out)
    assert [path.name for path in out.parent.iterdir()] == ["out"]
    write_site(content, post(1, "Other words."))
    build(content, out)
    assert is_as_from_nothing(content, out)


def test_a_build_that_fails_takes_the_kept_one_with_it_and_nothing_else(content, out, kept):
    build(content, out)
    write_site(content, post(1, "Other words."))
    build(content, out)
    before = tree(out)
    write_site(content, post(1, "Words again."))

    def stop(_count):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(load_site(content), out, on_file=stop)
    assert tree(out) == before
    assert not kept.exists()
    build(content, out)
    assert is_as_from_nothing(content, out)


def test_a_small_site_leaves_nothing_beside_it(content, out, monkeypatch):
    monkeypatch.setattr("app.publish.tree.MANY", 1000)
    build(content, out)
    write_site(content, post(1, "Other words."))
    build(content, out)
    assert [path.name for path in out.parent.iterdir()] == ["out"]
