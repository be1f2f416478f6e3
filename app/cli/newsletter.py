"""``trifold newsletter``: from an issue file, or from a choice of posts, to a finished mail."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.newsletter_issues import list_issues, mark_sent, new
from app.cli.options import SiteGroup, as_typed, content_option, open_site, say
from app.config.model import DEFAULT_URL
from app.content.dates import parse_date
from app.newsletter.letter import LAYOUTS, Wish
from app.newsletter.providers import ProviderTags, load_providers
from app.newsletter.select import Choice, find_repeats, select_issue
from app.newsletter.tags import quiet_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from app.config import Config
    from app.library.current import Snapshot
    from app.newsletter.export import Mail
    from app.newsletter.letter import Letter
    from app.newsletter.providers import Provider

#: Where exports go when nobody says otherwise: beside the content, never in it.
OUTBOX = "outbox"
#: Bytes of HTML that Gmail shows before it says "Message clipped", as senders have measured.
GMAIL_SHOWS = 102_400
#: What --for takes.
PROVIDERS = tuple(load_providers())


@click.group(cls=SiteGroup)
def newsletter() -> None:
    """Turn posts into an e-mail that any provider or mail program can send."""


for _command in (new, list_issues, mark_sent):
    newsletter.add_command(_command)


@newsletter.command()
@click.argument("issue", default="")
@click.option("--post", "posts", multiple=True, metavar="SLUG", help="A post; may be repeated.")
@click.option("--category", default="", metavar="NAME", help="Only posts of this category.")
@click.option("--tag", default="", metavar="NAME", help="Only posts with this tag.")
@click.option("--since", default="", metavar="DATE", help="Only posts of this day or later.")
@click.option("--until", default="", metavar="DATE", help="Only posts of this day or earlier.")
@click.option("--latest", type=click.IntRange(min=1), metavar="N", help="Only the newest N.")
@click.option("--subject", default="", help="The subject line, instead of the issue's or post's.")
@click.option("--preheader", default="", help="The line an inbox shows after the subject.")
@click.option("--layout", type=click.Choice(LAYOUTS), help="Whole posts, or the beginning of each.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=f"Where the files go. Default: {OUTBOX}/, outside the content folder.",
)
@click.option(
    "--for",
    "provider",
    metavar="PROVIDER",
    help=f"What this provider takes, with its own tags: {', '.join(PROVIDERS)}.",
)
@click.option("--draft", is_flag=True, help="Make the .eml open in a mail program as one to send.")
@click.option("--source", is_flag=True, help="Also write the HTML before its styles are inlined.")
@click.option("--url", help="The site's address, instead of the one in site.toml.")
@content_option
def export(
    *,
    issue: str,
    posts: tuple[str, ...],
    category: str,
    tag: str,
    since: str,
    until: str,
    latest: int | None,
    subject: str,
    preheader: str,
    layout: str | None,
    out: Path | None,
    provider: str | None,
    draft: bool,
    source: bool,
    url: str | None,
    content: Path | None,
) -> None:
    """Write ISSUE, or the posts that the options choose, as NAME.html, NAME.txt and NAME.eml.

    With --for, what that provider takes instead, and then what to do with it.

    ISSUE is the name of a file in newsletters/. Without it and without options that choose posts,
    the newest issue is written. The names of the files are printed, one on each line.
    """
    # premailer takes half a second to load, which no other command should wait for.
    from app.newsletter.export import plan_letter, render_mail
    from app.newsletter.write import write_files

    whom = _provider(provider, is_draft=draft)
    site = open_site(content, url=url)
    choice = Choice(
        slugs=posts,
        category=category,
        tag=tag,
        since=_moment(site, "--since", since),
        until=_moment(site, "--until", until),
        latest=latest,
    )
    _refuse_mixed(issue, choice)
    letter = plan_letter(
        site.library,
        site.body_of,
        choice,
        issue=select_issue(site.issues, issue) if choice.is_empty else None,
        hidden=site.hidden,
        wish=Wish(subject=subject, preheader=preheader, layout=layout or ""),
    )
    mail = render_mail(letter, site.library, site.body_of, is_draft=draft, provider=whom)
    files = mail.files(source=source)
    folder = out or _outbox(site.config)
    write_files(folder, files)
    for notice in (*_lacking(site.config, whom), *_too_long(mail), *_repeats(site, letter)):
        say(notice)
    for name in files:
        click.echo(Path(as_typed(folder)) / name if folder.is_absolute() else folder / name)
    if whom:
        _explain(whom, letter)


def _provider(name: str | None, *, is_draft: bool) -> Provider | None:
    """Return the provider called *name*; any other name is wrong usage."""
    if name is None:
        return None
    found = load_providers().get(name)
    if found is None:
        near = difflib.get_close_matches(name, PROVIDERS, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else f"choose one of: {', '.join(PROVIDERS)}"
        raise click.BadParameter(f"there is no provider {name!r}; {hint}", param_hint="--for")
    if is_draft and found.form != "mail":
        raise click.UsageError("--draft is for a mail program; a provider takes no .eml")
    return found


def _explain(provider: Provider, letter: Letter) -> None:
    """Say where everything goes, apart from the result."""
    say(f"For {provider.title}:")
    say(f"  Subject: {quiet_text(letter.subject)}")
    if letter.preheader:
        say(f"  Preview text: {quiet_text(letter.preheader)}")
    for number, step in enumerate(provider.steps, start=1):
        say(f"  {number}. {step.replace('NAME', letter.name)}")


def _moment(site: Snapshot, option: str, text: str) -> datetime | None:
    if not text:
        return None
    try:
        return parse_date(text, site.config.zone)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=option) from error


def _refuse_mixed(issue: str, choice: Choice) -> None:
    """Refuse two choices at once, since either would silently win."""
    if issue and not choice.is_empty:
        raise click.UsageError(
            f"{issue!r} says itself which posts it holds; give an issue, or options that choose"
        )
    if choice.slugs and choice != Choice(slugs=choice.slugs):
        raise click.UsageError("--post names posts one by one; leave the other choices out")


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


def _too_long(mail: Mail) -> Iterator[str]:
    """Say when Gmail would hide the end of a mail, or soon will."""
    size = len(mail.html.encode())
    if size > 0.8 * GMAIL_SHOWS:
        yield (
            f"{mail.name}.html has {size:,} bytes, and Gmail hides what comes after "
            f"{GMAIL_SHOWS:,}; --layout excerpts makes it shorter."
        )


def _repeats(site: Snapshot, letter: Letter) -> Iterator[str]:
    others = (issue for issue in site.issues if issue != letter.issue)
    for post, issue in find_repeats(site.library, letter.posts, others):
        yield f"{post.slug!r} went out before, in the issue {issue.name}."
