"""The file in a built site that says which files are ours, and what each was made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

MARKER = ".trifold-build.json"
#: To be raised whenever the form of the marker changes: an older one only names its files then.
_FORM = 3


class Written(NamedTuple):
    """A file as a build left it."""

    #: Of what it was made of; empty where that is not known, so that it is made again.
    key: str
    #: Of its bytes.
    digest: str
    size: int
    #: In nanoseconds, of the file.
    modified: int


class Known(NamedTuple):
    """What a build found out about a writing, as digests."""

    #: Of its file, and its address.
    state: str
    #: Of its rendered words.
    words: str
    #: Of all that its header says.
    header: str


NOT_KNOWN = Known("", "", "")


class Marker(msgspec.Struct, frozen=True, kw_only=True):
    """What a build says of itself."""

    form: int = _FORM
    #: Of everything that it was made of; empty where that cannot be told.
    whole: str = ""
    #: Each file that it wrote, by its path in the site.
    files: dict[str, Written] = {}
    #: Of all addresses: while they stay, a link in a post leads where it led.
    shape: str = ""
    #: Each writing by its path.
    bodies: dict[str, Known] = {}
    #: Of all terms and who is in them: while they stay, the same posts are related.
    shelves: str = ""
    #: Addresses of the posts that are related to each.
    related: dict[str, tuple[str, ...]] = {}


class _OfAnyForm(msgspec.Struct):
    form: int
    files: dict[str, msgspec.Raw]


def load_marker(out: Path) -> Marker:
    """Return what the last build left in *out*; an empty one where there is none to be read."""
    try:
        data = (out / MARKER).read_bytes()
        found = msgspec.json.decode(data, type=_OfAnyForm)
        if found.form == _FORM:
            return msgspec.json.decode(data, type=Marker)
    except (OSError, msgspec.DecodeError):
        return Marker()
    # Another version wrote it: the files are ours, and each is made again.
    return Marker(files={path: Written("", "", -1, 0) for path in found.files})


def render_marker(marker: Marker) -> bytes:
    """Write *marker* down."""
    return msgspec.json.encode(marker)
