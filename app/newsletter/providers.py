"""The providers that a letter can be made for: providers.toml as values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

Form: TypeAlias = Literal["document", "fragment", "markdown", "mail"]

_FILE = Path(__file__).with_name("providers.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderTags:
    """A provider's tags in one kind of text; "" where it has none that we could source."""

    unsubscribe: str = ""
    #: Where the mail can be read in a browser.
    view: str = ""
    #: The sender's postal address, as the provider knows it.
    address: str = ""
    first_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One provider: what it takes, where, and in which words."""

    #: As in ``--for``.
    name: str = ""
    title: str
    form: Form
    #: Who writes the foot: only we, or the provider below ours.
    footer: Literal["ours", "theirs"]
    #: What to do with the files, step by step; NAME stands for the letter's name.
    paste: tuple[str, ...]
    html: ProviderTags
    text: ProviderTags
    #: How an HTML comment is written to survive; COMMENT stands for it, "" leaves it as it is.
    comments: str = ""
    #: Every opening that the provider's language knows in plain text -> what prints it as it is;
    #: empty where we do not know the language well enough.
    literals: dict[str, str] = field(default_factory=dict)
    #: Whether those print something else within a tag of HTML.
    is_literal_in_tags: bool = True

    @property
    def steps(self) -> tuple[str, ...]:
        """What to do with the files, and whose foot readers will see."""
        below = ("It adds a foot of its own below ours.",) if self.footer == "theirs" else ()
        return (*self.paste, *below)


@cache
def load_providers() -> dict[str, Provider]:
    """Return every provider by the name it has in ``--for``."""
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        name: msgspec.convert(table | {"name": name}, Provider) for name, table in tables.items()
    }
