"""Whole small sites, each beside the exact problems it must report: see tests/sites/."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import ConfigError
from app.library.check import check_snapshot
from tests.values import load_site, post_text, write_site

SITES = Path(__file__).parents[1] / "sites"
BROKEN = sorted(path.name for path in (SITES / "broken").iterdir())

#: A configuration that cannot be followed stops everything.
STOPPED = {"site-toml-not-toml", "site-toml-bad-value"}


def report(folder):
    try:
        return [str(problem) for problem in check_snapshot(load_site(folder))]
    except ConfigError as error:
        return [str(error)]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_site_reports_exactly_these_problems(name):
    wanted = (SITES / "broken" / name / "problems.txt").read_text(encoding="utf-8").splitlines()

    assert report(SITES / "broken" / name) == wanted
    assert wanted


@pytest.mark.parametrize("name", [name for name in BROKEN if name not in STOPPED])
def test_a_fault_leaves_the_rest_of_a_site_up(name):
    assert "/posts/fine/" in load_site(SITES / "broken" / name).library.writings


def test_a_good_site_reports_nothing():
    snapshot = load_site(SITES / "minimal")

    assert report(SITES / "minimal") == []
    assert sorted(snapshot.library.writings) == [
        "/about/",
        "/newsletter/2026-01/",
        "/posts/fine/",
    ]


def test_drafts_and_posts_to_come_are_checked_as_well(tmp_path):
    site = write_site(
        tmp_path,
        {
            "site.toml": "",
            "drafts/idea.md": "---\ntitle: Idea\n---\n\n[x](gone-one.md)\n",
            "posts/soon.md": post_text(date="2027-01-01", body="[x](gone-two.md)"),
        },
    )

    assert [line.split(" links to ")[0] for line in report(site)] == [
        "drafts/idea.md:5: notice:",
        "posts/soon.md:6: notice:",
    ]


def test_a_link_to_a_draft_is_noticed_because_readers_would_not_get_there(tmp_path):
    site = write_site(
        tmp_path,
        {
            "site.toml": "",
            "drafts/idea.md": "---\ntitle: Idea\n---\n",
            "posts/a.md": post_text(body="[idea](../drafts/idea.md)"),
        },
    )

    assert ["posts/a.md:6" in line for line in report(site)] == [True]
