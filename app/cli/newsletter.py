"""``trifold newsletter``: from an issue file, or from a choice of posts, to a finished mail."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.letters import Asked, letter_options, open_letter, provider_option
from app.cli.newsletter_issues import list_issues, mark_sent, new
from app.cli.newsletter_mail import MAIL_COMMANDS
from app.cli.options import SiteGroup, as_typed, say
from app.config.model import DEFAULT_URL
from app.newsletter.providers import ProviderTags
from app.newsletter.select import find_repeats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.config import Config
    from app.library.current import Snapshot
    from app.newsletter.export import Mail
    from app.newsletter.letter import Letter
    from app.newsletter.providers import Provider

#: Where exports go when nobody says otherwise: beside the content, never in it.
OUTBOX = "outbox"


@click.group(cls=SiteGroup)
def newsletter() -> None:
    """Turn posts into an e-mail that any provider or mail program can send."""


for _command in (new, list_issues, mark_sent, *MAIL_COMMANDS):
    newsletter.add_command(_command)


@newsletter.command()
@letter_options
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=f"Where the files go. Default: {OUTBOX}/, outside the content folder.",
)
@provider_option("What this provider takes, with its own tags")
@click.option("--draft", is_flag=True, help="Make the .eml open in a mail program as one to send.")
@click.option("--source", is_flag=True, help="Also write the HTML before its styles are inlined.")
def export(
    *, asked: Asked, out: Path | None, provider: Provider | None, draft: bool, source: bool
) -> None:
    """Write ISSUE, or the posts that the options choose, as NAME.html, NAME.txt and NAME.eml.

    With --for, what that provider takes instead, and then what to do with it.

    ISSUE is the name of a file in newsletters/. Without it and without options that choose posts,
    the newest issue is written. The names of the files are printed, one on each line.
    """
    # premailer takes half a second to load, which no other command should wait for.
    from app.newsletter.export import render_mail
    from app.newsletter.write import write_files

    if draft and provider and provider.form != "mail":
        raise click.UsageError("--draft is for a mail program; a provider takes no .eml")
    site, letter = open_letter(asked)
    mail = render_mail(letter, site.library, site.body_of, is_draft=draft, provider=provider)
    files = mail.files(source=source)
    folder = out or _outbox(site.config)
    write_files(folder, files)
    for notice in (
        *_lacking(site.config, provider),
        *_too_long(site, letter, mail),
        *_repeats(site, letter),
    ):
        say(notice)
    for name in files:
        click.echo(Path(as_typed(folder)) / name if folder.is_absolute() else folder / name)
    if provider:
        _explain(provider, mail)


def _explain(provider: Provider, mail: Mail) -> None:
    """Say where everything goes, apart from the result."""
    say(f"For {provider.title}:")
    say(f"  Subject: {mail.subject}")
    if mail.preheader:
        say(f"  Preview text: {mail.preheader}")
    for number, step in enumerate(provider.steps, start=1):
        say(f"  {number}. {step.replace('NAME', mail.name)}")


def _outbox(config: Config) -> Path:
    here = Path.cwd()
    return (config.root.parent if here.is_relative_to(config.root) else here) / OUTBOX


def _lacking(config: Config, provider: Provider | None) -> Iterator[str]:
    """Say what a real mail still lacks, and *provider* does not add."""
    known = provider.text if provider else ProviderTags()
    missing = {
        "from": (config.newsletter.sender, "who the mail comes from"),
        "address": (
            config.newsletter.address or known.address,
            "the postal address that mail law asks for",
        ),
        "unsubscribe": (
            config.newsletter.unsubscribe or known.unsubscribe,
            "where a reader leaves"
            if provider
            else "where a reader leaves; a provider's tag stands in",
        ),
    }
    lacking = [f"{key} ({what})" for key, (value, what) in missing.items() if not value]
    if lacking:
        yield f"site.toml: [newsletter] does not say {', '.join(lacking)}."
    if config.url == DEFAULT_URL:
        yield f'site.toml: without url = "https://…", every link leads to {DEFAULT_URL}.'


def _too_long(site: Snapshot, letter: Letter, mail: Mail) -> Iterator[str]:
    """Say when Gmail would hide the end of a mail, or soon will."""
    from app.newsletter.lint.size import check_size

    # Of Markdown, the provider makes an HTML of its own.
    if mail.form != "markdown":
        for finding in check_size(mail.html, letter, site.body_of):
            yield f"{mail.name}.html has {finding.what}."


def _repeats(site: Snapshot, letter: Letter) -> Iterator[str]:
    others = (issue for issue in site.issues if issue != letter.issue)
    for post, issue in find_repeats(site.library, letter.posts, others):
        yield f"{post.slug!r} went out before, in the issue {issue.name}."
