"""Markdown becomes the plain words that a search reads: quickly, and without rendering it."""

from __future__ import annotations

import html as entities
import re
import unicodedata

from app.content.html import select_outlet

#: Characters of one writing that are searched; a longer one is cut there.
LONGEST = 500_000

#: Stands between the letters of scripts that put no spaces between words, so that each letter is a
#: word to the index and a run of them a phrase. No text of ours keeps one otherwise.
BOUNDARY = "\u200b"

#: Stand for the signs that belong to a name such as ``C++`` or ``C#``: private letters, so that the
#: index takes them for part of the word. No text of ours keeps one otherwise.
JOINED = {"+": "\U0010ff2b", "#": "\U0010ff23"}
_SIGNED = re.compile(r"(?<=[^\W\d_])(?:\+\+|#(?!#))(?![^\W\d])")
_JOIN, _PART = str.maketrans(JOINED), str.maketrans({sign: own for own, sign in JOINED.items()})

#: Thai, Lao, Myanmar, Khmer; kana; Chinese characters; Korean syllables. With the marks they carry.
_UNSPACED = re.compile(
    "["
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6"
    "\u1000-\u102a\u103f\u1050-\u1055\u1780-\u17b3"
    "\u3005-\u3007\u3041-\u3096\u30a1-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U000323af"
    "]["
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u1056-\u1059"
    "\u17b4-\u17d3\u3099\u309a"
    "]*"
)

#: Letters that are seen nowhere and would only part or hide a word: controls, soft hyphens.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\ud800-\udfff\U0010ff23\U0010ff2b]+"
)

#: What stands before the words of a line, and lines that are only drawn. Begins with a letter of
#: its own, as all of these do: so the scan is quick.
_LINE = re.compile(r"\n[ \t]*(?:[|:=+*_-][|:=+*_ \t-]*(?=\n|\Z)|(?:(?:[>*+-]|#{1,6})[ \t]+)+|>+)")

#: What an abbreviation stands for, and the target of a link elsewhere: no reader sees them.
_DEFINITION = re.compile(
    r"\n[ ]{0,3}(?:\*\[[^\]\n]{1,100}\]:[^\n]*"
    r"|\[(?!\^)[^\]\n]{1,100}\]:[ \t]{0,9}(?:<[^<>\n]{0,2000}>|[^\s<]\S{0,2000})"
    r"(?:[ \t]{0,9}\n?[ \t]{0,9}(?:\"[^\"\n]{0,400}\"|'[^'\n]{0,400}'|\([^()\n]{0,400}\)))?"
    r"[ \t]{0,9}(?=\n|\Z))"
)

#: Everything in a line that is a sign and no word. It begins with one class of letters, which makes
#: the scan three times as fast, and each branch looks back at which of them it was. Every
#: repetition is bounded or runs on to the end, so that no text takes more than a scan or two.
_SIGN = re.compile(
    r"[`~<!\[\]{\\&*_|](?:"
    # Code: a fenced block, a span.
    r"(?P<fence>(?<=`)``|(?<=~)~~)[^\n`]*\n(?P<block>.*?)(?:\n[ \t>]*[`~](?P=fence)[`~]*|\Z)"
    r"|(?<=`)(?:`(?P<code>[^\n]{1,400}?)``|(?P<span>[^`]{1,400})`)"
    # HTML: a comment, what no reader sees, an address that is its own text, a tag.
    r"|(?<=<)(?:!--.*?(?:-->|\Z)"
    r"|(?P<unread>script|style|svg|template)\b.*?(?:</(?P=unread)\s{0,9}>|\Z)"
    r"|(?P<bare>(?:https?|mailto):[^<>\s]{1,400})>|/?[a-zA-Z][^<>]{0,2000}>)"
    # A footnote's mark, the target of a link elsewhere in the text, a picture, a link.
    r"|(?<=\[)(?:\^[^\]\n]{1,100}\]:?"
    r'|[^\]\n]{1,100}\]:[ \t]+\S{1,2000}(?:[ \t]+"[^"\n]{0,400}")?[ \t]*(?=\n|\Z))'
    r"|(?:(?<=!)\[|(?<=\[))(?P<label>[^\[\]]{0,400})\](?:\[[^\[\]\n]{0,100}\]"
    r"|\([^()\n]{0,2000}(?:\([^()\n]{0,400}\)[^()\n]{0,400})?\))"
    r"|(?<=\])\([^()\n]{0,2000}\)"
    # An attribute list, a letter that means itself, an entity, emphasis and tables.
    r"|(?<=\{):?[ ]?[#.:][^{}\n]{0,200}\}"
    r"|(?<=\\)(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?<=&)(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});"
    r"|(?P<run>(?<=[*_~|])[*_~|]{0,8})"
    r")",
    re.DOTALL,
)


def plain_words(markdown: str) -> str:
    """Return the words of *markdown* that a reader of its page sees, on one line, ready to index.

    Code is kept, where links lead to is not, nor what is meant for the mail alone.
    """
    text = str(select_outlet(markdown[:LONGEST], "web"))
    text = _DEFINITION.sub("", f"\n{text}")
    return indexable(_SIGN.sub(_word, _LINE.sub("\n", text)))


def indexable(text: str) -> str:
    """Return plain *text* as the index keeps it: composed (NFC), on one line, letters parted."""
    text = " ".join(_UNSEEN.sub("", text).split())
    if text.isascii():
        return joined(text)
    return parted(joined(unicodedata.normalize("NFC", text)))


def joined(text: str) -> str:
    """Make the signs of names such as ``C++`` and ``C#`` part of the word that they end."""
    return _SIGNED.sub(lambda found: found[0].translate(_JOIN), text)


def parted(text: str) -> str:
    """Set letters of scripts without spaces apart, so that each can be found."""
    return _UNSPACED.sub(lambda found: f"{BOUNDARY}{found[0]}{BOUNDARY}", text)


def readable(text: str) -> str:
    """Return *text* of the index as people read it."""
    return text.replace(BOUNDARY, "").translate(_PART)


def _word(found: re.Match[str]) -> str:
    """Return the words that a sign stands for."""
    kind = found.lastgroup
    if kind is None:
        return entities.unescape(found[0]) if found[0].startswith("&") else " "
    if kind == "label":
        return _SIGN.sub(_word, found["label"])
    if kind == "run":
        return _run(found)
    if kind in {"fence", "block"}:
        return f"\n{found['block']}\n"
    return " " if kind == "unread" else found[kind]


def _run(found: re.Match[str]) -> str:
    """Drop what emphasises or draws; ``snake_case`` and ``2 * 3`` keep theirs."""
    before = found.string[found.start() - 1 : found.start()]
    after = found.string[found.end() : found.end() + 1]
    if found[0][0] == "|":
        return " "
    if found[0][0] == "_":
        return found[0] if before.isalnum() and after.isalnum() else ""
    return found[0] if before.isspace() and after.isspace() else ""
