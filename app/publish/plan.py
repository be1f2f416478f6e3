"""Which file holds which address, decided before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import BuildError
from app.publish.files import file_of, find_collision, name_problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.publish.addresses import Output


def plan_files(
    outputs: Iterable[Output], *, keep_going: bool
) -> tuple[Mapping[str, Output], tuple[str, ...]]:
    """Give each output its file; raise BuildError where a host could not hold it.

    With *keep_going* such a one is left out, and a sentence says so.
    """
    files, left = place_files(outputs)
    for output, problem in left:
        if not keep_going:
            raise BuildError(f"{problem}; give it another name", path=output.address)
    return files, tuple(f"{one.address}: {what}; it was left out" for one, what in left)


def place_files(outputs: Iterable[Output]) -> tuple[dict[str, Output], list[tuple[Output, str]]]:
    """Give each output its file, and say of those that some host could not hold why that is."""
    files: dict[str, Output] = {}
    left: list[tuple[Output, str]] = []
    for output in outputs:
        path = file_of(output.address)
        if problem := name_problem(path) or _problem_beside(files.get(path), output):
            left.append((output, problem))
        else:
            files.setdefault(path, output)
    while both := find_collision(files):
        first, second = both
        what = f"is the same file as {files[first].address} where capitals make no difference"
        left.append((files.pop(second), what))
    return files, left


def _problem_beside(holder: Output | None, output: Output) -> str:
    """Say why *output* cannot be where *holder* is; nothing when it can, or need not be."""
    if holder is None or output.leads_to or output.same_as:
        return ""
    return f"is the same file as {holder.address}"
