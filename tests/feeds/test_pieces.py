"""A document put together from pieces is the one that is written in one go."""

from __future__ import annotations

import pytest

from app.feeds import pieces
from app.feeds.document import render_document
from app.feeds.formats import FORMATS
from app.feeds.latest import Latest, LatestOf
from app.feeds.select import select_channels
from tests.values import a_post, build_library, words

FORMULA = '<p>A <math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>.</p>'


def documents(library, body_of):
    return [
        render_document(channel, form, library=library, body_of=body_of)
        for channel in select_channels(library)
        for form in FORMATS
    ]


@pytest.mark.parametrize(
    "html", ["<p>Words.</p>", FORMULA, "<pre>\n  &lt;entry>\n    &lt;item></pre>"]
)
def test_documents_do_not_depend_on_what_was_written_before(html, monkeypatch):
    posts = [
        a_post(slug="one", categories=("ai",), image="https://example.org/a.png", language="de"),
        a_post(slug="two", categories=("ai", "jobs"), title="Two & <more>"),
        a_post(slug="three", categories=("jobs",)),
    ]
    library, body_of = build_library(posts), words(html)
    monkeypatch.setattr(pieces, "_elements", Latest(0))
    fresh = documents(library, body_of)

    monkeypatch.setattr(pieces, "_elements", Latest(100))
    assert documents(library, body_of) == fresh
    assert documents(library, body_of) == fresh


def test_two_equal_entries_are_both_there(monkeypatch):
    monkeypatch.setattr(pieces, "_elements", Latest(100))
    written = b"<feed>\n  <entry>a</entry>\n</feed>"
    both = pieces.render_pieces(("a", "a"), lambda _entries: written, pieces.ATOM_SEAMS)

    assert both == b"<feed>\n  <entry>a</entry>\n  <entry>a</entry>\n</feed>"


def test_what_was_not_wanted_for_longest_goes_first():
    latest = Latest(2)
    latest.keep("a", 1)
    latest.keep("b", 2)
    latest.find("a")
    latest.keep("c", 3)

    assert [latest.find(key) for key in "abc"] == [1, None, 3]


def test_another_owner_begins_with_nothing():
    kept, one, other = LatestOf(9), object(), object()

    assert kept.get((one,), "a", lambda: 1) == 1
    assert kept.get((one,), "a", lambda: 2) == 1
    assert kept.get((other,), "a", lambda: 3) == 3
    assert kept.get((one,), "a", lambda: 4) == 4
