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
