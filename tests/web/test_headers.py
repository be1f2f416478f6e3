"""What every answer promises a browser."""

from __future__ import annotations

import base64
import re
from hashlib import sha256

import pytest

from tests.values import open_client, post_text, write_site


def a_client(folder, toml='url = "https://ana.example.org"\n', **files):
    return open_client(
        write_site(folder, {"site.toml": toml, "posts/2026-10-01-a.md": post_text("A"), **files})
    )


def policy_of(response):
    parts = response.headers["Content-Security-Policy"].split("; ")
    return {name: sources.split() for name, _, sources in (part.partition(" ") for part in parts)}


@pytest.mark.parametrize("address", ["/", "/posts/a/", "/nowhere/", "/rss.xml", "/sitemap.xml"])
def test_an_answer_may_load_nothing_that_the_site_does_not_have(tmp_path, address):
    response = a_client(tmp_path).get(address)

    policy = policy_of(response)
    assert policy["default-src"] == ["'none'"]
    assert all(source == "'self'" or "sha256" in source for source in policy["script-src"])
    assert policy["frame-ancestors"] == ["'none'"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Referrer-Policy" in response.headers
    assert "Set-Cookie" not in response.headers


def test_the_one_script_in_a_page_is_allowed_by_its_digest(tmp_path):
    response = a_client(tmp_path).get("/posts/a/")

    scripts = re.findall(r"<script>(.*?)</script>", response.get_data(as_text=True), re.DOTALL)
    digests = [base64.b64encode(sha256(text.encode()).digest()).decode() for text in scripts]
    allowed = policy_of(response)["script-src"]
    assert digests
    assert all(f"'sha256-{digest}'" in allowed for digest in digests)


def test_pages_keep_to_themselves_and_feeds_can_be_read_from_elsewhere(tmp_path):
    client = a_client(tmp_path)

    assert client.get("/").headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert client.get("/").headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert client.get("/rss.xml").headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_https_is_kept_where_the_site_has_it_and_only_there(tmp_path):
    assert "Strict-Transport-Security" in a_client(tmp_path).get("/").headers
    plain = a_client(tmp_path, 'url = "http://ana.example.org"\n')
    assert "Strict-Transport-Security" not in plain.get("/").headers


def test_the_author_opens_what_is_needed_and_the_form_opens_itself(tmp_path):
    client = a_client(
        tmp_path,
        '[newsletter]\nform = "https://letters.example.net/join?list=1"\n'
        '[csp]\nscript = ["https://talk.example.org"]\nframe = ["https://video.example.org"]\n',
    )

    policy = policy_of(client.get("/"))

    assert "https://talk.example.org" in policy["script-src"]
    assert policy["frame-src"] == ["https://video.example.org"]
    assert policy["form-action"] == ["'self'", "https://letters.example.net"]


@pytest.mark.parametrize("source", ["'unsafe-inline'", "a; script-src *", "two words", "x\\ny"])
def test_a_source_that_would_undo_the_policy_is_refused(tmp_path, source, caplog):
    client = a_client(tmp_path, f'[csp]\nscript = ["{source}"]\n')

    assert client.get("/").status_code == 503
    assert "csp.script" in caplog.text


def test_a_document_of_the_authors_own_comes_without_our_policy(tmp_path):
    client = a_client(
        tmp_path, **{"assets/demo.html": "<script>1</script>", "assets/a.svg": "<svg/>"}
    )

    with client.get("/assets/demo.html") as demo, client.get("/assets/a.svg") as picture:
        assert "Content-Security-Policy" not in demo.headers
        assert "Content-Security-Policy" in picture.headers


def test_only_trusted_hosts_are_answered_where_there_are_any(tmp_path):
    client = a_client(tmp_path, 'trusted_hosts = ["ana.example.org"]\n')

    assert client.get("/", headers={"Host": "ana.example.org"}).status_code == 200
    assert client.get("/", headers={"Host": "evil.example.net"}).status_code == 400
    assert client.get("/healthz", headers={"Host": "10.0.0.7"}).status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("BLOG.Example.ORG", 200),
        ("blog.example.org:8000", 200),
        ("Sub.Wild.Example.org", 200),
        ("blog.example.org.evil.example.net", 400),
        ("", 400),
        ("[::1", 400),
    ],
)
def test_a_host_is_the_same_in_capitals_and_at_any_port(tmp_path, host, status):
    client = a_client(tmp_path, 'trusted_hosts = ["Blog.example.org", ".wild.example.org"]\n')

    assert client.get("/", headers={"Host": host}).status_code == status
