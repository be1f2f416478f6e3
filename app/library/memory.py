"""Memory while much is made of which nothing is let go."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Fewer writings than these are looked through in no time.
_MANY = 1_000


@contextmanager
def without_collection() -> Iterator[None]:
    """Let Python not look for what could be freed while the block runs.

    It looks whenever so much is new, and in ten thousand posts there is nothing to find.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def made_for_good() -> Iterator[None]:
    """Let Python never look for what could be freed of all that is there when the block ends.

    Modules stay as long as the process does, and Python would look through all of them twice while
    a first page is made.
    """
    with without_collection():
        yield
        gc.freeze()


@contextmanager
def rare_collection() -> Iterator[None]:
    """Let Python look less often for what could be freed while the block runs.

    Where page after page is made, little goes in circles: a look at so many objects finds enough.
    """
    before = gc.get_threshold()
    gc.set_threshold(20_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def keep_for_good(number: int) -> None:
    """Let Python never look again through what there is now, a first snapshot of *number* writings.

    Nearly all of it stays as long as the process does. What goes all the same, such as a writing
    that changes, is freed as ever: nothing in a snapshot holds itself in a circle.
    """
    if number >= _MANY:
        gc.freeze()
