"""What one mail is about, before a word of it is rendered."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.content.permalink import term_name
from app.errors import NewsletterError, NothingToSendError
from app.templating import day_text

if TYPE_CHECKING:
    from app.config import Config
    from app.content.model import Issue, Post
    from app.library.model import Library
    from app.newsletter.select import Choice

#: ``full`` has every post whole, ``excerpts`` the beginning of each and a link to the rest, and
#: ``digest`` the same below a list of what is inside.
LAYOUTS = ("full", "digest", "excerpts")

_LONGEST_NAME = 200
_LONGEST_PREHEADER = 140


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail: its subject, its posts and how they are shown."""

    #: The name of its files, without an ending.
    name: str
    subject: str
    #: The line an inbox shows after the subject; empty leaves it to the first words.
    preheader: str
    #: Aware; an issue's own date, else that of the newest post: never the clock.
    date: datetime
    #: BCP 47.
    language: str
    #: One of :data:`LAYOUTS`.
    layout: str
    #: Where the same can be read in a browser; absolute.
    url: str
    posts: tuple[Post, ...]
    issue: Issue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an author wants said differently from what the posts or the issue say; "" is no wish."""

    subject: str = ""
    preheader: str = ""
    layout: str = ""


def build_letter(
    library: Library,
    posts: tuple[Post, ...],
    choice: Choice,
    *,
    issue: Issue | None = None,
    wish: Wish | None = None,
) -> Letter:
    """Build the letter of *issue*, or of *posts* chosen ad hoc by *choice*.

    Raises NothingToSendError without either, NewsletterError for a layout that there is not.
    """
    wish = wish or Wish()
    if not posts and issue is None:
        raise NothingToSendError(
            "no post was chosen; choose one with --post, --category or --latest"
        )
    date = issue.date if issue else max(post.date for post in posts)
    return Letter(
        name=_file_name(issue.name if issue else _ad_hoc_name(posts, date)),
        subject=one_line(wish.subject or _subject(library.config, posts, date, issue)),
        preheader=one_line(wish.preheader or _preheader(posts, issue)),
        date=date,
        language=_language(library.config, posts, issue),
        layout=_layout(wish.layout, issue),
        url=_url(library, posts, choice, issue),
        posts=posts,
        issue=issue,
    )


def one_line(text: str) -> str:
    """Return *text* as one line that may stand in a header: no breaks, no control characters."""
    seen = "".join(
        " " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in text
    )
    return " ".join(seen.encode("utf-8", "replace").decode("utf-8").split())


def newsletter_title(config: Config) -> str:
    """Return the newsletter's name: its own, else the site's."""
    return one_line(config.newsletter.title or config.title)


def _ad_hoc_name(posts: tuple[Post, ...], date: datetime) -> str:
    return posts[0].slug if len(posts) == 1 else f"digest-{date:%Y-%m-%d}"


def _file_name(name: str) -> str:
    """Leave room for an ending in the 255 bytes that a file's name may have."""
    return name.encode()[:_LONGEST_NAME].decode(errors="ignore")


def _subject(config: Config, posts: tuple[Post, ...], date: datetime, issue: Issue | None) -> str:
    if issue:
        return issue.title
    if len(posts) == 1:
        return posts[0].title
    return f"{newsletter_title(config)}, {day_text(date, config.language)}"


def _preheader(posts: tuple[Post, ...], issue: Issue | None) -> str:
    if issue and issue.preheader:
        return issue.preheader
    if len(posts) == 1:
        return posts[0].description
    titles = " · ".join(post.title for post in posts)
    if len(titles) <= _LONGEST_PREHEADER:
        return titles
    return titles[:_LONGEST_PREHEADER].rpartition(" ")[0] + "…"


def _language(config: Config, posts: tuple[Post, ...], issue: Issue | None) -> str:
    spoken = {post.language or config.language for post in posts}
    if issue and issue.language:
        return issue.language
    return spoken.pop() if len(spoken) == 1 and not issue else config.language


def _layout(wished: str, issue: Issue | None) -> str:
    layout = wished or (issue.layout if issue else "full")
    if layout not in LAYOUTS:
        path = issue.source.path if issue and not wished else ""
        raise NewsletterError(
            f"there is no layout {layout!r}; write one of: {', '.join(LAYOUTS)}", path=path
        )
    return layout


def _url(library: Library, posts: tuple[Post, ...], choice: Choice, issue: Issue | None) -> str:
    """Return where a browser shows the same: the issue, the only post, the category or the home."""
    if issue:
        return library.config.absolute(issue.address)
    if len(posts) == 1:
        return library.config.absolute(posts[0].address)
    term = library.term("category", term_name(choice.category)) if choice.category else None
    return library.config.absolute(term.address if term else "/")


def utc_second(moment: datetime) -> datetime:
    """Return *moment* in UTC and whole seconds, as a Date header can hold it."""
    return moment.astimezone(UTC).replace(microsecond=0)
