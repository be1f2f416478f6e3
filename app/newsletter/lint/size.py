"""Whether Gmail shows a mail to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.newsletter.lint.model import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.library.model import BodyOf
    from app.newsletter.letter import Letter
    from app.newsletter.lint.model import Finding

#: Bytes of HTML that Gmail shows before "Message clipped"; behind it the unsubscribe link is gone.
GMAIL_SHOWS = 102_400
_NEAR = 0.8
_NAMED = 3
_SHARE = 0.1


def check_size(html: str, letter: Letter, body_of: BodyOf) -> Iterator[Finding]:
    """Compare the bytes of *html* with what Gmail shows, and name the posts that weigh most."""
    size = len(html.encode())
    if size <= _NEAR * GMAIL_SHOWS:
        return
    cure = _cure(size, letter, body_of)
    if size > GMAIL_SHOWS:
        what = f"{size:,} bytes of HTML, and Gmail hides what comes after {GMAIL_SHOWS:,}; {cure}"
        yield error("size", what)
    else:
        percent = round(100 * size / GMAIL_SHOWS)
        yield warning("size", f"{size:,} bytes of HTML, {percent} % of what Gmail shows; {cure}")


def _cure(size: int, letter: Letter, body_of: BodyOf) -> str:
    if letter.layout != "full":
        return "choose fewer posts, or shorten the introduction"
    if not (biggest := _biggest(size, letter, body_of)):
        return "--layout excerpts makes it short"
    return f"the biggest: {', '.join(biggest)}; --layout excerpts makes it short"


def _biggest(size: int, letter: Letter, body_of: BodyOf) -> list[str]:
    """Name the posts that weigh most, each with about how many bytes of the mail are its own."""
    writings = (*letter.posts, *([letter.issue] if letter.issue else ()))
    weights = {one.source.path: len(body_of(one).html.encode()) for one in writings}
    whole = sum(weights.values()) or 1
    heavy = sorted(letter.posts, key=lambda post: -weights[post.source.path])[:_NAMED]
    return [
        f"{post.slug} (about {round(size * weights[post.source.path] / whole):,})"
        for post in heavy
        if weights[post.source.path] > _SHARE * whole
    ]
