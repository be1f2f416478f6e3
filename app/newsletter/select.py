"""Which issue, and which posts: decided purely, from what the library holds."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from app.content.permalink import term_name
from app.errors import NewsletterError, NothingToSendError
from app.library.check import header_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from app.content.model import Issue, Post
    from app.library.model import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What an author asked for, in a header or by options. All that is set has to hold."""

    #: Named posts, in the order they are sent; they are all, whatever else is set.
    slugs: tuple[str, ...] = ()
    category: str = ""
    tag: str = ""
    #: The first moment that counts.
    since: datetime | None = None
    #: The last moment that counts; midnight means the whole of that day.
    until: datetime | None = None
    #: At most so many, the newest.
    latest: int | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was asked for."""
        return self == Choice()


def choice_of(issue: Issue) -> Choice:
    """Return what the header of *issue* chooses."""
    return Choice(
        slugs=issue.posts,
        category=issue.category,
        tag=issue.tag,
        since=issue.since,
        until=issue.until,
    )


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
    chosen = tuple(post for post in _in_terms(library, choice, issue) if _is_in_time(post, choice))
    if not chosen:
        raise NothingToSendError(
            f"no post {_said(choice)}; widen the choice, or publish one first",
            path=issue.source.path if issue else "",
        )
    return chosen[: choice.latest]


def find_repeats(
    library: Library, posts: Iterable[Post], issues: Iterable[Issue]
) -> Iterator[tuple[Post, Issue]]:
    """Give each of *posts* that one of *issues* sent before, by name, with that issue."""
    sent = {
        post.address: issue
        for issue in issues
        if issue.sent
        for slug in issue.posts
        if (post := library.post_called(slug))
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


def _in_terms(library: Library, choice: Choice, issue: Issue | None) -> Iterator[Post]:
    asked: tuple[tuple[Literal["category", "tag"], str], ...] = (
        ("category", choice.category),
        ("tag", choice.tag),
    )
    kept = [_addresses(library, kind, name, issue) for kind, name in asked if name]
    return (post for post in library.posts if all(post.address in one for one in kept))


def _addresses(
    library: Library, kind: Literal["category", "tag"], name: str, issue: Issue | None
) -> frozenset[str]:
    term = library.term(kind, term_name(name))
    if term is None:
        names = [known.name for known in library.terms_of(kind)]
        near = _nearest(term_name(name), names, "there are")
        raise _unknown(kind, name, near, issue)
    return frozenset(post.address for post in term.posts)


def _is_in_time(post: Post, choice: Choice) -> bool:
    if choice.since is not None and post.date < choice.since:
        return False
    return choice.until is None or post.date < _end(choice.until)


def _end(until: datetime) -> datetime:
    """Return the first moment that is too late."""
    is_day = not (until.hour or until.minute or until.second)
    return until + (timedelta(days=1) if is_day else timedelta(seconds=1))


def _said(choice: Choice) -> str:
    """Say *choice* back: "in the category 'ai', since 2026-11-01"."""
    parts = [f"in the category {choice.category!r}"] if choice.category else []
    parts += [f"with the tag {choice.tag!r}"] if choice.tag else []
    parts += [f"since {choice.since:%Y-%m-%d}"] if choice.since else []
    parts += [f"until {choice.until:%Y-%m-%d}"] if choice.until else []
    return f"was found {', '.join(parts)}" if parts else "is published"


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
