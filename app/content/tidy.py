"""HTML that a cleaner has nothing to do with, told by reading its tags one by one.

A parser takes five times as long, and changes nothing of what Markdown makes of plain words. So
what is spelled and nested as it should be, of known elements with known attributes, is written here
as the cleaner would write it, to the letter. Where there is the least doubt there is no answer, and
the cleaner must give it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

_NBSP = "\N{NO-BREAK SPACE}"
_TAG = re.compile("(<[^>]*>)")
_COMMENT = re.compile("<!--[^<>]*-->")
_SPAN = re.compile("<span[^>]*>")
_HIGHLIGHTED = re.compile(
    r'<div class="highlight">(<pre>(?:[^<]++|</?code>|(?!))*+</pre>)\s*</div>'
)
_MISSPELLED = re.compile("&(?!(?:amp|lt|gt|nbsp);)")

#: An element with attributes, spelled as our own renderer does it.
_WITH_ATTRIBUTES = re.compile(r'<([a-z][a-z0-9]*)((?: [a-z]+="[^"]*")+)>')
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_VALUE = rf'(?:[^"&<>{_NBSP}]++|&amp;|(?!))*+'
#: What a cleaner keeps in any attribute.
_PLAIN = re.compile(rf"(?!\s*data:){_VALUE}", re.IGNORECASE)
_ORIGIN = rf'https?://[^"&<>{_NBSP}\s/?#\\@]+'
_LINK = re.compile(rf"(mailto:|{_ORIGIN}(?=[/?#]|\Z)){_VALUE}")
#: The most frequent tag of all that have attributes, with nothing to change.
_A = re.compile(rf'<a href="({_ORIGIN})(?:[/?#](?:[^"&<>{_NBSP}\s]++|&amp;|(?!))*+)?">')

#: What is kept, by element and of all; what is in none of these sets is not known.
_KEPT = {"a": {"href"}, "img": {"src", "alt", "width", "height"}, "ol": {"start"}}
_KEPT_OF_ALL = {"id", "title"}
_DROPPED = {"class", "name", "role", "style", "target"}
_LINKS = {"href", "src"}
_CELLS = {
    f'<{cell} class="align-{side}">': (cell, f'<{cell} align="{side}">')
    for cell in ("td", "th")
    for side in ("left", "center", "right")
}
_UNKNOWN = ("", "")

_VOID = frozenset({"br", "hr", "img"})
_AMONG_WORDS = _VOID - {"hr"} | frozenset(
    {"a", "abbr", "b", "code", "del", "em", "i", "ins", "kbd", "mark", "s", "small", "span"}
    | {"strong", "sub", "sup", "u"}
)
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_ANYTHING = frozenset(
    {"blockquote", "div", "dl", "figcaption", "figure", "hr", "ol", "p", "pre", "section", "table"}
    | {"ul"}
    | _HEADINGS
    | _AMONG_WORDS
)
#: What may stand in an element without making a parser end it, or put anything elsewhere.
_HOLDS: dict[str, frozenset[str]] = {
    **dict.fromkeys(_AMONG_WORDS - _VOID, _AMONG_WORDS),
    **dict.fromkeys(_HEADINGS | {"dt", "figcaption", "p"}, _AMONG_WORDS),
    **dict.fromkeys({"blockquote", "dd", "div", "figure", "li", "section"}, _ANYTHING),
    **dict.fromkeys({"td", "th"}, _ANYTHING),
    "code": frozenset(),
    "pre": frozenset({"code"}),
    "dl": frozenset({"dt", "dd"}),
    "ol": frozenset({"li"}),
    "ul": frozenset({"li"}),
    "table": frozenset({"thead", "tbody"}),
    "thead": frozenset({"tr"}),
    "tbody": frozenset({"tr"}),
    "tr": frozenset({"td", "th"}),
}
#: The end of an empty first line, which a parser takes away.
_CUT = re.compile("<pre[^>]*>\n")
#: Words in a table but in no cell: a parser puts them before it.
_ASTRAY = re.compile(
    r"<(?:/t[dhr]|/?thead|/?tbody|table|tr)\b[^<>]*+>[ \n]*+(?!</?(?:t[dhr]|thead|tbody|table)\b)"
)

#: By tag, what may follow where that tag led.
_Steps: TypeAlias = "dict[str, _Steps]"
_END: _Steps = {}
_STAY: _Steps = {}


def _build_steps(holds: dict[str, frozenset[str]], **built: _Steps) -> dict[str, _Steps]:
    """Build what may follow in each element, except for those that were *built* before."""
    inside: dict[str, _Steps] = {name: {f"</{name}>": _END} for name in holds} | built
    for name in holds.keys() - built.keys():
        inside[name] |= {f"<{held}>": inside.get(held, _STAY) for held in holds[name]}
    return inside


_IN_CODE: _Steps = {"</code>": _END}
#: At whatever depth, no link may stand in a link.
_WORDS_IN_A = {name: _HOLDS[name] - {"a"} for name in _AMONG_WORDS - _VOID}
_IN_A = _build_steps(_WORDS_IN_A, code=_IN_CODE)["a"]
_INSIDE = _build_steps(_HOLDS, code=_IN_CODE, a=_IN_A)
_TOP = {f"<{name}>": _INSIDE.get(name, _STAY) for name in _ANYTHING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking:
    """What becomes of links."""

    #: Makes a link absolute.
    absolute: Callable[[str], str]
    #: Tells whether the cleaner lets links pass that begin so: ``https://example.org``.
    is_known: Callable[[str], bool]


def tidy_for_feed(html: str, linking: Linking) -> str | None:
    """Return what cleaning *html* for a feed gives, or None where that is not certain.

    *html* holds nothing that XML cannot, and ends its lines as Unix does.
    """
    if "<!--" in html:
        if "-only" in html:
            return None
        html = _COMMENT.sub("", html)
    html = without_colours(html)
    if _MISSPELLED.search(html) or ("<table" in html and _ASTRAY.search(html)):
        return None
    pieces = _TAG.split(html)
    # What begins and never ends is found here, what is no tag when it is read.
    is_whole = html.count(">") == len(pieces) // 2 and "<" not in pieces[-1]
    if not is_whole or not _adapt(pieces, linking):
        return None
    made = "".join(pieces).replace(_NBSP, "&nbsp;").strip()
    return None if _CUT.search(made) else made


def without_colours(html: str) -> str:
    """Return *html* with code that is what it says and nothing else."""
    before, *rest = html.split("<pre>")
    if not rest:
        return html
    plain = "<pre>".join([before, *map(_plain_code, rest)])
    return _HIGHLIGHTED.sub(r"\1", plain)


def _plain_code(part: str) -> str:
    code, end, after = part.partition("</pre>")
    return f"{_SPAN.sub('', code.replace('</span>', ''))}{end}{after}" if end else part


def _adapt(pieces: list[str], linking: Linking) -> bool:
    """Make the tags among *pieces*, every other one, a feed's; tell whether all were known."""
    steps, outer = _TOP, list[_Steps]()
    # The few things done for each tag are most of what a feed costs.
    for place in range(1, len(pieces), 2):
        following = steps.get(pieces[place])
        if following is None:
            name, pieces[place] = _read(pieces[place], linking)
            following = steps.get(f"<{name}>")
            if following is None:
                return False
        if following is _END:
            steps = outer.pop()
        elif following is not _STAY:
            outer.append(steps)
            steps = following
            if following is _IN_CODE and pieces[place] == "<code>":
                # What code says of href="/x" is no link; without quotes, nobody who searches text
                # takes it so.
                pieces[place + 1] = pieces[place + 1].replace('"', "&quot;")
    return not outer


