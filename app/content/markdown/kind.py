"""Texts that are HTML already: pages of a Jekyll folder may be."""

from __future__ import annotations

import re

_HTML = (".html", ".htm", ".xhtml")
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_HEAD = re.compile(r"<!doctype[^>]*>|</?(?:html|head|body)\b[^>]*>", re.IGNORECASE)
#: What a head holds, and our own head says.
_HEAD_PARTS = re.compile(r"<title\b[^>]*>[^<]*</title>|<(?:meta|base|link)\b[^>]*>", re.IGNORECASE)


def is_markdown(path: str) -> bool:
    """Tell whether the file at *path* is to be read as Markdown."""
    return not path.lower().endswith(_HTML)


def inner_html(text: str) -> str:
    """Return the part of an HTML *text* that can stand inside of our page.

    Scripts stay and are inert: the policy that every page is served with runs none of them.
    """
    opening = _BODY.search(text)
    if opening:
        end = text.lower().rfind("</body")
        return text[opening.end() : end if end > opening.end() else len(text)]
    return _HEAD.sub("", _HEAD_PARTS.sub("", text)) if "<" in text else text
