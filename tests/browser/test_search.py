"""The search of a site of plain files, below a path, by the reader's own browser."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from app.publish.search_index import find_pagefind
from app.publish.site import BuildOptions, publish_site
from tests.browser.conftest import DESK
from tests.browser.site import FILES
from tests.values import load_site, write_site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not find_pagefind(), reason="pagefind is not installed"),
]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_words):
        pass


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Serve the folder above the built site, and say where the site is."""
    content, parent = tmp_path_factory.mktemp("content"), tmp_path_factory.mktemp("files")
    write_site(content, FILES)
    toml = content / "site.toml"
    toml.write_text(toml.read_text().replace("https://ana.example.org", "http://127.0.0.1/blog"))
    publish_site(load_site(content), parent / "blog", BuildOptions())
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=parent))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/blog"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser, files):
    context = browser.new_context(viewport=DESK)
    context.set_default_timeout(5000)
    page = context.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.goto(f"{files}/")
    yield page
    context.close()


def test_a_word_typed_on_any_page_finds_its_post(page):
    page.fill(".top input[name=q]", "thumb")
    page.press(".top input[name=q]", "Enter")
    page.wait_for_selector("#found article h2")

    assert page.get_by_role("status").inner_text() == "1 result"
    assert page.input_value("main input[name=q]") == "thumb"
    assert page.locator("#found mark").first.inner_text() == "thumb"
    page.click("#found h2 a")
    assert "remembers every fold" in page.inner_text("main")
    assert page.said == []


def test_a_word_that_is_nowhere_is_said(page, files):
    page.goto(f"{files}/search/?q=xylophone")
    page.wait_for_selector("text=Nothing found")

    assert page.said == []
