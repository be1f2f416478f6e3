"""What every command shares: which folder, and how an error is said."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.errors import SiteError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.errors import TooHeavyError
    from app.library.current import Snapshot


class SiteCommand(click.Command):
    """A command that says a :class:`SiteError` in one line on standard error, and exits 1."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 -- click's own signature
        """Run the command."""
        try:
            return super().invoke(ctx)
        except SiteError as error:
            raise click.ClickException(str(error)) from error


class SiteGroup(click.Group):
    """A group of such commands."""

    command_class = SiteCommand
    group_class = type


content_option = click.option(
    "--content",
    type=click.Path(path_type=Path),
    help="The content folder. Default: TRIFOLD_CONTENT, else ./content, else the current folder.",
)


def find_root(content: Path | None) -> Path:
    """Return the content folder, absolute; raise ConfigError when there is none."""
    from app.config.load import existing_folder, find_content

    if content is not None:
        return existing_folder(content, said="--content")
    return find_content(os.environ, Path.cwd())


def open_site(
    content: Path | None,
    *,
    url: str | None = None,
    preview: bool = False,
    too_heavy: Iterable[TooHeavyError] = (),
) -> Snapshot:
    """Read the content folder as it is now; raise ConfigError when it cannot be read.

    The files that *too_heavy* speaks of are left out, and are problems of the library.
    """
    from app.library.current import load_snapshot

    root = find_root(content)
    now = datetime.now(UTC)
    return load_snapshot(root, now=now, url=url, preview=preview, too_heavy=too_heavy)


def as_typed(root: Path) -> str:
    """Return *root* as a person in the current folder would type it."""
    here = Path.cwd()
    return str(root.relative_to(here)) if root.is_relative_to(here) and root != here else str(root)


def say(text: str) -> None:
    """Say something about the work, apart from its result."""
    click.echo(text, err=True)
