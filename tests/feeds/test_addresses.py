"""Where feeds lived before a blog moved here."""

from pathlib import Path

import pytest

from app.feeds.addresses import OLD_ADDRESSES, current_address, old_files
from tests.values import a_post, build_library

LIBRARY = build_library([a_post(categories=("C#",), tags=("rss",))])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/feed.xml", "/atom.xml"),
        ("/feed/", "/rss.xml"),
        ("/feed", "/rss.xml"),
        ("/rss", "/rss.xml"),
        ("/index.xml", "/rss.xml"),
        ("/feed/c-sharp.xml", "/category/c-sharp/atom.xml"),
        ("/feed/C%.xml", None),
        ("/feed/nobody.xml", None),
        ("/feed/by_tag/rss.xml", "/tag/rss/atom.xml"),
        ("/feed/by_tag/nobody.xml", None),
        ("/about/", None),
    ],
)
def test_an_old_address_leads_to_todays(old, new):
    assert current_address(LIBRARY, old) == new


def test_a_site_of_files_can_write_the_old_ones_too():
    assert old_files(LIBRARY) == {
        "/feed.xml": "/atom.xml",
        "/index.xml": "/rss.xml",
        "/feed/c-sharp.xml": "/category/c-sharp/atom.xml",
        "/feed/by_tag/rss.xml": "/tag/rss/atom.xml",
    }


def test_the_manual_names_every_old_address():
    manual = (Path(__file__).parents[2] / "docs/feeds.md").read_text(encoding="utf-8")

    assert [old for old in OLD_ADDRESSES if f"`{old}`" not in manual] == []
