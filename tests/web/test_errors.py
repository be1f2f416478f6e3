"""What readers and authors are told when something is missing or broken."""

from __future__ import annotations

import re

import pytest

from tests.values import open_client, post_text, write_site

FILES = {
    "site.toml": 'title = "Ana"\n',
    "posts/2026-10-01-folding.md": post_text(
        "Folding", "2026-10-01", categories="ai", tags="search"
    ),
    "posts/2026-10-02-other.md": post_text("Other", "2026-10-02", tags="[C++]", author="ana"),
}


def suggested(folder, address):
    response = open_client(write_site(folder, FILES)).get(address)
    assert response.status_code == 404
    return re.findall(r'<li>(?:<time.*?</time>)? ?<a href="([^"]+)"', _main(response.text))


def _main(page):
    return page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("/category/ia/", "/category/ai/"),
        ("/tag/serch/", "/tag/search/"),
        ("/tag/serch/atom.xml", "/tag/search/"),
        ("/tag/serch/page/2/", "/tag/search/"),
        ("/category/search/", "/tag/search/"),
        ("/author/anna/", "/author/ana/"),
        ("/tag/c-pluss/", "/tag/c-plus-plus/"),
        ("/serch/", "/tag/search/"),
        ("/posts/foldin/", "/posts/folding/"),
    ],
)
def test_a_misspelt_address_is_answered_with_the_nearest(tmp_path, address, near):
    assert suggested(tmp_path, address)[0] == near


@pytest.mark.parametrize(
    "address", ["/zzzzzz/", "/tag/zzzzzz/", "/tag/%00/", f"/tag/{'a' * 5000}/"]
)
def test_where_nothing_is_near_nothing_is_suggested(tmp_path, address):
    assert suggested(tmp_path, address) == []


@pytest.mark.parametrize(
    ("template", "address"), [("after-post.html", "/posts/other/"), ("head.html", "/archive/")]
)
@pytest.mark.parametrize("code", ["{{ site.nothing.deeper }}", "{{ 1 / 0 }}", "{% include 'no' %}"])
def test_a_fault_in_a_template_is_said_of_that_template_and_its_line(
    tmp_path, caplog, *, template, address, code
):
    files = {**FILES, f"templates/site/{template}": f"<p>a</p>\n{code}\n"}

    response = open_client(write_site(tmp_path, files)).get(address)

    assert response.status_code == 500
    assert caplog.messages[0].startswith(f"templates/site/{template}:2: cannot be filled")


def test_a_fault_in_a_copy_of_ours_is_said_of_its_own_line(tmp_path, caplog):
    own = (
        '{% extends "site/base.html" %}\n{% block main %}\n\n{{ page.none.deeper }}\n{% endblock %}'
    )
    files = {**FILES, "pages/about.md": "---\ntitle: A\n---\n", "templates/site/page.html": own}

    open_client(write_site(tmp_path, files)).get("/about/")

    assert caplog.messages[0].startswith("templates/site/page.html:4: cannot be filled")
