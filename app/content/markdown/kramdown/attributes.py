"""Attribute lists: ``{: .note #top lang="de"}``, and the names given to them, ``{:box: .note}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_WORD = r"\w[\w-]*"
_SPACE = r"[ \t\n\r\f\v]"
_TOKEN = re.compile(
    rf"(?:\A|(?<={_SPACE}))(?:"
    rf"(?P<key>{_WORD})=(?P<sign>[\"'])"
    rf"(?P<value>(?:\\\}}|\\(?P=sign)|(?!(?P=sign))[^}}]|(?!))*+)(?P=sign)"
    rf"|(?P<name>{_WORD})"
    r"|(?P<marks>(?:\#[A-Za-z][\w:-]*|\.[^ \t\n\r\f\v.\#]+)+)"
    rf")(?={_SPACE}|\Z)"
)
_BARE_VALUE = re.compile(rf"((?:\A|{_SPACE}){_WORD}=)([^ \t\n\"'=]+)(?={_SPACE}|\Z)")
_MARK = re.compile(r"([#.])([^ \t\n\r\f\v.#]+)")


@dataclass(slots=True)
class Attributes:
    """What an attribute list says: names of other lists, and attributes."""

    names: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)

    def add(self, other: Attributes) -> None:
        """Add what *other* says: classes join, other attributes are replaced."""
        self.names += other.names
        merge(self.values, other.values)


def parse_attributes(text: str, *, is_loose: bool = False) -> Attributes:
    """Read what stands in braces after the colon; what is no attribute is passed over.

    *is_loose*: a value needs no quotes.
    """
    found = Attributes()
    if is_loose:
        text = _BARE_VALUE.sub(r'\1"\2"', text)
    for token in _TOKEN.finditer(text):
        if token["name"]:
            found.names.append(token["name"])
        elif token["key"]:
            sign = token["sign"]
            value = token["value"].replace("\\}", "}").replace(f"\\{sign}", sign)
            found.values[token["key"]] = value
        else:
            for sign, name in _MARK.findall(token["marks"]):
                merge(found.values, {"class": name} if sign == "." else {"id": name})
    return found


def merge(attributes: dict[str, str], more: Mapping[str, str]) -> None:
    """Put *more* into *attributes*; classes join."""
    for name, value in more.items():
        if name == "class" and "class" in attributes:
            value = f"{attributes['class']} {value}"  # noqa: PLW2901 -- the same value, joined
        attributes[name] = value


def resolve(given: Attributes, named: Mapping[str, Attributes], deep: int = 8) -> dict[str, str]:
    """Return the attributes that *given* means, with those of the lists it names."""
    values: dict[str, str] = {}
    for name in given.names:
        if name in named and deep:
            merge(values, resolve(named[name], named, deep - 1))
    merge(values, given.values)
    return values
