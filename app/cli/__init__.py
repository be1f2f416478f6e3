"""The command ``trifold``: arguments in, outcome out."""

from __future__ import annotations

import sys
import traceback

import click

from app.cli.build import build
from app.cli.feeds import feeds
from app.cli.init import init
from app.cli.newsletter import newsletter
from app.cli.newsletter_mail import MAIL_COMMANDS
from app.cli.options import SiteGroup
from app.cli.site import check, serve
from app.cli.template import template
from app.cli.write import new, publish

#: Our own bug, as sysexits.h has it.
EX_SOFTWARE = 70

COMMANDS: tuple[click.Command, ...] = (
    init,
    serve,
    new,
    publish,
    check,
    build,
    template,
    feeds,
    newsletter,
)
for _command in MAIL_COMMANDS:
    newsletter.add_command(_command)


@click.group(cls=SiteGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="trifold")
def trifold() -> None:
    """Publish one folder of Markdown as a website, as feeds and as a newsletter."""


for _command in COMMANDS:
    trifold.add_command(_command)


def main() -> None:
    """Run the command: exit 0 done, 1 the author can mend it, 2 wrong usage, 70 our own bug."""
    try:
        trifold.main()
    except Exception:  # noqa: BLE001 -- the edge: a bug keeps its traceback and gets its own exit code
        traceback.print_exc()
        click.echo(
            "This is a fault of Trifold's own. Please report it with the lines above.", err=True
        )
        sys.exit(EX_SOFTWARE)
