"""Many files as one value: everything that is visible at one moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from heapq import nsmallest
from itertools import combinations
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, cast, get_args

from app.content.model import Body, Issue, Page, Post
from app.content.permalink import term_name
from app.library.choice import choice_of, choose_posts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from app.config import Config
    from app.content.model import Problem
    from app.library.marks import Signature

#: Posts shown as related to another one.
MOST_RELATED = 3
MOST_COMPARED = 200
_MOST_NAMED = 4096
#: Bytes of HTML up to which feeds hold a writing whole. Many readers refuse a whole feed for more.
MOST_FED = 1_000_000

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

TermKind: TypeAlias = Literal["category", "tag", "author", "series"]
TERM_KINDS: tuple[TermKind, ...] = get_args(TermKind)
Writing: TypeAlias = Post | Page | Issue
#: Whoever needs the words of a writing is handed such a function.
BodyOf: TypeAlias = Callable[[Writing], Body]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A category, tag, author or series with its posts, newest first."""

    kind: TermKind
    #: As it stands in addresses: casefolded, ``c-sharp`` for "C#".
    name: str
    #: As people read it.
    title: str
    #: ``/category/ai/``
    address: str
    description: str = ""
    #: What its page lists.
    posts: tuple[Post, ...] = ()
    #: What its feeds hold.
    fed: tuple[Post, ...] = ()


