"""The index of a large site is filled beside the answers, before anybody looks for anything."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

from app.library.warmer import CALM

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.library.current import Snapshot

#: With so many writings nobody should wait until they are all read: that takes a second and more.
MANY = 1000


class Filler:
    """Begins to fill the index once in each process. Starts nothing before :meth:`note`.

    The thread may be cut off at any moment: what is written is one transaction. Of several workers
    one fills the index, and the others find it filled.
    """

    def __init__(
        self, fill: Callable[[Snapshot], None], *, many: int = MANY, calm: float = CALM
    ) -> None:
        """Let *fill* do it."""
        self._fill = fill
        self._many = many
        self._calm = calm
        #: The process in which the index is being filled, or was.
        self._runs_in = 0

    def note(self, snapshot: Snapshot) -> None:
        """Tell that *snapshot* is in use, and let its words be found some time soon."""
        if self._runs_in == os.getpid() or len(snapshot.library.writings) < self._many:
            return
        self._runs_in = os.getpid()
        threading.Thread(target=self._work, args=(snapshot,), name="search", daemon=True).start()

    def _work(self, snapshot: Snapshot) -> None:
        time.sleep(self._calm)
        self._fill(snapshot)
