"""What a check of a mail finds, as values."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Weight(StrEnum):
    """How much a finding weighs: an error spoils the mail for some, a note is good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


#: Heaviest first.
_ORDER = tuple(Weight)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that an author should know before a mail goes out."""

    weight: Weight
    #: What it is about, in one word: ``links``, ``size``.
    about: str
    #: What is wrong and what to do, in one sentence.
    what: str

    def __str__(self) -> str:
        """One line for a person."""
        return f"{self.weight}: {self.about}: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportRow:
    """A feature that some mail client lacks."""

    #: As caniemail.com calls it: ``css-border-radius``.
    feature: str
    title: str
    #: Mail program -> ``yes``, ``partly`` or ``no``.
    cells: dict[str, str]
    #: What a reader sees instead; empty where nobody wrote it down.
    instead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that a check found, the heaviest first."""

    name: str
    #: Bytes of the HTML part.
    size: int
    links: int
    pictures: int
    findings: tuple[Finding, ...]
    support: tuple[SupportRow, ...]

    def count(self, weight: Weight) -> int:
        """Count the findings of this weight."""
        return sum(finding.weight is weight for finding in self.findings)


def error(about: str, what: str) -> Finding:
    """Say what spoils the mail."""
    return Finding(weight=Weight.ERROR, about=about, what=what)


def warning(about: str, what: str) -> Finding:
    """Say what makes the mail worse."""
    return Finding(weight=Weight.WARNING, about=about, what=what)


def note(about: str, what: str) -> Finding:
    """Say what is good to know."""
    return Finding(weight=Weight.NOTE, about=about, what=what)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Put the heaviest first, and say what was found several times once, with how often."""
    counted = (_counted(one, times) for one, times in Counter(findings).items())
    return tuple(sorted(counted, key=lambda one: _ORDER.index(one.weight)))


def _counted(finding: Finding, times: int) -> Finding:
    return finding if times == 1 else replace(finding, what=f"{finding.what} ({times} times)")
