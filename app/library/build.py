"""Many values become one library: order, index, collisions. Pure: no file, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from app.content.model import FeedUse, Issue, Page, Post, Problem
from app.errors import CollisionError
from app.library.files import file_sizes, place_files
from app.library.jekyll_lists import lead_lists, old_lists
from app.library.jekyll_menu import with_menu
from app.library.links import gives_way, is_reserved, never_yields
from app.library.model import EPOCH, TERM_KINDS, Library
from app.library.shelves import Shelves, is_listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from app.config import Config
    from app.library.load import Contents
    from app.library.model import Term, TermKind, Writing


_PATH = attrgetter("source.path")
_Dated = TypeVar("_Dated", Post, Issue)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """Everything that has an address of its own, visible or not, newest first."""

    posts: tuple[Post, ...]
    issues: tuple[Issue, ...]
    #: By path.
    pages: tuple[Page, ...]
    #: Pages that are there for templates alone, and so need no address.
    documents: tuple[Page, ...]
    #: About those that have none.
    problems: tuple[Problem, ...]
    #: Paths of what readers do not see yet: asked once, for of ten thousand each question is felt.
    hidden: frozenset[str]


def sort_contents(contents: Contents, config: Config, *, now: datetime) -> Sorted:
    """Give each address to one writing, and put them all in order.

    Two files that ask for one address: the one visible at *now* keeps it, then the first by path;
    the other is left out with a problem that names both.
    """
    unseen = [one for one in contents.writings if isinstance(one, Page) and not one.is_output]
    seen = [one for one in contents.writings if not isinstance(one, Page) or one.is_output]
    hidden = frozenset(one.source.path for one in seen if not is_visible(one, now))
    kept, problems = _apart(seen, hidden, is_ours=config.jekyll is None)
    return Sorted(
        posts=_newest_first(one for one in kept if isinstance(one, Post)),
        issues=_newest_first(one for one in kept if isinstance(one, Issue)),
        pages=tuple(one for one in kept if isinstance(one, Page)),
        documents=tuple(unseen),
        problems=tuple(problems),
        hidden=hidden,
    )


def build_library(
    contents: Contents,
    config: Config,
    *,
    now: datetime,
    everything: bool = False,
    ordered: Sorted | None = None,
) -> Library:
    """Index what is visible at *now*; with *everything*, drafts and what is to come too.

    *ordered* is what :func:`sort_contents` made of *contents*, where that is known already. Terms
    whose names meet are one, with a notice.
    """
    ordered = ordered or sort_contents(contents, config, now=now)

    def is_shown(writing: Writing) -> bool:
        return everything or writing.source.path not in ordered.hidden

    posts = tuple(filter(is_shown, ordered.posts))
    issues = tuple(filter(is_shown, ordered.issues))
    fed = tuple(post for post in posts if post.feed is not FeedUse.NONE)
    shelves = Shelves(config=config)
    terms = {kind: shelves.build(kind, posts) for kind in TERM_KINDS}
    found = tuple(filter(is_shown, ordered.pages))
    lists = lead_lists(found, terms) if config.jekyll else {}
    shown = tuple(page for page in found if page.address not in lists and not page.is_home)
    pages = tuple(page for page in shown if not page.is_raw)
    all_shown: tuple[Writing, ...] = (*posts, *shown, *issues)
    writings = {one.address: one for one in all_shown if not _has_gone(one)}
    combinations = shelves.combine(terms["category"])
    listed = tuple(post for post in posts if is_listed(post))
    files, by_path = place_files(contents, writings)
    return Library(
        config=with_menu(config, pages),
        as_of=now,
        next_due=min(
            (day for day in _turning_points(contents.writings, ordered.hidden) if day > now),
            default=None,
        ),
        modified=_modified(contents, posts, issues, now),
        posts=listed,
        fed=fed,
        all_posts=posts,
        pages=pages,
        documents=(
            *found,
            *(page for page in ordered.documents if everything or not page.is_draft),
        ),
        home=next((page for page in found if page.is_home), None),
        issues=issues,
        terms=terms,
        combinations=combinations,
        writings=writings,
        taken=_taken(config, writings, files),
        redirects=_old_addresses(config, listed, terms, {*writings, *files})
        | {old: new for old, new in lists.items() if old != new}
        | _redirects((*posts, *found, *issues), writings),
        files=files,
        sizes=file_sizes(contents, by_path),
        file_signatures=tuple((entry.path, entry.signature) for entry in contents.files),
        addresses={one.source.path: one.address for one in all_shown} | by_path,
        problems=tuple(sorted((*contents.problems, *ordered.problems, *shelves.problems))),
        order={post.address: place for place, post in enumerate(listed)},
        by_name=_names(posts),
    )


def is_visible(writing: Writing, now: datetime) -> bool:
    """Tell whether readers may see *writing* at *now*."""
    due = _due(writing)
    if isinstance(writing, Page):
        return not writing.is_draft and writing.is_output
    return due is not None and due <= now


def _turning_points(writings: Iterable[Writing], hidden: frozenset[str]) -> Iterator[datetime]:
    """Give each moment at which something is seen that was not: what is *hidden*, or a revision."""
    for one in writings:
        if one.source.path in hidden and (due := _due(one)):
            yield due
        if isinstance(one, Post) and one.updated and not one.is_draft:
            yield one.updated


def _due(writing: Writing) -> datetime | None:
    """Return the moment at which *writing* becomes visible, or None when none will make it so."""
    if isinstance(writing, Post):
        if writing.is_draft:
            return None
        return EPOCH if writing.is_shown_early else writing.date
    if isinstance(writing, Issue):
        return max(writing.sent, writing.date) if writing.sent else None
    return None


def _newest_first(items: Iterable[_Dated]) -> tuple[_Dated, ...]:
    """Put *items*, which are in the order of their paths, in that of their dates."""
    return tuple(sorted(items, key=lambda item: -item.date.timestamp()))


def _apart(
    writings: Iterable[Writing], hidden: frozenset[str], *, is_ours: bool
) -> tuple[list[Writing], list[Problem]]:
    """Keep one writing for each address, in the order of their paths; say which lost.

    In a Jekyll folder its own files go before what we would show at their addresses.
    """
    kept: dict[str, Writing] = {}
    problems = []
    by_path = sorted(writings, key=_PATH)
    for one in sorted(by_path, key=lambda one: one.source.path in hidden):
        holder = kept.get(one.address)
        if holder is None and _is_free(one, is_ours=is_ours):
            kept[one.address] = one
            continue
        error = _collision(one, holder.source.path if holder else "")
        problems.append(Problem(path=error.path, line=error.line, what=error.what))
    return sorted(kept.values(), key=_PATH), problems


def _is_free(writing: Writing, *, is_ours: bool) -> bool:
    if is_ours:
        return not is_reserved(writing.address, is_issue=isinstance(writing, Issue))
    # A page may be the home page, or have been a feed, which leads to ours; a post may not.
    return not isinstance(writing, Post) or not never_yields(writing.address)


def _collision(loser: Writing, holder: str) -> CollisionError:
    whose = f"which {holder} has already" if holder else "which Trifold itself needs"
    msg = f"has the address {loser.address}, {whose}; give it another one with slug: or permalink:"
    return CollisionError(msg, path=loser.source.path, line=1)


def _names(posts: Iterable[Post]) -> dict[str, Post]:
    """Index *posts* by slug, file name and file name without its date; the newest keeps a name."""
    found: dict[str, Post] = {}
    for post in posts:
        stem = post.source.path.removesuffix("/index.md").rpartition("/")[2].removesuffix(".md")
        for name in (post.slug, post.file_slug, stem):
            found.setdefault(name, post)
    return found


def _taken(config: Config, pages: Iterable[str], files: Iterable[str]) -> frozenset[str]:
    if config.jekyll is None:
        return frozenset()
    sent = (address for address in files if gives_way(address, to_plain=True))
    return frozenset((*filter(gives_way, pages), *sent))


def _old_addresses(
    config: Config,
    posts: tuple[Post, ...],
    terms: Mapping[TermKind, Mapping[str, Term]],
    standing: set[str],
) -> dict[str, str]:
    if config.jekyll is None:
        return {}
    named = (*terms["category"].values(), *terms["tag"].values())
    found = old_lists(config, config.jekyll, posts, named)
    return {old: new for old, new in found.items() if old not in standing and old != new}


def _has_gone(writing: Writing) -> bool:
    """Tell whether *writing* is only there to lead on (``redirect_to``)."""
    return isinstance(writing, (Post, Page)) and bool(writing.redirect_to)


def _redirects(shown: Iterable[Writing], writings: dict[str, Writing]) -> dict[str, str]:
    found: dict[str, str] = {}
    moved = [
        one
        for one in shown
        if isinstance(one, Post | Page) and (one.redirect_from or one.redirect_to)
    ]
    for one in sorted(moved, key=lambda one: one.source.path):
        if one.redirect_to:
            found[one.address] = one.redirect_to
        for address in one.redirect_from:
            if address not in writings:
                found.setdefault(address, one.address)
    return found


def _modified(
    contents: Contents, posts: Iterable[Post], issues: Iterable[Issue], now: datetime
) -> datetime:
    due = [day for one in issues if (day := _due(one)) and day <= now]
    # Posts come newest first: the first of them that its date has made visible is the newest.
    dated = (one.date for one in posts if not (one.is_draft or one.is_shown_early))
    due.extend(islice((day for day in dated if day <= now), 1))
    seconds = int(contents.modified)
    # Never in the future (RFC 9110 §8.8.2.1), whatever a file's own clock said.
    return min(max([datetime.fromtimestamp(seconds, UTC), *due]), now)
