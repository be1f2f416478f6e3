"""``trifold build``: the whole site as files."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.options import SiteCommand, as_typed, content_option, find_root, open_site, say
from app.errors import BuildError, TooHeavyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.library.current import Snapshot
    from app.publish.glance import Glance
    from app.publish.site import BuildOptions, Built


@click.command(cls=SiteCommand)
@click.argument("out", type=click.Path(path_type=Path))
@content_option
@click.option("--url", help="The address readers will use; else `url` of site.toml.")
@click.option("--drafts", is_flag=True, help="With drafts, badged; search engines stay away.")
@click.option("--keep-going", is_flag=True, help="Leave out what is broken, and publish the rest.")
@click.option("--force", is_flag=True, help="Replace OUT even if it holds files not from a build.")
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Processes at work at once; else one a processor."
)
@click.option("--no-search", is_flag=True, help="Without the index for the search.")
def build(
    out: Path,
    content: Path | None,
    url: str | None,
    *,
    drafts: bool,
    keep_going: bool,
    force: bool,
    jobs: int | None,
    no_search: bool,
) -> None:
    """Write the whole site into the folder OUT, for any host of static files.

    OUT is replaced in one step when everything is done: whatever happens before, the old site
    stays as it was. Exits 1, with OUT untouched, when a post is broken or a page cannot be made.
    """
    from app.publish.site import BuildOptions, Built

    root, place = find_root(content), out.expanduser().resolve()
    options = BuildOptions(
        preview=drafts,
        keep_going=keep_going,
        force=force,
        search=not no_search,
        jobs=jobs or _processors(),
    )
    glance = _glance(root, place, options, url)
    note = glance and glance.find_note(place, now=time.time())
    if note:
        built = Built(files=note.files, has_search=note.has_search)
    else:
        built = _build(root, place, options, url=url, glance=glance)
    for notice in built.notices:
        say(notice)
    if not built.has_search and not no_search:
        say("Its search page is empty: pip install 'pagefind[bin]', and build again.")
    click.echo(str(out))
    say(_summary(built))


def _processors() -> int:
    """Return how many processes are worth their while on this machine."""
    # On macOS the system's own libraries do not bear a fork; Windows has none.
    if not hasattr(os, "fork") or sys.platform == "darwin":
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _glance(root: Path, place: Path, options: BuildOptions, url: str | None) -> Glance | None:
    """Look at what the site at *place* is made of; None where that does not tell enough.

    The words of a Jekyll folder may ask for anything, as the time of day.
    """
    from app.config.cache import find_cache
    from app.config.jekyll.load import is_jekyll
    from app.publish.glance import take_glance
    from app.publish.search_index import find_pagefind

    cache = find_cache(os.environ, root)
    if cache is None or is_jekyll(root):
        return None
    pagefind = find_pagefind() if options.search else ""
    return take_glance(root, place, cache, how=(url, options, pagefind))


def _build(
    root: Path, place: Path, options: BuildOptions, *, url: str | None, glance: Glance | None
) -> Built:
    from app.config.model import DEFAULT_URL
    from app.publish.site import publish_site

    site = open_site(root, url=url, preview=options.preview)
    is_said = _refuse_errors(site, as_typed(root), keep_going=options.keep_going)
    if site.config.url == DEFAULT_URL and not url:
        say(f"The links in feeds lead to {DEFAULT_URL}: set url in site.toml, or give --url.")
        is_said = True
    if is_said:
        glance = None  # a build that opens the site says it again
    too_heavy: list[TooHeavyError] = []
    while True:
        try:
            with _progress() as on_file:
                return publish_site(site, place, options, glance=glance, on_file=on_file)
        except TooHeavyError as error:
            if not options.keep_going or error.path in {one.path for one in too_heavy}:
                raise
            too_heavy.append(error)
        # It was not known before its words were rendered: now all is made again without them.
        say(f"{as_typed(root)}/{too_heavy[-1]}")
        glance = None
        site = open_site(root, url=url, preview=options.preview, too_heavy=too_heavy)


def _summary(built: Built) -> str:
    if not built.changed and not built.gone:
        return f"{built.files} files, none of which has changed."
    gone = f", {built.gone} taken away" if built.gone else ""
    return (
        f"{built.files} files, {len(built.changed)} of them written{gone}; copy them to any host."
    )


def _refuse_errors(site: Snapshot, folder: str, *, keep_going: bool) -> bool:
    """Tell whether there are errors, once they are said; raise BuildError unless it may go on."""
    from app.cli.site import report
    from app.content.model import Level

    errors = [one for one in site.shown.problems if one.level is Level.ERROR]
    if not errors:
        return False
    report(errors, folder)
    if not keep_going:
        what = "has errors, so nothing was written; mend them, or leave those out with --keep-going"
        raise BuildError(what, path=folder)
    return True


@contextmanager
def _progress() -> Iterator[Callable[[int], None]]:
    """Show a bar while files are made, where a person looks on."""
    if not sys.stderr.isatty():
        yield lambda _count: None
        return
    with click.progressbar(length=1, label="Building", file=sys.stderr) as bar:

        def on_file(count: int) -> None:
            bar.length = count
            bar.update(1)

        yield on_file
