"""A snapshot becomes a folder of files: all of it takes the place of the old one, or nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.publish.addresses import select_outputs
from app.publish.marker import MARKER, Marker, render_marker
from app.publish.plan import plan_files
from app.publish.render import Renderer
from app.publish.search_index import INDEX, find_pagefind, write_index
from app.publish.workshop import check_out, files_below, finish, saying, workshop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.library.current import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """How a site is built."""

    #: With drafts and what is to come, and out of search engines.
    preview: bool = False
    #: Leaves out a file that not every host can hold, instead of stopping.
    keep_going: bool = False
    #: Replaces a folder that holds what no build wrote.
    force: bool = False
    #: Makes the index of the search, where Pagefind is installed.
    search: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build did."""

    files: int
    has_search: bool
    #: Sentences about what was left out.
    notices: tuple[str, ...] = ()


def publish_site(
    snapshot: Snapshot,
    out: Path,
    options: BuildOptions,
    *,
    on_file: Callable[[int], None] = lambda _count: None,
) -> Built:
    """Write everything that *snapshot* shows into the folder *out* (absolute).

    *on_file* is told, file by file, how many there will be. Raises BuildError, with *out*
    untouched, when an address cannot be made, *out* cannot be written, or holds what is not ours.
    """
    check_out(out, snapshot.config.root, force=options.force)
    outputs, notices = plan_files(select_outputs(snapshot), keep_going=options.keep_going)
    pagefind = find_pagefind() if options.search else ""
    renderer = Renderer(snapshot, preview=options.preview, index=INDEX if pagefind else "")
    with workshop(out) as new, saying(out):
        digests: dict[str, str] = {}
        for path, output in outputs.items():
            digests[path] = _write(new / path, renderer.bytes_of(output))
            on_file(len(outputs))
        for name, data in renderer.host_files():
            digests[name] = _write(new / name, data)
        if pagefind:
            digests |= _write_index(pagefind, snapshot, new)
        _write(new / MARKER, render_marker(Marker(files=digests)))
        finish(new, out)
    return Built(files=len(digests), has_search=bool(pagefind), notices=notices)


def _write_index(pagefind: str, snapshot: Snapshot, new: Path) -> dict[str, str]:
    index = new / INDEX.strip("/")
    write_index(pagefind, snapshot, words=new.parent / "words", index=index)
    files = files_below(index)
    return {f"{INDEX.strip('/')}/{path}": _digest((index / path).read_bytes()) for path in files}


def _write(file: Path, data: bytes) -> str:
    """Write *data*, and return its digest."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return _digest(data)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:20]
