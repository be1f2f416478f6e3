"""The command ``trifold``: arguments in, outcome out."""

from __future__ import annotations

import sys
import traceback
from importlib import import_module

import click

from app.cli.options import SiteGroup

#: Our own bug, as sysexits.h has it.
EX_SOFTWARE = 70

#: Every command, in the order of a reader's way, and where it is.
COMMANDS = {
    "init": "app.cli.init",
    "serve": "app.cli.site",
    "new": "app.cli.write",
    "publish": "app.cli.write",
    "check": "app.cli.site",
    "build": "app.cli.build",
    "template": "app.cli.template",
    "feeds": "app.cli.feeds",
    "newsletter": "app.cli.newsletter",
}


class _Trifold(SiteGroup):
    """Loads a command when it is asked for: to load them all takes longer than some of them run."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Name every command."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command called *cmd_name*, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        return command


@click.group(cls=_Trifold, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="trifold")
def trifold() -> None:
    """Publish one folder of Markdown as a website, as feeds and as a newsletter."""


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
