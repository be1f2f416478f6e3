"""Filters that turn one text into another."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from liquid.exceptions import FilterArgumentError

from app.content.liquid.numbers import leading_integer, to_integer
from app.content.liquid.slugs import slugify
from app.content.liquid.smart import smartify
from app.content.liquid.values import LONGEST_TEXT, to_inspection, to_json, to_string

_SCRIPTS = re.compile(r"<script.*?</script>|<!--.*?-->|<style.*?</style>", re.DOTALL)
_TAGS = re.compile(r"<.*?>", re.DOTALL)
_UNESCAPED = re.compile(r"[\"><']|&(?!(?:[a-zA-Z]+|#\d+);)")
_ENTITIES = {"&": "&amp;", ">": "&gt;", "<": "&lt;", '"': "&quot;", "'": "&#39;"}
_ESCAPED = str.maketrans(_ENTITIES)
_XML_ESCAPED = str.maketrans(_ENTITIES | {"'": "&apos;"})
#: Signs that a URI keeps as they are (RFC 3986 §2.2, §2.3), and the sign of what is encoded.
_URI_SIGNS = ":/?#[]@!$&'()*+,;=-._~"
_CJK = re.compile(
    "[\u3005\u3007\u3021-\u3029\u3038-\u303b\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uac00-\ud7af\u1100-\u11ff]"
)


def _text_filter(work: Callable[[str], object]) -> Callable[[object], object]:
    return lambda value: work(to_string(value))


def _unless_nil(work: Callable[[str], object]) -> Callable[[object], object]:
    return lambda value: None if value is None else work(to_string(value))


def _checked(length: int) -> None:
    if length > LONGEST_TEXT:
        msg = "makes a text that is too long"
        raise FilterArgumentError(msg, token=None)


def _append(value: object, other: object) -> str:
    text, end = to_string(value), to_string(other)
    _checked(len(text) + len(end))
    return text + end


def _replace(value: object, old: object, new: object = "", *, most: int = -1) -> str:
    text, wanted, put = to_string(value), to_string(old), to_string(new)
    times = text.count(wanted) if most < 0 else most
    _checked(len(text) + times * max(len(put) - len(wanted), 0))
    return text.replace(wanted, put, most)


def _replace_last(value: object, old: object, new: object) -> str:
    before, found, after = to_string(value).rpartition(to_string(old) or "\0")
    return f"{before}{to_string(new)}{after}" if found else before + after


def _remove(value: object, old: object) -> str:
    return _replace(value, old)


def _split(value: object, separator: object = "") -> list[str]:
    text, sign = to_string(value), to_string(separator)
    if not sign:
        return list(text)
    parts = text.split() if sign == " " else text.split(sign)
    while parts and not parts[-1]:  # Ruby drops what is empty at the end
        parts.pop()
    return parts


def _slice(value: object, first: object, length: object = None) -> object:
    whole = value if isinstance(value, list) else to_string(value)
    start = to_integer(first)
    count = 1 if length is None else to_integer(length)
    start = start + len(whole) if start < 0 else start
    if start < 0 or count < 0:
        return whole[:0]
    return whole[start : start + count]


def _truncate(value: object, length: object = 50, ending: object = "...") -> str | None:
    if value is None:
        return None
    text, end, most = to_string(value), to_string(ending), to_integer(length)
    return text[: max(most - len(end), 0)] + end if len(text) > most else text


def _truncate_words(value: object, words: object = 15, ending: object = "...") -> str | None:
    if value is None:
        return None
    text, most = to_string(value), max(to_integer(words), 1)
    parts = text.split(None, most)
    return " ".join(parts[:most]) + to_string(ending) if len(parts) > most else text


def strip_html(text: str) -> str:
    """Drop scripts, comments, styles and tags."""
    if "<" not in text:
        return text
    kept = _SCRIPTS.sub("", text) if _closes(text) else text
    return _TAGS.sub("", kept) if ">" in kept else kept


def _closes(text: str) -> bool:
    """Tell whether what is opened has its end: looking for one that is not there is slow."""
    return any(sign in text for sign in ("</script>", "-->", "</style>"))


def _number_of_words(value: object, mode: object = None) -> int:
    text = to_string(value)
    if mode not in {"cjk", "auto"}:
        return len(text.split())
    signs = len(_CJK.findall(text))
    return signs + len(_CJK.sub(" ", text).split()) if signs or mode == "cjk" else len(text.split())


def _uri_escape(value: object) -> object:
    return None if value is None else quote(unquote(to_string(value)), safe=_URI_SIGNS)


def _xml_escape(value: object) -> str:
    return to_string(value).translate(_XML_ESCAPED)


def _decode(text: str, *, url_safe: bool) -> str:
    decode = base64.urlsafe_b64decode if url_safe else base64.b64decode
    try:
        return decode(text.encode()).decode("utf-8", "replace")
    except (binascii.Error, ValueError) as error:
        msg = "decodes what is no base64"
        raise FilterArgumentError(msg, token=None) from error


def _strip_index(value: object) -> object:
    return re.sub(r"/index\.html?$", "/", to_string(value)) if to_string(value) else None


TEXT_FILTERS: dict[str, Callable[..., object]] = {
    "append": _append,
    "prepend": lambda value, other: _append(other, value),
    "replace": _replace,
    "replace_first": lambda value, old, new="": _replace(value, old, new, most=1),
    "replace_last": _replace_last,
    "remove": _remove,
    "remove_first": lambda value, old: _replace(value, old, most=1),
    "remove_last": lambda value, old: _replace_last(value, old, ""),
    "split": _split,
    "slice": _slice,
    "truncate": _truncate,
    "truncatewords": _truncate_words,
    "capitalize": _text_filter(lambda text: text[:1].upper() + text[1:].lower()),
    "downcase": _text_filter(str.lower),
    "upcase": _text_filter(str.upper),
    "strip": _text_filter(lambda text: text.strip(" \t\n\v\f\r\0")),
    "lstrip": _text_filter(lambda text: text.lstrip(" \t\n\v\f\r")),
    "rstrip": _text_filter(lambda text: text.rstrip(" \t\n\v\f\r\0")),
    "strip_newlines": _text_filter(lambda text: re.sub(r"\r?\n", "", text)),
    "newline_to_br": _text_filter(lambda text: re.sub(r"\r?\n", "<br />\n", text)),
    "strip_html": _text_filter(strip_html),
    "escape": _unless_nil(lambda text: text.translate(_ESCAPED)),
    "h": _unless_nil(lambda text: text.translate(_ESCAPED)),
    "escape_once": _text_filter(lambda text: _UNESCAPED.sub(lambda it: _ENTITIES[it[0]], text)),
    "xml_escape": _xml_escape,
    "url_encode": _unless_nil(quote_plus),
    "cgi_escape": _unless_nil(quote_plus),
    "url_decode": _unless_nil(unquote_plus),
    "uri_escape": _uri_escape,
    "base64_encode": _text_filter(lambda text: base64.b64encode(text.encode()).decode()),
    "base64_url_safe_encode": _text_filter(
        lambda text: base64.urlsafe_b64encode(text.encode()).decode()
    ),
    "base64_decode": _text_filter(lambda text: _decode(text, url_safe=False)),
    "base64_url_safe_decode": _text_filter(lambda text: _decode(text, url_safe=True)),
    "normalize_whitespace": _text_filter(lambda text: " ".join(text.split())),
    "number_of_words": _number_of_words,
    "slugify": slugify,
    "jsonify": to_json,
    "inspect": lambda value: _xml_escape(to_inspection(value)),
    "to_integer": lambda value: (
        int(value) if isinstance(value, (int, float)) else leading_integer(to_string(value))
    ),
    "strip_index": _strip_index,
    "smartify": smartify,
}
