"""Brotli, for what is sent to readers and for what is kept (RFC 7932)."""

from __future__ import annotations

import brotli

#: What bytes that are not Brotli's raise when they are unpacked.
NotBrotliError: type[Exception] = brotli.error


def compress_brotli(data: bytes, *, quality: int) -> bytes:
    """Return *data* compressed, with a *quality* from 0, the quickest, to 11, the smallest."""
    return bytes(brotli.compress(data, quality=quality))


def decompress_brotli(data: bytes) -> bytes:
    """Return what :func:`compress_brotli` compressed; raise NotBrotliError for other bytes.

    Brotli has no sum of its own: what may be damaged needs one beside it.
    """
    return bytes(brotli.decompress(data))
