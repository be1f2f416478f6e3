"""Raw HTML in the Markdown of a mail, cleaned as the HTML of a mail is; Markdown stays as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.newsletter.text.verbatim import CODE, hide_code

if TYPE_CHECKING:
    from collections.abc import Callable

#: A tag does not go on after an empty line (CommonMark 6.6).
_ATTRIBUTES = r"""(?:[^<>"'\n]|\n(?![ \t]*\n)|"[^"]*+"|'[^']*+'|(?!))*+"""
_TAG = re.compile(rf"<(/?)([a-zA-Z][^\s/<>]*)({_ATTRIBUTES})>")
#: Elements that go or change with all that is in them.
_WHOLE = re.compile(
    r"<(script|style|svg|select|textarea|button|template|title|pre)\b[^<>]*>.*?(?:</\1\s*>|\Z)"
    r"|<(iframe|object|video|audio|embed)\b[^<>]*>(?:.*?</\2\s*>)?",
    re.DOTALL | re.IGNORECASE,
)
_PRE = re.compile(r"^ {0,3}<pre\b[^<>]*>.*?</pre\s*>", re.DOTALL | re.IGNORECASE | re.MULTILINE)
_ESCAPED = re.compile(r"\\[\\<]")
_AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*|[^<>\s@/]+@[^<>\s@]+)>")
#: What would still begin a tag, a comment or the like for a lenient reader.
_STRAY = re.compile(r"<(?=[a-zA-Z/!?])")
#: A parser drops these outside of what they belong to.
_AROUND = {"td": "<table><tr>", "th": "<table><tr>"} | dict.fromkeys(
    ("caption", "col", "colgroup", "tbody", "tfoot", "thead", "tr"), "<table>"
)


class Held:
    """Pieces of a text that are done: nothing that comes later touches them."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._pieces: list[str] = []

    def hold(self, piece: str) -> str:
        """Keep *piece*; return the sign that stands for it."""
        self._pieces.append(piece)
        return f"\x00{len(self._pieces) - 1}\x00"

    def release(self, text: str) -> str:
        """Put every piece back, those within others too."""
        while "\x00" in text:
            text = re.sub("\x00(\\d+)\x00", lambda found: self._pieces[int(found[1])], text)
        return text


def hold_indented(text: str, *, clean: Callable[[str], str], held: Held) -> str:
    """Put code that is indented away, fenced: so no reader of Markdown takes it for HTML."""
    text = _PRE.sub(lambda found: held.hold(clean(held.release(found[0]))), text)
    code: list[str] = []
    lines = hide_code(text, code).split("\n")
    return "\n".join(_fenced(line, code, held) for line in lines)


def _fenced(line: str, code: list[str], held: Held) -> str:
    found = CODE.fullmatch(line)
    if not found:
        return line
    words = held.release(re.sub(r"^ {4}", "", code[int(found[1])], flags=re.MULTILINE))
    longest = max((len(run) for run in re.findall("`+", words)), default=0)
    fence = "`" * max(3, longest + 1)
    margin = " " * (len(line) - len(line.lstrip()))
    shown = f"{fence}\n{words}\n{fence}"
    return held.hold("\n".join(f"{margin}{one}".rstrip() for one in shown.split("\n")))


def clean_whole(text: str, *, clean: Callable[[str], str], held: Held) -> str:
    """Clean the elements that go or change with all that is in them, such as a script."""
    text = _ESCAPED.sub(lambda found: held.hold(found[0]), text)
    return _WHOLE.sub(lambda found: held.hold(clean(held.release(found[0]))), text)


def clean_raw(
    text: str, *, clean: Callable[[str], str], is_safe: Callable[[str], bool], held: Held
) -> str:
    """Return *text* with no more HTML than *clean* leaves of each tag; code is held already."""
    text = _AUTOLINK.sub(lambda found: held.hold(found[0]) if is_safe(found[1]) else found[1], text)
    text = _TAG.sub(lambda found: held.hold(_clean_tag(found, clean)), text)
    return _STRAY.sub("&lt;", text)


def _clean_tag(found: re.Match[str], clean: Callable[[str], str]) -> str:
    name = found[2].lower()
    made = clean(f"{_AROUND.get(name, '')}<{name}{'' if found[1] else found[3]}>")
    tag = re.search(rf"""<{re.escape(name)}(?=[\s>])(?:[^>"]|"[^"]*")*>""", made)
    if not tag:
        return ""
    return f"</{name}>" if found[1] else tag[0]
