"""The file in a built site that says which files are ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

MARKER = ".trifold-build.json"
#: To be raised whenever the form of the marker changes: an older one is no help then.
_FORM = 1


class Marker(msgspec.Struct, frozen=True, kw_only=True):
    """What a build says of itself."""

    form: int = _FORM
    #: The digest of each file that it wrote, by its path in the site.
    files: dict[str, str] = {}


def load_marker(out: Path) -> Marker:
    """Return what the last build left in *out*; an empty one where there is none to be read."""
    try:
        marker = msgspec.json.decode((out / MARKER).read_bytes(), type=Marker)
    except (OSError, msgspec.DecodeError):
        return Marker()
    return marker if marker.form == _FORM else Marker()


def render_marker(marker: Marker) -> bytes:
    """Write *marker* down."""
    return msgspec.json.encode(marker, order="sorted")
