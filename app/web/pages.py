"""The pages of the site."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from flask import Blueprint, abort, redirect, request

from app.content.model import Issue, Page, Post
from app.feeds.addresses import current_address
from app.library.links import gives_way
from app.library.ways import find_way
from app.web.current import current_snapshot
from app.web.head import (
    FeedLink,
    main_feeds,
    make_head,
    make_pager,
    make_post_head,
    own_feeds,
    page_address,
)
from app.web.machines import show_markdown
from app.web.pagecache import respond
from app.web.render import page
from app.web.static_files import send_authors_file, type_of

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

    from app.config import Config
    from app.library.model import Term, Writing

pages = Blueprint("pages", __name__)

_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
_PERMANENT = 308


@pages.get("/")
def show_home() -> AnyResponse:
    """Show the newest posts."""
    return _home(1)


@pages.get("/page/<number>/")
def show_home_page(number: str) -> AnyResponse:
    """Show a further page of posts."""
    return _first("/") if number == "1" else _home(_page_number(number))


def _home(number: int) -> AnyResponse:
    snapshot = current_snapshot()
    posts, pager = _cut("/", snapshot.shown.posts, number)
    config = snapshot.config
    about = "" if number == 1 else f"Earlier posts of {config.title}, page {number}."
    head = make_head(config, page_address("/", number), _page_title("", number), description=about)
    home = snapshot.shown.home if number == 1 else None
    return page("home.html", head=head, posts=posts, pager=pager, home=home)


@pages.get("/<any(category, tag, author, series):kind>/<name>/")
def show_term(kind: str, name: str) -> AnyResponse:
    """Show the posts of a category, tag, author or series, or of categories together."""
    return _term(kind, name, 1)


@pages.get("/<any(category, tag, author, series):kind>/<name>/page/<number>/")
def show_term_page(kind: str, name: str, number: str) -> AnyResponse:
    """Show a further page of such posts."""
    if number == "1":
        return _first(f"/{kind}/{name}/")
    return _term(kind, name, _page_number(number))


def _term(kind: str, name: str, number: int) -> AnyResponse:
    snapshot = current_snapshot()
    term = snapshot.shown.term_called(kind, name) or abort(404)
    if name != term.name:
        return _first(page_address(term.address, number))
    posts, pager = _cut(term.address, term.posts, number)
    address = page_address(term.address, number)
    head = make_head(
        snapshot.config,
        address,
        _page_title(term.title, number),
        description=_about(term, snapshot.config, number),
        feeds=own_feeds(snapshot.config, term.title, term.address),
    )
    return page("term.html", head=head, term=term, posts=posts, pager=pager)


def _about(term: Term, config: Config, number: int) -> str:
    if number == 1 and term.description:
        return term.description
    return f"{_page_title(f'Posts about {term.title} on {config.title}', number)}."


@pages.get("/archive/")
def show_archive() -> AnyResponse:
    """Show every post, year by year."""
    snapshot = current_snapshot()
    years = groupby(snapshot.shown.posts, key=lambda post: post.date.year)
    return page(
        "archive.html",
        head=make_head(
            snapshot.config,
            "/archive/",
            "Archive",
            description=f"Every post of {snapshot.config.title}, year by year.",
        ),
        years=tuple((year, tuple(posts)) for year, posts in years),
    )


@pages.get("/feeds/")
def show_feeds() -> AnyResponse:
    """Explain feeds, and list them all."""
    config = current_snapshot().config
    about = f"The feeds of {config.title}, and how to follow them."
    return page("feeds.html", head=make_head(config, "/feeds/", "Feeds", description=about))


@pages.get("/newsletter/")
def show_newsletter() -> AnyResponse:
    """Show the issues that went out, and where to sign up."""
    snapshot = current_snapshot()
    config = snapshot.config
    title = config.newsletter.title or "Newsletter"
    about = f"The letters of {config.title}, and how to get them."
    feeds = _letter_feeds(config)
    head = make_head(config, "/newsletter/", title, description=about, feeds=feeds)
    return page("newsletter.html", head=head, issues=snapshot.shown.issues)


def _letter_feeds(config: Config) -> tuple[FeedLink, ...]:
    title = config.newsletter.title or "Newsletter"
    return (*own_feeds(config, title, "/newsletter/"), *main_feeds(config))


@pages.get("/<path:rest>")
def show_writing(rest: str) -> AnyResponse:
    """Show what the author put at this address: a post, a page, an issue or a file."""
    library = current_snapshot().shown
    address = f"/{rest}"
    if address in library.writings:
        return _writing(library.writings[address])
    if address in library.files:
        return send_authors_file(library.files[address])
    if post := library.post_of_markdown(address):
        return show_markdown(post)
    target = find_way(library, address) or current_address(library, address)
    return _first(target) if target else abort(404)


def _writing(writing: Writing) -> Response:
    if isinstance(writing, Post):
        return _post(writing)
    return _issue(writing) if isinstance(writing, Issue) else _page(writing)


def _post(post: Post) -> Response:
    snapshot = current_snapshot()
    library = snapshot.shown
    description = post.description or snapshot.body_of(post).excerpt
    return page(
        "post.html",
        head=make_post_head(library, post, description=description),
        post=post,
        newer=library.newer(post),
        older=library.older(post),
    )


def _page(found: Page) -> Response:
    if found.is_raw:
        body_of = current_snapshot().body_of
        kind = type_of(found.address)
        return respond(lambda: str(body_of(found).html).encode(), content_type=kind)
    config = current_snapshot().config
    description = found.description or current_snapshot().body_of(found).excerpt
    head = make_head(config, found.address, found.title, description=description)
    return page("page.html", head=head, page=found)


def _issue(issue: Issue) -> Response:
    snapshot = current_snapshot()
    description = issue.preheader or snapshot.body_of(issue).excerpt
    return page(
        "issue.html",
        head=make_head(
            snapshot.config,
            issue.address,
            issue.title,
            description=description,
            feeds=_letter_feeds(snapshot.config),
        ),
        issue=issue,
        posts=snapshot.shown.posts_of(issue),
    )


def _cut(address: str, posts: tuple[Post, ...], number: int) -> tuple[tuple[Post, ...], object]:
    """Return page *number* of *posts* and its pager; 404 past the end."""
    size = current_snapshot().config.per_page
    count = max(1, -(-len(posts) // size))
    if number > count:
        abort(404)
    return posts[(number - 1) * size : number * size], make_pager(address, number, count)


def _page_number(text: str) -> int:
    return int(text) if _NUMBER.fullmatch(text) else abort(404)


def _page_title(title: str, number: int) -> str:
    if number == 1:
        return title
    return f"{title}, page {number}" if title else f"Page {number}"


def _first(address: str) -> AnyResponse:
    """Redirect to *address* (site-relative, or a url elsewhere) for good."""
    return redirect(current_snapshot().config.path(address), _PERMANENT)


@pages.before_app_request
def show_own() -> AnyResponse | None:
    """Show what a Jekyll folder has of its own at an address that we would use."""
    if not gives_way(request.path, to_plain=True):
        return None
    if request.path in current_snapshot().shown.taken:
        return show_writing(request.path.removeprefix("/"))
    return None


@pages.before_app_request
def add_slash() -> AnyResponse | None:
    """Lead from ``/archive`` to ``/archive/``, without a look at the Host header."""
    rule = request.url_rule
    if rule is not None and rule.rule.endswith("/") and not request.path.endswith("/"):
        return _first(f"{request.path}/")
    return None
