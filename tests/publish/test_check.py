"""What an author is told about a site of files before there is one."""

from __future__ import annotations

import pytest

from app.content.model import Level
from app.publish.check import check_files
from tests.values import load_site, post_text, write_site

MOVED = {
    "posts/2026-10-01-a.md": post_text("A", redirect_from="[/a.php, /old/, /feed.xml, /rss.xml]")
}


def notices_of(folder, files):
    found = check_files(load_site(write_site(folder, files)))
    assert all(problem.level is Level.NOTICE for problem in found)
    return {(problem.path, problem.what) for problem in found}


def test_an_old_address_that_is_no_file_is_named_where_no_host_is_known_to_redirect(tmp_path):
    ((path, what),) = notices_of(tmp_path, MOVED)

    assert path == "posts/2026-10-01-a.md"
    assert "names /a.php, which is lost" in what


@pytest.mark.parametrize("file", ["netlify.toml", "wrangler.toml", "server/nginx.conf"])
def test_nothing_is_lost_where_the_host_redirects(tmp_path, file):
    assert not notices_of(tmp_path, MOVED | {file: ""})


def test_github_pages_loses_the_feeds_whose_addresses_are_folders(tmp_path):
    found = dict(notices_of(tmp_path, {".github/workflows/site.yml": ""}))

    assert "(/feed, /feed/, /rss, /rss/)" in found[".github/workflows/site.yml"]


def test_an_address_that_not_every_host_can_hold_is_named_with_its_file(tmp_path):
    files = {
        "posts/2026-10-01-a.md": post_text("A", permalink="/Note/"),
        "posts/2026-10-02-b.md": post_text("B", permalink="/note/"),
        "posts/2026-10-03-c.md": post_text("C", permalink="/aux/"),
        "posts/2026-10-04-d.md": post_text("D", permalink="/index.html"),
    }

    found = dict(notices_of(tmp_path, files))

    assert len(found) == 3
    assert "'aux'" in found["posts/2026-10-03-c.md"]
    assert "is the same file as /;" in found["posts/2026-10-04-d.md"]
