"""A site with one of everything, for tests of the build."""

from __future__ import annotations

from app.publish.site import BuildOptions, publish_site
from tests.pictures.drawing import heavy_png, plain
from tests.values import load_site, post_text, write_site

URL = "https://ana.example.org/blog"
BASE = "/blog"

FILES = {
    "site.toml": f'title = "Ana"\nurl = "{URL}"\nper_page = 2\nauthor = "ana"\n'
    "[authors.ana]\nname = 'Ana'\nbio = 'Writes.'\n"
    "[categories.empty]\ntitle = 'Empty'\n"
    "[feeds]\nitems = 2\ncombine = [['ai', 'jobs']]\n"
    "[cards]\nenabled = true\n",
    "custom.css": "body{color:#123}\n",
    "posts/2026-10-01-one.md": post_text(
        "One", "2026-10-01", "See [two](2026-10-02-two.md).[^1]\n\n[^1]: A note.", categories="ai"
    ),
    "posts/2026-10-02-two.md": post_text(
        "Two", "2026-10-02", "![A hill](../assets/hill.png)", categories="ai jobs", tags="[C#, été]"
    ),
    "posts/2026-10-03-three.md": post_text("Three", "2026-10-03", series="Count", categories="ai"),
    "posts/2026-10-04-four/index.md": post_text("Four", "2026-10-04", image="hill.png"),
    "posts/2026-10-05-five.md": post_text(
        "Five", "2026-10-05", redirect_from="[/old/five/, /old.html, /old.xml]"
    ),
    "posts/2026-10-06-nur.md": post_text("Nur", "2026-10-06", feed="only", permalink="/plain"),
    "posts/2026-10-07-geheim.md": post_text("Geheim", "2026-10-07", draft="true"),
    "posts/2027-10-07-later.md": post_text("Later", "2027-10-07"),
    "pages/about.md": "---\ntitle: About\n---\nWe. [Feeds](/feeds/).\n",
    "newsletters/2026-11.md": "---\ntitle: November\ndate: 2026-11-01\nsent: 2026-11-02\n"
    "posts: [one, two]\n---\nDear readers.\n",
    "assets/notes.txt": "Notes.\n",
    "assets/demo.html": "<!doctype html><title>Demo</title>\n",
}


def write_example(folder):
    picture = heavy_png(plain("teal", size=(600, 300)))
    return write_site(
        folder,
        {
            **FILES,
            "assets/hill.png": picture,
            "posts/2026-10-04-four/hill.png": picture,
        },
    )


def load_example(folder, *, preview=False):
    return load_site(write_example(folder), preview=preview)


def tree(folder):
    """Read every file below *folder*."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def publish(snapshot, out, *, on_file=lambda _count: None, **options):
    """Build without the index of the search, which takes a program of its own."""
    return publish_site(snapshot, out, BuildOptions(**{"search": False} | options), on_file=on_file)
