"""Whoever moves from Jekyll is told what stays behind, the heaviest first."""

from __future__ import annotations

import pytest

from app.content.model import Level, Problem
from app.library.jekyll_check import by_weight, left_behind, summary
from tests.values import load_site, write_site


def library(folder, config="", **files):
    text = f"url: https://a.example.org\n{config}"
    return load_site(write_site(folder, {"_config.yml": text} | files)).library


def behind(folder, config="", **files):
    return [
        (problem.path, problem.line, problem.what.split(",")[0])
        for problem in left_behind(library(folder, config, **files))
    ]


def test_what_lived_in_layouts_is_named_with_its_line(tmp_path):
    layout = "<html>\n<head>\n<meta name='google-site-verification' content='x'>\n</head>\n"
    found = behind(
        tmp_path,
        **{
            "_layouts/default.html": layout,
            "_includes/stats.html": "<script>gtag('config', 'x')</script>",
            "_includes/talk.html": "<div id=disqus_thread></div>",
        },
    )

    assert found == [
        ("_includes/talk.html", 1, "has comments"),
        ("_layouts/default.html", 3, "has a proof that the site is yours"),
        ("_includes/stats.html", 1, "has statistics of visits"),
        ("_layouts", 0, "gives the site its look (1 layout of your own)"),
    ]


def test_a_theme_is_asked_by_its_settings(tmp_path):
    config = (
        "theme: minima\ndisqus:\n  shortname: harbor\ngoogle_analytics:\ncomments: {provider: }\n"
    )

    assert behind(tmp_path, config) == [
        ("_config.yml", 3, "has comments"),
        ("_config.yml", 2, "gives the site its look (0 layouts of your own)"),
    ]


def test_plugins_that_do_not_run_here_are_named(tmp_path):
    config = "plugins:\n  - jekyll-feed\n  - jemoji\n"
    files = {"Gemfile": "gem 'jekyll'\ngem 'jekyll-scholar'\n", "_plugins/x.rb": "# Ruby"}

    assert behind(tmp_path, config, **files) == [
        ("Gemfile", 2, "uses the plugin jekyll-scholar"),
        ("_config.yml", 4, "uses the plugin jemoji"),
        ("_plugins/x.rb", 0, "is a plugin in Ruby"),
    ]


def test_gems_are_plugins_by_their_group_or_name_and_themes_are_none(tmp_path):
    gems = "gem 'pry'\ngroup :jekyll_plugins do\n  gem 'octopress-hooks'\nend\ngem 'danger'\n"
    files = {"Gemfile": f"{gems}gem 'jekyll-theme-harbor'\n"}

    assert behind(tmp_path, "theme: jekyll-theme-harbor\n", **files) == [
        ("Gemfile", 3, "uses the plugin octopress-hooks"),
        ("_config.yml", 2, "gives the site its look (0 layouts of your own)"),
    ]


def test_data_that_templates_cannot_see_are_named(tmp_path):
    files = {
        "_data/good.yml": "a: 1\n",
        "_data/torn.yml": "a: 1\nb: [\n",
        "_data/deep/huge.json": "[" + "1," * 600_000 + "1]",
    }

    assert [place for *place, _ in behind(tmp_path, "title: A\n", **files)] == [
        ["_data/deep/huge.json", 0],
        ["_data/torn.yml", 3],
    ]


def test_errors_come_first_and_then_what_stays_behind(tmp_path):
    site = library(tmp_path, "theme: minima\n")
    (theme,) = left_behind(site)
    notice = Problem(path="a.md", what="is odd", level=Level.NOTICE)
    error = Problem(path="z.md", what="is wrong")

    assert by_weight((notice, error, theme), site) == (error, theme, notice)


def test_one_sentence_says_what_came_along(tmp_path):
    text = "---\ntitle: A\nredirect_from: /old\n---\n"
    site = library(tmp_path, **{"_posts/2021-01-01-a.md": text, "about.md": text, "a.png": "x"})

    assert summary(site) == ("Carried over from Jekyll: 1 post, 1 page, 1 file and 1 old address.")


def test_a_folder_of_ours_leaves_nothing_behind(tmp_path):
    site = load_site(write_site(tmp_path, {"site.toml": 'title = "A"\n'})).library

    assert (left_behind(site), summary(site)) == ((), "")


@pytest.mark.parametrize("name", ["_includes/big.html"])
def test_a_huge_layout_costs_little(tmp_path, name):
    assert behind(tmp_path, **{name: "x" * 3_000_000}) == []
