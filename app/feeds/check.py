"""What readers would trip over in the feeds, said to the author."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from app.content.model import Level, Problem
from app.feeds.identity import authority_of, build_marks
from app.feeds.memory import load_memory, write_memory
from app.feeds.select import select_channels
from app.feeds.text import EARLIEST
from app.library.enclosures import enclosure_problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.content.model import Post
    from app.library.current import Snapshot
    from app.library.model import Library

#: What is planned for later is most likely a slip of the pen.
FARTHEST = timedelta(days=3653)
_MEMORY = "feed-ids"


def check_feeds(snapshot: Snapshot) -> tuple[Problem, ...]:
    """Return what is odd about the feeds of *snapshot*, in the order of files.

    Remembers in the cache what the ids are now, and says when a post that had one has another.
    """
    library = snapshot.library
    problems = [*_unknown_pages(library), *_changed_ids(library)]
    for post in dict.fromkeys((*library.all_posts, *snapshot.hidden)):
        problems += _odd_dates(post, library)
        problems += enclosure_problems(library, post)
    return tuple(sorted(set(problems)))


def _odd_dates(post: Post, library: Library) -> Iterator[Problem]:
    if post.date < EARLIEST:
        what = (
            f"is dated {post.date.date()}; feeds say {EARLIEST.year}, as readers take less for none"
        )
        yield _notice(post, what)
    if post.date > library.as_of + FARTHEST:
        yield _notice(post, f"is to appear on {post.date.date()}; is that the year you mean?")
    if post.updated and post.updated > library.as_of >= post.date:
        what = (
            f"was updated on {post.updated.date()}, a day to come; feeds leave that out till then"
        )
        yield _notice(post, what)


def _unknown_pages(library: Library) -> Iterator[Problem]:
    """Say which pages ``[feeds.content_of]`` names that have no feed."""
    known = {channel.address for channel in select_channels(library)}
    for address in library.config.feeds.content_of:
        if address not in known:
            what = f'[feeds.content_of] names {address!r}, which has no feed; write "/category/ai/"'
            yield Problem(path="site.toml", what=what, level=Level.NOTICE)


def _changed_ids(library: Library) -> Iterator[Problem]:
    """Say of each post that had another id when we looked last what keeps subscribers in peace."""
    cache = library.config.cache
    before = load_memory(cache, _MEMORY)
    authority = authority_of(library.config)
    last = before.pop("", {}).get("authority", authority)
    if last != authority:
        what = (
            f"the ids of all posts held {last} and now hold {authority}, so readers show every "
            f'post again; to keep them, add to [feeds]: authority = "{last}"'
        )
        yield Problem(path="site.toml", what=what, level=Level.NOTICE)
        return
    now = _identities(library)
    lost = {id_: known for id_, known in before.items() if id_ not in now}
    kept: dict[str, dict[str, str]] = {}
    for post in library.all_posts:
        id_ = _id_of(library, post)
        former = "" if post.id else _former_id(id_, now[id_], lost, is_known=id_ in before)
        if former:
            kept[former] = lost[former] | {"now": id_}
            what = f"had another id in feeds, so readers show it again; add id: {former}"
            yield _notice(post, what)
    write_memory(cache, _MEMORY, {"": {"authority": authority}} | kept | now)


def _former_id(
    id_: str, known: dict[str, str], lost: dict[str, dict[str, str]], *, is_known: bool
) -> str:
    """Return which of the *lost* ids the post had that has *id_* now, or nothing."""
    for former, signs in lost.items():
        # Said before, and nothing done about it; or just now another id in the same place.
        if signs.get("now") == id_ or (not is_known and _is_same(signs, known)):
            return former
    return ""


def _identities(library: Library) -> dict[str, dict[str, str]]:
    """Return by which signs each post will be known again, by its id."""
    return {
        _id_of(library, post): {
            "path": post.source.path,
            "digest": post.source.digest,
            "title": post.title,
            "day": post.date.date().isoformat(),
        }
        for post in library.all_posts
    }


def _is_same(before: dict[str, str], now: dict[str, str]) -> bool:
    """Tell whether two looks saw one post: in its place, with its words, or by title and day."""
    if before.get("path") == now["path"] or before.get("digest") == now["digest"]:
        return True
    return all(before.get(sign) == now[sign] for sign in ("title", "day"))


def _id_of(library: Library, post: Post) -> str:
    return build_marks(library)[post.address].id


def _notice(post: Post, what: str) -> Problem:
    return Problem(path=post.source.path, line=1, what=what, level=Level.NOTICE)
