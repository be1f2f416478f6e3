"""One folder takes the place of another: a reader, and a kill at any moment, meets one of the two.

Two renames leave a moment with no folder at all between them. Linux and macOS can exchange two
names in one step; where neither the system nor the disk can, the two renames it is, and whatever is
found half done is completed by :func:`recover`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: Relative names are taken from the current folder; ours are absolute (Linux, openat(2)).
_AT_FDCWD = -100
#: RENAME_EXCHANGE of renameat2(2), RENAME_SWAP of macOS's renamex_np(2): the same number.
_EXCHANGE = 2
#: What a system or a disk says that knows no exchange (NFS, FAT, an old kernel).
_UNABLE = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM}


def put_in_place(new: Path, target: Path, *, aside: Path) -> None:
    """Let the folder *new* become *target*; what was there is at *new* or *aside* afterwards.

    All three are on one file system, *aside* does not exist. Raises OSError when it cannot be
    done, and then *target* is as it was.
    """
    if not target.exists():
        new.rename(target)
    elif not _exchange(new, target):
        target.rename(aside)
        try:
            new.rename(target)
        except OSError:
            aside.rename(target)
            raise


def recover(target: Path, *, aside: Path) -> None:
    """Put back what a kill between two renames left *aside*."""
    if aside.exists() and not target.exists():
        aside.rename(target)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names at once; tell whether it was possible. Raises OSError for other faults."""
    try:
        if sys.platform == "linux":
            result = ctypes.CDLL(None, use_errno=True).renameat2(
                _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE
            )
        elif sys.platform == "darwin":
            result = ctypes.CDLL(None, use_errno=True).renamex_np(
                os.fsencode(one), os.fsencode(other), _EXCHANGE
            )
        else:
            return False
    except AttributeError:  # a C library from before there was such a call
        return False
    fault = ctypes.get_errno()
    if result == 0:
        return True
    if fault in _UNABLE:
        return False
    raise OSError(fault, os.strerror(fault), str(other))
