"""A post that is too heavy to render is not there; everything else is."""

from __future__ import annotations

import pytest

import app.library.workers
from app.errors import TooHeavyError
from app.library.check import check_snapshot
from tests.values import load_site, open_client, post_text, write_site

FILES = {
    "posts/2026-11-01-a.md": post_text("Light", body="Words."),
    "posts/2026-11-02-b.md": post_text("Heavy", "2026-11-02", body="HEAVY"),
    "posts/2026-11-03-c.md": post_text("Also", "2026-11-03", body="HEAVY too"),
}


@pytest.fixture(autouse=True)
def rendered(monkeypatch):
    """What was rendered; whatever says HEAVY takes too long."""
    render, texts = app.library.workers.render_body, []

    def render_body(text, *, source, surroundings):
        texts.append(source.path)
        if "HEAVY" in text:
            raise TooHeavyError("takes too long", path=source.path, line=5)
        return render(text, source=source, surroundings=surroundings)

    monkeypatch.setattr(app.library.workers, "render_body", render_body)
    return texts


@pytest.fixture
def site(tmp_path):
    return write_site(tmp_path, FILES)


@pytest.mark.parametrize("address", ["/", "/atom.xml", "/archive/"])
def test_lists_and_feeds_go_without_it_at_once(site, address):
    response = open_client(site).get(address)

    assert response.status_code == 200
    assert "Light" in response.text
    assert ("Heavy" in response.text) == (address == "/archive/")  # which needs no words


def test_its_own_page_is_not_there_and_says_so(site, caplog):
    client = open_client(site)
    response = client.get("/posts/b/")

    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert response.headers["Cache-Control"] == "no-store"
    assert "posts/2026-11-02-b.md:5: takes too long" in caplog.text
    assert client.get("/posts/a/").status_code == 200
    assert client.get("/posts/b/").status_code == 404


def test_it_is_tried_once_for_all_processes(site, rendered):
    for _ in range(2):
        client = open_client(site)
        for address in ("/", "/", "/posts/b/", "/atom.xml"):
            client.get(address)

    assert sorted(rendered) == sorted(FILES)


def test_what_it_said_before_stands_in_for_it(site, caplog):
    (site / "posts/2026-11-02-b.md").write_text(post_text("Heavy", "2026-11-02", body="Was good."))
    open_client(site).get("/posts/b/")
    (site / "posts/2026-11-02-b.md").write_text(post_text("Heavy", "2026-11-02", body="HEAVY"))
    client = open_client(site)

    for _ in range(2):
        assert "Was good." in client.get("/posts/b/").text
    snapshot = client.application.extensions["trifold"].snapshot()
    assert [problem.path for problem in snapshot.library.problems] == ["posts/2026-11-02-b.md"]


def test_a_check_names_it(site):
    problems = [str(one) for one in check_snapshot(load_site(site))]

    assert "posts/2026-11-02-b.md:5: error: takes too long" in problems
