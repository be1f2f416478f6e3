"""What templates were compiled to, kept so that the next start need not do it again.

Ours are kept as Python keeps its own modules: in ``__pycache__`` beside them, or wherever Python
was told to. Whoever may write there may write the templates as well, which are code themselves.
An author's are kept in memory alone: code must not lie where content does, nor in a cache.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

    from jinja2.bccache import Bucket

_DIGEST = hashlib.sha256().digest_size


class Compiled(BytecodeCache):
    """Keeps what each template was compiled to, for as long as its source is the same.

    Those in *folder* outlast the process, for as long as *recipe* gives the same name: it stands
    for all that turns a source into code.
    """

    def __init__(self, folder: Path, recipe: Callable[[], str]) -> None:
        self._folder = folder
        self._recipe = recipe
        self._kept: dict[str, tuple[str, CodeType]] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return what a template is kept by: the two names of it that its code knows."""
        return f"{name}\0{filename or ''}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give *bucket* the code that was kept, if any."""
        checksum, code = self._kept.get(bucket.key, ("", None))
        if checksum != bucket.checksum:
            code = self._load(bucket)
            if code is not None:
                self._kept[bucket.key] = (bucket.checksum, code)
        bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code in *bucket*."""
        if bucket.code is None:
            return
        self._kept[bucket.key] = (bucket.checksum, bucket.code)
        file = self._file(bucket)
        if file is not None and not sys.dont_write_bytecode:
            packed = marshal.dumps(bucket.code)
            with suppress(OSError):  # read-only or full: it is compiled again next time
                _write(file, self._digest(bucket, packed) + packed)

    def _load(self, bucket: Bucket) -> CodeType | None:
        file = self._file(bucket)
        if file is None:
            return None
        try:
            data = file.read_bytes()
        except OSError:
            return None
        digest, packed = data[:_DIGEST], data[_DIGEST:]
        if digest != self._digest(bucket, packed):
            return None
        code: CodeType = marshal.loads(packed)  # noqa: S302 -- as trusted as the template beside it
        return code

    def _file(self, bucket: Bucket) -> Path | None:
        """Return where the code of a template is kept, or None when it is not one of ours."""
        name, _, filename = bucket.key.partition("\0")
        if Path(filename) != self._folder / name:
            return None
        try:
            # The ending keeps body.html and body.txt apart.
            return Path(cache_from_source(f"{filename}.py"))
        except NotImplementedError:  # this Python keeps no code at all
            return None

    def _digest(self, bucket: Bucket, packed: bytes) -> bytes:
        """Return a sum of all that the code was made of, and of the code, should it be damaged."""
        about = f"{self._recipe()}\0{bucket.key}\0{bucket.checksum}\0"
        return hashlib.sha256(about.encode() + packed).digest()


def _write(file: Path, data: bytes) -> None:
    """Write *data* beside *file*, then let it take its place: readers see all of it or nothing."""
    file.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    new = file.with_suffix(f".{os.getpid()}.pyc")
    # Of two threads the second fails here, and leaves the file of the first alone.
    written = open(new, "xb", opener=_open_for_us)  # noqa: SIM115 -- Path.open has no opener
    try:
        with written:
            written.write(data)
        new.replace(file)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def _open_for_us(path: str, flags: int) -> int:
    # What is in it will be run: nobody else may write it, whatever the umask allows.
    return os.open(path, flags, 0o644)
