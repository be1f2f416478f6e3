"""Which letter a command means: an issue by name, or posts that options choose; and for whom."""

from __future__ import annotations

import difflib
import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from app.cli.options import content_option, open_site
from app.content.dates import parse_date
from app.newsletter.letter import LAYOUTS, Wish
from app.newsletter.providers import load_providers
from app.newsletter.select import Choice, select_issue

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.library.current import Snapshot
    from app.newsletter.letter import Letter
    from app.newsletter.providers import Provider

_Command = TypeVar("_Command", bound="Callable[..., Any]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was typed."""

    issue: str
    posts: tuple[str, ...]
    category: str
    tag: str
    since: str
    until: str
    latest: int | None
    subject: str
    preheader: str
    layout: str | None
    url: str | None
    content: Path | None


_OPTIONS = (
    click.argument("issue", default=""),
    click.option("--post", "posts", multiple=True, metavar="SLUG", help="A post; may be repeated."),
    click.option("--category", default="", metavar="NAME", help="Only posts of this category."),
    click.option("--tag", default="", metavar="NAME", help="Only posts with this tag."),
    click.option("--since", default="", metavar="DATE", help="Only posts of this day or later."),
    click.option("--until", default="", metavar="DATE", help="Only posts of this day or earlier."),
    click.option("--latest", type=click.IntRange(min=1), metavar="N", help="Only the newest N."),
    click.option(
        "--subject", default="", help="The subject line, instead of the issue's or post's."
    ),
    click.option("--preheader", default="", help="The line an inbox shows after the subject."),
    click.option(
        "--layout", type=click.Choice(LAYOUTS), help="Whole posts, or the beginning of each."
    ),
    click.option("--url", help="The site's address, instead of the one in site.toml."),
    content_option,
)


def letter_options(command: _Command) -> _Command:
    """Give *command* the argument ISSUE and the options that choose, as one value ``asked``."""

    @functools.wraps(command)
    def with_asked(**given: Any) -> Any:  # noqa: ANN401 -- what click hands over
        names = Asked.__dataclass_fields__
        asked = Asked(**{name: given.pop(name) for name in names})
        return command(asked=asked, **given)

    made: Any = with_asked
    for option in reversed(_OPTIONS):
        made = option(made)
    return made  # type: ignore[no-any-return]  # the command, with its options


def provider_option(use: str) -> Callable[[_Command], _Command]:
    """Return the option ``--for``, which hands over a Provider or None; *use* says what for."""
    names = ", ".join(load_providers())
    return click.option(
        "--for", "provider", metavar="PROVIDER", callback=_provider, help=f"{use}: {names}."
    )


def _provider(
    _context: click.Context, _option: click.Parameter, name: str | None
) -> Provider | None:
    """Return the provider called *name*; any other name is wrong usage."""
    providers = load_providers()
    if name is None or name in providers:
        return providers.get(name or "")
    near = difflib.get_close_matches(name, providers, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"choose one of: {', '.join(providers)}"
    raise click.BadParameter(f"there is no provider {name!r}; {hint}")


def open_letter(asked: Asked) -> tuple[Snapshot, Letter]:
    """Read the site, and decide what the letter that was *asked* for holds.

    Raises SiteError for what is not there, and click's own errors for what cannot be meant.
    """
    # Loading premailer takes half a second, which no other command should wait for.
    from app.newsletter.export import plan_letter

    site = open_site(asked.content, url=asked.url)
    choice = _choice(site, asked)
    letter = plan_letter(
        site.library,
        site.body_of,
        choice,
        issue=select_issue(site.issues, asked.issue) if choice.is_empty else None,
        hidden=site.hidden,
        wish=Wish(subject=asked.subject, preheader=asked.preheader, layout=asked.layout or ""),
    )
    return site, letter


def _choice(site: Snapshot, asked: Asked) -> Choice:
    """Return what the options choose; refuse two choices at once, since either would win."""
    choice = Choice(
        slugs=asked.posts,
        category=asked.category,
        tag=asked.tag,
        since=_moment(site, "--since", asked.since),
        until=_moment(site, "--until", asked.until),
        latest=asked.latest,
    )
    if asked.issue and not choice.is_empty:
        said = "says itself which posts it holds; give an issue, or options that choose"
        raise click.UsageError(f"{asked.issue!r} {said}")
    if choice.slugs and choice != Choice(slugs=choice.slugs):
        raise click.UsageError("--post names posts one by one; leave the other choices out")
    return choice


def _moment(site: Snapshot, option: str, text: str) -> datetime | None:
    if not text:
        return None
    try:
        return parse_date(text, site.config.zone)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=option) from error
