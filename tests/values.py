"""Builders for tests: values with sensible defaults, and small sites on disk."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from markupsafe import Markup

from app.config import Config
from app.content.model import Body, Issue, Page, Post, Source
from app.library.build import build_library as build
from app.library.current import load_snapshot
from app.library.load import Contents
from app.web import create_app

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
CONFIG = Config(root=Path("/nowhere"), title="Example", url="https://blog.example.org")


def a_source(path):
    return Source(root="/nowhere", path=path, body_line=4, digest=path, modified=0.0)


def a_post(**changes):
    slug = changes.get("slug", "hello")
    date = changes.get("date", datetime(2026, 11, 1, tzinfo=UTC))
    values = {
        "source": a_source(changes.pop("path", f"posts/{date:%Y-%m-%d}-{slug}.md")),
        "address": f"/posts/{slug}/",
        "slug": slug,
        "file_slug": slug,
        "title": "Hello",
        "date": date,
    }
    return Post(**values | changes)


def a_page(**changes):
    slug = changes.pop("slug", "about")
    values = {
        "source": a_source(changes.pop("path", f"pages/{slug}.md")),
        "address": f"/{slug}/",
        "title": "About",
    }
    return Page(**values | changes)


def an_issue(**changes):
    name = changes.get("name", "2026-11")
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    values = {
        "source": a_source(changes.pop("path", f"newsletters/{name}.md")),
        "name": name,
        "address": f"/newsletter/{name}/",
        "title": "November",
        "date": moment,
        "sent": moment,
    }
    return Issue(**values | changes)


def build_library(posts=(), pages=(), issues=(), *, config=None, now=NOW):
    contents = Contents(writings=(*posts, *pages, *issues))
    return build(contents, config or CONFIG, now=now)


def words(html="<p>Words.</p>"):
    """Stand in for the library's body_of: every writing has the same words."""
    body = Body(html=Markup(html), markdown="Words.", excerpt="Words.", words=1)
    return lambda _writing: body


def write_site(folder, files):
    """Write *files* (path -> text or bytes) below *folder*, and return it."""
    (folder / "posts").mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def load_site(folder, *, now=NOW, preview=False):
    return load_snapshot(folder.resolve(), now=now, preview=preview)


def open_client(folder, *, now=NOW, preview=False):
    return create_app(folder, now=lambda: now, preview=preview).test_client()


def post_text(title="Hello", date="2026-11-01", body="Words.", **fields):
    """Give the text of a post's file."""
    lines = "".join(f"{key}: {value}\n" for key, value in fields.items())
    return f"---\ntitle: {title}\ndate: {date}\n{lines}---\n\n{body}\n"
