"""Our own stylesheet and icons, at addresses that change when they do; and the author's files."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, redirect, request, send_file

from app.web.current import current_snapshot

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

FOLDER = Path(__file__).parent / "static"
_YEAR = 31_536_000
_HOUR = 3600

static_files = Blueprint("static_files", __name__)


@cache
def _digests() -> dict[str, str]:
    """Name each of our files by what is in it."""
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:10]
        for file in sorted(FOLDER.iterdir())
        if file.is_file() and not file.name.startswith(".")
    }


def static_address(name: str) -> str:
    """Return where our file *name* is, site-relative; raise KeyError when there is none."""
    return f"/static/{_digests()[name]}/{name}"


@static_files.get("/static/<digest>/<name>")
def show_static(digest: str, name: str) -> AnyResponse:
    """Send one of our files: for good under its own digest, else from where it is now."""
    if name not in _digests():
        abort(404)
    if digest != _digests()[name]:
        return redirect(current_snapshot().config.path(static_address(name)), 302)
    response = send_our_file(FOLDER / name, max_age=_YEAR)
    response.cache_control.immutable = True
    return response


@static_files.get("/static/<name>")
def find_static(name: str) -> AnyResponse:
    """Lead to the file as it is now."""
    return show_static("", name)


@static_files.get("/favicon.ico")
def find_icon() -> AnyResponse:
    """Lead browsers that ask without being told to the icon."""
    return show_static("", "favicon.svg")


def send_our_file(file: Path, *, max_age: int = _HOUR) -> Response:
    """Send *file*, with entity tag and ranges; 404 when it has gone."""
    try:
        response = send_file(file, conditional=True, max_age=max_age)
    except OSError:
        abort(404)
    if request.method == "HEAD":
        response.direct_passthrough = False
    response.cache_control.public = True
    return response
