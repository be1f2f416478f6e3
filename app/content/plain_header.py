"""The plainest headers, read without YAML: words, dates and lists, each key on a line of its own.

Most posts have no other, and YAML takes five times as long for them. What is read here, YAML reads
in the very same way (a test holds both beside each other). A header with anything else in it, be it
a comment, a colon inside a value or a line that goes on, is left to YAML as a whole.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: A value begins so that no sign of YAML's can be meant: with a letter, a digit, ``/`` or ``(``.
_FIRST = r"[^\n -')-.:-@\[-`{-~]"
#: No number sign, which may begin a comment, and no colon but inside a word (10:30, https://…).
#: It takes trailing spaces along, and gives nothing back (``*+``): no line is tried twice.
_WORDS = rf"{_FIRST}(?:[^\n#:]|:(?=\S)|(?!))*+"
#: The same in a list on one line.
_ITEM_WORDS = rf"{_FIRST}[^\n\"'#,:?\[\]{{}}]*+"
#: Without a backslash or a quote inside.
_QUOTED = r"\"[^\n\"\\]*+\" *+|'[^\n']*+' *+"
_ITEM = f"(?:{_QUOTED}|{_ITEM_WORDS})"
_LIST = rf"\[ *+(?:{_ITEM}(?:, *+{_ITEM}|(?!))*+)?\] *+"
_LINE = rf"- +(?:{_QUOTED}|{_WORDS})\n"

#: A key, its value on the same line, or the lines of its list, all indented alike.
_FIELD = re.compile(
    f"([A-Za-z][A-Za-z0-9_-]{{0,60}}):(?: +({_QUOTED}|{_LIST}|{_WORDS})| *+)\n"
    rf"(( *){_LINE}(?:\4{_LINE}|(?!))*+)?"
)
_ITEMS = re.compile(_ITEM)

_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
#: YAML knows these words in small letters, in capitals, and with a capital at their beginning.
_MEANINGS: dict[str, bool | None] = {
    spelled: meant
    for word, meant in ({"null": None} | _FLAGS).items()
    for spelled in (word, word.upper(), word.capitalize())
}


# Made for every line of every header: a dataclass takes three times longer.
class Field(NamedTuple):
    """One key of a header: its value, its letters as written, its line in the file."""

    value: object
    #: The scalar as written, without quotes; empty for lists and mappings.
    text: str
    line: int


def read_plain_header(block: str, *, first_line: int) -> dict[str, Field] | None:
    """Read a header whose lines are all plain; None where YAML has to read it.

    *first_line* is where it stands in its file.
    """
    # Whatever Python can print is a letter to YAML as well, and no end of line, as U+2028 would be.
    if not block.replace("\n", " ").isprintable():
        return None
    fields: dict[str, Field] = {}
    place, line = 0, first_line
    while place < len(block):
        found = _FIELD.match(block, place)
        if found is None:
            return None
        key, value, lines = found.group(1, 2, 3)
        if key in fields or (value and lines):  # it is YAML's to say what is wrong with it
            return None
        if lines:
            items: list[object] = [_item(one.strip(" ")[1:]) for one in lines.splitlines()]
            fields[key] = Field(items, "", line)
            line += len(items)
        else:
            fields[key] = _field((value or "").strip(" "), line)
        line += 1
        place = found.end()
    return fields


def _field(written: str, line: int) -> Field:
    if not written:
        return Field(None, "", line)
    if written[0] in "\"'":
        return Field(written[1:-1], written[1:-1], line)
    if written[0] == "[":
        return Field([_item(one) for one in _ITEMS.findall(written, 1)], "", line)
    return Field(_MEANINGS.get(written, written), written, line)


def _item(written: str) -> str | None:
    """Return one of a list: there a word is a word, and only nothing is nothing."""
    word = written.strip(" ")
    if word[0] in "\"'":
        return word[1:-1]
    return None if _MEANINGS.get(word, word) is None else word
