"""TeX becomes MathML, which browsers and good feed readers draw by themselves.

MathML goes where it is drawn; elsewhere (mails, excerpts) the author's TeX stands for it, which
``alttext`` keeps (MathML Core §2.1.5, MathML 3 §2.2.1).
"""

from __future__ import annotations

import html as entities
import re
from typing import TYPE_CHECKING, Literal, TypeGuard
from xml.etree.ElementTree import tostring

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from xml.etree.ElementTree import Element

#: A longer formula is a mistake: a sign that nobody closed.
LONGEST = 10_000
#: Lines of one formula.
MOST_LINES = 200

_TOKEN = {"mathvariant", "mathcolor", "mathbackground", "mathsize", "dir"}
_OPERATOR = {
    "form", "fence", "separator", "lspace", "rspace", "stretchy", "symmetric", "maxsize",
    "minsize", "largeop", "movablelimits", "accent",
}  # fmt: skip
_TABLE = {
    "align", "columnalign", "rowalign", "columnspacing", "rowspacing", "columnlines", "rowlines",
    "frame", "displaystyle", "equalrows", "equalcolumns", "side",
}  # fmt: skip
_ROW = {"mathcolor", "mathbackground", "displaystyle", "scriptlevel", "dir"}
#: The elements that leave for feeds, and what each may say of itself.
ELEMENTS: dict[str, set[str]] = {
    "math": {"display", "alttext", "xmlns", "dir", "displaystyle"},
    "mi": _TOKEN,
    "mn": _TOKEN,
    "mtext": _TOKEN,
    "mo": _TOKEN | _OPERATOR,
    "mspace": {"width", "height", "depth", "mathbackground"},
    "mrow": _ROW,
    "mstyle": _ROW | {"mathvariant", "mathsize"},
    "msqrt": _ROW,
    "mroot": _ROW,
    "mfrac": _ROW | {"linethickness", "bevelled"},
    "msub": _ROW,
    "msup": _ROW,
    "msubsup": _ROW,
    "mover": _ROW | {"accent"},
    "munder": _ROW | {"accentunder"},
    "munderover": _ROW | {"accent", "accentunder"},
    "mmultiscripts": _ROW,
    "mprescripts": set(),
    "none": set(),
    "mphantom": _ROW,
    "mpadded": _ROW | {"width", "height", "depth", "lspace", "voffset"},
    "menclose": _ROW | {"notation"},
    "mtable": _TABLE,
    "mtr": {"columnalign", "rowalign"},
    "mtd": {"columnalign", "rowalign", "rowspan", "columnspan"},
    "semantics": set(),
    "annotation": {"encoding"},
}
#: How many parts these have; with fewer a browser shows an error.
_PARTS = {
    "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "mover": 2, "munder": 2,
    "msubsup": 3, "munderover": 3,
}  # fmt: skip

