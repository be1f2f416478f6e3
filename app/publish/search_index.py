"""The index of a site that searches itself in the reader's browser: Pagefind's, where installed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import escape

from app.content.model import Issue, Post
from app.content.words import plain_text
from app.errors import BuildError
from app.library.shelves import is_listed
from app.templating import day_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.config import Config
    from app.library.current import Snapshot
    from app.library.model import Writing

#: Site-relative; below the page of the search, which alone may run WebAssembly.
INDEX = "/search/pagefind/"
_WORD = re.compile(r"\w")
#: What Pagefind brings along for pages that are built in other ways.
_UNUSED = ("pagefind-*ui.*", "pagefind-highlight.js")


def find_pagefind() -> str:
    """Return the program that makes the index; nothing where it is not installed."""
    try:
        from pagefind.service import get_executable  # noqa: PLC0415 -- an extra
    except ImportError:
        return ""
    found = get_executable()
    return str(found) if found else ""


def has_words(snapshot: Snapshot) -> bool:
    """Tell whether there is anything to find: of no words at all Pagefind makes no index."""
    listed = filter(is_listed, snapshot.shown.writings.values())
    return any(_WORD.search(plain_text(snapshot.body_of(one).html)) for one in listed)


def write_index(program: str, snapshot: Snapshot, *, words: Path, index: Path) -> None:
    """Let *program* read the words of all that lists name, and write its *index*.

    *words* is a folder of our own to write them into. Raises BuildError when it does not succeed,
    OSError when there is no room.
    """
    words.mkdir()
    for number, document in enumerate(_documents(snapshot)):
        (words / f"{number}.html").write_text(document, encoding="utf-8")
    command = [program, "--site", str(words), "--output-path", str(index), "--silent"]
    # It inherits the lock of the folder that it writes into (workshop.py).
    result = subprocess.run(  # noqa: S603 -- the program that was installed for it
        command, capture_output=True, text=True, check=False, close_fds=False
    )
    if result.returncode:
        said = (result.stderr or result.stdout).strip().splitlines()
        why = said[-1] if said else f"exit {result.returncode}"
        raise BuildError(f"cannot be made: Pagefind says {why!r}; try --no-search", path=INDEX)
    for pattern in _UNUSED:
        for file in index.glob(pattern):
            file.unlink()


def _documents(snapshot: Snapshot) -> Iterator[str]:
    for writing in filter(is_listed, snapshot.shown.writings.values()):
        config = snapshot.config
        meta = {
            "title": writing.title,
            "address": config.path(writing.address),
            "beside": _beside(writing, config),
            "lang": writing.language or config.language,
        }
        tags = "".join(
            f'<meta data-pagefind-meta="{name}[content]" content="{escape(value)}">'
            for name, value in meta.items()
        )
        words = snapshot.body_of(writing).html
        yield (
            f'<!doctype html><html lang="{escape(config.language)}"><head>{tags}</head>'
            f"<body>{words}</body></html>"
        )


def _beside(writing: Writing, config: Config) -> str:
    """Say what a result is: its day, or its kind."""
    if isinstance(writing, Post):
        return day_text(writing.date.astimezone(config.zone), config.language)
    return "Newsletter" if isinstance(writing, Issue) else "Page"
