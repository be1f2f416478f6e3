"""What nginx is told, so that the files of a build leave it as they would leave the server."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from app.publish.nginx_file import render_nginx
from tests.values import CONFIG, a_post, build_library, open_client, post_text, write_site

PAGES = r"~ \.html$"


def locations_of(text):
    """Read the file: location -> its lines; those outside of any are under ''."""
    found, inside = {"": []}, ""
    for line in text.splitlines():
        if line.startswith("location "):
            inside = line.removeprefix("location ").removesuffix(" {")
            found[inside] = []
        elif line == "}":
            inside = ""
        else:
            found[inside].append(line.strip())
    return found


def headers_of(lines):
    return dict(re.findall(r'add_header (\S+) "(.*?)" always;', "\n".join(lines)))


def sent_by_server(answer):
    """Give the headers that depend on the site alone, not on what it says at the moment."""
    starts = ("Content-Sec", "Cross-", "Perm", "Ref", "Strict", "X-Content")
    return {name: value for name, value in answer.headers.items() if name.startswith(starts)}


@pytest.fixture
def client(tmp_path):
    toml = 'url = "https://blog.example.org"\n'
    return open_client(
        write_site(tmp_path, {"site.toml": toml, "posts/2026-10-01-a.md": post_text("A")})
    )


def test_pages_and_feeds_leave_nginx_as_they_leave_the_server(client):
    page, feed = client.get("/posts/a/"), client.get("/rss.xml")
    digest = re.search(r"'sha256-\S+?'", page.headers["Content-Security-Policy"])[0]

    found = locations_of(render_nginx(build_library(), (digest,)))

    assert headers_of(found[PAGES]) == sent_by_server(page)
    # Feeds have no headers of their own there, so those of the whole site hold.
    assert headers_of(found[""]) == sent_by_server(feed)
    assert found[r"~ \.xml$"] == ["types {}", f'default_type "{feed.headers["Content-Type"]}";']


def test_a_location_with_one_header_of_its_own_says_all_of_them():
    found = locations_of(render_nginx(build_library()))

    for where, lines in found.items():
        if headers_of(lines):
            assert "X-Content-Type-Options" in headers_of(lines), where
    assert "immutable" in headers_of(found["~ ^/(static|media)/"])["Cache-Control"]


def test_only_the_search_may_compile():
    found = locations_of(render_nginx(build_library()))

    allowed = [where for where, lines in found.items() if "wasm" in str(headers_of(lines))]
    assert allowed == ["~ ^/search/"]


def test_old_addresses_lead_to_todays_below_the_base_path():
    config = replace(CONFIG, url="https://example.org/blog")
    post = a_post(address="/posts/a$b/", redirect_from=('/old "place"/',))

    found = locations_of(render_nginx(build_library([post], config=config)))

    assert found[r'= "/blog/old \"place\"/"'] == ['return 301 "/blog/posts/a%24b/";']
    assert found['= "/blog/feed.xml"'] == ['return 301 "/blog/atom.xml";']
    assert "error_page 404 /blog/404.html;" in found[""]


def test_what_is_meant_for_hosts_is_shown_to_nobody():
    found = locations_of(render_nginx(build_library()))

    for name in ("_headers", "_redirects", "_nginx.conf"):
        assert found[f"= /{name}"] == ["return 404;"]
    assert found[r"~ /\.(?!well-known/)"] == ["return 404;"]


def test_a_document_of_the_authors_own_gets_no_policy_and_drafts_no_search_engine():
    library = replace(build_library(), files={"/assets/demo.html": Path("demo.html")})

    found = locations_of(render_nginx(library, noindex=True))

    assert "Content-Security-Policy" not in headers_of(found['= "/assets/demo.html"'])
    assert headers_of(found[PAGES])["X-Robots-Tag"] == "noindex"
