"""The command that gives an author a copy of one of our templates to change."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from app.cli.options import SiteCommand, SiteGroup, as_typed, content_option, find_root, say
from app.errors import StoreError, TemplateError
from app.library.overrides import SLOTS, copied_template, template_names


@click.group(cls=SiteGroup)
def template() -> None:
    """Make a template yours: copy it into your content folder and change it there."""


@template.command("list", cls=SiteCommand)
def list_templates() -> None:
    """List the templates that can be replaced, and the two empty places that can be filled."""
    for name in template_names():
        click.echo(name)
    for name in SLOTS:
        click.echo(f"{name} (empty: write your own)")


@template.command(cls=SiteCommand)
@click.argument("name")
@content_option
def copy(name: str, content: Path | None) -> None:
    """Copy our template NAME, such as site/post.html, into templates/ of the content folder.

    The copy notes our version, so that trifold check can say when ours has changed since.
    """
    root = find_root(content)
    target = root / "templates" / name
    try:
        text = copied_template(name)
    except KeyError as error:
        near = difflib.get_close_matches(name, template_names(), n=1)
        hint = f"did you mean {near[0]}?" if near else "see: trifold template list"
        msg = f"there is no template {name!r}; {hint}"
        raise TemplateError(msg) from error
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError as error:
        msg = "is there already; move it aside first"
        raise StoreError(msg, path=as_typed(target)) from error
    except OSError as error:
        msg = f"cannot be written ({(error.strerror or '').lower()}); check its permissions"
        raise StoreError(msg, path=as_typed(target)) from error
    click.echo(as_typed(target))
    say("It is used from now on instead of ours.")