class _Newest(NamedTuple):
    """Places in :attr:`Library.posts` of the newest posts of a term."""

    first: tuple[int, ...]
    all: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Everything visible at one moment, in order and indexed. Never edited; replaced whole."""

    config: Config
    #: The moment this library speaks of.
    as_of: datetime
    #: The next moment at which something more becomes visible.
    next_due: datetime | None = None
    #: When anything in it last changed: file and folder times, due dates passed. For Last-Modified.
    modified: datetime = EPOCH
    #: What the site's lists have, newest first: all but the posts that are for feeds only.
    posts: tuple[Post, ...] = ()
    #: What feeds have, newest first: all but the posts that are in none.
    fed: tuple[Post, ...] = ()
    #: Both together.
    all_posts: tuple[Post, ...] = ()
    pages: tuple[Page, ...] = ()
    #: Every page that a template may name, also of collections that are not shown.
    documents: tuple[Page, ...] = ()
    #: A Jekyll folder's own words for the home page.
    home: Page | None = None
    #: Newest first.
    issues: tuple[Issue, ...] = ()
    #: By kind, then by name, in the order of their titles.
    terms: Mapping[TermKind, Mapping[str, Term]] = field(default_factory=dict)
    #: Categories that ``[feeds] combine`` puts together, by a name such as ``ai+jobs``.
    combinations: Mapping[str, Term] = field(default_factory=dict)
    #: Posts, pages and issues by address.
    writings: Mapping[str, Writing] = field(default_factory=dict)
    #: Reserved addresses at which a Jekyll folder has something of its own to show instead.
    taken: frozenset[str] = frozenset()
    #: Old address -> address.
    redirects: Mapping[str, str] = field(default_factory=dict)
    #: Pictures and files that may be served, by address.
    files: Mapping[str, Path] = field(default_factory=dict)
    #: Bytes of each of those files, by address.
    sizes: Mapping[str, int] = field(default_factory=dict)
    #: The path of every file that is not read, with time, size and number: what tells one state of
    #: it from another.
    file_signatures: tuple[tuple[str, Signature], ...] = ()
    #: Address of each writing and file by its path relative to the content folder.
    addresses: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    #: Position of each post in :attr:`posts`, by address.
    order: Mapping[str, int] = field(default_factory=dict)
    #: Each post by every name an author may call it: slug, file name, file name without its date.
    by_name: Mapping[str, Post] = field(default_factory=dict)
    #: What :meth:`related` counted once, by the address of a term.
    _newest: dict[str, _Newest] = field(init=False, default_factory=dict, compare=False, repr=False)
    #: What :meth:`related` found once, by the address of a post.
    _related: dict[str, tuple[Post, ...]] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )
    #: The terms that titles meant lately: neighbours in a list share most of theirs.
    _named: dict[tuple[TermKind, tuple[str, ...]], tuple[Term, ...]] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )

    def term(self, kind: str, name: str) -> Term | None:
        """Return the term of *kind* called *name* in addresses, or None."""
        return self.terms.get(cast("TermKind", kind), {}).get(name)

    def term_called(self, kind: str, name: str) -> Term | None:
        """Return the term of *kind* that *name* means however it is spelled, or None.

        ``C#`` means ``c-sharp``; ``Jobs+AI`` means the combination ``ai+jobs``, where there is one.
        """
        if kind == "category" and "+" in name:
            # No name of a single category holds a plus sign: it is spelled out in them.
            wanted = {term_name(part) for part in name.split("+")}
            combined = (
                one for key, one in self.combinations.items() if {*key.split("+")} == wanted
            )
            if found := next(combined, None):
                return found
        return self.term(kind, term_name(name))

    def terms_of(self, kind: TermKind) -> tuple[Term, ...]:
        """Return every term of *kind*, in the order of their titles."""
        return tuple(self.terms.get(kind, {}).values())

    def categories_of(self, post: Post) -> tuple[Term, ...]:
        """Return the categories of *post* in the order it names them."""
        return self._terms_named("category", post.categories)

    def tags_of(self, post: Post) -> tuple[Term, ...]:
        """Return the tags of *post* in the order it names them."""
        return self._terms_named("tag", post.tags)

    def authors_of(self, post: Post) -> tuple[Term, ...]:
        """Return the authors of *post* in the order it names them."""
        return self._terms_named("author", post.authors)

    def series_of(self, post: Post) -> Term | None:
        """Return the series that *post* belongs to, or None."""
        return self.term("series", term_name(post.series)) if post.series else None

    def related(self, post: Post) -> tuple[Post, ...]:
        """Return the posts that share most categories and tags with *post*, then the newest."""
        # A build asks twice: what a page depends on, and what it shows.
        if post.address not in self._related:
            self._related[post.address] = self._find_related(post)
        return self._related[post.address]

    def _find_related(self, post: Post) -> tuple[Post, ...]:
        terms = [self._newest_of(term) for term in (*self.categories_of(post), *self.tags_of(post))]
        # Two terms have few posts in common. Who shares more terms shares more pairs of them.
        pairs: Counter[int] = Counter()
        for one, other in combinations(terms, 2):
            pairs.update(one.all & other.all)
        own = self.order.get(post.address, -1)
        pairs.pop(own, None)
        ranked = nsmallest(MOST_RELATED, [(-count, place) for place, count in pairs.items()])
        best = [place for _, place in ranked]
        if len(best) < MOST_RELATED:
            others = {place for term in terms for place in term.first}.difference(best, (own,))
            best += nsmallest(MOST_RELATED - len(best), others)
        return tuple(self.posts[place] for place in best)

    def _newest_of(self, term: Term) -> _Newest:
        """Return the places of the newest posts of *term*: of thousands, they are enough."""
        if term.address not in self._newest:
            places = [self.order[post.address] for post in term.posts[:MOST_COMPARED]]
            # All but itself and those that share more are enough to choose from.
            first = tuple(places[: 2 * MOST_RELATED])
            self._newest[term.address] = _Newest(first, frozenset(places))
        return self._newest[term.address]

    def newer(self, post: Post) -> Post | None:
        """Return the post published right after *post*, or None."""
        place = self.order.get(post.address, 0)
        return self.posts[place - 1] if place > 0 else None

    def older(self, post: Post) -> Post | None:
        """Return the post published right before *post*, or None."""
        place = self.order.get(post.address, len(self.posts))
        return self.posts[place + 1] if place + 1 < len(self.posts) else None

    def post_of_markdown(self, address: str) -> Post | None:
        """Return the post whose Markdown is asked for at *address*, or None."""
        stem = address.removesuffix(".md")
        if stem == address:
            return None
        found = (self.writings.get(stem + end) for end in ("/", ".html", ""))
        return next((one for one in found if isinstance(one, Post)), None)

    def post_called(self, slug: str) -> Post | None:
        """Return the newest post whose slug or file name is *slug*, or None."""
        return self.by_name.get(slug)

    def posts_of(self, issue: Issue) -> tuple[Post, ...]:
        """Return the posts of *issue*: those it names, in its order, else those it chooses.

        As far as they are in this library.
        """
        if not issue.posts:
            choice = choice_of(issue, self)
            return () if choice.is_empty else choose_posts(self, choice)
        named = (self.post_called(slug) for slug in issue.posts)
        return tuple(post for post in named if post)

    def is_scheduled(self, post: Post) -> bool:
        """Tell whether *post* is only to come (a preview shows it all the same)."""
        return post.date > self.as_of

    def _terms_named(self, kind: TermKind, titles: tuple[str, ...]) -> tuple[Term, ...]:
        found = self._named.get((kind, titles))
        if found is None:
            names = dict.fromkeys(term_name(title) for title in titles)
            found = tuple(term for name in names if (term := self.term(kind, name)))
            if len(self._named) >= _MOST_NAMED:
                self._named.clear()
            self._named[kind, titles] = found
        return found
