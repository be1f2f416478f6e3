"""A real browser, and a site served to it."""

from __future__ import annotations

import shutil
from threading import Thread

import pytest
from werkzeug.serving import make_server

from app.web import create_app
from tests.browser.site import FILES
from tests.values import NOW, write_site

#: The names under which systems install the browser that playwright drives.
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory):
    """Keep derived files out of the user's own cache folder, in one place for the one server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRIFOLD_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def address(own_cache, tmp_path_factory):
    """Serve the site in FILES, and say where."""
    app = create_app(write_site(tmp_path_factory.mktemp("site"), FILES), now=lambda: NOW)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    """Start the browser once for each module; skip where there is none."""
    reason = "playwright is missing; install the browser extra to see the site in a browser"
    playwright = pytest.importorskip("playwright.sync_api", reason=reason)
    if CHROMIUM is None:
        pytest.skip("there is no chromium here; install it to see the site in a browser")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, address):
    """Return a function that opens an address of the site in a browser of its own."""
    contexts = []

    def open_page(where, **settings):
        context = browser.new_context(base_url=address, **{"viewport": DESK, **settings})
        contexts.append(context)
        context.set_default_timeout(5000)
        page = context.new_page()
        page.goto(where)
        return page

    yield open_page
    for context in contexts:
        context.close()
