"""Whether a mail is built so that every client can lay it out."""

from __future__ import annotations

import re
from collections import Counter
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from app.newsletter.lint.model import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.newsletter.lint.document import Document
    from app.newsletter.lint.model import Finding

#: Gmail drops a style element that is longer (caniemail.com, html-style, note 6).
MOST_STYLE = 16_384
#: RFC 5322 §2.1.1, without the line break.
MOST_IN_LINE = 998
_ABOUT = "structure"
_GONE = (
    "script form iframe object embed video audio base svg math input button select textarea "
    "frame frameset applet"
).split()
_MARKUP = re.compile(r"</?(?:p|div|td|tr|table|span|a|br)\b[^<>]*>", re.IGNORECASE)
#: What a post shows as code, which may well be HTML.
_CODE = re.compile(r"^(`{3,}|~{3,})[^`\n]*\n.*?^\1|(`+)(?!`)[^\n]*?\2", re.DOTALL | re.MULTILINE)


def check_structure(document: Document) -> Iterator[Finding]:
    """Look at the frame of the document."""
    root = document.root
    if not re.match(r"\s*<!doctype html", document.text, re.IGNORECASE):
        yield error(_ABOUT, "there is no <!DOCTYPE html>; clients then guess how to lay it out")
    if not root.get("lang"):
        yield error(_ABOUT, "<html> has no lang; a screen reader needs it to pronounce the words")
    if not root.get("dir"):
        yield warning(_ABOUT, "<html> has no dir; write ltr or rtl")
    if not (root.findtext(".//title") or "").strip():
        yield error(_ABOUT, "<title> is empty; put the subject there")
    names = {element.get("name") for element in document.named("meta")}
    for name, why in (("viewport", "phones show it tiny"), ("color-scheme", "dark mail suffers")):
        if name not in names:
            yield warning(_ABOUT, f'there is no <meta name="{name}">, so {why}')
    if document.text.count("<!--[if") != document.text.count("<![endif]-->"):
        yield error(_ABOUT, "a comment for Outlook is not closed; end each with <![endif]-->")
    yield from _elements(document)
    yield from _styles(document)


def check_message(message: bytes) -> Iterator[Finding]:
    """Read the whole message back as a mail program does."""
    parsed = message_from_bytes(message, policy=policy.default)
    for name in ("From", "Subject", "Date", "Message-ID"):
        if len(parsed.get_all(name, [])) != 1:
            yield error("headers", f"the message has no {name}, or more than one")
    if parsed.defects or any(part.defects for part in parsed.walk()):
        yield error("headers", "the message cannot be read back without faults")
    if any(len(line) > MOST_IN_LINE for line in message.split(b"\r\n")):
        yield error("headers", f"a line is longer than the {MOST_IN_LINE} signs that mail allows")
    plain = parsed.get_body(("plain",))
    said = str(plain.get_content()) if plain else ""
    if not said.strip():
        yield error("text", "there is no plain text; some people and filters read only that")
    elif markup := _MARKUP.search(_CODE.sub("", said)):
        yield warning("text", f"the plain text shows HTML: {markup[0][:40]}")


def _elements(document: Document) -> Iterator[Finding]:
    for element in document.named(*_GONE):
        yield error(_ABOUT, f"<{element.tag!s}> does not survive in mail; take it out")
    for table in document.named("table"):
        is_data = table.find(".//th") is not None or table.find(".//caption") is not None
        if not is_data and table.get("role") not in {"presentation", "none"}:
            yield warning(
                _ABOUT, "a table without <th> is read out as data; give it role=presentation"
            )
    ids = Counter(element.get("id") for element in document.elements if element.get("id"))
    for name, times in ids.items():
        if times > 1:
            yield warning(_ABOUT, f"the id {name!r} stands {times} times")
    handlers = {str(name) for one in document.elements for name in one.attrib if _is_script(name)}
    for name in sorted(handlers):
        yield error(_ABOUT, f"the attribute {name} is a script, which no mail may hold")


def _is_script(name: object) -> bool:
    return str(name).startswith("on")


def _styles(document: Document) -> Iterator[Finding]:
    for link in document.named("link"):
        yield error(_ABOUT, f"<link> to {link.get('href')} is dropped; write the styles out")
    if "@import" in document.css:
        yield error(_ABOUT, "@import is dropped, or fetched from each reader; write the styles out")
    if (size := len(document.css.encode())) > MOST_STYLE:
        yield error(_ABOUT, f"<style> has {size:,} bytes; Gmail drops it above {MOST_STYLE:,}")
    if not any(element.get("style") for element in document.elements):
        yield error(_ABOUT, "no element has its style inlined, so Gmail's apps show it bare")
