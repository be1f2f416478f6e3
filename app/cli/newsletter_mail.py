"""``trifold newsletter check``, ``preview`` and ``send``: a mail before it goes to everybody."""

from __future__ import annotations

import os
import webbrowser
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from app.cli.letters import Asked, letter_options, open_letter, provider_option
from app.cli.options import SiteCommand, say
from app.errors import DeliveryError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.config import Config
    from app.library.current import Snapshot
    from app.newsletter.envelope import Envelope
    from app.newsletter.export import Mail
    from app.newsletter.letter import Letter
    from app.newsletter.lint.model import Finding, Report
    from app.newsletter.providers import Provider
    from app.newsletter.send import Server

PASSWORD = "TRIFOLD_SMTP_PASSWORD"  # noqa: S105 -- the name of a variable, not a password
#: Addresses of one test: a list is another matter.
_MOST_TESTS = 10


@click.command(cls=SiteCommand)
@click.option("--online", is_flag=True, help="Also fetch every link and picture, over the network.")
@click.option("--support", is_flag=True, help="List all that some mail program shows otherwise.")
@provider_option("Look at what this provider gets")
@letter_options
def check(*, asked: Asked, online: bool, support: bool, provider: Provider | None) -> None:
    """Look at a finished mail before anybody gets it: ISSUE, or posts that the options choose.

    Says what would go wrong and in which mail programs. Exits 1 when something spoils the mail.
    Uses the network with --online alone.
    """
    from app.newsletter.lint.model import Weight, in_order

    site, letter = open_letter(asked)
    mail, report = _examine(site, letter, provider)
    findings = report.findings
    if online:
        from app.newsletter.lint.online import check_online

        say("Fetching its links and pictures …")
        findings = in_order((*findings, *check_online(mail.html)))
    for line in (*_told(letter, report, findings), *_support(report, is_whole=support)):
        click.echo(line)
    counts = [sum(one.weight is weight for one in findings) for weight in Weight]
    errors, warnings, notes = (
        f"{number} {weight}{'' if number == 1 else 's'}"
        for number, weight in zip(counts, Weight, strict=True)
    )
    say(f"{report.name}: {errors}, {warnings}, {notes}.")
    if counts[0]:
        raise SystemExit(1)


@click.command(cls=SiteCommand)
@click.option("--port", default=8000, show_default=True, help="Where trifold serve listens.")
@click.option("--open", "is_opened", is_flag=True, help="Open it in the web browser.")
@letter_options
def preview(*, asked: Asked, port: int, is_opened: bool) -> None:
    """Print the address at which trifold serve shows the mail of ISSUE, or of one post.

    There it is seen at a desk and on a phone, in light and dark, without pictures, without styles
    and as text, with what check finds, and follows what you save.
    """
    _, letter = open_letter(asked)
    if letter.issue is None and len(letter.posts) != 1:
        raise click.UsageError("a preview shows an issue or one post; give a name, or one --post")
    name = letter.issue.name if letter.issue else letter.posts[0].slug
    url = f"http://127.0.0.1:{port}/preview/{quote(name)}/"
    click.echo(url)
    if is_opened:
        webbrowser.open(url)
    else:
        say("Start trifold serve, then open that address.")


