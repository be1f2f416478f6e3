"""What programs read of a site."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest

from tests.values import open_client, post_text, write_site

SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def client(tmp_path):
    write_site(
        tmp_path,
        {
            "site.toml": 'title = "T"\nurl = "https://ana.example.org/blog"\ndescription = "D"\n',
            "posts/2026-10-01-first.md": post_text(
                "First [one]",
                "2026-10-01",
                "See [it](2026-10-02-two.md#x), `[a](b.md)`.",
                categories="ai",
            ),
            "posts/2026-10-02-two.md": post_text(
                "Two", "2026-10-02", updated="2026-10-09", description="More"
            ),
            "posts/2026-10-03-secret.md": post_text("Secret", draft="true"),
            "posts/2027-10-03-later.md": post_text("Later", "2027-10-03"),
            "pages/about.md": "---\ntitle: About\n---\nWe.\n",
        },
    )
    return open_client(tmp_path)


def test_the_sitemap_has_every_page_once_with_the_day_of_its_last_change(client):
    root = ET.fromstring(client.get("/sitemap.xml").data)  # noqa: S314 -- our own output

    found = {
        url.findtext(f"{SITE}loc"): url.findtext(f"{SITE}lastmod")
        for url in root.iter(f"{SITE}url")
    }
    base = "https://ana.example.org/blog"
    assert len(found) == len(list(root))
    assert found[f"{base}/posts/two/"].startswith("2026-10-09")
    assert found[f"{base}/posts/first/"].startswith("2026-10-01")
    assert {f"{base}/", f"{base}/about/", f"{base}/category/ai/", f"{base}/archive/"} <= set(found)
    assert not any("secret" in url or "later" in url for url in found)


def test_every_page_of_the_sitemap_is_there(client):
    root = ET.fromstring(client.get("/sitemap.xml").data)  # noqa: S314 -- our own output

    for place in root.iter(f"{SITE}loc"):
        assert client.get(place.text.removeprefix("https://ana.example.org")).status_code == 200


def test_robots_are_welcome_and_told_of_the_sitemap(client):
    text = client.get("/robots.txt").get_data(as_text=True)

    assert "Sitemap: https://ana.example.org/blog/sitemap.xml" in text
    assert "Disallow" not in text


def test_llms_txt_lists_each_post_with_its_markdown(client):
    text = client.get("/llms.txt").get_data(as_text=True)

    assert text.startswith("# T\n\n> D\n")
    assert "- [Two](https://ana.example.org/blog/posts/two.md): More" in text
    assert "Secret" not in text
    assert "Later" not in text


def test_a_post_can_be_had_as_markdown_with_links_that_work(client):
    response = client.get("/posts/first.md")

    text = response.get_data(as_text=True)
    assert response.mimetype == "text/markdown"
    assert text.startswith("# First [one]\n")
    assert "[it](https://ana.example.org/blog/posts/two/#x)" in text
    assert "`[a](b.md)`" in text


def test_the_markdown_of_what_nobody_sees_is_not_there(client):
    assert client.get("/posts/secret.md").status_code == 404
    assert client.get("/posts/later.md").status_code == 404


def test_the_manifest_names_icons_that_are_there(client):
    response = client.get("/site.webmanifest")

    manifest = json.loads(response.data)
    assert manifest["name"] == "T"
    for icon in manifest["icons"]:
        assert client.get(icon["src"]).status_code == 200


def test_health_is_numbers_and_names_nothing(tmp_path):
    write_site(
        tmp_path,
        {
            "posts/2026-10-01-a.md": post_text("A"),
            "posts/2026-10-02-plans.md": "---\ntitle: Plans: x\n---\n",
        },
    )

    answer = open_client(tmp_path).get("/healthz")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    found = answer.get_json()
    assert found.pop("snapshot").isalnum()
    assert found == {"status": "ok", "age": 0, "problems": 1}
    assert "plans" not in answer.get_data(as_text=True).lower()


def test_health_is_503_while_there_is_nothing_to_serve(tmp_path):
    write_site(tmp_path, {"site.toml": "title = \n"})

    answer = open_client(tmp_path).get("/healthz")

    assert answer.status_code == 503
    assert answer.get_json() == {"status": "unavailable"}
    assert answer.headers["Cache-Control"] == "no-store"
