"""A snapshot becomes a folder of files: all of it takes the place of the old one, or nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import BuildError
from app.publish.addresses import LOST, SEARCH, Output, select_outputs
from app.publish.files import file_of, find_collision, name_problem
from app.publish.host_files import (
    HEADERS_FILE,
    REDIRECTS_FILE,
    render_headers,
    render_redirects,
)
from app.publish.marker import MARKER, Marker, render_marker
from app.publish.redirects import render_redirect
from app.publish.workshop import cannot_write, check_out, finish, workshop
from app.web.answers import Answers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from app.library.current import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build did."""

    files: int
    #: Sentences about what was left out.
    notices: tuple[str, ...] = ()


def publish_site(
    snapshot: Snapshot,
    out: Path,
    *,
    preview: bool = False,
    keep_going: bool = False,
    force: bool = False,
    on_file: Callable[[int], None] = lambda _count: None,
) -> Built:
    """Write everything that *snapshot* shows into the folder *out* (absolute).

    With *preview* drafts too. *on_file* is told, file by file, how many there will be. With
    *keep_going* a file that not every host can hold is left out. Raises BuildError, with *out*
    untouched, when an address cannot be made, *out* cannot be written, or holds what is not ours
    (which *force* allows to be lost).
    """
    check_out(out, snapshot.config.root, force=force)
    outputs, notices = plan_files(select_outputs(snapshot), keep_going=keep_going)
    answers = Answers(snapshot, preview=preview)
    with workshop(out) as new:
        digests: dict[str, str] = {}
        for path, output in outputs.items():
            digests[path] = _write(new / path, _data(output, answers, snapshot), out)
            on_file(len(outputs))
        for name, text in _host_files(snapshot, answers, preview=preview):
            digests[name] = _write(new / name, text.encode(), out)
        _write(new / MARKER, render_marker(Marker(files=digests)), out)
        finish(new, out)
    return Built(files=len(outputs), notices=notices)


def plan_files(
    outputs: Iterable[Output], *, keep_going: bool
) -> tuple[Mapping[str, Output], tuple[str, ...]]:
    """Give each output its file; raise BuildError where a host could not hold it.

    With *keep_going* such a one is left out, and a sentence says so.
    """
    files: dict[str, Output] = {}
    notices = []
    for output in outputs:
        path = file_of(output.address)
        problem = name_problem(path)
        if not problem:
            files.setdefault(path, output)
        elif keep_going:
            notices.append(f"{output.address}: {problem}; it was left out")
        else:
            raise BuildError(f"{problem}; give it another name", path=output.address)
    if both := find_collision(files):
        one, other = (files[path].address for path in both)
        what = f"is the same file as {other} where capitals make no difference; rename one of them"
        raise BuildError(what, path=one)
    return files, tuple(notices)


def _data(output: Output, answers: Answers, snapshot: Snapshot) -> bytes:
    if output.file:
        return _authors_file(output.address, output.file)
    if output.leads_to:
        return render_redirect(snapshot.config.absolute(output.leads_to))
    if output.address == LOST:
        return answers.lost()
    if output.address == SEARCH:
        return answers.search()
    return answers.of(output.same_as or output.address)


def _authors_file(address: str, file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise BuildError(f"cannot be read ({why}); was it moved?", path=address) from error


def _host_files(
    snapshot: Snapshot, answers: Answers, *, preview: bool
) -> Iterator[tuple[str, str]]:
    library = snapshot.shown
    yield HEADERS_FILE, render_headers(library, answers.inline_scripts(), noindex=preview)
    yield REDIRECTS_FILE, render_redirects(library)


def _write(file: Path, data: bytes, out: Path) -> str:
    """Write *data*, and return its digest."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    except OSError as error:
        raise cannot_write(out, error) from error
    return hashlib.sha256(data).hexdigest()[:20]
