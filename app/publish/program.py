"""A name for the program as it makes files: files that another program made are made again."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path

import app
from app.library.made_by import made_by
from app.templating import shipped

#: What turns words into pages and feeds besides our own sources and what bodies are made by.
_LIBRARIES = ("babel", "feedgen", "jinja2", "lxml", "nh3")


@cache
def program_name() -> str:
    """Return the name: the same in every process that runs the same program."""
    digest = hashlib.sha256(made_by().encode())
    for name in _LIBRARIES:
        digest.update(f"{name} {metadata.version(name)}\n".encode())
    for folder in (Path(app.__file__).parent, shipped("templates")):
        for file in sorted(folder.rglob("*.*")):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(f"{file.relative_to(folder)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:20]