def _read(tag: str, linking: Linking) -> tuple[str, str]:
    """Return the name of an element with attributes, and its tag for a feed."""
    if cell := _CELLS.get(tag):
        return cell
    plain = _A.fullmatch(tag)
    if plain and linking.is_known(plain[1]):
        return "a", tag
    found = _WITH_ATTRIBUTES.fullmatch(tag)
    # With this class it is what our code stands in, and that has gone.
    if not found or tag == '<div class="highlight">':
        return _UNKNOWN
    name = found[1]
    kept = dict[str, str]()
    for attribute, value in _ATTRIBUTE.findall(found[2]):
        if attribute not in _DROPPED:
            written = _write(name, attribute, value, linking)
            if written is None or attribute in kept:
                return _UNKNOWN
            kept[attribute] = written
    return name, f"<{name}{''.join(kept.values())}>"


def _write(name: str, attribute: str, value: str, linking: Linking) -> str | None:
    is_kept = attribute in _KEPT_OF_ALL or attribute in _KEPT.get(name, ())
    if not is_kept or not _PLAIN.fullmatch(value):
        return None
    if attribute in _LINKS:
        link = linking.absolute(value.replace("&amp;", "&").strip())
        value = link.replace("&", "&amp;").replace('"', "&quot;")
        found = _LINK.fullmatch(value)
        if not found or not linking.is_known(found[1]):
            return None
    return f' {attribute}="{value}"'
