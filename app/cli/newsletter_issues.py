"""``trifold newsletter new``, ``mark-sent`` and ``list``: the issues in newsletters/."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.options import SiteCommand, as_typed, content_option, open_site, say
from app.cli.write import write_new
from app.content.frontmatter import split_file
from app.content.stamp import stamp_sent
from app.errors import NewsletterError, SiteError, StoreError
from app.newsletter.draft import issue_text, post_name, refuse_name, select_new
from app.newsletter.select import choice_of, find_repeats, select_issue, select_posts

if TYPE_CHECKING:
    from app.content.model import Issue
    from app.library.current import Snapshot

_FOLDER = "newsletters"


@click.command(cls=SiteCommand)
@click.argument("name", default="")
@content_option
def new(name: str, content: Path | None) -> None:
    """Write an issue from all posts since the last one that was sent, as newsletters/NAME.md.

    Without NAME it is called after the month, or after the day when that is taken. The posts are
    written down in it by name: take out what does not belong, and put your own words below. Nothing
    is ever overwritten.
    """
    site = open_site(content)
    now = datetime.now(site.config.zone)
    name = name.removesuffix(".md") or _free_name(site, now)
    refuse_name(name)
    posts = select_new(site.library, site.issues, now)
    file = site.config.root / _FOLDER / f"{name}.md"
    write_new(
        file, issue_text(site.library, posts, now), instead="give another name: newsletter new NAME"
    )
    click.echo(as_typed(file))
    count = f"{len(posts)} post{'' if len(posts) == 1 else 's'}"
    say(f"It holds {count}. Write a few lines, then: trifold newsletter export {name}")


def _free_name(site: Snapshot, now: datetime) -> str:
    month = f"{now:%Y-%m}"
    return f"{now:%Y-%m-%d}" if (site.config.root / _FOLDER / f"{month}.md").exists() else month


@click.command("mark-sent", cls=SiteCommand)
@click.argument("name")
@content_option
def mark_sent(name: str, content: Path | None) -> None:
    """Note in the issue NAME that it went out today, and which posts it held.

    From then on the site shows it. Nothing else in its file changes.
    """
    site = open_site(content)
    issue = select_issue(site.issues, name)
    if issue.sent:
        raise NewsletterError(
            f"is marked as sent on {issue.sent:%Y-%m-%d} already; there is nothing to do",
            path=issue.source.path,
        )
    slugs = _chosen(site, issue)
    data = issue.source.file.read_bytes()
    if draft := split_file(data).fields.get("draft"):
        raise NewsletterError(
            "says that it is a draft; take this line out first",
            path=issue.source.path,
            line=draft.line,
        )
    stamped = stamp_sent(data, datetime.now(site.config.zone), slugs)
    _replace(issue.source.file, stamped, issue.source.path)
    click.echo(as_typed(issue.source.file))
    say(f"The site shows it at {site.config.absolute(issue.address)}")


def _chosen(site: Snapshot, issue: Issue) -> tuple[str, ...]:
    """Return the posts to write down: none where the header names them, or chooses none."""
    choice = choice_of(issue, site.library)
    if issue.posts or choice.is_empty:
        return ()
    posts = select_posts(site.library, choice, site.hidden, issue=issue)
    return tuple(post_name(site.library, post) for post in posts)


def _replace(file: Path, data: bytes, path: str) -> None:
    """Put *data* in place of *file*, all of it or nothing, with the same permissions."""
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".new-")
        with os.fdopen(handle, "wb") as written:
            written.write(data)
            written.flush()
            os.fsync(written.fileno())
        shutil.copymode(file, temporary)
        Path(temporary).replace(file)
    except OSError as error:
        with suppress(OSError):
            Path(temporary).unlink()
        why = (error.strerror or "unknown reason").lower()
        raise StoreError(f"cannot be written ({why}); check its permissions", path=path) from error


@click.command("list", cls=SiteCommand)
@content_option
def list_issues(content: Path | None) -> None:
    """List the issues in newsletters/, newest first: name, date, sent or not, posts, size, subject.

    The size is that of the HTML. What keeps an issue from being sent, and which of its posts went
    out before, is said apart from the list.
    """
    site = open_site(content)
    if not site.issues:
        say("There is no issue in newsletters/ yet; write one with: trifold newsletter new")
    widest = max((len(issue.name) for issue in site.issues), default=0)
    for issue in site.issues:
        posts, size = _measure(site, issue)
        click.echo(
            f"{issue.name:<{widest}}  {issue.date:%Y-%m-%d}  {_state(issue)}  {posts:>9}"
            f"  {size:>13}  {issue.title}"
        )


def _state(issue: Issue) -> str:
    return f"sent {issue.sent:%Y-%m-%d}" if issue.sent else "not sent       "


def _measure(site: Snapshot, issue: Issue) -> tuple[str, str]:
    """Say how many posts *issue* holds and how large its HTML is, or why it cannot be composed."""
    from app.newsletter.export import plan_letter, render_mail
    from app.newsletter.select import Choice

    try:
        letter = plan_letter(site.library, site.body_of, Choice(), issue=issue, hidden=site.hidden)
        mail = render_mail(letter, site.library, site.body_of)
    except SiteError as error:
        say(str(error))
        return "-", "-"
    others = tuple(one for one in site.issues if one != issue and one.date <= issue.date)
    for post, earlier in find_repeats(site.library, letter.posts, others):
        say(f"{issue.name}: {post.slug!r} went out before, in the issue {earlier.name}.")
    count = len(letter.posts)
    return f"{count} post{'' if count == 1 else 's'}", f"{len(mail.html.encode()):,} bytes"
