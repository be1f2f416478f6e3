"""The same content gives the same bytes, wherever and whenever it is rendered."""

import locale
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.feeds.reading import ALL, render
from tests.values import a_post, build_library

ROOT = Path(__file__).parents[2]
PROGRAM = """
import hashlib
from app.feeds.opml import render_opml
from tests.feeds.reading import ALL, render
from tests.feeds.test_document import a_library
library = a_library()
parts = [render_opml(library), *(render(library, name) for name in ALL)]
print(hashlib.sha256(b"".join(parts)).hexdigest())
"""


def a_library():
    return build_library(
        [
            a_post(
                slug=f"post-{day}",
                date=datetime(2026, 3, day, tzinfo=UTC),
                categories=("ai", "jobs", "größe"),
                tags=("a", "b", "c"),
                authors=("Ana", "Ben"),
            )
            for day in range(1, 20)
        ]
    )


def digest_in(**environment):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_every_process_locale_and_zone_gives_the_same_bytes():
    one = digest_in(PYTHONHASHSEED="1", LC_ALL="C", TZ="UTC")
    other = digest_in(PYTHONHASHSEED="2", LC_ALL="de_DE.UTF-8", TZ="Asia/Tokyo")

    assert one == other


@pytest.mark.parametrize("file_name", ALL)
def test_two_renderings_are_equal(file_name):
    assert render(a_library(), file_name) == render(a_library(), file_name)


def test_rendering_in_threads_leaves_the_locale_alone():
    before = locale.setlocale(locale.LC_ALL)
    library = a_library()
    with ThreadPoolExecutor(4) as pool:
        rendered = set(pool.map(lambda _: render(library, "rss.xml"), range(40)))

    assert len(rendered) == 1
    assert locale.setlocale(locale.LC_ALL) == before


def test_a_post_changes_only_the_feeds_that_hold_it():
    post = a_post(slug="one", categories=("ai",))
    other = a_post(slug="two", categories=("jobs",), date=datetime(2026, 1, 1, tzinfo=UTC))
    before = build_library([post, other])
    after = build_library([a_post(slug="one", categories=("ai",), title="Changed"), other])

    def feed_of(library, name):
        from app.feeds.select import select_term

        return render(library, channel=select_term(library, "category", name))

    assert feed_of(before, "jobs") == feed_of(after, "jobs")
    assert feed_of(before, "ai") != feed_of(after, "ai")
