"""The search of a site of files."""

from __future__ import annotations

import gzip
import json
import sys

import pytest

from app.errors import BuildError
from app.publish import site as building
from app.publish.search_index import find_pagefind
from tests.publish.site import publish, tree
from tests.values import load_site, post_text, write_site

needs_pagefind = pytest.mark.skipif(not find_pagefind(), reason="pagefind is not installed")


@pytest.fixture
def snapshot(tmp_path):
    write_site(
        tmp_path / "content",
        {
            "site.toml": 'title = "T"\nurl = "https://ana.example.org/blog"\n',
            "posts/2026-10-01-good.md": post_text("Good & <b>", "2026-10-01", body="Marmalade."),
            "posts/2026-10-02-fed.md": post_text("Fed", "2026-10-02", feed="only", body="Honey."),
            "posts/2026-10-03-draft.md": post_text("Draft", draft="true", body="Secret."),
            "pages/about.md": "---\ntitle: About\n---\nWe.\n",
        },
    )
    return load_site(tmp_path / "content")


def fragments(out):
    files = (out / "search/pagefind/fragment").iterdir()
    texts = [gzip.decompress(file.read_bytes()).decode() for file in files]
    return [json.loads(text[text.index("{") :]) for text in texts]


@needs_pagefind
def test_the_index_has_the_words_of_all_that_lists_name(snapshot, tmp_path):
    publish(snapshot, tmp_path / "out", search=True)

    found = {one["meta"]["address"]: one for one in fragments(tmp_path / "out")}
    assert set(found) == {"/blog/posts/good/", "/blog/about/"}
    post = found["/blog/posts/good/"]
    assert "Marmalade." in post["content"]
    assert post["meta"]["title"] == "Good & <b>"
    assert post["meta"]["beside"] == "1 October 2026"
    assert found["/blog/about/"]["meta"]["beside"] == "Page"


@needs_pagefind
def test_a_site_without_a_word_has_nothing_to_find_and_is_built(tmp_path):
    write_site(tmp_path / "content", {"posts/2026-10-01-empty.md": post_text("Empty", body="")})

    publish(load_site(tmp_path / "content"), tmp_path / "out", search=True)

    assert "cannot be searched" in (tmp_path / "out/search/index.html").read_text()
    assert not (tmp_path / "out/search/pagefind").exists()


@needs_pagefind
def test_the_same_content_gives_the_same_index_and_nothing_that_no_page_needs(snapshot, tmp_path):
    for name in ("one", "two"):
        publish(snapshot, tmp_path / name, search=True)

    one, two = tree(tmp_path / "one"), tree(tmp_path / "two")
    del one[".trifold-build.json"], two[".trifold-build.json"]  # has the times of files
    assert one == two
    assert not any("ui" in path or "highlight" in path for path in one if "pagefind" in path)


@needs_pagefind
def test_the_page_of_the_search_asks_the_index_at_the_address_that_the_server_has(
    snapshot, tmp_path
):
    publish(snapshot, tmp_path / "out", search=True)

    search = (tmp_path / "out/search/index.html").read_text()
    assert 'action="/blog/search"' in search
    assert 'data-index="/blog/search/pagefind/"' in search


def test_without_pagefind_the_page_says_so_and_offers_no_form(snapshot, tmp_path, monkeypatch):
    monkeypatch.setattr(building, "find_pagefind", lambda: "")

    built = publish(snapshot, tmp_path / "out", search=True)
    search = (tmp_path / "out/search/index.html").read_text()
    assert not built.has_search
    assert "cannot be searched" in search
    assert "<form" not in search
    assert "pagefind" not in search


def test_an_index_that_cannot_be_made_stops_the_build(snapshot, tmp_path, monkeypatch):
    program = tmp_path / "pagefind"
    program.write_text("#!/bin/sh\necho no such luck >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setattr(building, "find_pagefind", lambda: str(program))

    with pytest.raises(BuildError, match=r"/search/pagefind/: cannot be made: .*no such luck"):
        publish(snapshot, tmp_path / "out", search=True)
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows the open files of a process")
def test_a_program_that_outlives_a_killed_build_keeps_the_folder_locked(
    snapshot, tmp_path, monkeypatch
):
    held = tmp_path / "held"
    program = tmp_path / "pagefind"
    # Asks, as a process of its own, whether it has the lock among its open files.
    program.write_text(f'#!/bin/sh\nls -l /proc/$$/fd > "{held}"\nexit 3\n')
    program.chmod(0o755)
    monkeypatch.setattr(building, "find_pagefind", lambda: str(program))

    with pytest.raises(BuildError):
        publish(snapshot, tmp_path / "out", search=True)
    assert ".out.trifold/lock" in held.read_text()
