"""Which values of ``defaults`` a file gets, by Jekyll's rules of precedence."""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.config.jekyll.model import JekyllConfig, Scope


def defaults_of(config: JekyllConfig, path: str, kind: str) -> dict[str, Any]:
    """Return the default header of the file at *path* of *kind* (``posts``, ``pages``, …).

    *path* is relative to the folder, without ``collections_dir``. A longer scope wins over a
    shorter one, one with a kind over one without, and of two alike the later.
    """
    found: dict[str, Any] = {}
    before: Scope | None = None
    for scope in config.defaults:
        if not _applies(scope, config, path, kind):
            continue
        if before is None or _goes_before(scope, before):
            found, before = _merged(found, scope.values), scope
        else:
            found = _merged(scope.values, found)
    return found


def _applies(scope: Scope, config: JekyllConfig, path: str, kind: str) -> bool:
    if scope.kind not in {"", kind}:
        return False
    wanted = scope.path.removeprefix("/")
    if config.collections_dir:
        wanted = wanted.removeprefix(f"{config.collections_dir}/")
    if "*" not in wanted:
        return path.startswith(wanted)
    # Jekyll globs files and folders, and takes what lies below them.
    parts = path.split("/")
    depth = wanted.count("/") + 1
    levels = range(depth, len(parts) + 1) if "**" in wanted else (depth,)
    return any(fnmatch.fnmatchcase("/".join(parts[:level]), wanted) for level in levels)


def _goes_before(scope: Scope, before: Scope) -> bool:
    mine, others = len(scope.path.strip("/")), len(before.path.strip("/"))
    if mine != others:
        return mine > others
    return bool(scope.kind) or not before.kind


def _merged(under: Any, over: Any) -> dict[str, Any]:  # noqa: ANN401 -- mappings of anything
    result = dict(under)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = _merged(result[key], value) if both else value
    return result
