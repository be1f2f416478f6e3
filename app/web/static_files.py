"""Our own stylesheet and icons, at addresses that change when they do; and the author's files."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, g, redirect, request, send_file

from app.web.coding import choose_coding, compress, tag_of
from app.web.current import current_snapshot

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

FOLDER = Path(__file__).parent / "static"
#: How what is named by its own digest may be kept: for a year, without asking again.
FOR_GOOD = "public, max-age=31536000, immutable"
_HOUR = 3600
#: Files that are pages of their own and come without our policy.
DOCUMENTS = frozenset({".html", ".htm", ".xhtml", ".pdf"})
#: Said by us, since what the machine knows of types differs from one to the next.
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}

#: Where icons are asked for unseen -> our file.
ICONS = {
    "/favicon.ico": "favicon.svg",
    "/apple-touch-icon.png": "icon-180.png",
    "/apple-touch-icon-precomposed.png": "icon-180.png",
}

#: Of what a template made; anything else is plain text, which no browser runs.
_MADE_TYPES = _TYPES | {
    ".json": "application/json",
    ".xml": "application/xml; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
}

static_files = Blueprint("static_files", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _OwnFile:
    data: bytes
    #: Whether it can be sent compressed: not what is compressed already.
    is_loose: bool
    type: str
    digest: str


@cache
def _own_files() -> dict[str, _OwnFile]:
    """Read each of our files once, and name it by what is in it."""
    files = (file for file in sorted(FOLDER.iterdir()) if file.is_file())
    return {file.name: _own_file(file) for file in files if not file.name.startswith(".")}


def _own_file(file: Path) -> _OwnFile:
    data = file.read_bytes()
    if file.suffix == ".css":
        # Written for people, sent for browsers: comments and space between signs go.
        data = re.sub(rb"/\*.*?\*/\s*", b"", data, flags=re.DOTALL)
        data = re.sub(rb"\s*([{};])\s*", rb"\1", data)
    kind = _TYPES[file.suffix]
    return _OwnFile(
        data=data,
        is_loose=file.suffix != ".png",
        type=kind,
        digest=hashlib.sha256(data).hexdigest()[:10],
    )


@cache
def _compressed(name: str, coding: str) -> bytes:
    """Compress one of our files: when it is first sent so, for that takes long."""
    return compress(_own_files()[name].data, coding, quality=11)


def type_of(address: str) -> str:
    """Return the media type of what a template of the author's makes at *address*."""
    ending = f".{address.rpartition('.')[2].lower()}"
    return _MADE_TYPES.get(ending, "text/plain; charset=utf-8")


def static_address(name: str) -> str:
    """Return where our file *name* is, site-relative; raise KeyError when there is none."""
    return f"/static/{_own_files()[name].digest}/{name}"


def static_addresses() -> tuple[str, ...]:
    """Return where each of our files is, site-relative."""
    return tuple(map(static_address, _own_files()))


@static_files.get("/static/<digest>/<name>")
def show_static(digest: str, name: str) -> AnyResponse:
    """Send one of our files: for good under its own digest, else from where it is now."""
    file = _own_files().get(name) or abort(404)
    if digest != file.digest:
        return redirect(current_snapshot().config.path(static_address(name)), 302)
    coding = choose_coding(request.headers.get("Accept-Encoding", "")) if file.is_loose else ""
    data = _compressed(name, coding) if coding else file.data
    response = Response(data, content_type=file.type)
    if coding:
        response.content_encoding = coding
    response.vary.add("Accept-Encoding")
    response.set_etag(tag_of(digest, coding))
    response.headers["Cache-Control"] = FOR_GOOD
    return response.make_conditional(request)


@static_files.get("/static/<name>")
def find_static(name: str) -> AnyResponse:
    """Lead to the file as it is now."""
    return show_static("", name)


def find_icon() -> AnyResponse:
    """Lead browsers and telephones that ask without being told to the icon."""
    return show_static("", ICONS[request.path])


for _asked in ICONS:
    static_files.add_url_rule(_asked, view_func=find_icon)


def send_authors_file(file: Path) -> Response:
    """Send *file* of the author's, with entity tag and ranges; 404 when it has gone."""
    if file.suffix in DOCUMENTS:
        g.written_by_author = True
    try:
        response = send_file(file, conditional=True, max_age=_HOUR)
    except OSError:
        abort(404)
    if request.method == "HEAD":
        response.direct_passthrough = False
    response.cache_control.public = True
    return response
