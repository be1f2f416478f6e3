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
    files: dict[str, Output] = {}
    notices = []

    def leave_out(output: Output, problem: str) -> None:
        if not keep_going:
            raise BuildError(f"{problem}; give it another name", path=output.address)
        notices.append(f"{output.address}: {problem}; it was left out")

    for output in outputs:
        path = file_of(output.address)
        if problem := name_problem(path) or _problem_beside(files.get(path), output):
            leave_out(output, problem)
        else:
            files.setdefault(path, output)
    while both := find_collision(files):
        first, second = both
        what = f"is the same file as {files[first].address} where capitals make no difference"
        leave_out(files.pop(second), what)
    return files, tuple(notices)


def _problem_beside(holder: Output | None, output: Output) -> str:
    """Say why *output* cannot be where *holder* is; nothing when it can, or need not be."""
    if holder is None or output.leads_to or output.same_as:
        return ""
    return f"is the same file as {holder.address}"
