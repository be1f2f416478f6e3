"""The commands that look at a site: serve and check."""

from __future__ import annotations

import signal
import socket
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.options import SiteCommand, as_typed, content_option, find_root, open_site, say
from app.content.model import Level, Problem
from app.errors import ConfigError, SiteError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.serving import BaseWSGIServer

_MOST_SHOWN = 10
_LAST_PORT = 65535


@click.command(cls=SiteCommand)
@content_option
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, _LAST_PORT))
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 opens it to others.")
@click.option("--url", help="The site's own address, when readers reach it by another.")
@click.option("--public", is_flag=True, help="Show what readers see: no drafts, nothing to come.")
def serve(content: Path | None, port: int, host: str, url: str | None, *, public: bool) -> None:
    """Serve the site here, with drafts and scheduled posts in view, until Ctrl-C."""
    from werkzeug.serving import make_server

    from app.web import create_app
    from app.web.current import current_snapshot

    root = find_root(content)
    at = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    app = create_app(root, preview=not public, url=url or at)
    with app.app_context():
        snapshot = current_snapshot()
    following: AbstractContextManager[None] = nullcontext()
    if not public:
        from app.web.live import go_live
        from app.web.preview import mount_preview

        mount_preview(app, url=url)
        following = go_live(app).watching(root)
    _claim(host, port)
    server = make_server(host, port, app, threaded=True)
    _announce(as_typed(root), url or at, is_public=public)
    report(snapshot.shown.problems, as_typed(root))
    _run_until_stopped(server, following)


def _claim(host: str, port: int) -> None:
    """Raise SiteError when nothing can listen on *port* of *host*."""
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(kind, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        msg = f"port {port} on {host} is taken or forbidden; choose another one with --port"
        raise SiteError(msg) from error


def _run_until_stopped(server: BaseWSGIServer, following: AbstractContextManager[None]) -> None:
    import logging

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    # A server that is told to end by its supervisor ends as on Ctrl-C, and so does one whose
    # shell started it in the background, where Ctrl-C is ignored until somebody asks for it.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    with suppress(KeyboardInterrupt), following:
        server.serve_forever()
        # It is ending: a second Ctrl-C would only interrupt that.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
    server.server_close()
    say("\nStopped.")


def _announce(folder: str, url: str, *, is_public: bool) -> None:
    click.echo(f"Trifold serves {folder}")
    shown = {"Site": "/", "Feeds": "/feeds/", "Newsletter": "/newsletter/"}
    shown |= {} if is_public else {"Preview": "/preview/"}
    for what, address in shown.items():
        click.echo(f"  {what:<11} {url}{address}")
    say("Ctrl-C stops it.")


@click.command(cls=SiteCommand)
@content_option
def check(content: Path | None) -> None:
    """List every problem in the content: file, line, what is wrong, what to do.

    Exits 1 when something keeps a post from being published, 0 when there are only notices.
    """
    from app.feeds.check import check_feeds
    from app.library.check import check_snapshot
    from app.library.jekyll_check import by_weight, summary
    from app.publish.check import check_files

    root = find_root(content)
    folder = as_typed(root)
    carried = ""
    try:
        site = open_site(root)
        found = (*check_snapshot(site), *check_feeds(site), *check_files(site))
        problems = by_weight(found, site.library)
        carried = summary(site.library)
    except ConfigError as error:
        problems = (Problem(path=error.path, line=error.line, what=error.what),)
    for problem in problems:
        click.echo(_line(problem, folder))
    errors = sum(problem.level is Level.ERROR for problem in problems)
    say(f"{folder}: {_count(errors, 'error')}, {_count(len(problems) - errors, 'notice')}.")
    if carried:
        say(carried)
    if errors:
        raise SystemExit(1)


def report(problems: Sequence[Problem], folder: str) -> None:
    """Say what is wrong in *folder*: the first few, and how to see the rest."""
    for problem in problems[:_MOST_SHOWN]:
        say(_line(problem, folder))
    if len(problems) > _MOST_SHOWN:
        say(f"… and {len(problems) - _MOST_SHOWN} more: trifold check lists them all.")


def _line(problem: Problem, folder: str) -> str:
    if not problem.path:
        return f"{folder}: {problem.level}: {problem.what}"
    return f"{folder}/{problem}" if folder else str(problem)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
