"""Which issue, and which posts: decided purely, from what the library holds."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from app.content.permalink import term_name
from app.errors import NewsletterError, NothingToSendError
from app.library.check import header_line
from app.library.choice import Choice, choice_of, choose_posts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.content.model import Issue, Post
    from app.library.model import Library

__all__ = ["Choice", "choice_of", "find_repeats", "select_issue", "select_posts"]


def select_issue(issues: Sequence[Issue], name: str = "") -> Issue:
    """Return the issue called *name* (with or without folder and ``.md``), or the newest one.

    Raises NewsletterError with what there is instead.
    """
    if not issues:
        raise NewsletterError(
            "there is no issue in newsletters/; choose posts with --latest, --category, --tag, "
            "--since or --post, or write newsletters/2026-11.md"
        )
    if not name:
        return issues[0]
    wanted = name.rpartition("/")[2].removesuffix(".md")
    for issue in issues:
        if issue.name == wanted:
            return issue
    names = [issue.name for issue in issues]
    raise NewsletterError(
        f"there is no issue {name!r}; {_nearest(wanted, names, 'the issues are')}"
    )


def select_posts(
    library: Library, choice: Choice, hidden: Iterable[Post] = (), *, issue: Issue | None = None
) -> tuple[Post, ...]:
    """Return the visible posts that *choice* means: named ones in their order, others newest first.

    *hidden* are the drafts and scheduled posts, so that naming one can say why it is refused, and
    *issue* is whose header the choice is from, so that an error can say where it stands.
    Raises NewsletterError for a name that is not there, NothingToSendError when no post is left.
    """
    if choice.slugs:
        named = (_named(library, slug, hidden, issue) for slug in choice.slugs)
        return tuple(dict.fromkeys(named))
    _refuse_unknown_terms(library, choice, issue)
    chosen = choose_posts(library, choice)
    if not chosen:
        raise NothingToSendError(
            f"no post {_said(choice)}; widen the choice, or publish one first",
            path=issue.source.path if issue else "",
        )
    return chosen


def find_repeats(
    library: Library, posts: Iterable[Post], issues: Iterable[Issue]
) -> Iterator[tuple[Post, Issue]]:
    """Give each of *posts* that one of *issues* sent before, by name, with that issue."""
    sent = {
        post.address: issue for issue in issues if issue.sent for post in library.posts_of(issue)
    }
    return ((post, sent[post.address]) for post in posts if post.address in sent)


def _named(library: Library, slug: str, hidden: Iterable[Post], issue: Issue | None) -> Post:
    if post := library.post_called(slug):
        return post
    for post in hidden:
        if slug in {post.slug, post.file_slug, post.source.path.rpartition("/")[2][:-3]}:
            raise NewsletterError(_why_hidden(post), path=post.source.path)
    slugs = [post.slug for post in library.posts]
    raise _unknown("post", slug, _nearest(slug, slugs, "the posts are"), issue)


def _unknown(kind: str, name: str, near: str, issue: Issue | None) -> NewsletterError:
    return NewsletterError(
        f"there is no {kind} {name!r}; {near}",
        path=issue.source.path if issue else "",
        line=header_line(issue, name) if issue else 0,
    )


def _why_hidden(post: Post) -> str:
    if post.is_draft:
        return f"is a draft, so it cannot be sent; publish it with: trifold publish {post.slug}"
    due = f"{post.date:%Y-%m-%d %H:%M}"
    return f"is scheduled for {due}, so it cannot be sent yet; wait, or give it an earlier date"


def _refuse_unknown_terms(library: Library, choice: Choice, issue: Issue | None) -> None:
    for kind, name in choice.terms:
        if library.term(kind, term_name(name)) is None:
            names = [known.name for known in library.terms_of(kind)]
            near = _nearest(term_name(name), names, "there are")
            raise _unknown(kind, name, near, issue)


def _said(choice: Choice) -> str:
    """Say *choice* back: "in the category 'ai', since 2026-11-01"."""
    parts = [f"in the category {choice.category!r}"] if choice.category else []
    parts += [f"with the tag {choice.tag!r}"] if choice.tag else []
    parts += [f"since {choice.since:%Y-%m-%d}"] if choice.since else []
    parts += [f"until {choice.until:%Y-%m-%d}"] if choice.until else []
    new = " that was not sent before" if choice.besides else ""
    return f"was found{new} {', '.join(parts)}" if parts else f"is published{new}"


def _nearest(name: str, names: Sequence[str], otherwise: str) -> str:
    """Say which of *names* may be meant, or list some of them."""
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    if near:
        return f"did you mean {' or '.join(near)}?"
    if not names:
        return "there is none yet"
    few = 8
    more = ", …" if len(names) > few else ""
    return f"{otherwise}: {', '.join(names[:few])}{more}"
