"""What programs read: the sitemap, robots.txt, llms.txt, the web manifest, a post's Markdown."""

from __future__ import annotations

import html
import json
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint, Response

from app.content.links import resolve_markdown
from app.errors import ConfigError
from app.library.links import resolve_link
from app.web.current import current_snapshot, holder, now
from app.web.pagecache import respond
from app.web.static_files import static_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.content.model import Post
    from app.library.current import Snapshot
    from app.library.model import Library

machines = Blueprint("machines", __name__)

TEXT = "text/plain; charset=utf-8"
MARKDOWN = "text/markdown; charset=utf-8"
MANIFEST_TYPE = "application/manifest+json"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


@machines.get("/sitemap.xml")
def show_sitemap() -> Response:
    """List every page with the day it last changed (sitemaps.org protocol 0.9)."""
    return respond(_sitemap, content_type="application/xml; charset=utf-8")


def _sitemap() -> bytes:
    library = current_snapshot().library
    lines = ['<?xml version="1.0" encoding="utf-8"?>', f'<urlset xmlns="{_SITEMAP}">']
    for address, changed in _pages(library):
        lastmod = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
        # Not by xml.sax, which loads all that fetches pages.
        location = html.escape(library.config.absolute(address), quote=False)
        lines.append(f"<url><loc>{location}</loc>{lastmod}</url>")
    return "\n".join([*lines, "</urlset>", ""]).encode()


def _pages(library: Library) -> Iterator[tuple[str, datetime | None]]:
    newest = max(map(_changed, library.posts), default=None)
    yield "/", newest
    for post in library.posts:
        yield post.address, _changed(post)
    for page in library.pages:
        if page.data.get("sitemap") is not False and not page.address.startswith("/404"):
            yield page.address, page.updated
    for issue in library.issues:
        yield issue.address, issue.sent
    for shelf in (*library.terms.values(), library.combinations):
        for term in shelf.values():
            if term.posts:
                yield term.address, max(map(_changed, term.posts))
    yield "/archive/", newest
    yield "/feeds/", None
    yield "/newsletter/", library.issues[0].sent if library.issues else None


def _changed(post: Post) -> datetime:
    return post.updated or post.date


@machines.get("/robots.txt")
def show_robots() -> Response:
    """Welcome everyone (RFC 9309); results of a search name /search itself as their address."""
    config = current_snapshot().config
    text = f"User-agent: *\nAllow: /\n\nSitemap: {config.absolute('/sitemap.xml')}\n"
    if holder().preview:
        text = "User-agent: *\nDisallow: /\n"
    return respond(text.encode, content_type=TEXT)


@machines.get("/llms.txt")
def show_llms() -> Response:
    """List every post in Markdown, each with the address of its own Markdown (llmstxt.org)."""
    return respond(_llms, content_type=MARKDOWN)


def _llms() -> bytes:
    snapshot = current_snapshot()
    config = snapshot.config
    lines = [f"# {config.title}", ""]
    if config.description:
        lines += [f"> {config.description}", ""]
    lines += ["## Posts", ""]
    for post in snapshot.library.posts:
        about = f": {post.description}" if post.description else ""
        url = config.absolute(markdown_address(post.address))
        lines.append(f"- [{_bracketed(post.title)}]({url}){about}")
    return "\n".join([*lines, ""]).encode()


def _bracketed(title: str) -> str:
    return title.replace("[", "\\[").replace("]", "\\]")


@machines.get("/site.webmanifest")
def show_manifest() -> Response:
    """Describe the site to a phone that keeps it (W3C Web Application Manifest)."""
    config = current_snapshot().config
    manifest = {
        "name": config.title,
        "short_name": config.title[:30],
        "description": config.description,
        "lang": config.language,
        "start_url": config.path("/"),
        "scope": config.path("/"),
        "display": "browser",
        "icons": [
            {"src": config.path(static_address("favicon.svg")), "sizes": "any"},
            {"src": config.path(static_address("icon-180.png")), "sizes": "180x180"},
        ],
    }
    data = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    return respond(data.encode, content_type=MANIFEST_TYPE)


@machines.get("/healthz")
def show_health() -> Response:
    """Tell a program that watches over this one how it is: 200 while there is a site to serve.

    Numbers alone: who can ask this may be anybody, and a problem's sentence can name a draft.
    """
    try:
        snapshot = current_snapshot()
    except ConfigError:
        return _health({"status": "unavailable"}, 503)
    age = (now() - snapshot.library.as_of).total_seconds()
    found: dict[str, object] = {"status": "ok", "snapshot": snapshot.name}
    return _health(found | {"age": round(age), "problems": len(snapshot.library.problems)}, 200)


def _health(found: dict[str, object], status: int) -> Response:
    data = json.dumps(found) + "\n"
    headers = {"Cache-Control": "no-store"}
    return Response(data, status, headers, content_type="application/json")


def markdown_address(address: str) -> str:
    """Return where the Markdown of the post at *address* is."""
    return address.rstrip("/").removesuffix(".html") + ".md"


def show_markdown(post: Post) -> Response:
    """Send *post* as Markdown: its title, where it stands, its words with absolute links."""
    snapshot = current_snapshot()
    return respond(lambda: _markdown(snapshot, post), content_type=MARKDOWN)


def _markdown(snapshot: Snapshot, post: Post) -> bytes:
    config, library = snapshot.config, snapshot.shown

    def absolute(link: str) -> str | None:
        address = resolve_link(library, link, path=post.source.path, address=post.address)
        return config.absolute(address) if address else None

    names = ", ".join(term.title for term in library.authors_of(post))
    by = f"By {names}. " if names else ""
    about = f"{by}{post.date:%Y-%m-%d}. {config.absolute(post.address)}"
    words = resolve_markdown(snapshot.body_of(post).markdown, absolute).strip()
    return f"# {post.title}\n\n{about}\n\n{words}\n".encode()
