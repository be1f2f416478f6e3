"""Compression as the reader understands it (RFC 9110 §8.4, §12.5.3)."""

from __future__ import annotations

import gzip
from functools import lru_cache

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from app.library.compression import compress_brotli

#: Those that we write, the smallest first.
CODINGS = ("br", "gzip")
#: Below this many bytes, compression costs more than it saves.
WORTH_COMPRESSING = 200
#: Of 11. From 10 on a page is a twelfth smaller again, for ten times what it takes to make it: a
#: first reader would wait for that, and the next snapshot lets it go.
_QUALITY = 5


@lru_cache(maxsize=256)  # browsers and readers send a few dozen different ones
def choose_coding(accepted: str) -> str:
    """Choose from an Accept-Encoding header ``br``, ``gzip`` or nothing; of equals, brotli."""
    wishes = parse_accept_header(accepted, Accept)
    best = max(CODINGS, key=lambda coding: float(wishes[coding]))
    return best if wishes[best] > 0 else ""


def compress(data: bytes, coding: str, *, quality: int = _QUALITY) -> bytes:
    """Compress *data*: the same bytes on every worker, without a time or a name in them."""
    if coding == "br":
        return compress_brotli(data, quality=quality)
    return gzip.compress(data, 9, mtime=0)


def tag_of(digest: str, coding: str) -> str:
    """Return the entity tag of what has *digest*: each form of it has its own (RFC 9110 §8.8.3)."""
    suffix = {"br": "-br", "gzip": "-gz"}.get(coding, "")
    return f"{digest}{suffix}"
