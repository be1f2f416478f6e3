"""Everything that is wrong with a folder, also what shows only when its words are rendered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.model import FeedUse, Issue, Level, Post, Problem
from app.content.permalink import term_name
from app.errors import ContentError
from app.library.embeds import embed_problems
from app.library.model import MOST_FED
from app.library.overrides import template_problems
from app.library.site_files import site_file_problems
from app.pictures.examine import picture_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.content.model import Body
    from app.library.current import Snapshot
    from app.library.model import TermKind, Writing

#: Posts of which feeds decide how much they hold.
_FED = {FeedUse.USUAL, FeedUse.ONLY}
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")


def check_snapshot(snapshot: Snapshot) -> tuple[Problem, ...]:
    """Return every problem of the folder behind *snapshot*, in the order of files and lines.

    Renders every post, page and issue, drafts included.
    """
    library = snapshot.shown
    found = set(library.problems)
    found.update(map(_config_notice, snapshot.config.notices))
    writings: tuple[Writing, ...] = (
        *library.all_posts,
        *library.pages,
        *snapshot.issues,
        *snapshot.hidden,
    )
    for writing in writings:
        found.update(_body_problems(snapshot, writing))
    for issue in snapshot.issues:
        found.update(_issue_problems(snapshot, issue))
    found.update(template_problems(snapshot.config.root))
    found.update(site_file_problems(snapshot.library))
    found.update(_picture_problems(snapshot))
    return tuple(sorted(found))


def _picture_problems(snapshot: Snapshot) -> Iterator[Problem]:
    """Say of each picture whether it can be shown, and what it tells besides."""
    library = snapshot.shown
    for path, address in library.addresses.items():
        if address in library.files and path.lower().endswith(_PICTURES):
            what = picture_problem(library.files[address])
            if what:
                yield Problem(path=path, what=what, level=Level.NOTICE)


def _config_notice(notice: str) -> Problem:
    place = re.match(r"(site\.toml|_config\.ya?ml|_data/[^:]+)(?::(\d+))?: ", notice)
    return Problem(
        path=place[1] if place else "site.toml",
        line=int(place[2] or 0) if place else 0,
        what=notice[place.end() :] if place else notice,
        level=Level.NOTICE,
    )


def _body_problems(snapshot: Snapshot, writing: Writing) -> tuple[Problem, ...]:
    try:
        body = snapshot.body_of(writing)
    except ContentError as error:
        return (Problem(path=error.path, line=error.line, what=error.what),)
    return (
        *body.problems,
        *_too_long(body, writing),
        *embed_problems(body, writing.source, snapshot.config),
    )


def _too_long(body: Body, writing: Writing) -> Iterator[Problem]:
    is_fed = isinstance(writing, Issue) or (isinstance(writing, Post) and writing.feed in _FED)
    size = len(body.html.encode())
    if is_fed and size > MOST_FED:
        what = (
            f"makes a page of {size:,} bytes, more than many feed readers take, so feeds hold its "
            "summary with a link; part it, or say which you want with feed: summary or feed: full"
        )
        yield Problem(path=writing.source.path, line=1, what=what, level=Level.NOTICE)


def _issue_problems(snapshot: Snapshot, issue: Issue) -> Iterator[Problem]:
    """Say which posts and terms *issue* names in vain."""
    library = snapshot.library
    for slug in issue.posts:
        if library.post_called(slug) is None:
            hidden = any(slug in {post.slug, post.file_slug} for post in snapshot.hidden)
            why = (
                "which is a draft or still to come; publish it first"
                if hidden
                else "which is not in this folder; check its spelling"
            )
            yield _named(issue, slug, f"names the post {slug!r}, {why}")
    chosen: tuple[tuple[TermKind, str], ...] = (("category", issue.category), ("tag", issue.tag))
    for kind, title in chosen:
        terms = [term.name for term in library.terms_of(kind)]
        if title and term_name(title) not in terms:
            yield _named(
                issue, title, f"chooses the {kind} {title!r}, which no post has; check its spelling"
            )


def _named(issue: Issue, word: str, what: str) -> Problem:
    return Problem(path=issue.source.path, line=header_line(issue, word), what=what)


def header_line(issue: Issue, word: str) -> int:
    """Return the line of the header of *issue* on which *word* stands, or 1."""
    try:
        lines = issue.source.file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    header = lines[: issue.source.body_line]
    # Not within a longer name: "go" is not on the line of "going-live".
    whole = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
    return next((number for number, text in enumerate(header, start=1) if whole.search(text)), 1)