#: Definitions can make a short text of any length; what they mean is written out instead.
_DEFINITION = re.compile(
    r"\\(?:def|(?:re)?newcommand|newenvironment|DeclareMathOperator)(?![a-zA-Z])"
)
_COMMAND = re.compile(r"\\[a-zA-Z]+\*?(?:\s*\{[^{}]*\})?")
_UNKNOWN = re.compile(r"\\[a-zA-Z]+")
_SPACE = re.compile(r"\s")
_SIGN = re.compile(r"\\[a-zA-Z]|(?<!\\)[_^=+<>]")
_FUNCTION = r"(?!(?:log|exp|sin|cos|tan|min|max|mod|lim|det)\b)"
_EDGES = (r"(?<![^\s(,;])", r"(?![^\s),;.:!?])")
_WORD, _LONG_WORD = (
    re.compile(rf"{_EDGES[0]}{_FUNCTION}[^\W\d_]{{{least},}}{_EDGES[1]}") for least in (2, 3)
)
_BEGINS = re.compile(r" *(\$\$(?!\$)|\\{1,2}\[)[ ]*(.*)")
_ATTRIBUTES = r"""(?:[^>"']++|"[^"]*+"|'[^']*+'|(?!))*+"""
_MATH = re.compile(rf"<math\b({_ATTRIBUTES})>|</math\s*>", re.IGNORECASE)
_ALTTEXT = re.compile(r"""\salttext\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_MARKUP = re.compile(r"<annotation\b.*?</annotation\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)


def render_maths(tex: str, *, display: Literal["block", "inline"]) -> str:
    """Return *tex* as a ``math`` element; raise ValueError, with the reason, if it cannot be one.

    The converter is loaded by the first formula: most texts have none.
    """
    if len(tex) > LONGEST:
        raise ValueError("is too long for one formula; is a sign at its end missing?")
    if found := _DEFINITION.search(tex):
        raise ValueError(f"defines a command with {found[0]}; write out what it stands for")
    # Numbers in the margin would begin at (1) in every formula, so there are none.
    element = _convert(tex.replace("{align}", "{align*}"), display)
    _tidy(element)
    element.set("alttext", " ".join(tex.split()))
    return tostring(element, encoding="unicode", short_empty_elements=False)


def _convert(tex: str, display: str) -> Element:
    from latex2mathml import exceptions  # noqa: PLC0415 -- most texts have no formula
    from latex2mathml.converter import convert_to_element  # noqa: PLC0415

    # The converter's own errors have no common ancestor, and some TeX surprises it.
    own = tuple(kind for kind in vars(exceptions).values() if _is_error(kind))
    surprises: tuple[type[Exception], ...] = (
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        RuntimeError,
        StopIteration,
    )
    try:
        return convert_to_element(tex, display=display)
    except own + surprises as error:
        msg = "is not TeX that can be drawn; look for a missing brace or part"
        raise ValueError(msg) from error


def _is_error(value: object) -> TypeGuard[type[Exception]]:
    return isinstance(value, type) and issubclass(value, Exception)


def _tidy(math: Element) -> None:
    """Decode what the converter left as entities; drop what may not leave the site."""
    for element in math.iter():
        if element.tag not in ELEMENTS or len(element) < _PARTS.get(element.tag, 0):
            raise ValueError("lacks a part: a fraction, an index or an accent has too few")
        element.text = entities.unescape(element.text or "")
        if element.tag == "mi" and _UNKNOWN.fullmatch(element.text):
            raise ValueError(f"has the unknown command {element.text}; check its spelling")
        for name in element.attrib.keys() - ELEMENTS[element.tag]:
            del element.attrib[name]
    if math.get("display") == "inline":
        del math.attrib["display"]


def is_tex(words: str, *, is_loose: bool = False) -> bool:
    r"""Tell whether *words* between signs are a formula and not prose that has the signs in it.

    Prose are ``$5 or 10$`` and ``\[sic\]``. *is_loose*: what has no space in it, or no word, is
    a formula even without a sign of TeX.
    """
    if is_loose and not _SPACE.search(words):
        return True
    word = _WORD if words[:1].isdigit() else _LONG_WORD
    if word.search(_COMMAND.sub(" ", words)):
        return False
    return bool(_SIGN.search(words)) or (is_loose and not words[:1].isdigit())


def find_block(line: str, following: Sequence[str], *, in_text: bool) -> list[str]:
    """Return the lines of the formula that is a block by itself and begins with *line*, if any.

    *in_text*, in a paragraph, only a sign that has its line to itself begins one. Where other
    words stand on that line, the formula ends before the next empty one.
    """
    found = _BEGINS.fullmatch(line)
    if not found or (in_text and found[2]):
        return []
    closing = found[1].replace("[", "]")
    block = []
    for one in (found[2], *following[:MOST_LINES]):
        before, sign, after = one.rpartition(closing)
        block.append(before if sign else one)
        if sign:
            is_alone = closing not in before and not after.strip()
            return block if is_alone and _is_sure(block, found) else []
        if found[2] and not one.strip():
            return []
    return []


def _is_sure(block: list[str], begin: re.Match[str]) -> bool:
    tex = "\n".join(block).strip()
    return bool(tex) and (begin[1] == "$$" or not begin[2] or is_tex(tex))


def maths_as_code(html: str) -> str:
    """Put its TeX in place of every formula of *html*, as code, for whoever draws no MathML."""
    return replace_maths(html, lambda tex: f"<code>{entities.escape(tex, quote=False)}</code>")


def replace_maths(html: str, write: Callable[[str], str]) -> str:
    """Put ``write(tex)`` in place of every formula of *html*; *tex* is plain text.

    A formula within another one, which only HTML by hand can hold, is a part of it.
    """
    parts, depth, end = [], 0, 0
    opening: re.Match[str] | None = None
    for tag in _MATH.finditer(html):
        if tag[1] is not None:
            opening = tag if depth == 0 else opening
            depth += 1
        elif opening:
            depth -= 1
        if opening and depth == 0:
            tex = _tex_of(opening[1], html[opening.end() : tag.start()])
            parts += [html[end : opening.start()], write(tex)]
            opening, end = None, tag.end()
    return "".join([*parts, html[end:]])


def _tex_of(attributes: str, drawn: str) -> str:
    said = _ALTTEXT.search(attributes)
    text = (said[1] or said[2]) if said else _MARKUP.sub("", drawn)
    return entities.unescape(text or "").strip()