@click.command(cls=SiteCommand)
@click.option(
    "--to", "recipients", multiple=True, required=True, metavar="ADDRESS", help="May be repeated."
)
@click.option(
    "--password-file",
    type=click.Path(path_type=Path),
    envvar="TRIFOLD_SMTP_PASSWORD_FILE",
    metavar="FILE",
    help=f"Where the password stands, unless {PASSWORD} holds it.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@letter_options
def send(
    *, asked: Asked, recipients: tuple[str, ...], password_file: Path | None, yes: bool
) -> None:
    """Send a test of ISSUE, or of the posts that the options choose, to yourself.

    It goes over the server that [smtp] in site.toml names. Subject and recipients are shown first.
    """
    from app.newsletter.envelope import address_mail, parse_recipient
    from app.newsletter.send import find_server, require_sent, send_all

    addresses = tuple(dict.fromkeys(parse_recipient(one) for one in recipients))
    if len(addresses) > _MOST_TESTS:
        raise DeliveryError(f"a test goes to {_MOST_TESTS} addresses at most")
    site, letter = open_letter(asked)
    server = find_server(site.config, _password(site.config, password_file))
    mail, report = _examine(site, letter)
    now = datetime.now(UTC)
    envelopes = [address_mail(mail.message, site.config, one, now=now) for one in addresses]
    _show(letter, envelopes, server, report)
    if not yes:
        click.confirm("Send it?", abort=True, err=True)
    receipts = []
    for receipt in send_all(server, envelopes):
        receipts.append(receipt)
        click.echo(f"{receipt.recipient}: {receipt.fate}")
    require_sent(receipts)


def _examine(
    site: Snapshot, letter: Letter, provider: Provider | None = None
) -> tuple[Mail, Report]:
    from app.newsletter.export import render_mail
    from app.newsletter.lint import check_mail

    mail = render_mail(letter, site.library, site.body_of, provider=provider)
    return mail, check_mail(mail, letter, site.library, site.body_of, provider=provider)


def _show(letter: Letter, envelopes: Sequence[Envelope], server: Server, report: Report) -> None:
    """Say what is about to leave this machine."""
    from app.newsletter.lint.model import Weight

    number = len(envelopes)
    said = {
        "Subject": letter.subject,
        "From": envelopes[0].sender,
        "To": f"{', '.join(one.recipient for one in envelopes)} "
        f"({number} recipient{'' if number == 1 else 's'})",
        "Server": f"{server}, {server.security}{f', as {server.user}' if server.user else ''}",
    }
    for name, value in said.items():
        say(f"{name + ':':<9}{value}")
    if errors := report.count(Weight.ERROR):
        say(f"check finds {errors} error{'' if errors == 1 else 's'}: trifold newsletter check")


def _password(config: Config, file: Path | None) -> str:
    """Return the password: from the environment, else the first line of *file*."""
    if password := os.environ.get(PASSWORD, ""):
        return password
    if file is None:
        return ""
    if file.resolve().is_relative_to(config.root):
        raise DeliveryError(
            "lies in the content folder, which gets published; keep the password elsewhere",
            path=str(file),
        )
    try:
        return (file.read_text("utf-8").splitlines() or [""])[0].strip()
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "is no text"
        raise StoreError(f"cannot be read ({why.lower()})", path=str(file)) from error


def _told(letter: Letter, report: Report, findings: Sequence[Finding]) -> Iterator[str]:
    """Write the report as a person reads it."""
    yield f"{letter.subject}"
    yield (
        f"{report.size:,} bytes of HTML · {_number(len(letter.posts), 'post')} · "
        f"{_number(report.links, 'link')} · {_number(report.pictures, 'picture')}"
    )
    if findings:
        yield ""
    widest = max((len(one.about) for one in findings), default=0)
    for one in findings:
        yield f"{one.weight:<8} {one.about:<{widest}}  {one.what}"


def _support(report: Report, *, is_whole: bool) -> Iterator[str]:
    """Write what mail programs lack as a table; unless whole, what one of them lacks altogether."""
    from app.newsletter.lint.support import program_names

    programs = program_names()
    rows = [row for row in report.support if is_whole or "no" in row.cells.values()]
    widest = max((len(row.title) for row in rows), default=0)
    yield ""
    yield "Not the same everywhere, by the data of caniemail.com:"
    yield f"{'':<{widest}}  {'  '.join(programs)}  a reader gets instead"
    for row in rows:
        cells = "  ".join(f"{row.cells[name]:<{len(name)}}" for name in programs)
        yield f"{row.title:<{widest}}  {cells}  {row.instead}".rstrip()
    if len(rows) < len(report.support):
        yield f"{len(report.support) - len(rows)} more are known in part: --support lists them all."


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


MAIL_COMMANDS: tuple[click.Command, ...] = (check, preview, send)
