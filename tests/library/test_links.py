"""What a link in a post means."""

from __future__ import annotations

import pytest

from app.library.links import resolve_link
from tests.values import load_site, post_text, write_site

FILES = {
    "posts/2026-11-01-a.md": post_text(categories="ai", tags="C#", author="Ana"),
    "posts/2026-11-02-b c.md": post_text(redirect_from="/old/"),
    "posts/sub/2026-11-03-d.md": post_text(),
    "posts/2026-11-04-hidden.md": post_text(draft="true"),
    "pages/about.md": "---\ntitle: About\n---\n",
    "newsletters/2026-11.md": "---\ntitle: N\nsent: 2026-11-02\n---\n",
    "assets/käse 1.png": b"x",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return load_site(write_site(tmp_path_factory.mktemp("site"), FILES)).library


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("2026-11-02-b%20c.md", "/posts/b-c/"),
        ("2026-11-02-b c.md", "/posts/b-c/"),
        ("./sub/2026-11-03-d.md", "/posts/d/"),
        ("posts/sub/2026-11-03-d.md", "/posts/d/"),
        ("/posts/sub/2026-11-03-d.md", "/posts/d/"),
        ("../pages/about.md", "/about/"),
        ("pages/about.md", "/about/"),
        ("../assets/k%C3%A4se%201.png", "/assets/käse 1.png"),
        ("/assets/käse 1.png", "/assets/käse 1.png"),
        ("/posts/d/", "/posts/d/"),
        ("/posts/d", "/posts/d/"),
        ("../d/", "/posts/d/"),
        ("/about/", "/about/"),
        ("/old/", "/old/"),
        ("/newsletter/2026-11/", "/newsletter/2026-11/"),
        ("/", "/"),
        ("/rss.xml", "/rss.xml"),
        ("/archive/", "/archive/"),
        ("/newsletter/", "/newsletter/"),
        ("/newsletter/feed.json", "/newsletter/feed.json"),
        ("/category/ai/", "/category/ai/"),
        ("/category/ai", "/category/ai/"),
        ("/category/ai/atom.xml", "/category/ai/atom.xml"),
        ("/tag/c-sharp/", "/tag/c-sharp/"),
        ("/author/ana/page/2/", "/author/ana/page/2/"),
    ],
)
def test_a_link_finds_a_file_or_an_address(library, link, address):
    found = resolve_link(library, link, path="posts/2026-11-01-a.md", address="/posts/a/")

    assert found == address


@pytest.mark.parametrize(
    "link",
    [
        "gone.md",
        "2026-11-04-hidden.md",
        "/posts/hidden/",
        "/category/none/",
        "/category/ai/rss",
        "/tag/ai/",
        "../../../../etc/passwd",
        "%2F%2F[",
        "//[",
        "/assets/",
        "/site.toml",
    ],
)
def test_a_link_that_leads_nowhere_finds_nothing(library, link):
    assert resolve_link(library, link, path="posts/2026-11-01-a.md", address="/posts/a/") is None
