"""What static hosts are told to send along, and where old addresses lead."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.config.model import CspConfig
from app.publish.host_files import MOST_REDIRECTS, MOST_RULES, render_headers, render_redirects
from tests.publish.site import publish
from tests.values import (
    CONFIG,
    a_post,
    build_library,
    load_site,
    open_client,
    post_text,
    write_site,
)


def rules_of(text):
    """Read it as Cloudflare does: pattern -> lines, the patterns in order."""
    blocks = (block.splitlines() for block in text.strip().split("\n\n"))
    return {pattern: [line.strip() for line in lines] for pattern, *lines in blocks}


def headers_of(text, pattern="/*"):
    return dict(line.split(": ", 1) for line in rules_of(text)[pattern] if ": " in line)


def moves_of(text):
    return {line.split()[0]: tuple(line.split()[1:]) for line in text.splitlines()}


@pytest.fixture
def site(tmp_path):
    text = 'url = "https://ana.example.org"\n[csp]\nscript = ["https://talk.example.org"]\n'
    return write_site(
        tmp_path, {"site.toml": text, "posts/2026-10-01-a.md": post_text("A", categories="ai")}
    )


def test_a_host_sends_with_pages_what_the_server_sends(site):
    client = open_client(site)
    sent = client.get("/posts/a/").headers
    config = replace(
        CONFIG, url="https://ana.example.org", csp=CspConfig(script=("https://talk.example.org",))
    )
    digest = next(part for part in sent["Content-Security-Policy"].split() if "sha256" in part)

    told = headers_of(render_headers(build_library(config=config), inline=(digest,)))

    # X-Snapshot is for tests; pictures are the reason to leave the resource policy out.
    own = {"Cross-Origin-Resource-Policy", "X-Snapshot"}
    named = {"Content-Security-Policy", "Strict-Transport-Security"}
    named |= {name for name in sent.keys() if name.startswith(("X-", "Cross-", "Ref", "Perm"))}  # noqa: SIM118 -- Headers iterates over pairs
    assert told == {name: sent[name] for name in named - own}


@pytest.mark.parametrize(
    ("address", "pattern"),
    [
        ("/rss.xml", "/*.xml"),
        ("/sitemap.xml", "/*.xml"),
        ("/feed.json", "/*feed.json"),
        ("/category/ai/feed.json", "/*feed.json"),
        ("/posts/a.md", "/*.md"),
        ("/llms.txt", "/llms.txt"),
        ("/site.webmanifest", "/site.webmanifest"),
        ("/feeds.opml", "/feeds.opml"),
    ],
)
def test_a_file_has_the_type_that_the_server_gives_it(site, address, pattern):
    answer = open_client(site).get(address)

    told = headers_of(render_headers(build_library()), pattern)

    assert told == {"Content-Type": answer.headers["Content-Type"]}


def test_what_is_named_by_its_digest_is_kept_for_good(site):
    client = open_client(site)
    answer = client.get("/favicon.ico", follow_redirects=True)

    text = render_headers(build_library())

    for pattern in ("/static/*", "/media/*"):
        assert headers_of(text, pattern) == {"Cache-Control": answer.headers["Cache-Control"]}


def test_only_the_search_may_compile_and_neither_host_adds_up_two_policies():
    text = render_headers(build_library())

    for pattern, lines in rules_of(text).items():
        policies = [line for line in lines if line.startswith("Content-Security-Policy")]
        assert any("'wasm-unsafe-eval'" in line for line in policies) == (pattern == "/search/*")
        if policies and pattern != "/*":
            assert lines[0] == "! Content-Security-Policy"
    assert next(iter(rules_of(text))) == "/*"


def test_a_document_of_the_authors_own_gets_no_policy_of_ours():
    library = replace(build_library(), files={"/assets/demo.html": Path("demo.html")})

    told = headers_of(render_headers(library), "/assets/demo.html")

    assert told == {"Content-Security-Policy": "frame-ancestors *"}


def test_drafts_are_kept_out_of_search_engines_everywhere():
    library = build_library()

    assert headers_of(render_headers(library, noindex=True))["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in render_headers(library)


def test_there_are_no_more_rules_and_redirects_than_a_host_obeys():
    library = build_library([a_post(tags=tuple(f"t{number}" for number in range(3000)))])
    many = {f"/assets/{number}.html": Path("a.html") for number in range(300)}

    assert len(rules_of(render_headers(replace(library, files=many)))) == MOST_RULES
    moves = moves_of(render_redirects(library))
    assert len(moves) == MOST_REDIRECTS
    assert "/feed" in moves


def test_every_line_is_short_enough_for_every_host():
    assert all(len(line) < 2000 for line in render_headers(build_library()).splitlines())


def test_old_addresses_lead_to_todays_below_the_base_path():
    config = replace(CONFIG, url="https://example.org/blog")
    post = a_post(redirect_from=("/old place/", "/old.html"), categories=("C#",))

    moves = moves_of(render_redirects(build_library([post], config=config)))

    new = ("/blog/posts/hello/", "301")
    assert moves["/blog/old%20place/"] == moves["/blog/old%20place"] == new
    assert moves["/blog/old.html"] == new
    assert moves["/blog/feed.xml"] == ("/blog/atom.xml", "301")
    assert moves["/blog/feed/"] == moves["/blog/feed"] == ("/blog/rss.xml", "301")
    assert moves["/blog/feed/c-sharp.xml"] == ("/blog/category/c-sharp/atom.xml", "301")
    # That address changes with the icon, so no browser may remember it.
    icon, status = moves["/blog/favicon.ico"]
    assert icon.startswith("/blog/static/")
    assert status == "302"


def test_no_host_leads_away_from_what_is_there(tmp_path):
    files = {
        "posts/2026-10-01-a.md": post_text("A", redirect_from="[/rss.xml, /, /about, /gone/]"),
        "pages/about.md": "---\ntitle: About\n---\nWe.\n",
    }
    write_site(tmp_path / "content", files)

    publish(load_site(tmp_path / "content"), tmp_path / "out")

    moves = moves_of((tmp_path / "out/_redirects").read_text())
    assert moves["/gone/"] == ("/posts/a/", "301")
    assert not {"/rss.xml", "/", "/about", "/about/"} & set(moves)
    nginx = (tmp_path / "out/_nginx.conf").read_text()
    assert 'location = "/gone/"' in nginx
    assert 'location = "/rss.xml"' not in nginx


def test_the_rules_stand_below_the_base_path():
    config = replace(CONFIG, url="https://example.org/blog")

    assert all(
        pattern.startswith("/blog/")
        for pattern in rules_of(render_headers(build_library(config=config)))
    )
