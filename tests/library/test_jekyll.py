"""A Jekyll folder is read as it lies there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from app.content.model import Level
from app.library.current import load_snapshot
from app.library.links import resolve_link
from tests.values import NOW, load_site, open_client, write_site

SITE = Path(__file__).parent.parent / "sites/jekyll"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    folder = tmp_path_factory.mktemp("jekyll") / "site"
    shutil.copytree(SITE, folder)
    return load_site(folder)


@pytest.fixture
def client():
    return open_client(SITE)


def a_blog(folder, posts=(), config="url: https://a.example.org\n", **files):
    return write_site(
        folder, {"_config.yml": config} | {f"_posts/{name}": text for name, text in posts} | files
    )


def read_post(folder, header, name="2021-03-04-a-post.md", config=""):
    """Read one post with this *header*."""
    text = f"---\n{header}\n---\nWords.\n"
    site = load_site(a_blog(folder, [(name, text)], f"url: https://a.example.org\n{config}"))
    return site.shown.all_posts[0]


def test_everything_stands_where_jekyll_put_it(snapshot):
    library = snapshot.library

    assert sorted(library.writings) == [
        "/2021/05/06/without-a-title.html",
        "/about/",
        "/cooking/one pot/2021/07/08/Soup.html",
        "/craft/rope/2021/03/05/on-knots.html",
        "/kitchen/stew/",
    ]
    assert sorted(library.files) == ["/assets/dot.gif", "/demo.html"]
    assert library.problems == ()


def test_a_post_has_the_date_terms_and_defaults_that_jekyll_gave_it(snapshot):
    knots = snapshot.library.post_called("on-knots")
    soup = snapshot.library.post_called("Soup")

    assert knots.date.isoformat() == "2021-03-05T04:30:00+00:00"
    assert (knots.categories, knots.tags) == (("craft", "rope"), ("knots", "Tides"))
    assert (soup.title, soup.categories) == ("Soup", ("cooking", "One pot"))
    assert (soup.tags, soup.language, soup.authors) == (("soup",), "pt", ("ana",))


def test_a_post_without_a_title_is_titled_by_its_file(snapshot):
    assert snapshot.library.post_called("without-a-title").title == "Without A Title"


def test_drafts_are_there_for_their_author_alone(snapshot):
    assert [post.title for post in snapshot.hidden] == ["Not yet"]


def test_old_addresses_and_names_of_files_lead_to_the_post(client):
    for old in ("/knots", "/knots/", "/2021/knots.html"):
        assert client.get(f"/blog{old}").location == "/blog/craft/rope/2021/03/05/on-knots.html"
    assert client.get("/about.html").location == "/blog/about/"
    assert client.get("/about/index.html").location == "/blog/about/"
    assert client.get("/kitchen/stew.html").location == "/blog/kitchen/stew/"


def test_pages_posts_and_files_are_served(client):
    for address in ("/", "/cooking/one%20pot/2021/07/08/Soup.html", "/about/", "/assets/dot.gif"):
        with client.get(address) as response:
            assert response.status_code == 200


@pytest.mark.parametrize(
    "address", ["/private/list.txt", "/deploy.sh", "/_config.yml", "/_data/authors.yml", "/not-yet"]
)
def test_what_jekyll_left_out_is_not_served(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("header", "categories"),
    [
        ("categories: a b", ("a", "b")),
        ("categories: [a b, c]", ("a b", "c")),
        ("category: a b", ("a b",)),
        ("categories: a\ncategory: b", ("a", "b")),
        ("category: [a, [b]]", ("a", "b")),
        ("categories: 2021", ("2021",)),
        ("categories:", ()),
    ],
)
def test_categories_come_in_many_shapes(tmp_path, header, categories):
    assert read_post(tmp_path, header).categories == categories


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ("tags: a b", ("a", "b")),
        ("tags: [a b, 7]", ("a b", "7")),
        ("tag: a b", ("a b",)),
        ("tag: a\ntags: [b]", ("a",)),
        ("tags: a, b", ("a,", "b")),
    ],
)
def test_tags_come_in_many_shapes(tmp_path, header, tags):
    assert read_post(tmp_path, header).tags == tags


def test_a_time_that_yaml_knows_is_utc_and_one_it_does_not_is_the_sites(tmp_path):
    zone = "timezone: America/New_York\n"

    known = read_post(tmp_path, "date: 2021-03-04 10:00:00", config=zone)
    unknown = read_post(tmp_path, "date: 2021-03-04 10:00", config=zone)

    assert known.date.isoformat() == "2021-03-04T05:00:00-05:00"
    assert unknown.date.isoformat() == "2021-03-04T10:00:00-05:00"


def test_a_title_is_what_ruby_would_print(tmp_path):
    assert read_post(tmp_path, "title: 010").title == "8"
    assert read_post(tmp_path, "title: 2021-01-02").title == "2021-01-02"
    assert read_post(tmp_path, "title: A <em>b</em> &amp; c").title == "A b & c"


def test_a_post_to_come_is_shown_where_the_author_wants_it(tmp_path):
    post = ("2099-01-01-later.md", "---\n---\n")

    assert not load_site(a_blog(tmp_path / "a", [post])).library.posts
    assert load_site(a_blog(tmp_path / "b", [post], "future: true\n")).library.posts


def test_a_post_that_went_elsewhere_leads_there(tmp_path):
    header = "---\nredirect_to: {}\n---\n"
    posts = [
        ("2021-01-01-a.md", header.format("https://b.example.org/x")),
        ("2021-01-02-b.md", header.format("/about/")),
        ("2021-01-03-c.md", header.format("javascript:alert(1)")),
    ]
    client = open_client(a_blog(tmp_path, posts))

    assert client.get("/2021/01/01/a.html").location == "https://b.example.org/x"
    assert client.get("/2021/01/02/b.html").location == "/about/"
    assert client.get("/2021/01/03/c.html").status_code == 200


def test_the_own_files_of_the_folder_win_over_ours(tmp_path):
    page = "---\npermalink: /archive/\ntitle: All of it\n---\nMy own list.\n"
    client = open_client(a_blog(tmp_path, **{"all.md": page, "robots.txt": "User-agent: x\n"}))

    assert "My own list." in client.get("/archive/").text
    with client.get("/robots.txt") as response:
        assert response.text == "User-agent: x\n"


def lists(folder, config="", **files):
    posts = [(f"2021-0{n}-01-p{n}.md", "---\ntags: [Big Boats]\n---\n") for n in range(1, 5)]
    return open_client(a_blog(folder, posts, f"url: https://a.example.org\n{config}", **files))


def leads(client, *addresses):
    return [client.get(address).location for address in addresses]


def test_further_pages_of_the_blog_lead_to_ours(tmp_path):
    client = lists(tmp_path, "paginate: 2\npaginate_path: /blog/page:num/\n")

    assert leads(client, "/blog/page2/", "/blog/page2/index.html") == ["/page/2/"] * 2
    assert client.get("/blog/page3/").status_code == 404


def test_pages_of_jekyll_archives_lead_to_ours(tmp_path):
    client = lists(
        tmp_path,
        "jekyll-archives: {enabled: [year, month, tags], permalinks: {tag: '/t/:name.html'}}\n",
    )

    assert leads(client, "/2021/", "/2021/03/", "/t/big-boats.html") == [
        "/archive/#y2021",
        "/archive/#y2021",
        "/tag/big-boats/",
    ]


def test_pages_and_feeds_of_categories_in_octopress_lead_to_ours(tmp_path):
    header = "---\ncategories: [Big Boats]\n---\n"
    config = "url: https://a.example.org\ncategory_dir: blog/categories\n"
    client = open_client(a_blog(tmp_path, [("2021-01-01-a.md", header)], config))

    folder = "/blog/categories/"
    found = leads(client, folder, f"{folder}big-boats/", f"{folder}big-boats/atom.xml")

    assert found == ["/archive/", "/category/big-boats/", "/category/big-boats/atom.xml"]


@pytest.mark.parametrize("address", ["/", "/feed.xml", "/healthz"])
def test_a_post_at_an_address_that_we_need_is_named(tmp_path, address):
    text = f"---\npermalink: {address}\n---\nWords.\n"

    library = load_site(a_blog(tmp_path, [GOOD, ("2021-01-01-a.md", text)])).library

    (problem,) = library.problems
    assert problem.what.startswith(f"has the address {address}, which Trifold itself needs")
    assert len(library.posts) == 1


def test_feeds_lead_to_ours(tmp_path):
    client = lists(tmp_path, "feed: {path: /blog/atom.xml, tags: {path: /f/}}\n")

    assert leads(client, "/blog/atom.xml", "/feed.xml", "/f/Big%20Boats.xml") == [
        "/atom.xml",
        "/atom.xml",
        "/tag/big-boats/atom.xml",
    ]


def test_a_page_that_its_layout_filled_leads_to_the_list_that_is_ours(tmp_path):
    client = lists(
        tmp_path,
        **{
            "tags.html": "---\nlayout: tags\n---\n",
            "boats.md": "---\nlayout: tag_page\ntag: Big Boats\n---\n",
            "tag/big-boats.md": "---\npermalink: /tag/big-boats/\ntag: Big Boats\n---\n",
            "empty.md": "---\ntitle: Empty\n---\n",
            "tag/none.md": "---\npermalink: /tag/none/\ntitle: None\n---\n",
        },
    )

    assert leads(client, "/tags.html", "/boats.html") == ["/archive/", "/tag/big-boats/"]
    assert "P4" in client.get("/tag/big-boats/").text
    assert client.get("/empty.html").status_code == 200
    assert client.get("/tag/none/").status_code == 200


def test_words_of_the_home_page_stand_above_the_posts(tmp_path):
    words = (
        "We sail along the coast from spring to autumn, and write down what the tides did to us."
    )
    home = f"---\nlayout: home\n---\n{words}\n{{% for post in site.posts %}}x{{% endfor %}}\n"
    client = lists(tmp_path, "paginate: 2\n", **{"index.md": home})

    text = client.get("/").text

    assert text.index(words) < text.index("P4")
    assert "{%" not in text
    assert words not in client.get("/page/2/").text
    assert client.get("/index.html").location == "/"


def test_what_is_no_page_is_filled_by_liquid_and_sent_as_what_it_is(tmp_path):
    made = '---\n---\n[{% for post in site.posts %}"{{ post.slug }}"{% endfor %}]'
    client = lists(
        tmp_path,
        **{
            "search.json": made,
            "notes.yaml": "---\na: 1\n",
            "x.php": "---\n---\n<?php ?>",
            "old.xml": "---\n---\n<rss version='2.0'></rss>",
            "sitemap.xml": "---\n---\n<urlset></urlset>",
        },
    )

    found = client.get("/search.json")

    assert (found.text, found.mimetype) == ('["p4""p3""p2""p1"]', "application/json")
    with client.get("/notes.yaml") as response:
        assert response.text == "---\na: 1\n"
    assert client.get("/x.php").mimetype == "text/plain"
    assert client.get("/old.xml").location == "/rss.xml"
    assert "2021-04-01" in client.get("/sitemap.xml").text
    assert "search.json" not in client.get("/sitemap.xml").text


def test_a_collection_that_is_not_shown_is_there_for_templates(tmp_path):
    page = "---\ntitle: Crew\n---\n{% for one in site.crew %}<p>{{ one.title }}</p>{% endfor %}\n"
    client = lists(
        tmp_path,
        "collections: [crew]\n",
        **{
            "_crew/ana.md": "---\ntitle: Ana\n---\n",
            "_crew/ben.md": "---\npermalink: /crew/ana.html\n---\n",
            "crew.html": page,
        },
    )

    text = client.get("/crew.html").text

    assert "<p>Ana</p>" in text
    assert "<p>Ben</p>" in text
    assert client.get("/crew/ana.html").status_code == 404


@pytest.mark.parametrize(
    ("permalink", "address"),
    [("", "/crew/faces/Ana.png"), ("/people/:path/", "/people/faces/Ana.png")],
)
def test_files_of_a_collection_go_where_its_documents_go(tmp_path, permalink, address):
    config = f"collections: {{crew: {{output: true, permalink: '{permalink}'}}}}\n"
    site = load_site(a_blog(tmp_path, [GOOD], config, **{"_crew/faces/Ana.png": "x"}))

    assert list(site.library.files) == [address]


def test_chirpy_makes_its_menu_of_tabs(tmp_path):
    config = "url: https://a.example.org\ncollections: {tabs: {output: true}}\n"
    pages = {
        "_tabs/about.md": "---\ntitle: About\norder: 2\n---\nUs.\n",
        "_tabs/boats.md": "---\ntitle: Boats\norder: 1\n---\nAll.\n",
        "offer.md": "---\ntitle: Offer\n---\n",
    }

    menu = load_site(a_blog(tmp_path, [GOOD], config, **pages)).config.menu

    assert [item.title for item in menu] == ["Boats", "About"]


@pytest.mark.parametrize(
    ("config", "header", "menu"),
    [
        ("", "", [("About", "/about.html"), ("Boats", "/boats.html")]),
        ("header_pages: [boats.md, gone.md]\n", "", [("Boats", "/boats.html")]),
        ("", "nav: true\n", [("Boats", "/boats.html")]),
        ("nav: [{title: X, url: /x/}]\n", "", [("X", "/x/")]),
    ],
)
def test_the_menu_is_the_one_that_themes_make(tmp_path, config, header, menu):
    pages = {
        "about.md": "---\ntitle: About\n---\n",
        "boats.md": f"---\ntitle: Boats\n{header}---\n",
        "untitled.md": "---\n---\nWords.\n",
    }
    site = load_site(a_blog(tmp_path, [GOOD], f"url: https://a.example.org\n{config}", **pages))

    assert [(item.title, item.address) for item in site.config.menu] == menu


@pytest.mark.parametrize("url", [None, "http://127.0.0.1:8000"])
def test_links_lead_to_pages_however_they_are_spelled(tmp_path, url):
    links = " ".join(f"[x]({link})" for link in ("/blog/about", "/about/", "/blog/about.html"))
    text = f"---\ntitle: A\n---\n{links}\n"
    config = "url: https://a.example.org\nbaseurl: /blog\n"
    folder = a_blog(tmp_path, [("2021-01-01-a.md", text)], config, **{"about.md": text})
    site = load_snapshot(folder, now=NOW, url=url)

    body = site.body_of(site.library.posts[0])

    assert body.html.count('href="/about.html"') == 3
    assert body.problems == ()


def test_github_pages_reads_markdown_without_a_header(tmp_path):
    files = {"about.md": "# About us\n\nWords.\n", "README.md": "# Build it\n", "a.txt": "x"}

    plain = load_site(a_blog(tmp_path / "a", [GOOD], **files)).library
    hosted = load_site(a_blog(tmp_path / "b", [GOOD], "plugins: [github-pages]\n", **files)).library

    assert (plain.pages, sorted(plain.files)) == ((), ["/README.md", "/a.txt", "/about.md"])
    assert [(page.title, page.address) for page in hosted.pages] == [("About us", "/about.html")]
    assert sorted(hosted.files) == ["/README.md", "/a.txt"]


def test_folders_called_as_ours_are_theirs(tmp_path):
    names = ("static/a.css", "media/b.png", "templates/c.txt", "preview/d.txt")
    client = open_client(a_blog(tmp_path, [GOOD], **dict.fromkeys(names, "theirs")))

    for name in names:
        with client.get(f"/{name}") as response:
            assert response.text == "theirs"


def test_our_settings_and_templates_are_not_served(tmp_path):
    files = {"site.toml": 'title = "A"\n', "templates/site/head.html": "<!-- x -->"}
    client = open_client(a_blog(tmp_path, [GOOD], **files))

    assert {client.get(f"/{name}").status_code for name in files} == {404}


# ---------------------------------------------------------------- what goes wrong

GOOD = ("2021-01-01-good.md", "---\ntitle: Good\n---\nWords.\n")


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"---\ntitle: A\nWords.\n", 1, "never closes"),
        (b"---\n- a\n- b\n---\n", 2, "no list of keys"),
        (b"---\ntitle: A: b\n---\n", 2, "colon"),
        (b"---\ntitle: A\n\tb: c\n---\n", 3, "tab"),
        (b"---\ntitle: caf\xe9\n---\n", 2, "UTF-8"),
        (b"---\ntitle: a\x00b\n---\n", 2, "control character"),
        (b"---\ntitle: !!python/name:os.system\n---\n", 2, "YAML tag"),
        (b"---\na: &a\n  b: *a\n---\n", 2, "holds itself"),
        (b"---\ndate: soon\n---\n", 2, "no date"),
        (b"---\npermalink: /:tilte/\n---\n", 2, "stands for nothing"),
        (b"---\na: " + b"x" * 70_000 + b"\n---\n", 1, "64 KB"),
        (b"---\na: " + b"[" * 500 + b"]" * 500 + b"\n---\n", 1, "deep"),
        (b"x" * 9_000_000, 0, "bytes"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_the_others_are_served(tmp_path, data, line, words):
    folder = a_blog(tmp_path, [GOOD, ("2021-01-02-bad.md", data)])

    library = load_site(folder).library

    assert [post.title for post in library.posts] == ["Good"]
    (problem,) = library.problems
    assert (problem.path, problem.line) == ("_posts/2021-01-02-bad.md", line)
    assert words in problem.what
    assert problem.level is Level.ERROR


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff---\ntitle: Good\n---\n",
        "---\r\ntitle: Good\r\n---\r\nWords.\r\n",
        "---\ntitle: Bad\ntitle: Good\n---\n",
        "---\nbase: &b {title: Good}\n<<: *b\n---\n",
        "---\ntitle: Good\nmade_up: {a: [1, 2]}\n...\n",
    ],
)
def test_what_jekyll_reads_is_read(tmp_path, text):
    site = load_site(a_blog(tmp_path, [("2021-01-01-a.md", text)]))

    assert [post.title for post in site.library.posts] == ["Good"]
    assert all(problem.level is Level.NOTICE for problem in site.library.problems)


def test_nothing_leads_out_of_the_folder_and_nothing_is_waited_for(tmp_path):
    outside = tmp_path / "outside.md"
    outside.write_text("---\ntitle: Outside\n---\n")
    folder = a_blog(tmp_path / "blog", [GOOD])
    os.mkfifo(folder / "_posts/2021-02-02-pipe.md")
    (folder / "_posts/2021-02-03-link.md").symlink_to(outside)
    (folder / "page.md").symlink_to(outside)
    (folder / "_posts/2021-02-04-folder.md").mkdir()

    library = load_site(folder).library

    assert [post.title for post in library.posts] == ["Good"]
    assert not library.pages
    assert [(problem.path, problem.what.split(",")[0]) for problem in library.problems] == [
        ("_posts/2021-02-02-pipe.md", "is no ordinary file"),
        ("_posts/2021-02-03-link.md", "is a link out of the content folder; copy the file here"),
        ("page.md", "is a link out of the content folder; copy the file here"),
    ]


def test_textile_is_named_once(tmp_path):
    posts = [(f"2021-01-0{n}-a.textile", "---\n---\nh1. A") for n in range(1, 4)]

    (problem,) = load_site(a_blog(tmp_path, posts)).library.problems

    assert problem.path == "_posts/2021-01-01-a.textile"
    assert "so are 2 others" in problem.what


def test_posts_in_markup_of_plugins_are_named(tmp_path):
    (problem,) = load_site(a_blog(tmp_path, [("2021-01-01-a.adoc", "= A\n")])).library.problems

    assert problem.path == "_posts/2021-01-01-a.adoc"
    assert problem.what.startswith("is AsciiDoc, which is not read; turn it into Markdown")


@pytest.mark.parametrize("link", ["one.png", "/one.png", "deep/../one.png"])
def test_pictures_may_be_in_the_folder_that_a_header_names(tmp_path, link):
    header = "---\ntitle: A\nmedia_subpath: /pictures/a/\n---\n"
    folder = a_blog(tmp_path, [("2021-01-01-a.md", f"{header}![A sign]({link})\n")])
    (folder / "pictures/a").mkdir(parents=True)
    (folder / "pictures/a/one.png").write_bytes(b"x")

    library = load_site(folder).library

    (post,) = library.posts
    found = resolve_link(library, link, path=post.source.path, address=post.address)
    assert found == "/pictures/a/one.png"


def test_a_configuration_that_breaks_leaves_the_site_as_it_was(tmp_path):
    folder = a_blog(tmp_path, [GOOD])
    client = open_client(folder)
    assert client.get("/").status_code == 200

    (folder / "_config.yml").write_text("title: [\n")

    assert client.get("/").status_code == 200
    assert open_client(folder).get("/").status_code == 503
