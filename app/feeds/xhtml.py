"""The HTML of an entry as XHTML: the one form in which Atom holds MathML as what it is."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from lxml import etree

from app.content.maths import ELEMENTS

if TYPE_CHECKING:
    from lxml.etree import _Element

_XHTML = "http://www.w3.org/1999/xhtml"
_MATHML = "http://www.w3.org/1998/Math/MathML"
#: Elements within elements. Parsers of XML give up at 256, and with one entry the whole feed.
DEEPEST = 200

_VOID = {"area", "br", "col", "hr", "img", "wbr"}
#: What validators do not expect of formulas in Atom; a formula without it looks nearly the same.
_UNEXPECTED = {
    "accent", "accentunder", "alttext", "bevelled", "dir", "form", "largeop", "mathsize",
    "movablelimits", "notation", "side", "symmetric", "voffset",
}  # fmt: skip
#: Neither do they this, and without it a formula says something else: its TeX stands.
_UNKNOWN = "menclose"


def build_xhtml(html: str) -> _Element | None:
    """Build the ``div`` that holds *html*, its formulas in their own namespace (RFC 4287 §3.1.1.3).

    *html* has been cleaned, so that every element ends where it should. None when elements stand
    in one another deeper than :data:`DEEPEST`.
    """
    builder = _Builder()
    builder.feed(html)
    builder.close()
    if builder.deepest > DEEPEST:
        return None
    for math in tuple(builder.root.iter(_named("math"))):
        _fit(math)
    for element in builder.root.iter():
        # Some readers take what stands here for HTML, where <b/> begins and never ends.
        if etree.QName(element).localname not in _VOID and not len(element):
            element.text = element.text or ""
    return builder.root


class _Builder(HTMLParser):
    """Turns the tags of well-nested HTML into elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _element("div")
        self.deepest = 0
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = _element(tag)
        for name, value in attrs:
            if name != "xmlns":
                element.set(name, value or "")
        self._open[-1].append(element)
        if tag not in _VOID:
            self._open.append(element)
            self.deepest = max(self.deepest, len(self._open))

    def handle_endtag(self, tag: str) -> None:
        del tag  # the one that is open
        self._open.pop()

    def handle_data(self, data: str) -> None:
        parent = self._open[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + data
        else:
            parent.text = (parent.text or "") + data


def _fit(math: _Element) -> None:
    """Keep of a formula what is known in Atom, its TeX as an annotation (MathML Core §2.1.5)."""
    tex = math.get("alttext") or "".join(math.itertext())
    parent = math.getparent()
    if parent is not None and next(math.iter(_named(_UNKNOWN)), None) is not None:
        code = _element("code")
        code.text, code.tail = tex, math.tail
        parent.replace(math, code)
        return
    for element in math.iter():
        for name in _UNEXPECTED.intersection(element.keys()):
            del element.attrib[name]
    if next(math.iter(_named("semantics")), None) is None:
        _annotate(math, tex)


def _annotate(math: _Element, tex: str) -> None:
    drawn = _element("mrow")
    drawn.text = math.text
    drawn.extend(tuple(math))
    math.text = None
    semantics = etree.SubElement(math, _named("semantics"))
    semantics.append(drawn)
    etree.SubElement(semantics, _named("annotation"), encoding="application/x-tex").text = tex


def _element(tag: str) -> _Element:
    return etree.Element(_named(tag), nsmap={None: _namespace(tag)})


def _named(tag: str) -> str:
    return f"{{{_namespace(tag)}}}{tag}"


def _namespace(tag: str) -> str:
    return _MATHML if tag in ELEMENTS else _XHTML
