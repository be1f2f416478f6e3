"""Footnotes: numbered in the order of the text, listed at its end with ways back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from app.content.markdown.kramdown.tree import add_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.content.markdown.kramdown.tree import Block

_SIGN = "footnote-sign"
_BACK = "↩"


class Notes:
    """The notes of one text."""

    def __init__(self, written: dict[str, Block], *, first: int = 1) -> None:
        self._written = written
        self._first = first
        self._numbers: dict[str, int] = {}
        self._times: dict[str, int] = {}

    def refer(self, name: str) -> Element | None:
        """Return a sign for the note *name*, or None when there is no such note."""
        return Element(_SIGN, {"name": name}) if name in self._written else None

    def finish(self, root: Element, build: Callable[[Block, Element], None]) -> None:
        """Number the signs in *root*, and add the notes they point to, with what these point to.

        *build* puts a note's blocks into an element.
        """
        if self._written:
            self._number(root)
        if not self._numbers:
            return
        frame = SubElement(root, "div", {"class": "footnote"})
        SubElement(frame, "hr").tail = "\n"
        frame.text = frame.tail = "\n"
        listed = SubElement(frame, "ol")
        listed.text = listed.tail = "\n"
        done = 0
        while done < len(self._numbers):
            name = list(self._numbers)[done]
            item = SubElement(listed, "li", {"id": f"fn:{name}"})
            item.text = item.tail = "\n"
            build(self._written[name], item)
            self._number(item)
            done += 1
        for item, name in zip(listed, self._numbers, strict=True):
            self._ways_back(item, name)

    def _number(self, root: Element) -> None:
        for sign in list(root.iter(_SIGN)):
            name = sign.attrib.pop("name")
            number = self._numbers.setdefault(name, self._first + len(self._numbers))
            times = self._times[name] = self._times.get(name, 0) + 1
            sign.tag = "sup"
            sign.set("id", f"{_place(times)}:{name}")
            link = SubElement(sign, "a", {"class": "footnote-ref", "href": f"#fn:{name}"})
            link.text = str(number)

    def _ways_back(self, item: Element, name: str) -> None:
        last = item[-1] if len(item) else None
        if last is None or last.tag != "p":
            last = SubElement(item, "p")
            last.tail = "\n"
        number = self._numbers[name]
        for time in range(1, self._times[name] + 1):
            if len(last) or last.text:
                add_text(last, "\xa0")
            what = {"class": "footnote-backref", "href": f"#{_place(time)}:{name}"}
            what["title"] = f"Back to the text (note {number})"
            SubElement(last, "a", what).text = _BACK


def _place(times: int) -> str:
    return f"fnref{times}" if times > 1 else "fnref"
