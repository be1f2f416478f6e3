"""A new issue's file, from the posts that no issue has sent yet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.errors import NewsletterError, NothingToSendError
from app.library.choice import Choice, choose_posts, sent_posts
from app.newsletter.letter import newsletter_title, one_line
from app.templating import day_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from app.content.model import Issue, Post
    from app.library.model import Library


def select_new(library: Library, issues: Iterable[Issue], now: datetime) -> tuple[Post, ...]:
    """Return the posts since the last sent of *issues*, up to *now*, newest first.

    A post that an issue named before is not new. Raises NothingToSendError when none is.
    """
    sent = sorted((one for one in issues if one.sent), key=lambda one: one.sent or one.date)
    last = sent[-1] if sent else None
    since = (last.sent or last.date) if last else None
    choice = Choice(
        since=since.replace(hour=0, minute=0, second=0, microsecond=0) if since else None,
        until=now,
        besides=sent_posts(library, tuple(sent)),
    )
    posts = choose_posts(library, choice)
    if not posts:
        after = f" since the issue {last.name}, sent {last.sent:%Y-%m-%d}" if last else ""
        raise NothingToSendError(
            f"no post has appeared{after}; publish one first, or name older ones in the file of an "
            "issue of your own"
        )
    return posts


def issue_text(library: Library, posts: Iterable[Post], now: datetime) -> str:
    """Write the file of an issue that holds *posts*, with an empty line to begin on."""
    config = library.config
    subject = f"{newsletter_title(config)}, {day_text(now, config.language)}"
    lines = [f"  - {post_name(library, post)}  # {one_line(post.title)}" for post in posts]
    return "\n".join(
        [
            "---",
            # JSON's strings are YAML's double-quoted ones (YAML 1.2 §1.3).
            f"subject: {json.dumps(subject, ensure_ascii=False)}",
            f"date: {now:%Y-%m-%d}",
            'preheader: ""',
            "layout: digest",
            "posts:",
            *lines,
            "---",
            "",
            "",
        ]
    )


def post_name(library: Library, post: Post) -> str:
    """Return what an issue calls *post*: its slug, or its file's name where two share the slug."""
    stem = post.source.path.rpartition("/")[2].removesuffix(".md")
    return post.slug if library.post_called(post.slug) is post else stem


def refuse_name(name: str) -> None:
    """Raise NewsletterError when *name* cannot be the name of an issue's file."""
    if not name or name.startswith(".") or not name.isprintable() or set(name) & set('/\\:*?"<>|'):
        raise NewsletterError(f"{name!r} cannot be the name of a file; write one like 2026-11")
