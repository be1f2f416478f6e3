"""The words of HTML: as plain text, and how many they are."""

from __future__ import annotations

import html as entities
import re
from functools import lru_cache

from app.content.html import COMMENT
from app.content.maths import replace_maths

_UNREAD = re.compile(r"<(script|style|svg|template)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_BLOCK_NAMES = (
    "p div li ul ol dl dt dd h1 h2 h3 h4 h5 h6 blockquote pre table tr td th figure figcaption br "
    "hr section"
).split()
_BLOCKS = re.compile(rf"</?(?:{'|'.join(_BLOCK_NAMES)})\b[^>]*>", re.IGNORECASE)
_ANY_TAG = re.compile("<[^>]*>")
#: What is not read, or read otherwise, begins with one of these.
_SPECIAL_TAG = re.compile(r"!--|/?(?:script|style|svg|template|math)\b", re.IGNORECASE)
_BLOCK_TAG = re.compile(rf"/?(?:{'|'.join(_BLOCK_NAMES)})\b", re.IGNORECASE)
#: What stands for the most frequent tags: a block parts words.
_STAND_INS = {
    slash + name: stand_in
    for slash in ("", "/")
    for names, stand_in in ((_BLOCK_NAMES, " "), ("a b code em i span strong sup".split(), ""))
    for name in names
}

_SCRIPTLESS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\u0e00-\u0e7f"
_SIGN = re.compile(f"[{_SCRIPTLESS}]")
_WORD = re.compile(rf"[^\W{_SCRIPTLESS}]+(?:['’-]\w+)*|[{_SCRIPTLESS}]")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
#: Where those scripts begin.
_FIRST_SIGN = 0x0E00
#: Where a sign may go on with a word: ``e-书``.
_JOINED = re.compile(rb"-a*s")
#: What each sign of ASCII is in an outline; the two controls stand for other signs.
_MARKED = {"\x02": "s", "\x03": "x", "'": "-", "-": "-", "_": "a"}
_OUTLINES = "".join(
    _MARKED.get(sign, "a" if sign.isalnum() else " ") for sign in map(chr, range(256))
).encode("ascii")


def plain_text(html: str) -> str:
    """Return the words of *html* on one line: no tags, no comments, entities decoded.

    TeX stands for formulas.
    """
    return entities.unescape(" ".join(_without_tags(str(html)).split()))


def count_words_of(html: str) -> int:
    """Count the words of *html*."""
    return count_words(entities.unescape(_without_tags(html)))


def _without_tags(html: str) -> str:
    """Return what stands between the tags of *html*: it is divided once where each may begin."""
    first, *parts = html.split("<")
    words = [first]
    put, known = words.append, _STAND_INS.get
    for part in parts:
        tag, end, text = part.partition(">")
        if not end:
            return _without_odd_tags(html)
        stand_in = known(tag)
        if stand_in is None:
            stand_in = known(tag.partition(" ")[0])
        if stand_in is None:
            if _SPECIAL_TAG.match(tag):
                return _without_odd_tags(html)
            stand_in = " " if _BLOCK_TAG.match(tag) else ""
        put(stand_in)
        put(text)
    return "".join(words)


def _without_odd_tags(html: str) -> str:
    """Do the same for HTML with comments, scripts, formulas, or a tag that nobody closed."""
    read = _UNREAD.sub("", COMMENT.sub("", html))
    read = replace_maths(read, lambda tex: entities.escape(tex, quote=False))
    return _ANY_TAG.sub("", _BLOCKS.sub(" ", read))


def count_words(text: str) -> int:
    """Count the words of *text*; scripts without spaces count two signs as a word.

    They are counted in an outline of the text, where every letter is an ``a`` and every sign of
    those scripts an ``s``: to find where words begin there takes a fifth of the time that reading
    each of them takes.
    """
    outline = _outline(text)
    signs = outline.count(b"s")
    if signs and (b"x" in outline or _JOINED.search(outline)):
        return _count_mixed(text)
    outline = outline.replace(b"x", b"a")
    # A word begins behind a space, or behind a hyphen that joins it to no letter.
    words = outline.count(b" a") + outline.count(b" -a") + outline.count(b"--a")
    if signs:
        words += outline.count(b"sa") + outline.count(b"s-a") + signs - signs // 2
    return words


def _outline(text: str) -> bytes:
    if not text.isascii():
        text = text.replace("’", "'")
        # Most signs that are not ASCII are these, and so are not looked up one by one.
        for sign in "“”…–—":
            text = text.replace(sign, " ")
        text = _FOREIGN.sub(lambda found: _stand_in(found[0]), text)
    return b" " + text.encode("ascii").translate(_OUTLINES)


@lru_cache(maxsize=5000)
def _stand_in(foreign: str) -> str:
    """Return signs of ASCII that mean as much for the counting of words as *foreign* ones."""
    return "".join(map(_stand_in_of, foreign))


def _stand_in_of(letter: str) -> str:
    if _SIGN.match(letter):
        return "\x02"
    if not letter.isalnum():
        return " "
    return "a" if ord(letter) < _FIRST_SIGN else "\x03"


def _count_mixed(text: str) -> int:
    words = _WORD.findall(text)
    signs = sum(len(word) == 1 and ord(word) >= _FIRST_SIGN for word in words)
    return len(words) - signs // 2
