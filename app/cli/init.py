"""``trifold init``: a new content folder, and what a host needs to publish it."""

from __future__ import annotations

import shlex
import shutil
from datetime import datetime
from pathlib import Path

import click

from app.cli.options import SiteCommand, as_typed, say
from app.cli.write import write_new
from app.config import DEFAULT_URL, find_content, load_config
from app.errors import ConfigError, StoreError
from app.publish.hosts import EXAMPLE_HOST, HOSTS, Host, host_files, names_example
from app.templating import shipped


@click.command(cls=SiteCommand)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--demo", is_flag=True, help="With our own site in it, to look around and copy from.")
@click.option(
    "--host",
    "kind",
    type=click.Choice(list(HOSTS)),
    help="With what this host needs; a folder that is there already gets that and nothing else.",
)
@click.option("--force", is_flag=True, help="Write a host's files anew, over what is there.")
def init(folder: Path, *, demo: bool, kind: str | None, force: bool) -> None:
    """Make a new content folder with a first post, ready to serve.

    With --host, add what it takes to publish the folder there. No file that is there already is
    changed without --force.
    """
    is_new = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    if not is_new and (kind is None or demo):
        msg = "is there already and not empty; choose another name"
        raise StoreError(msg, path=str(folder))
    if is_new:
        _make_folder(folder, demo=demo)
    if kind:
        _add_host(folder, HOSTS[kind], force=force)


def _make_folder(folder: Path, *, demo: bool) -> None:
    if demo:
        _copy_demonstration(folder)
    else:
        _write_starter(folder)
    click.echo(str(folder))
    say(f"Your words go into {folder / 'posts'}. See them with: trifold serve --content {folder}")


def _write_starter(folder: Path) -> None:
    starter = shipped("templates") / "starter"
    today = f"{datetime.now().astimezone():%Y-%m-%d}"
    for file in sorted(starter.rglob("*.*")):
        inside = str(file.relative_to(starter)).replace("DATE", today)
        write_new(folder / inside, file.read_text(encoding="utf-8").replace("DATE", today))


def _copy_demonstration(folder: Path) -> None:
    try:
        shutil.copytree(shipped("content"), folder, dirs_exist_ok=True)
    except OSError as error:
        msg = "cannot be filled; check its permissions"
        raise StoreError(msg, path=str(folder)) from error


def _add_host(folder: Path, host: Host, *, force: bool) -> None:
    from app.publish.requirements import WHEELS, load_requirements

    config = load_config(_content_of(folder))
    requirements, wheel_of = load_requirements(host.extras)
    files = host_files(host, config, folder=folder.resolve())
    for path, text in (files | {host.requirements: requirements}).items():
        _write(folder / path, text, force=force)
    say(f"\nTo publish on {host.title}:")
    if config.url == DEFAULT_URL:
        say("  Set url in site.toml to the address of the site.")
    if names_example(files):
        say(f"  Then write these files anew with --force: until then they say {EXAMPLE_HOST}.")
    if wheel_of:
        say(f"  Make the wheel that {host.requirements} names:")
        command = ["pip", "wheel", "--no-deps", "--wheel-dir", str(folder / WHEELS), wheel_of]
        say(f"  {shlex.join(command)}")
    if "search" in host.extras and "\npagefind==" not in requirements:
        say("  For a search on the site: pip install 'pagefind[bin]', and init again with --force.")
    for step in host.steps:
        say(f"  {step}")


def _content_of(folder: Path) -> Path:
    """Return the content folder that *folder* is or has; raise StoreError when it is neither."""
    try:
        return find_content({}, folder.resolve())
    except ConfigError as error:
        msg = "is there already and no content folder; choose another name, or the folder of a site"
        raise StoreError(msg, path=str(folder)) from error


def _write(file: Path, text: str, *, force: bool) -> None:
    """Write one of a host's files, unless it is there; say which of the two it was."""
    try:
        if file.exists() and (not force or file.read_bytes() == text.encode()):
            say(f"{as_typed(file)} is there already and stays as it is")
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        msg = f"cannot be written ({(error.strerror or '').lower()}); check its permissions"
        raise StoreError(msg, path=as_typed(file)) from error
    click.echo(as_typed(file))
