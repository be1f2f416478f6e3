"""A name for the program as it reads and renders: what another program kept is not taken for ours.

Nobody has to remember to count a number up: the name is a digest of the sources and the versions.
"""

from __future__ import annotations

import hashlib
import sys
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from app import config, content, errors, library

#: What turns a file into a header and a body besides our own sources.
_LIBRARIES = (
    "latex2mathml",
    "markdown",
    "markupsafe",
    "msgspec",
    "pillow",
    "pygments",
    "python-liquid",
    "pyyaml",
)


@lru_cache(maxsize=1)
def made_by() -> str:
    """Return the name: the same in every process that runs the same program."""
    digest = hashlib.sha256(sys.version.encode())
    for name in _LIBRARIES:
        digest.update(f"{name} {_version(name)}\n".encode())
    for file in _sources():
        digest.update(f"{file.name}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "none"


def _sources() -> list[Path]:
    folders = [Path(place) for stage in (config, content, library) for place in stage.__path__]
    ours = [file for folder in folders for file in sorted(folder.rglob("*.py"))]
    return [*ours, Path(errors.__file__)]
