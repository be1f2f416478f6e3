"""``trifold feeds``: where they are, and telling a hub that they changed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.options import SiteGroup, content_option, open_site, say
from app.config.model import DEFAULT_URL
from app.errors import ConfigError
from app.feeds.formats import FORMATS

if TYPE_CHECKING:
    from app.feeds.ping import Topic


@click.group(cls=SiteGroup)
def feeds() -> None:
    """List the feeds, and tell a hub which of them changed."""


@feeds.command("list")
@content_option
def list_feeds(content: Path | None) -> None:
    """List every feed: its address, and whose posts it has."""
    from app.feeds.select import select_channels

    site = open_site(content)
    lines = [
        (site.config.absolute(channel.address_of(written)), channel.title)
        for channel in select_channels(site.library)
        for written in FORMATS
    ]
    widest = max(len(url) for url, _ in lines)
    for url, title in lines:
        click.echo(f"{url:<{widest}}  {title}")


@feeds.command()
@content_option
def ping(content: Path | None) -> None:
    """Tell the WebSub hub in site.toml which feeds changed since the last time.

    Prints the address of each feed that it was told of. Exits 1 when the hub does not answer well;
    what it was not told of is told next time. Without [feeds] hub, nothing happens.
    """
    from app.feeds.ping import build_topics, load_told, select_changed

    site = open_site(content)
    hub = site.config.feeds.hub
    if not hub:
        if sys.stderr.isatty():
            say("No hub is told of anything: [feeds] in site.toml names none.")
        return
    if site.config.url == DEFAULT_URL:
        what = f"'url' is {DEFAULT_URL}, where no hub finds your feeds; set it to the site's own"
        raise ConfigError(what, path="site.toml")
    topics = tuple(build_topics(site.library, site.body_of))
    told = load_told(site.config.cache, hub)
    _tell(hub, select_changed(topics, told), told, site.config.cache)


def _tell(hub: str, changed: tuple[Topic, ...], told: dict[str, str], cache: Path | None) -> None:
    from app.feeds.ping import send_ping, write_told

    try:
        for topic in changed:
            send_ping(hub, topic.url)
            told[topic.url] = topic.digest
            click.echo(topic.url)
    finally:
        # Also of what a hub that then broke off had taken in.
        if changed:
            write_told(cache, hub, told)
    say(f"{hub} was told of {len(changed)} changed feeds." if changed else "No feed has changed.")
