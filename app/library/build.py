"""Many values become one library: order, index, collisions. Pure: no file, no clock."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from app.content.model import FeedUse, Issue, Level, Page, Post, Problem
from app.content.permalink import term_name
from app.errors import CollisionError
from app.library.files import file_sizes, place_files
from app.library.links import gives_way, is_reserved
from app.library.model import EPOCH, TERM_KINDS, Library, Term, TermKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.config import Config
    from app.library.load import Contents
    from app.library.model import Writing

_PLURALS = {"category": "categories", "tag": "tags", "author": "authors", "series": "series"}

_Dated = TypeVar("_Dated", Post, Issue)


def build_library(
    contents: Contents, config: Config, *, now: datetime, everything: bool = False
) -> Library:
    """Order and index what is visible at *now*; with *everything*, drafts and what is to come too.

    Two files that ask for one address: the visible one keeps it, then the first by path; the other
    is left out with a problem that names both. Terms whose names meet are one, with a notice.
    """
    kept, collisions = _apart(contents.writings, now, is_ours=config.jekyll is None)
    shown = [writing for writing in kept if everything or is_visible(writing, now)]
    posts = _newest_first(writing for writing in shown if isinstance(writing, Post))
    fed = tuple(post for post in posts if post.feed is not FeedUse.NONE)
    issues = _newest_first(writing for writing in shown if isinstance(writing, Issue))
    pages = tuple(writing for writing in shown if isinstance(writing, Page))
    all_shown: tuple[Writing, ...] = (*posts, *pages, *issues)
    writings = {one.address: one for one in all_shown if not _has_gone(one)}
    shelves = _Shelves(config=config)
    terms = {kind: shelves.build(kind, posts) for kind in TERM_KINDS}
    combinations = shelves.combine(terms["category"])
    listed = tuple(post for post in posts if is_listed(post))
    files, by_path = place_files(contents, writings)
    return Library(
        config=config,
        as_of=now,
        next_due=min(
            (day for day in _turning_points(contents.writings) if day > now), default=None
        ),
        modified=_modified(contents, shown, now),
        posts=listed,
        fed=fed,
        all_posts=posts,
        pages=pages,
        issues=issues,
        terms=terms,
        combinations=combinations,
        writings=writings,
        taken=_taken(config, (*writings, *files)),
        redirects=_redirects(shown, writings),
        files=files,
        sizes=file_sizes(contents, by_path),
        file_signatures=tuple((entry.path, entry.signature) for entry in contents.files),
        addresses={one.source.path: one.address for one in all_shown} | by_path,
        problems=tuple(sorted((*contents.problems, *collisions, *shelves.problems))),
        order={post.address: place for place, post in enumerate(listed)},
        by_name=_names(posts),
    )


def is_visible(writing: Writing, now: datetime) -> bool:
    """Tell whether readers may see *writing* at *now*."""
    due = _due(writing)
    if isinstance(writing, Page):
        return not writing.is_draft and writing.is_output
    return due is not None and due <= now


def is_listed(writing: Writing) -> bool:
    """Tell whether lists and searches name *writing*: a post may be for feeds alone."""
    return not (isinstance(writing, Post) and writing.feed is FeedUse.ONLY)


def _turning_points(writings: Iterable[Writing]) -> Iterator[datetime]:
    """Give each moment at which something is seen that was not: a writing, or its revision."""
    for one in writings:
        if due := _due(one):
            yield due
            if isinstance(one, Post) and one.updated:
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
    return tuple(sorted(items, key=lambda item: (-item.date.timestamp(), item.source.path)))


def _apart(
    writings: Iterable[Writing], now: datetime, *, is_ours: bool
) -> tuple[list[Writing], list[Problem]]:
    """Keep one writing for each address; say which lost.

    In a Jekyll folder its own files go before what we would show at their addresses.
    """
    kept: dict[str, Writing] = {}
    problems = []
    for one in sorted(writings, key=lambda one: (not is_visible(one, now), one.source.path)):
        holder = kept.get(one.address)
        is_free = not is_ours or not is_reserved(one.address, is_issue=isinstance(one, Issue))
        if holder is None and is_free:
            kept[one.address] = one
            continue
        error = _collision(one, holder.source.path if holder else "")
        problems.append(Problem(path=error.path, line=error.line, what=error.what))
    return sorted(kept.values(), key=lambda one: one.source.path), problems


def _collision(loser: Writing, holder: str) -> CollisionError:
    whose = f"which {holder} has already" if holder else "which Trifold itself needs"
    msg = f"has the address {loser.address}, {whose}; give it another one with slug: or permalink:"
    return CollisionError(msg, path=loser.source.path, line=1)


class _Shelves:
    """Builds the terms of each kind and gathers what is odd about their names."""

    def __init__(self, *, config: Config) -> None:
        self.config = config
        self.problems: list[Problem] = []

    def build(self, kind: TermKind, posts: Iterable[Post]) -> dict[str, Term]:
        terms = {term.name: term for term in self._declared(kind)}
        shelves: dict[str, list[Post]] = defaultdict(list)
        for post in posts:
            named = {term_name(title): title for title in reversed(_titles(post, kind))}
            for name, title in named.items():
                shelves[name].append(post)
                self._meet(terms.get(name), title, post)
                if name not in terms:
                    terms[name] = self._term(kind, name, title)
        filled = (_filled(term, shelves[name]) for name, term in terms.items())
        return {term.name: term for term in sorted(filled, key=_by_title)}

    def combine(self, categories: dict[str, Term]) -> dict[str, Term]:
        """Put categories together as site.toml has it; an unknown one is noticed, and no feed."""
        found: dict[str, Term] = {}
        for titles in self.config.feeds.combine:
            names = tuple(dict.fromkeys(map(term_name, titles)))
            known = {*map(frozenset, (key.split("+") for key in found))}
            unknown = [title for title in titles if term_name(title) not in categories]
            if unknown:
                what = f"[feeds] combine names {unknown[0]!r}, a category that no post has"
                self.problems.append(_notice("site.toml", f"{what}; check its spelling"))
            elif len(names) > 1 and frozenset(names) not in known:
                found["+".join(names)] = _combined([categories[name] for name in names])
        return found

    def _declared(self, kind: TermKind) -> Iterator[Term]:
        if kind != "category":
            return
        for key, words in self.config.categories.items():
            term = self._term(kind, term_name(key), words.title or key)
            yield replace(term, description=words.description)

    def _term(self, kind: TermKind, name: str, title: str) -> Term:
        term = Term(kind=kind, name=name, title=title, address=f"/{kind}/{name}/")
        author = self.config.authors.get(title) if kind == "author" else None
        if author is None:
            return term
        return replace(term, title=author.name or title, description=author.bio)

    def _meet(self, term: Term | None, title: str, post: Post) -> None:
        """Notice two spellings of one name; what site.toml declares may be spelled at will."""
        if term is None or term.title == title or term.kind == "author":
            return
        if term.kind == "category" and term.name in map(term_name, self.config.categories):
            return
        what = (
            f"the {_PLURALS[term.kind]} {title!r} and {term.title!r} are one; "
            "write it the same everywhere"
        )
        self.problems.append(_notice(post.source.path, what))


def _notice(path: str, what: str) -> Problem:
    return Problem(path=path, what=what, level=Level.NOTICE)


def _filled(term: Term, posts: Iterable[Post]) -> Term:
    posts = tuple(posts)
    return replace(
        term,
        posts=tuple(post for post in posts if is_listed(post)),
        fed=tuple(post for post in posts if post.feed is not FeedUse.NONE),
    )


def _combined(terms: list[Term]) -> Term:
    """Build the term of the posts that are in all *terms*."""
    first, *others = terms
    shared = set.intersection(*({post.address for post in (*t.posts, *t.fed)} for t in others))
    name = "+".join(term.name for term in terms)
    return Term(
        kind="category",
        name=name,
        title=" + ".join(term.title for term in terms),
        address=f"/category/{name}/",
        posts=tuple(post for post in first.posts if post.address in shared),
        fed=tuple(post for post in first.fed if post.address in shared),
    )


def _titles(post: Post, kind: TermKind) -> tuple[str, ...]:
    by_kind = {"category": post.categories, "tag": post.tags, "author": post.authors}
    return by_kind.get(kind) or ((post.series,) if kind == "series" and post.series else ())


def _by_title(term: Term) -> tuple[str, str]:
    return term.title.casefold(), term.name


def _names(posts: Iterable[Post]) -> dict[str, Post]:
    """Index *posts* by slug, file name and file name without its date; the newest keeps a name."""
    found: dict[str, Post] = {}
    for post in posts:
        stem = post.source.path.removesuffix("/index.md").rpartition("/")[2].removesuffix(".md")
        for name in (post.slug, post.file_slug, stem):
            found.setdefault(name, post)
    return found


def _taken(config: Config, addresses: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(gives_way, addresses)) if config.jekyll else frozenset()


def _has_gone(writing: Writing) -> bool:
    """Tell whether *writing* is only there to lead on (``redirect_to``)."""
    return isinstance(writing, (Post, Page)) and bool(writing.redirect_to)


def _redirects(shown: Iterable[Writing], writings: dict[str, Writing]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in shown:
        if isinstance(one, Post | Page) and one.redirect_to:
            found[one.address] = one.redirect_to
    for one in shown:
        for address in getattr(one, "redirect_from", ()):
            if address not in writings:
                found.setdefault(address, one.address)
    return found


def _modified(contents: Contents, shown: Iterable[Writing], now: datetime) -> datetime:
    due = [day for one in shown if (day := _due(one)) and day <= now]
    seconds = int(contents.modified)
    # Never in the future (RFC 9110 §8.8.2.1), whatever a file's own clock said.
    return min(max([datetime.fromtimestamp(seconds, UTC), *due]), now)
