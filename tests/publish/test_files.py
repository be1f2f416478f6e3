"""From address to file, and names that some host cannot hold."""

from __future__ import annotations

import pytest

from app.publish.files import file_of, find_collision, name_problem


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/", "index.html"),
        ("/posts/hello/", "posts/hello/index.html"),
        ("/atom.xml", "atom.xml"),
        ("/posts/hello.md", "posts/hello.md"),
        ("/2019/05/a.b.html", "2019/05/a.b.html"),
        ("/plain", "plain/index.html"),
        ("/search", "search/index.html"),
        ("/tag/été/", "tag/été/index.html"),
    ],
)
def test_an_address_has_one_file(address, path):
    assert file_of(address) == path


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("assets/a:b.png", "':'"),
        ("assets/what?.txt", "'?'"),
        ("assets/aux.txt", "Windows"),
        ("posts/CON/index.html", "Windows"),
        ("assets/end.", "dot"),
        ("assets/tab\t.txt", "'\\t'"),
        (f"posts/{'é' * 200}/index.html", "255"),
        ("posts//index.html", "empty"),
        ("posts/../index.html", "dots"),
    ],
)
def test_a_name_that_some_host_cannot_hold_is_said(path, said):
    assert said in name_problem(path)


@pytest.mark.parametrize("path", ["index.html", "tag/été/index.html", "a/console.txt", ".well/x"])
def test_other_names_are_fine(path):
    assert name_problem(path) == ""


@pytest.mark.parametrize(
    ("paths", "both"),
    [
        (["a/x.html", "A/X.html"], {"a/x.html", "A/X.html"}),
        (["e\u0301.txt", "É.txt"], {"e\u0301.txt", "É.txt"}),
        (["a.d/x", "A.D"], {"a.d/x", "A.D"}),
    ],
)
def test_two_files_that_are_one_where_capitals_do_not_count_are_found(paths, both):
    assert set(find_collision(paths)) == both


def test_folders_may_differ_in_capitals():
    assert find_collision(["Posts/a", "posts/b", "posts"[:4]]) is None
