"""What a process that renders and the one that it works for say to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.content.model import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Words to render."""

    text: str
    source: Source
    #: What the surroundings say by themselves, and the names of what they can be asked.
    values: dict[str, Any]
    functions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question back: what the function *name* of the surroundings answers to *about*."""

    name: str
    about: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """What went wrong instead."""

    #: Of an error that the author can mend.
    what: str = ""
    path: str = ""
    line: int = 0
    #: Of a bug of ours.
    traceback: str = ""
    is_memory: bool = False


#: Said as soon as a job has arrived: from here on, silence means that it was too much.
BEGUN = "begun"
