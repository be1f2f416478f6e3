"""What a reader finds at each address of the site."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app.web import create_app
from tests.values import NOW, open_client, post_text, write_site

SITE = 'title = "Ana writes"\nurl = "https://ana.example.org"\n'


@pytest.fixture
def client(tmp_path):
    write_site(
        tmp_path,
        {
            "site.toml": SITE + '[categories.empty]\ntitle = "Nothing yet"\n',
            "posts/2026-10-01-first.md": post_text(
                "First", "2026-10-01", "## A part\n\nOne *two* three.", categories="ai jobs"
            ),
            "posts/2026-10-02-second.md": post_text(
                "Second & last",
                "2026-10-02",
                "Words.",
                categories="[ai]",
                tags="[C#, Été]",
                author="ana",
            ),
            "pages/about.md": "---\ntitle: About us\n---\n\nWe write.\n",
            "newsletters/2026-10.md": (
                "---\ntitle: October\nsent: 2026-10-05\nposts: [first]\n---\n\nDear reader.\n"
            ),
            "assets/a.txt": "a file",
        },
    )
    return open_client(tmp_path)


def text_of(response):
    assert response.status_code == 200, response.status
    text = response.get_data(as_text=True)
    response.close()
    return text


def test_home_lists_the_newest_post_first(client):
    page = text_of(client.get("/"))

    assert page.index("Second &amp; last") < page.index("First")


def test_a_post_has_its_title_date_and_sections(client):
    page = text_of(client.get("/posts/first/"))

    assert re.search(r"<h1[^>]*>First</h1>", page)
    assert "1 October 2026" in page
    assert '<h2 id="a-part">A part</h2>' in page
    assert "<em>two</em>" in page


def test_a_category_lists_its_posts_and_points_to_its_own_feeds(client):
    page = text_of(client.get("/category/jobs/"))

    assert "First" in page
    assert "Second" not in page
    feeds = re.findall(r'<link rel="?alternate"?[^>]*href="?([^" >]+)', page)
    assert feeds == [f"/category/jobs/{name}" for name in ("atom.xml", "rss.xml", "feed.json")]


def test_a_declared_category_without_posts_is_there_and_an_unknown_one_is_not(client):
    assert "Nothing yet" in text_of(client.get("/category/empty/"))
    assert client.get("/category/nope/").status_code == 404


def test_a_tag_is_found_by_its_name_in_addresses(client):
    assert "Second" in text_of(client.get("/tag/c-sharp/"))
    assert "Second" in text_of(client.get("/tag/%C3%A9t%C3%A9/"))
    assert client.get("/tag/%C3%89t%C3%A9/").headers["Location"] == "/tag/%C3%A9t%C3%A9/"


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("/archive/", "2026"),
        ("/feeds/", "/category/ai/"),
        ("/about/", "We write."),
        ("/author/ana/", "Second"),
        ("/newsletter/", "October"),
        ("/newsletter/2026-10/", "Dear reader."),
        ("/newsletter/2026-10/", "/posts/first/"),
        ("/assets/a.txt", "a file"),
        ("/healthz", "ok"),
    ],
)
def test_every_kind_of_page_is_there(client, address, word):
    assert word in text_of(client.get(address))


def test_pages_of_a_list_follow_one_another_without_gap(tmp_path):
    files = {
        f"posts/2026-01-{day:02}-p{day}.md": post_text(f"Post {day}", f"2026-01-{day:02}")
        for day in range(1, 24)
    }
    client = open_client(write_site(tmp_path, files))

    listed = []
    for address in ("/", "/page/2/", "/page/3/"):
        page = text_of(client.get(address))
        listed += re.findall(r'href="?/posts/p(\d+)/"?[^>]*>Post', page)

    assert listed == [str(day) for day in range(23, 0, -1)]
    assert client.get("/page/4/").status_code == 404
    assert client.get("/page/1/").headers["Location"] == "/"


@pytest.mark.parametrize(
    "address",
    ["/page/0/", "/page/x/", "/page/-1/", "/page/" + "9" * 5000 + "/", "/category/ai/page/2/"],
)
def test_a_page_out_of_range_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_an_address_without_its_slash_leads_to_the_one_with_it(client):
    for address in ("/posts/first", "/archive", "/about"):
        response = client.get(address, headers={"Host": "evil.example.net"})

        assert response.status_code == 308
        assert response.headers["Location"] == f"{address}/"


def test_no_header_of_a_request_gets_into_a_page(client):
    headers = {"Host": "evil.example.net", "X-Forwarded-Host": "evil.example.net"}

    for address in ("/", "/posts/first/", "/nowhere/"):
        assert b"evil.example.net" not in client.get(address, headers=headers).data


def test_absolute_addresses_come_from_the_configured_url(client):
    page = text_of(client.get("/posts/first/"))

    assert re.search(r'rel="?canonical"? href="https://ana\.example\.org/posts/first/"', page)


def test_a_missing_page_suggests_the_nearest_post(client):
    response = client.get("/2019/fist.html")

    assert response.status_code == 404
    assert b"/posts/first/" in response.data


@pytest.mark.parametrize(
    "address",
    [
        "/../site.toml",
        "/%2e%2e/site.toml",
        "/assets/../site.toml",
        "/assets/%2e%2e/site.toml",
        "/assets/..%2fsite.toml",
        "/site.toml",
        "/posts/2026-10-01-first.md%00",
        "/%ff%fe",
        "/static/../__init__.py",
        "/static/x/..%2f__init__.py",
        "/" + "a" * 8000,
    ],
)
def test_no_address_leads_out_of_what_is_published(client, address):
    response = client.get(address)

    assert response.status_code in {301, 308, 404}
    assert b"ana.example.org" not in response.data or b"<html" in response.data


def test_an_unknown_method_is_refused_with_a_page(client):
    response = client.post("/")

    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert b"<html" in response.data


def test_a_page_the_reader_has_already_is_not_sent_again(client):
    first = client.get("/")

    again = client.get("/", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert again.data == b""


def test_a_page_is_compressed_for_who_understands_it(client):
    plain = client.get("/posts/first/")
    packed = client.get("/posts/first/", headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data)
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_head_answers_as_get_without_the_body(client):
    response = client.head("/posts/first/")

    assert response.status_code == 200
    assert response.data == b""
    assert int(response.headers["Content-Length"]) > 0


def test_the_stylesheet_has_an_address_of_its_own_and_may_be_kept(client):
    page = text_of(client.get("/"))
    address = re.search(r'href="?(/static/[^" >]+\.css)', page)[1]

    response = client.get(address)

    assert response.mimetype == "text/css"
    assert "immutable" in response.headers["Cache-Control"]
    response.close()


def test_a_base_path_stands_in_every_link_and_may_be_in_the_request(tmp_path):
    write_site(
        tmp_path,
        {
            "site.toml": 'url = "https://ana.example.org/blog"\n',
            "posts/2026-10-01-a.md": post_text(
                "A", body="[b](2026-10-02-b.md) ![p](../assets/p.png)"
            ),
            "posts/2026-10-02-b.md": post_text("B"),
            "assets/p.png": b"",
        },
    )
    client = open_client(tmp_path)

    page = text_of(client.get("/blog/posts/a/"))

    assert page == text_of(client.get("/posts/a/"))
    assert 'href="/blog/posts/b/"' in page
    assert 'src="/blog/assets/p.png"' in page
    links = re.findall(r'(?:href|src)="?(/[^" >]*)', page)
    assert all(link.startswith("/blog/") for link in links), links


def test_drafts_and_what_is_to_come_are_nowhere(tmp_path):
    write_site(
        tmp_path,
        {
            "posts/2026-10-01-open.md": post_text("Open", "2026-10-01", categories="ai"),
            "posts/2026-10-02-secret-a.md": post_text(
                "Secret A", draft="true", categories="ai hidden"
            ),
            "posts/2026-10-03-secret-b.md": post_text("Secret B", published="false", tags="hidden"),
            "drafts/secret-c.md": "---\ntitle: Secret C\n---\n\nWords.\n",
            "posts/2027-01-01-secret-d.md": post_text("Secret D", "2027-01-01", categories="ai"),
            "newsletters/secret-e.md": "---\ntitle: Secret E\n---\n\nNot sent.\n",
            "posts/2026-10-04-secret-f/index.md": post_text("Secret F", draft="true"),
            "posts/2026-10-04-secret-f/secret.txt": "Secret file",
        },
    )
    client = open_client(tmp_path)
    addresses = [
        "/",
        "/archive/",
        "/category/ai/",
        "/feeds/",
        "/newsletter/",
        "/rss.xml",
        "/atom.xml",
    ]
    addresses += [
        "/feed.json",
        "/category/ai/rss.xml",
        "/category/ai/atom.xml",
        "/feeds.opml",
        "/nope/",
    ]
    addresses += ["/posts/open/", "/author/ana/", "/sitemap.xml", "/search?q=Words", "/llms.txt"]

    for address in addresses:
        assert b"ecret" not in client.get(address).data, address
    for slug in ("secret-a", "secret-b", "secret-c", "secret-d", "secret-f"):
        assert client.get(f"/posts/{slug}/").status_code == 404
    assert client.get("/posts/secret-f/secret.txt").status_code == 404
    assert client.get("/newsletter/secret-e/").status_code == 404
    assert client.get("/category/hidden/").status_code == 404
    assert client.get("/tag/hidden/").status_code == 404


def test_a_preview_shows_drafts_and_what_is_to_come_with_a_badge(tmp_path):
    write_site(
        tmp_path,
        {
            "posts/2026-10-02-a.md": post_text("Mine", draft="true"),
            "posts/2027-01-05-b.md": post_text("Later", "2027-01-05 08:30"),
        },
    )
    client = open_client(tmp_path, preview=True)

    home = text_of(client.get("/"))

    assert "Draft" in home
    assert "5 January 2027, 08:30" in home
    assert "Draft" in text_of(client.get("/posts/a/"))
    assert client.get("/").headers["Cache-Control"] == "no-store"


def test_a_scheduled_post_appears_by_itself_at_its_moment(tmp_path):
    write_site(tmp_path, {"posts/2026-11-24-soon.md": post_text("Soon", "2026-11-24 12:00:30")})
    clock = [NOW]
    client = create_app(tmp_path, now=lambda: clock[0]).test_client()

    before = client.get("/posts/soon/")
    home = client.get("/")
    clock[0] = NOW + timedelta(seconds=30)
    after = client.get("/posts/soon/")

    assert before.status_code == 404
    assert home.headers["Cache-Control"] == "public, max-age=30"
    assert after.status_code == 200
    assert "Soon" in text_of(client.get("/"))
    assert client.get("/").last_modified == NOW + timedelta(seconds=30)


def test_a_broken_post_is_left_out_and_the_rest_is_served(tmp_path):
    write_site(
        tmp_path,
        {
            "posts/2026-10-01-good.md": post_text("Good"),
            "posts/2026-10-02-bad.md": "---\ntitle: [\n---\nWords.\n",
            "posts/2026-10-03-latin.md": "---\ntitle: Grüße\n---\n".encode("latin-1"),
        },
    )

    assert "Good" in text_of(open_client(tmp_path).get("/"))
    preview = text_of(open_client(tmp_path, preview=True).get("/"))
    assert re.search(r"posts/2026-10-02-bad\.md:[23]", preview)
    assert "not UTF-8" in preview


def test_a_site_without_posts_says_so(tmp_path):
    assert open_client(write_site(tmp_path, {})).get("/").status_code == 200


def test_broken_settings_are_a_page_that_helps_and_not_a_traceback(tmp_path, caplog):
    client = open_client(write_site(tmp_path, {"site.toml": "title = \n"}))

    response = client.get("/")

    assert response.status_code == 503
    assert "Retry-After" in response.headers
    assert b"<html" in response.data
    assert "site.toml:1" in caplog.text


def test_a_missing_folder_is_a_page_that_helps(tmp_path, caplog):
    client = create_app(tmp_path / "nowhere").test_client()

    assert client.get("/").status_code == 503
    assert "trifold init" in caplog.text


def test_settings_that_break_later_leave_the_site_as_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr("app.library.current.POLL", 0.0)
    write_site(tmp_path, {"site.toml": SITE, "posts/2026-10-01-good.md": post_text("Good")})
    client = open_client(tmp_path)
    before = text_of(client.get("/"))
    (tmp_path / "site.toml").write_text("title = ")

    assert text_of(client.get("/")) == before


def test_the_authors_own_template_and_stylesheet_come_first(tmp_path):
    write_site(
        tmp_path,
        {
            "posts/2026-10-01-good.md": post_text("Good"),
            "templates/site/after-post.html": "<p>Write to {{ site.title }}!</p>",
            "custom.css": "body { color: red }",
        },
    )
    client = open_client(tmp_path)

    page = text_of(client.get("/posts/good/"))

    assert "<p>Write to A Trifold site!</p>" in page
    assert "/custom.css" in page
    assert "color: red" in text_of(client.get("/custom.css"))


def test_a_broken_template_of_the_authors_is_named_in_the_log(tmp_path, caplog):
    write_site(
        tmp_path,
        {"posts/2026-10-01-a.md": post_text("A"), "templates/site/base.html": "{% block %}"},
    )

    response = open_client(tmp_path).get("/")

    assert response.status_code == 500
    assert b"<html" in response.data
    assert "templates/site/base.html:1" in caplog.text


def test_a_second_spelling_of_a_post_leads_to_it(tmp_path):
    write_site(
        tmp_path, {"posts/2026-10-01-a.md": post_text("A", redirect_from="[/old/a/, /2019/a.html]")}
    )
    client = open_client(tmp_path)

    assert client.get("/old/a/").headers["Location"] == "/posts/a/"
    assert client.get("/old/a").headers["Location"] == "/posts/a/"
    assert client.get("/2019/a.html").headers["Location"] == "/posts/a/"


def test_a_title_is_text_and_never_markup(tmp_path):
    write_site(tmp_path, {"posts/2026-10-01-a.md": post_text('"<script>alert(1)</script>"')})
    client = open_client(tmp_path)

    for address in ("/", "/posts/a/", "/archive/"):
        assert b"<script>alert" not in client.get(address).data


def test_a_folder_that_vanishes_leaves_the_site_as_it_was(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr("app.library.current.POLL", 0.0)
    site = write_site(tmp_path / "site", {"posts/2026-10-01-good.md": post_text("Good")})
    client = open_client(site)
    before = text_of(client.get("/"))
    site.rename(tmp_path / "elsewhere")

    assert text_of(client.get("/")) == before
    assert "not there any more" in caplog.text


def test_a_server_says_when_every_setting_has_its_default(tmp_path, caplog):
    open_client(write_site(tmp_path, {})).get("/")

    assert "there is no site.toml" in caplog.text
