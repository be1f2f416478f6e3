"""The commands that write posts into a content folder: new and publish."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import click

from app.cli.options import SiteCommand, as_typed, content_option, find_root, open_site, say
from app.config import DEFAULT_URL, Config, load_config
from app.content.permalink import make_slug
from app.content.stamp import DraftHeader, stamp_header
from app.errors import ContentError, StoreError
from app.library.current import Snapshot


@click.command(cls=SiteCommand)
@click.argument("title")
@click.option("-c", "--category", "categories", multiple=True, help="May be given again.")
@click.option("-t", "--tag", "tags", multiple=True, help="May be given again.")
@content_option
def new(
    title: str, categories: tuple[str, ...], tags: tuple[str, ...], content: Path | None
) -> None:
    """Write a draft called TITLE with its front matter filled in."""
    if not title.strip():
        msg = 'a post needs a title: trifold new "On keeping a notebook"'
        raise ContentError(msg)
    root = find_root(content)
    config = load_config(root)
    slug = make_slug(title)
    today = datetime.now(config.zone)
    header = DraftHeader(
        title=" ".join(title.split()),
        categories=categories,
        tags=tags,
        author=config.author,
        id=_entry_id(config, today, slug),
    )
    file = root / _folder(config, "drafts") / f"{slug}.md"
    write_new(file, header.text())
    click.echo(as_typed(file))
    say(f"Write it, look at it with trifold serve, then: trifold publish {slug}")


def _folder(config: Config, name: str) -> Path:
    """Return where posts or drafts are: a Jekyll folder has them by names of its own."""
    return Path(config.jekyll.collections_dir, f"_{name}") if config.jekyll else Path(name)


def _posts_beside(draft: Path, config: Config) -> Path:
    """Return the folder that the file *draft* is published into."""
    if config.jekyll:
        # The folder above is a category: the post stays in it.
        drafts = next((one for one in draft.parents if one.name == "_drafts"), None)
        if drafts:
            return drafts.with_name("_posts")
    return config.root / _folder(config, "posts")


def _entry_id(config: Config, day: datetime, slug: str) -> str:
    """Return an id that lasts (RFC 4151), or nothing while the site has no name of its own."""
    authority = config.feeds.authority or ("" if config.url == DEFAULT_URL else config.host)
    return f"tag:{authority},{day:%Y-%m-%d}:{slug}" if authority else ""


@click.command(cls=SiteCommand)
@click.argument("slug")
@content_option
def publish(slug: str, content: Path | None) -> None:
    """Give the draft SLUG the date of now and move it among the posts."""
    snapshot = open_site(content, preview=True)
    config = snapshot.config
    file, name = _find_hidden(snapshot, slug)
    now = datetime.now(UTC).astimezone(config.zone)
    target = _posts_beside(file, config) / f"{now:%Y-%m-%d}-{name}"
    is_folder = file.name.startswith("index.")
    target = target / file.name if is_folder else target.with_name(target.name + file.suffix)
    if target.exists() and target != file:
        msg = "is there already; rename the draft or give it another slug"
        raise StoreError(msg, path=as_typed(target))
    stamped = stamp_header(file.read_bytes(), now)
    try:
        target.parent.parent.mkdir(exist_ok=True)
        if is_folder:
            _move(file.parent, target.parent)
        else:
            target.parent.mkdir(exist_ok=True)
            _move(file, target)
        target.write_bytes(stamped)
    except OSError as error:
        msg = (
            f"cannot be written ({(error.strerror or '').lower()}); check its folder's permissions"
        )
        raise StoreError(msg, path=as_typed(target)) from error
    click.echo(as_typed(target))


def _find_hidden(snapshot: Snapshot, slug: str) -> tuple[Path, str]:
    """Return the file of the draft called *slug*, and its name without date and ending."""
    wanted = slug.removesuffix(".md")
    for post in snapshot.hidden:
        if wanted in {post.slug, post.file_slug, Path(post.source.path).stem}:
            return post.source.file, post.file_slug
    if snapshot.library.post_called(wanted):
        msg = f"{wanted!r} is published already"
        raise ContentError(msg)
    names = ", ".join(post.file_slug for post in snapshot.hidden)
    told = f"there are: {names}" if names else "there is none; write one with: trifold new TITLE"
    msg = f"there is no draft called {wanted!r}; {told}"
    raise ContentError(msg)


def _move(source: Path, target: Path) -> None:
    if source != target:
        shutil.move(source, target)


def write_new(
    file: Path, text: str, *, instead: str = "choose another title, or change that one"
) -> None:
    """Write *text* to *file*, which must not be there yet; else say what to do *instead*."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = "cannot be made a folder; is there a file of that name?"
        raise StoreError(msg, path=as_typed(file.parent)) from error
    try:
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError as error:
        raise StoreError(f"is there already; {instead}", path=as_typed(file)) from error
    except OSError as error:
        msg = f"cannot be written ({(error.strerror or '').lower()}); check its permissions"
        raise StoreError(msg, path=as_typed(file)) from error
