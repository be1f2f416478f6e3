"""Posts on their shelves: categories, tags, authors, series, and categories together. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING

from app.content.model import FeedUse, Level, Post, Problem
from app.content.permalink import term_name
from app.library.model import Term, TermKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.config import Config
    from app.library.model import Writing

_PLURALS = {"category": "categories", "tag": "tags", "author": "authors", "series": "series"}
#: What the posts of a term of each kind say in their headers.
_TITLES: dict[TermKind, Callable[[Post], tuple[str, ...]]] = {
    "category": attrgetter("categories"),
    "tag": attrgetter("tags"),
    "author": attrgetter("authors"),
    "series": lambda post: (post.series,) if post.series else (),
}
#: What the feeds make of a post that is both in lists and in feeds.
_EVERYWHERE = frozenset({FeedUse.USUAL, FeedUse.FULL, FeedUse.SUMMARY})


def is_listed(writing: Writing) -> bool:
    """Tell whether lists and searches name *writing*: a post may be for feeds alone."""
    return not (isinstance(writing, Post) and writing.feed is FeedUse.ONLY)


class Shelves:
    """Builds the terms of each kind and gathers what is odd about their names."""

    def __init__(self, *, config: Config) -> None:
        self.config = config
        self.problems: list[Problem] = []

    def build(self, kind: TermKind, posts: Iterable[Post]) -> dict[str, Term]:
        """Return the terms of *kind* that *posts* have, by name, in the order of their titles."""
        terms = {term.name: term for term in self._declared(kind)}
        shelves: dict[str, list[Post]] = defaultdict(list)
        meetings: dict[str, list[str]] = defaultdict(list)
        titles_of = _TITLES[kind]
        for post in posts:
            titles = titles_of(post)
            if not titles:
                continue
            for name, title in {term_name(title): title for title in reversed(titles)}.items():
                shelves[name].append(post)
                term = terms.get(name)
                if term is None:
                    terms[name] = self._term(kind, name, title)
                elif term.title != title and (what := self._met(term, title)):
                    meetings[what].append(post.source.path)
        self.problems.extend(_meeting(what, paths) for what, paths in meetings.items())
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

    def _met(self, term: Term, title: str) -> str:
        """Name two spellings of one name; what site.toml declares may be any."""
        if term.kind == "author":
            return ""
        if term.kind == "category" and term.name in map(term_name, self.config.categories):
            return ""
        return f"the {_PLURALS[term.kind]} {title!r} and {term.title!r} are one"


def _meeting(what: str, paths: list[str]) -> Problem:
    more = len(paths) - 1
    others = f", here and in {more} other post{'s' if more > 1 else ''}" if more else ""
    return _notice(min(paths), f"{what}{others}; write it the same everywhere")


def _notice(path: str, what: str) -> Problem:
    return Problem(path=path, what=what, level=Level.NOTICE)


def _filled(term: Term, posts: Iterable[Post]) -> Term:
    posts = tuple(posts)
    if all(post.feed in _EVERYWHERE for post in posts):
        return replace(term, posts=posts, fed=posts)
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


def _by_title(term: Term) -> tuple[str, str]:
    return term.title.casefold(), term.name
