"""What an address answers, asked of a server on this machine."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.newsletter.lint.online import check_online, load_answer


class _Site(BaseHTTPRequestHandler):
    def do_HEAD(self):
        self.answer("HEAD")

    def do_GET(self):
        self.answer("GET")

    def answer(self, method):
        self.server.asked.append((method, self.path))
        status = {"/gone": 404, "/moved": 301, "/away": 302}.get(self.path, 200)
        if self.path == "/shy" and method == "HEAD":
            status = 405
        self.send_response(status)
        self.send_header("Content-Type", "image/png" if self.path == "/a.png" else "text/html")
        places = {"/moved": "/a.png", "/away": "file:///etc/hostname"}
        if self.path in places:
            self.send_header("Location", places[self.path])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words):
        """Say nothing."""


@pytest.fixture
def site():
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        server.asked = []
        server.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_an_answer_has_the_status_and_the_kind_of_where_it_leads(site):
    answer = load_answer(f"{site.url}/moved", "GET")

    assert (answer.status, answer.kind) == (200, "image/png")
    assert load_answer(f"{site.url}/gone", "HEAD").status == 404


def test_a_server_that_knows_no_head_is_asked_again(site):
    assert load_answer(f"{site.url}/shy", "HEAD").status == 200
    assert site.asked == [("HEAD", "/shy"), ("GET", "/shy")]


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/x", "nothing"])
def test_only_the_web_is_asked(url):
    assert load_answer(url, "GET").status == 0


def test_a_redirect_to_a_file_is_not_followed(site):
    assert load_answer(f"{site.url}/away", "GET").status in {0, 302}


def test_nobody_at_an_address_is_an_error_with_its_reason(site):
    site.server_close()

    (finding,) = check_online(f'<html><body><a href="{site.url}/">x</a></body></html>')

    assert finding.weight == "error"
    assert "does not answer (" in finding.what
