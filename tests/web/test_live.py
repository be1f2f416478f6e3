"""Live editing: what is saved shows in the preview that is open, and readers see none of it."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from app.web import create_app
from app.web.live import MOST_PAGES, go_live
from tests.values import NOW, open_client, post_text, write_site

ROOT = Path(__file__).resolve().parent.parent.parent
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{0}"></svg>'


class Preview:
    """A preview server as ``trifold serve`` makes it, and one browser that looks at it."""

    def __init__(self, folder, *, url=None):
        self.folder = folder
        self.app = create_app(folder, preview=True, url=url, now=lambda: NOW)
        self.live = go_live(self.app, pulse=0.05)
        self.client = self.app.test_client()

    def save(self, path, text):
        write_site(self.folder, {path: text})
        self.live.look()

    def text(self, address="/posts/a/"):
        return self.client.get(address).get_data(as_text=True)

    def script(self, address="/posts/a/"):
        (found,) = re.findall(
            r'<script src="([^"]*live\.js)" data-state="([^"]+)" data-page="([^"]+)" defer>',
            self.text(address),
        )
        return dict(zip(("src", "state", "page"), found, strict=True))


@pytest.fixture
def preview(tmp_path):
    files = {
        "site.toml": 'title = "Ana"\n',
        "custom.css": "p { color: red }",
        "assets/p.svg": SVG.format(10),
        "posts/2026-10-01-a.md": post_text("A", body="First words."),
        "posts/2026-10-02-b.md": post_text("B"),
    }
    made = Preview(write_site(tmp_path, files))
    made.live.look()
    return made


def next_state(stream):
    """Return what a browser is told next, whatever signs of life come before it."""
    return next(
        event.decode().removeprefix("data: ").strip()
        for event in stream
        if event.startswith(b"data: ")
    )


def within(seconds, holds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.01)
    return False


# ---- nobody else has it -----------------------------------------------------------------------


@pytest.mark.parametrize("preview", [False, True])
def test_a_server_that_was_not_made_live_has_no_route_and_no_script(tmp_path, preview):
    client = open_client(
        write_site(tmp_path, {"posts/2026-10-01-a.md": post_text()}), preview=preview
    )

    assert client.get("/preview/live").status_code == 404
    assert client.get("/preview/live.js").status_code == 404
    assert b"live.js" not in client.get("/posts/a/").data


def test_the_public_application_loads_neither_this_nor_what_watches():
    code = "import sys, wsgi; print({'app.web.live', 'watchfiles'} & set(sys.modules))"

    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert result.stdout == "set()\n"


# ---- the script -------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/", "/posts/a/", "/archive/", "/nowhere/"])
def test_every_page_carries_the_script_once_and_none_of_it_inline(preview, address):
    source = preview.script(address)["src"]

    script = preview.client.get(source)
    assert script.status_code == 200
    assert script.mimetype == "text/javascript"
    assert preview.text(address).rstrip().endswith("</script>\n</body>\n</html>")


def test_the_script_is_found_below_the_base_path(tmp_path):
    write_site(tmp_path, {"posts/2026-10-01-a.md": post_text("A")})
    preview = Preview(tmp_path, url="http://127.0.0.1:8000/blog")

    assert preview.script("/blog/posts/a/")["src"] == "/blog/preview/live.js"
    assert preview.client.get("/blog/preview/live.js").status_code == 200


def test_a_compressed_page_carries_it_too(preview):
    response = preview.client.get("/posts/a/", headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in response.headers
    assert b"live.js" in response.data
    assert int(response.headers["Content-Length"]) == len(response.data)


def test_a_feed_and_a_document_of_the_authors_are_left_as_they_are(preview):
    preview.save("assets/demo.html", "<body>Mine</body>")

    with preview.client.get("/assets/demo.html") as response:
        assert response.data == b"<body>Mine</body>"
    assert b"live.js" not in preview.client.get("/atom.xml").data


@pytest.mark.parametrize("address", ["/", "/custom.css", "/assets/p.svg", "/preview/live.js"])
def test_no_browser_keeps_what_may_change_under_its_address(preview, address):
    with preview.client.get(address) as response:
        assert response.headers["Cache-Control"] in {"no-cache", "no-store"}


# ---- what a browser is told -------------------------------------------------------------------


def test_a_browser_is_told_the_state_that_its_page_shows(preview):
    with closing(preview.live.tell()) as stream:
        assert next_state(stream) == preview.script()["state"]


def test_a_browser_is_told_when_something_changed_and_only_then(preview):
    with closing(preview.live.tell()) as stream:
        before = next_state(stream)
        preview.live.look()
        assert not next(stream).startswith(b"data:")
        preview.save("posts/2026-10-01-a.md", post_text("A", body="Second words, more."))
        after = next_state(stream)

    assert before != after == preview.script()["state"]
    assert "Second words" in preview.text()


def test_the_answer_is_a_stream_of_events(preview):
    response = preview.client.get("/preview/live")

    with closing(response):
        first = next(response.response)
        assert response.mimetype == "text/event-stream"
        assert first.startswith(b"retry: ")


def test_another_server_is_another_state_and_another_page(preview):
    again = Preview(preview.folder)

    assert again.script()["state"] != preview.script()["state"]
    assert again.script()["page"] != preview.script()["page"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("posts/2026-10-01-a.md", post_text("A", body="Second words, more.")),
        ("posts/2026-10-01-a.md", "---\ntitle: [A\n---\n"),
        ("site.toml", 'title = "Another"\n'),
        ("site.toml", 'title = "Broken\n'),
        ("assets/p.svg", SVG.format(100)),
        ("templates/site/after-post.html", "<p>Write to me!</p>"),
    ],
)
def test_a_page_that_shows_something_else_has_another_name(preview, path, text):
    before = preview.script()

    preview.save(path, text)

    after = preview.script()
    assert before["state"] != after["state"]
    assert before["page"] != after["page"]
    # A browser asks with HEAD whether its page is still the one that it has.
    assert preview.client.head("/posts/a/").headers["X-Live"] == after["page"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("posts/2026-10-02-b.md", post_text("B", body="Second words, more.")),
        ("custom.css", "p { color: rebeccapurple }"),
    ],
)
def test_a_page_is_not_loaded_anew_for_another_post_or_a_stylesheet(preview, path, text):
    before = preview.script()

    preview.save(path, text)

    after = preview.script()
    assert before["state"] != after["state"]
    assert before["page"] == after["page"]


# ---- what is wrong is said on the page --------------------------------------------------------


def test_a_post_that_breaks_while_it_is_open_stays_up_with_what_is_wrong(preview):
    assert "First words." in preview.text()

    preview.save("posts/2026-10-01-a.md", "---\ntitle: A\ndate: 2026-02-30\n---\nOther words.\n")
    broken = preview.text()
    preview.save("posts/2026-10-01-a.md", post_text("A", body="Mended words."))
    mended = preview.text()

    assert "First words." in broken
    assert "posts/2026-10-01-a.md:3" in broken
    assert "does not exist" in broken
    assert "Mended words." in mended
    assert "posts/2026-10-01-a.md:3" not in mended


def test_settings_that_break_are_said_on_the_page_and_the_rest_goes_on(preview):
    preview.save("site.toml", 'title = "Ana"\nper_page = \n')
    broken = preview.text()
    preview.save("posts/2026-10-01-a.md", post_text("A", body="Second words, more."))
    edited = preview.text()
    preview.save("site.toml", 'title = "Ana"\n')

    assert "site.toml:2" in broken
    assert "Second words" in edited
    assert "site.toml:2" in edited
    assert "site.toml:2" not in preview.text()


def test_settings_that_were_never_good_are_a_page_that_recovers(tmp_path):
    preview = Preview(write_site(tmp_path, {"site.toml": "title = \n"}))
    response = preview.client.get("/")
    before = preview.script("/")

    preview.save("site.toml", 'title = "Mended"\n')

    assert response.status_code == 503
    assert "site.toml:1" in response.get_data(as_text=True)
    assert preview.script("/")["state"] != before["state"]
    assert "Mended" in preview.text("/")


def test_a_template_of_the_authors_that_breaks_is_named_and_recovers(preview):
    preview.save("templates/site/after-post.html", "<p>\n{% nonsense %}</p>")
    broken = preview.text()
    script = preview.script()
    preview.save("templates/site/after-post.html", "<p>Write to me!</p>")

    assert "templates/site/after-post.html:2" in broken
    assert script["page"]
    assert "Write to me!" in preview.text()


def test_a_template_that_the_author_adds_hides_ours_at_once(preview):
    preview.text()
    file = "templates/site/post.html"

    preview.save(file, "<body>{{ post.title }} in my own way</body>")
    own = preview.text()
    (preview.folder / file).unlink()
    preview.live.look()

    assert "A in my own way" in own
    assert "in my own way" not in preview.text()


# ---- watching ---------------------------------------------------------------------------------


@pytest.mark.parametrize("polling", ["false", "true"])
def test_what_is_saved_is_told_without_anybody_asking(preview, monkeypatch, polling):
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", polling)
    monkeypatch.setenv("WATCHFILES_POLL_DELAY_MS", "20")
    with preview.live.watching(preview.folder), closing(preview.live.tell()) as stream:
        before = next_state(stream)
        # As many editors do: the new words go beside the old ones, then take their place.
        beside = preview.folder / "posts/.a.tmp"
        beside.write_text(post_text("A", body="Second words, more."))
        beside.rename(preview.folder / "posts/2026-10-01-a.md")

        assert next_state(stream) != before
    assert "Second words" in preview.text()


def test_a_folder_that_cannot_be_watched_is_looked_at_now_and_then(preview, monkeypatch, caplog):
    monkeypatch.setattr("app.web.live._EVERY", 0.02)
    unwatchable = preview.folder / "gone"
    with preview.live.watching(unwatchable), closing(preview.live.tell()) as stream:
        before = next_state(stream)
        write_site(preview.folder, {"posts/2026-10-03-c.md": post_text("C")})

        assert next_state(stream) != before
    assert "within a second" in caplog.text


def test_the_end_of_watching_lets_every_browser_go_and_ends_the_thread(preview):
    streams = [preview.live.tell() for _ in range(3)]
    with preview.live.watching(preview.folder):
        for stream in streams:
            next_state(stream)
    begun = time.monotonic()

    assert all(not event.startswith(b"data:") for stream in streams for event in stream)
    assert time.monotonic() - begun < 0.5
    assert preview.live.pages == 0
    assert within(0.5, lambda: "watch" not in [thread.name for thread in threading.enumerate()])


def test_one_page_too_many_takes_the_place_of_the_first_which_comes_back_later(preview):
    first, *others = [preview.live.tell() for _ in range(MOST_PAGES + 1)]
    for stream in (first, *others):
        next_state(stream)

    (last,) = first

    assert last.startswith(b"retry: ")
    assert preview.live.pages == MOST_PAGES
    for stream in others:
        stream.close()
    assert preview.live.pages == 0


def test_a_tab_that_is_closed_frees_its_thread(preview):
    server = make_server("127.0.0.1", 0, preview.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with socket.create_connection(("127.0.0.1", server.server_port), timeout=5) as browser:
            browser.sendall(b"GET /preview/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert within(2, lambda: preview.live.pages == 1)
        assert within(2, lambda: preview.live.pages == 0)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
