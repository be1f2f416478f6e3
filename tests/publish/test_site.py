"""The site as files: what is written, and that it is what the server sends."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import feedparser
import pytest

from app.publish.addresses import select_outputs
from app.publish.files import file_of
from app.web import create_app
from tests.pictures.drawing import encoded, noise
from tests.publish.site import BASE, FILES, URL, load_example, publish, tree
from tests.values import NOW, load_site, open_client, post_text, write_site

#: Written otherwise than served, and why.
EXCEPTIONS = {
    "/search",  # looks things up in the browser
    "/404.html",  # the server answers an address that is not there, and suggests near ones
}
#: Rules of the server that no file stands for.
WITHOUT_FILE = {
    "/healthz",  # asks a server whether it is alive
    "/static/<name>",  # lead to the file's present address, for programs that guess
    "/favicon.ico",
    "/apple-touch-icon.png",
    "/apple-touch-icon-precomposed.png",
    "/feed",  # old addresses that are no files: hosts redirect them by _redirects
    "/feed/",
    "/rss",
    "/rss/",
}


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    return tmp_path_factory.mktemp("content")


@pytest.fixture(scope="module")
def snapshot(content):
    return load_example(content)


@pytest.fixture(scope="module")
def out(snapshot, tmp_path_factory):
    folder = tmp_path_factory.mktemp("parent") / "out"
    publish(snapshot, folder)
    return folder


@pytest.fixture(scope="module")
def files(out):
    return tree(out)


@pytest.fixture(scope="module")
def client(out, content):
    return open_client(content)


def test_every_address_has_the_bytes_that_the_server_sends(snapshot, files, client):
    outputs = select_outputs(snapshot)
    for output in outputs:
        if output.address in EXCEPTIONS or output.same_as or output.leads_to:
            continue
        with client.get(BASE + output.address) as answer:
            assert answer.status_code == 200, output.address
            assert files[file_of(output.address)] == answer.data, output.address


def test_a_jekyll_page_at_an_address_of_ours_has_the_bytes_that_the_server_sends(tmp_path):
    files = {
        "_config.yml": f"title: Ana\nurl: {URL.removesuffix(BASE)}\nbaseurl: {BASE}\n",
        "archive.md": "---\ntitle: All of it\npermalink: /archive/\n---\nMine.\n",
        "_posts/2026-10-01-a.md": post_text("A", "2026-10-01"),
    }
    write_site(tmp_path / "blog", files)

    publish(load_site(tmp_path / "blog"), tmp_path / "out")

    made = (tmp_path / "out/archive/index.html").read_bytes()
    assert b"Mine." in made
    assert made == open_client(tmp_path / "blog").get(f"{BASE}/archive/").data


#: What a folder may have of its own where we have something, too.
OWN = "404.html custom.css favicon.ico feed.xml llms.txt robots.txt search.html sitemap.xml".split()


def test_files_of_a_jekyll_folder_win_over_ours_in_the_build_as_on_the_server(tmp_path):
    files = {"_config.yml": "title: Ana\nurl: https://ana.example.org\n"}
    files |= {name: f"My own {name}." for name in OWN}
    write_site(tmp_path / "blog", files | {"_posts/2026-10-01-a.md": post_text("A", "2026-10-01")})
    publish(load_site(tmp_path / "blog"), tmp_path / "out")
    server = open_client(tmp_path / "blog")

    for name in OWN:
        assert (tmp_path / "out" / name).read_text() == f"My own {name}."
        with server.get(f"/{name}") as answer:
            assert answer.text == f"My own {name}."


def test_a_folder_of_ours_has_its_files_below_assets_and_its_style(tmp_path):
    files = {name: f"My own {name}." for name in OWN}
    files |= {f"assets/{name}": f"My own {name}." for name in OWN}
    write_site(tmp_path / "content", files)
    publish(load_site(tmp_path / "content"), tmp_path / "out")
    made = tree(tmp_path / "out")

    assert all(made[f"assets/{name}"] == f"My own {name}.".encode() for name in OWN)
    assert [name for name in OWN if b"My own" in made.get(name, b"")] == ["custom.css"]


def test_a_page_of_the_author_is_what_the_host_shows_where_there_is_nothing(tmp_path):
    lost = "---\ntitle: Lost\npermalink: /404.html\n---\nMy own words.\n"
    write_site(tmp_path / "content", {"pages/lost.md": lost})
    publish(load_site(tmp_path / "content"), tmp_path / "out")

    assert "My own words." in (tmp_path / "out/404.html").read_text()


def test_nothing_else_is_written(snapshot, files):
    beside = {"_headers", "_redirects", "_nginx.conf", ".trifold-build.json"}

    assert set(files) == {file_of(output.address) for output in select_outputs(snapshot)} | beside


def test_every_rule_of_the_server_is_among_the_addresses_or_known_to_need_no_file(
    snapshot, content
):
    rules = create_app(content, now=lambda: NOW).url_map
    found = {output.address for output in select_outputs(snapshot)}
    matcher = rules.bind("localhost")
    met = {matcher.match(address, return_rule=True)[0].rule for address in found - EXCEPTIONS}
    old = {"/feed/<name>.xml", "/feed/by_tag/<name>.xml", "/feed.xml", "/index.xml"}

    assert old <= met
    rest = {rule.rule for rule in rules.iter_rules()} - met
    assert rest == {"/search", *WITHOUT_FILE}


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links = []
        self.ids = set()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids.add(given.get("id"))
        if tag == "form":
            return
        self.links += [given[name] for name in ("href", "src") if given.get(name)]
        if given.get("srcset"):
            self.links += [one.split()[0] for one in given["srcset"].split(",")]
        if given.get("property") == "og:image":
            self.links.append(given["content"])


def _read(data):
    parser = _Links()
    parser.feed(data.decode())
    return parser


def test_whatever_a_page_links_to_is_there_fragments_included(files):
    pages = {path: _read(data) for path, data in files.items() if path.endswith(".html")}
    for path, page in pages.items():
        here = f"{URL}/{path.removesuffix('index.html')}"
        for link in page.links:
            url = urlsplit(urljoin(here, link))
            if url.netloc != "ana.example.org" or url.path == f"{BASE}/search":
                continue
            assert url.path.startswith(f"{BASE}/"), (path, link)
            target = file_of(unquote(url.path.removeprefix(BASE)))
            assert target in files, (path, link)
            if url.fragment:
                assert unquote(url.fragment) in pages[target].ids, (path, link)


def test_feeds_stand_whole_at_their_old_addresses(files):
    assert files["feed.xml"] == files["atom.xml"]
    assert files["index.xml"] == files["rss.xml"]
    assert files["feed/ai.xml"] == files["category/ai/atom.xml"]
    assert feedparser.parse(files["feed/ai.xml"]).feed.title == "ai – Ana"


def test_pages_that_moved_lead_on_and_what_is_no_page_is_left_to_the_host(files):
    for path in ("old/five/index.html", "old.html"):
        assert f'content="0;url={URL}/posts/five/"' in files[path].decode()
        assert f'rel="canonical" href="{URL}/posts/five/"' in files[path].decode()
    assert "old.xml" not in files
    assert "/blog/old.xml /blog/posts/five/ 301" in files["_redirects"].decode()


def test_an_address_is_given_once_and_nothing_hidden_is_among_them(snapshot):
    found = [output.address for output in select_outputs(snapshot)]

    assert len(found) == len(set(found))
    assert not any("geheim" in address or "later" in address for address in found)


def test_nothing_hidden_is_in_any_file(files):
    hidden = [path for path, data in files.items() if re.search(rb"(?i)geheim|/later", data)]

    assert hidden == []


def test_a_build_for_a_look_has_drafts_and_stays_out_of_search_engines(tmp_path):
    write_site(tmp_path / "content", {name: FILES[name] for name in FILES if name != "site.toml"})
    snapshot = load_site(tmp_path / "content", preview=True)
    publish(snapshot, tmp_path / "out", preview=True)
    files = tree(tmp_path / "out")

    assert '<span class="badge">Draft</span>' in files["posts/geheim/index.html"].decode()
    pages = {path: data for path, data in files.items() if path.endswith("index.html")}
    assert len(pages) > 20
    for path, data in pages.items():
        assert b'<meta name="robots" content="noindex">' in data, path
    assert files["robots.txt"] == b"User-agent: *\nDisallow: /\n"
    assert "X-Robots-Tag: noindex" in files["_headers"].decode()
    # What leaves for readers' programs is what readers see.
    assert b"Geheim" not in files["atom.xml"] + files["sitemap.xml"]


def test_what_only_drafts_are_filed_under_has_feeds_without_them(tmp_path):
    draft = post_text("Geheim", "2026-10-07", draft="true", categories="neu")
    write_site(tmp_path / "content", {"posts/2026-10-07-geheim.md": draft})
    publish(load_site(tmp_path / "content", preview=True), tmp_path / "out", preview=True)
    files = tree(tmp_path / "out")
    server = open_client(tmp_path / "content", preview=True)

    assert b"/category/neu/atom.xml" in files["category/neu/index.html"]
    for name in ("atom.xml", "rss.xml", "feed.json"):
        assert b"Geheim" not in files[f"category/neu/{name}"]
        assert server.get(f"/category/neu/{name}").data == files[f"category/neu/{name}"]
    assert open_client(tmp_path / "content").get("/category/neu/atom.xml").status_code == 404


def test_a_picture_that_cannot_be_made_smaller_stands_where_its_copies_would(tmp_path, caplog):
    picture = encoded(noise())
    cut = picture[: len(picture) // 2]
    post = post_text("Hill", "2026-10-01", "![A hill](../assets/hill.png)")
    write_site(tmp_path / "content", {"posts/hill.md": post, "assets/hill.png": cut})
    publish(load_site(tmp_path / "content"), tmp_path / "out")

    copies = [file.read_bytes() for file in (tmp_path / "out/media").glob("*.webp")]
    assert {*copies} == {cut}
    assert "assets/hill.png: cannot be made smaller (image file is truncated)" in caplog.text
