"""Where derived files are kept: never in the author's folder, never the only copy of anything."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def find_cache(environ: Mapping[str, str], root: Path) -> Path | None:
    """Find the cache folder for the content folder *root*: ``TRIFOLD_CACHE``, else the user's own.

    The folder need not be there yet. ``TRIFOLD_CACHE=`` (empty) turns it off; so does a user
    without a home.
    """
    if "TRIFOLD_CACHE" in environ:
        named = environ["TRIFOLD_CACHE"]
        return Path(named).expanduser().absolute() if named else None
    user = _user_cache(environ)
    return user / "trifold" / hashlib.sha256(str(root).encode()).hexdigest()[:16] if user else None


def _user_cache(environ: Mapping[str, str]) -> Path | None:
    if sys.platform == "win32":
        local = environ.get("LOCALAPPDATA", "")
        return Path(local) if local else None
    if named := environ.get("XDG_CACHE_HOME", ""):
        return Path(named)
    try:
        home = Path.home()
    except RuntimeError:
        return None
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache")
