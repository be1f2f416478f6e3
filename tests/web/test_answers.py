"""The bytes of a site as files are those that the server sends."""

from __future__ import annotations

import re

import pytest

from app.errors import BuildError
from app.library.current import load_snapshot
from app.library.links import is_reserved
from app.web import create_app
from app.web.answers import Answers
from tests.values import NOW, open_client, post_text, write_site


@pytest.fixture
def site(tmp_path):
    return write_site(
        tmp_path,
        {
            "posts/2026-10-01-first.md": post_text("First", "2026-10-01", "Words."),
            "posts/2026-10-02-old.md": post_text(
                "Old", "2026-10-02", "Words.", permalink="/2026/old.html"
            ),
            "pages/about.md": "---\ntitle: About us\n---\n\nWe write.\n",
            "newsletters/2026-10.md": "---\ntitle: October\nsent: 2026-10-05\n---\n\nDear you.\n",
        },
    )


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/posts/first/",
        "/posts/first.md",
        "/2026/old.html",
        "/2026/old.md",
        "/about/",
        "/newsletter/2026-10/",
        "/archive/",
    ],
)
def test_an_answer_without_a_server_is_the_server_s(site, address):
    answers = Answers(load_snapshot(site, now=NOW))

    assert answers.of(address) == open_client(site).get(address).get_data()


@pytest.mark.parametrize("address", ["/nowhere/", "/nowhere.md", "/nowhere.xml", "/posts/first"])
def test_where_no_page_is_there_is_no_answer(site, address):
    with pytest.raises(BuildError, match=address):
        Answers(load_snapshot(site, now=NOW)).of(address)


def test_where_a_writing_can_be_no_other_view_answers(site):
    rules = [rule for rule in create_app(site).url_map.iter_rules() if "path:rest" not in rule.rule]
    named = [re.sub(r"<any\((\w+)[^>]*>", r"\1", rule.rule) for rule in rules]
    examples = [re.sub("<[^>]*>", "x", rule) for rule in named]

    pages = [one for one in examples if one.endswith(("/", ".html", ".md"))]

    assert "/archive/" in pages
    assert not [one for one in pages if not is_reserved(one)]
