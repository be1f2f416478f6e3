"""The author's own templates, as a fingerprint: a snapshot of others is another one."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from app.library.marks import signature_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def name_templates(root: Path) -> str:
    """Fingerprint the author's templates without reading them."""
    digest = hashlib.sha256()
    for path in sorted(_files_below(root / "templates")):
        with suppress(OSError):  # gone since it was listed
            state = signature_of(os.stat(path))  # noqa: PTH116 -- many files, every second
            digest.update(f"{path}\0{state}\0".encode())
    return digest.hexdigest()[:12]


def _files_below(folder: Path) -> Iterator[str]:
    for where, _, names in os.walk(folder):
        yield from (os.path.join(where, name) for name in names)  # noqa: PTH118 -- as above
