"""The file that goes with a post: where it is, how long, of which kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from app.content.html import is_foreign
from app.content.model import Level, Problem
from app.library.links import quoted_url, resolve_link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.content.model import Post
    from app.library.model import Library

# Not the mimetypes module: it reads the machine's own tables, and two machines would differ.
_TYPES = {
    "aac": "audio/aac",
    "avif": "image/avif",
    "epub": "application/epub+zip",
    "flac": "audio/flac",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "m4a": "audio/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "ogv": "video/ogg",
    "opus": "audio/ogg",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "wav": "audio/wav",
    "webm": "video/webm",
    "webp": "image/webp",
    "zip": "application/zip",
}
#: What anything is of which nothing more is known (RFC 2046 §4.5.1).
_ANY = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file that is there to be fetched."""

    #: Site-relative, or absolute when it is somewhere else.
    link: str
    #: Bytes; 0 where nobody says.
    length: int
    type: str

    @property
    def name(self) -> str:
        """What the file is called, for people."""
        path = self.link.partition("?")[0].partition("#")[0]
        return unquote(path.rstrip("/").rpartition("/")[2]) or self.link

    @property
    def plays(self) -> bool:
        """Whether a page can play it: sound from here, or from where nobody listens in."""
        return self.type.startswith("audio/") and not self.link.startswith("http:")


def media_type(link: str) -> str:
    """Return the media type that the ending of *link* stands for, or nothing."""
    return _TYPES.get(link.partition("?")[0].rpartition(".")[2].lower(), "")


def find_enclosure(library: Library, post: Post) -> Attached | None:
    """Return the file that the header of *post* names; None where it names none that is there."""
    named = post.enclosure
    if named is None:
        return None
    kind = named.type or media_type(named.link) or _ANY
    if is_foreign(named.link):
        is_web = named.link.startswith(("https://", "http://")) and not named.link.isspace()
        link = quoted_url(named.link)
        return Attached(link=link, length=named.length, type=kind) if is_web else None
    found = resolve_link(library, named.link, path=post.source.path, address=post.address)
    if found is None or found not in library.sizes:
        return None
    return Attached(link=found, length=library.sizes[found], type=kind)


def enclosure_problems(library: Library, post: Post) -> Iterator[Problem]:
    """Say what keeps the file of *post* from arriving whole."""
    named, found = post.enclosure, find_enclosure(library, post)
    if named is None:
        return
    if found is None:
        what = (
            f"encloses {named.link!r}, which is no file here and no https address; check its name"
        )
        yield _problem(post, what)
        return
    if not found.length:
        what = f"encloses {named.link!r} without its length; write enclosure: {{url: …, length: …}}"
        yield _problem(post, what)
    if found.type == _ANY:
        what = f"encloses {named.link!r}, of no known kind; add type: to enclosure:"
        yield _problem(post, what)


def _problem(post: Post, what: str) -> Problem:
    return Problem(path=post.source.path, line=1, what=what, level=Level.NOTICE)
