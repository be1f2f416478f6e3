"""A small site to search, and what tests ask of it."""

from __future__ import annotations

from dataclasses import replace

from app.library.search_text import readable
from tests.values import post_text

FILES = {
    "posts/2026-10-01-bread.md": post_text(
        "Bread",
        "2026-10-01",
        "Sourdough rises *slowly*. Naïve bakers hurry in Zürich.",
        tags="food",
    ),
    "posts/2026-10-02-soup.md": post_text(
        "Soup", "2026-10-02", "Some say bread belongs to it.", description="A bowl for November"
    ),
    "posts/2026-10-03-tokyo.md": post_text("Tokyo", "2026-10-03", "東京の図書館で本を読む。"),
    "posts/2026-10-04-code.md": post_text(
        "Code",
        "2026-10-04",
        "```python\nvector<int> = 1\n```\n\n[here](https://hidden.example.org/)",
    ),
    "posts/2026-10-05-draft.md": post_text("Quartz", "2026-10-05", "Quixotic.", draft="true"),
    "posts/2027-01-01-later.md": post_text("Quokka", "2027-01-01", "Quagmire."),
    "pages/about.md": "---\ntitle: About us\n---\n\nWe bake by the harbour.\n",
    "newsletters/2026-10.md": "---\ntitle: October\nsent: 2026-10-05\n---\n\nDear subscribers.\n",
    "newsletters/2026-11.md": "---\ntitle: Quarry\n---\n\nUnsent.\n",
}


def titles(findings):
    return [str(readable(one.title.striptags())) for one in findings.found]


def ask(site, words):
    search, snapshot = site
    return search.find(snapshot, words)


def index_of(snapshot):
    return next(snapshot.config.cache.glob("search-*.sqlite"))


def without_cache(snapshot):
    return replace(snapshot, config=replace(snapshot.config, cache=None))
