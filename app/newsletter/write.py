"""Several files appear together, or none of them does."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from app.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write *files* (name -> bytes) into *folder*, which is made if it is not there.

    Each is written under another name first and takes its own when all are on the disk. Raises
    StoreError when that cannot be, and leaves nothing new behind.
    """
    waiting: dict[Path, Path] = {}
    placed: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, (name, data) in enumerate(files.items()):
            _refuse_folder(folder / name)
            temporary = folder / f".newsletter-{os.getpid()}-{number}"
            waiting[folder / name] = temporary
            _write(temporary, data)
        for target, temporary in waiting.items():
            is_new = not target.exists()
            temporary.replace(target)
            placed += [target] if is_new else []
    except OSError as error:
        _remove(placed)
        why = (error.strerror or str(error)).lower()
        raise StoreError(
            f"cannot be written ({why}); choose another folder with --out", path=str(folder)
        ) from error
    finally:
        _remove(waiting.values())


def _refuse_folder(target: Path) -> None:
    if target.is_dir():
        raise StoreError("is a folder; move it away, or choose another --out", path=str(target))


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        # A full disk is noticed here and not after the first file has taken its name.
        os.fsync(file.fileno())


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink()
