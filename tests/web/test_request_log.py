"""What a request leaves in the log, where the author asked for it, and what it never leaves."""

from __future__ import annotations

import io
import json

from tests.values import NOW, open_client, post_text, write_site


def ask(folder, path, toml="[server]\nlog = true\n", method="GET", **headers):
    """Ask for *path* and return what was written about it."""
    write_site(
        folder,
        {"site.toml": toml, "posts/2026-10-01-a.md": post_text("A"), "assets/a.txt": "12345"},
    )
    written = io.StringIO()
    client = open_client(folder)
    with client.open(path, method=method, headers=headers, errors_stream=written) as answer:
        answer.get_data()
    return written.getvalue()


def test_a_request_is_one_line_of_json(tmp_path):
    written = ask(tmp_path, "/posts/a/")

    line = json.loads(written)
    assert written.count("\n") == 1
    assert line.pop("ms") >= 0
    assert line.pop("bytes") > 1000
    assert line == {
        "time": NOW.isoformat(timespec="milliseconds"),
        "method": "GET",
        "path": "/posts/a/",
        "status": 200,
    }


def test_it_says_nothing_about_who_asked(tmp_path):
    headers = {
        "Referer": "https://private.example.net/",
        "User-Agent": "private browser",
        "Cookie": "private=1",
        "X-Forwarded-For": "203.0.113.9",
        "Host": "private.example.net",
    }

    written = ask(tmp_path, "/search/?q=private+matter", **headers)

    assert json.loads(written)["path"] == "/search/"
    assert "private" not in written
    assert "203.0.113.9" not in written
    assert "127.0.0.1" not in written


def test_no_path_can_forge_a_line_or_fill_the_disk(tmp_path):
    written = ask(tmp_path, "/a%0A%7B%22status%22%3A200%7D%1B%5B31m/" + "x" * 5000)

    assert written.count("\n") == 1
    assert "\x1b" not in written
    assert len(written) < 1000
    assert json.loads(written)["status"] == 404


def test_a_file_that_is_sent_in_pieces_is_logged_when_it_has_left(tmp_path):
    line = json.loads(ask(tmp_path, "/assets/a.txt"))

    assert (line["status"], line["bytes"]) == (200, 5)


def test_nothing_is_logged_unless_asked_for_nor_of_those_who_watch(tmp_path):
    assert ask(tmp_path, "/", toml="") == ""
    assert ask(tmp_path, "/healthz") == ""


def test_letters_of_every_language_stay_readable(tmp_path):
    assert json.loads(ask(tmp_path, "/gr%C3%BC%C3%9Fe/%FF"))["path"] == "/grüße/\ufffd"
