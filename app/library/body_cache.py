"""Rendered bodies, kept while what they were made of stays the same."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.library.questions import sum_up_answers

if TYPE_CHECKING:
    from app.content.markdown import Surroundings
    from app.content.model import Body, Source
    from app.library.questions import Question

#: Bytes of text that one process keeps at hand.
MOST_BYTES = 16_000_000
#: Versions of one file's body: as readers see it, in a preview, at another address of the site.
_MOST_VERSIONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A body, and all that it was made of besides its own words."""

    questions: tuple[Question, ...]
    #: A digest of the answers that it was given.
    answers: str
    body: Body

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        asked = sum(len(str(about)) for _, about in self.questions)
        return 2 * (len(self.body.html) + len(self.body.markdown) + asked)


def name_body(source: Source, *, options: str) -> str:
    """Name the bodies that the words of *source* can become under *options*."""
    return hashlib.sha256(f"{source.path}\0{source.digest}\0{options}".encode()).hexdigest()


class BodyCache:
    """The bodies that were used latest; threads may share it."""

    def __init__(self, *, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[str, tuple[Kept, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, name: str, around: Surroundings) -> Body | None:
        """Return the body called *name* that *around* would make again, or None."""
        with self._lock:
            versions = self._kept.get(name, ())
            if versions:
                self._kept.move_to_end(name)
        for one in versions:
            if one.answers == sum_up_answers(one.questions, around):
                return one.body
        return None

    def put(self, name: str, kept: Kept) -> None:
        """Keep *kept*, and let those unused for longest go when there is too much."""
        with self._lock:
            before = self._kept.pop(name, ())
            others = tuple(one for one in before if one.answers != kept.answers)
            versions = (kept, *others)[:_MOST_VERSIONS]
            self._kept[name] = versions
            self._bytes += _size(versions) - _size(before)
            while self._bytes > self._most_bytes and len(self._kept) > 1:
                _, gone = self._kept.popitem(last=False)
                self._bytes -= _size(gone)


def _size(versions: tuple[Kept, ...]) -> int:
    return sum(one.size for one in versions)
