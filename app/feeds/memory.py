"""What the feeds were like last time, kept in the cache: useful while it is there, never needed."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def load_memory(cache: Path | None, name: str) -> dict[str, dict[str, str]]:
    """Return what :func:`write_memory` kept under *name*; nothing when it is gone or not ours."""
    if cache is None:
        return {}
    try:
        found = json.loads((cache / f"{name}.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return _only_ours(found)


def write_memory(cache: Path | None, name: str, memory: Mapping[str, Mapping[str, str]]) -> None:
    """Keep *memory* under *name*, whole or not at all; without a cache that can be written, not."""
    if cache is None:
        return
    waiting = cache / f".{name}-{os.getpid()}"
    with suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        waiting.write_text(json.dumps(memory, indent=1, sort_keys=True), encoding="utf-8")
        waiting.replace(cache / f"{name}.json")


def _only_ours(found: object) -> dict[str, dict[str, str]]:
    """Leave out whatever another program, or another version of this one, wrote there."""
    if not isinstance(found, dict):
        return {}
    return {
        str(key): {str(name): str(text) for name, text in value.items()}
        for key, value in found.items()
        if isinstance(value, dict)
    }
