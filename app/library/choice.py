"""Which posts an issue means, by its header or by options: the same in its mail and on its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

from app.content.permalink import term_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from app.content.model import Issue, Post
    from app.library.model import Library

ChosenTerm: TypeAlias = tuple[Literal["category", "tag"], str]


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
    #: Addresses of posts that are not meant, since they were sent before.
    besides: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was asked for."""
        return self == Choice()

    @property
    def terms(self) -> tuple[ChosenTerm, ...]:
        """The terms that were asked for, as the author wrote them."""
        both: tuple[ChosenTerm, ...] = (("category", self.category), ("tag", self.tag))
        return tuple((kind, name) for kind, name in both if name)


def choice_of(issue: Issue, library: Library) -> Choice:
    """Return what the header of *issue* chooses; *library* knows which issues were sent before.

    An issue that was sent holds nothing from after that day, and one that begins after the last
    issue nothing from after its own.
    """
    if issue.posts:
        return Choice(slugs=issue.posts)
    asked = Choice(category=issue.category, tag=issue.tag, since=issue.since, until=issue.until)
    if issue.is_since_last:
        before = issues_before(issue, library)
        return Choice(
            category=issue.category,
            tag=issue.tag,
            since=_day(before[0].sent or before[0].date) if before else None,
            until=issue.until or issue.date,
            besides=sent_posts(library, before),
        )
    if asked.is_empty or issue.until or not issue.sent:
        return asked
    return Choice(category=issue.category, tag=issue.tag, since=issue.since, until=issue.sent)


def issues_before(issue: Issue, library: Library) -> tuple[Issue, ...]:
    """Return the issues that were sent before *issue*, the last one first."""
    sent = [one for one in library.issues if one.sent and one.name != issue.name]
    earlier = (one for one in sent if one.date <= issue.date)
    return tuple(sorted(earlier, key=lambda one: one.sent or one.date, reverse=True))


def sent_posts(library: Library, issues: tuple[Issue, ...]) -> frozenset[str]:
    """Return the addresses of the posts that *issues* held.

    One that begins after the issue before it counts when its posts are written down, as
    ``mark-sent`` does; to ask it what it chooses would lead back here.
    """
    known = (issue for issue in issues if issue.posts or not issue.is_since_last)
    return frozenset(post.address for issue in known for post in library.posts_of(issue))


def choose_posts(library: Library, choice: Choice) -> tuple[Post, ...]:
    """Return the published posts that *choice* means by term and time, newest first.

    A term that nobody knows has none.
    """
    chosen = tuple(post for post in _in_terms(library, choice) if _is_meant(post, choice, library))
    return chosen[: choice.latest]


def _in_terms(library: Library, choice: Choice) -> Iterator[Post]:
    terms = [library.term(kind, term_name(name)) for kind, name in choice.terms]
    kept = [frozenset(post.address for post in term.posts) if term else set() for term in terms]
    return (post for post in library.posts if all(post.address in one for one in kept))


def _is_meant(post: Post, choice: Choice, library: Library) -> bool:
    if post.is_draft or post.date > library.as_of or post.address in choice.besides:
        return False
    if choice.since is not None and post.date < choice.since:
        return False
    return choice.until is None or post.date < _end(choice.until)


def _day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _end(until: datetime) -> datetime:
    """Return the first moment that is too late."""
    is_day = not (until.hour or until.minute or until.second)
    return until + (timedelta(days=1) if is_day else timedelta(seconds=1))
