"""What stands within a line of Markdown, as plain words: links numbered, pictures named."""

from __future__ import annotations

import html as entities
import re
from typing import TYPE_CHECKING

from app.newsletter.text.wrap import TIE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.newsletter.words import Words

_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~>])")
_WORDS = r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]"
#: A link's address, between angles or not; it may hold spaces.
ADDRESS = r"""(?:<([^<>\n]*)>|((?:[^()<>\s]| (?=[^\s"'])|\([^()<>\n]*\)|(?!))*+))"""
_TARGET = rf"""\(\s*{ADDRESS}(?:\s+("[^"]*"|'[^']*'))?\s*\)"""
_IMAGE = re.compile("!" + _WORDS + _TARGET)
_LINK = re.compile(_WORDS + _TARGET)
_IMAGE_BY_NAME = re.compile("!" + _WORDS + r"\s?\[([^\[\]]*)\]")
_LINK_BY_NAME = re.compile(_WORDS + r"(?:\s?\[([^\[\]]*)\])?")
_BARE = re.compile(r"<((?:https?|mailto|tel):[^<>\s]+)>|<([^<>\s@]+@[^<>\s@]+)>")
_NOTE = re.compile(r"\[\^([^\[\]\s]+)\]")
_IMG = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\b([^<>]*)>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL)
_EMBED = re.compile(
    r"<(iframe|embed|object|video|audio)\b([^<>]*)>(?:(.*?)</\1\s*>)?", re.IGNORECASE | re.DOTALL
)
_BREAK = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"</?(?:address|article|aside|blockquote|center|details|div|dl|dd|dt|figcaption|figure|footer"
    r"|form|h[1-6]|header|li|nav|ol|p|section|summary|table|tr|ul)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_ATTRIBUTES = re.compile(r"\{:[^{}]*\}|\{\s*[#.][\w-]+[^{}]*\}")
_HELD = re.compile("\x00(\\d+)\x00")
_NUMBERED = re.compile("\x04(\\d+)\x04")
_QUOTES = "\"' "
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(number: int) -> str:
    """Write *number* small and high, as the sign of a footnote."""
    return str(number).translate(_RAISED)


class Spans:
    """Turns the marks within the lines of one text into plain words, and numbers its links."""

    def __init__(
        self,
        *,
        absolute: Callable[[str], str],
        references: Mapping[str, str],
        notes: Mapping[str, int],
        words: Words,
    ) -> None:
        """Take what links need: *absolute* (link -> URL), named links, and footnotes' numbers.

        *words* say what is a picture.
        """
        #: Every URL met so far, as a reader meets them: the first is number 1.
        self.links: list[str] = []
        #: The same as they were found, which is pictures first.
        self._found: list[str] = []
        self._absolute = absolute
        self._references = references
        self._notes = notes
        self._words = words
        self._held: list[str] = []

    def plain(self, text: str) -> str:
        """Return *text* without marks; code and escaped signs stay as they are."""
        self._held = []
        text = _CODE.sub(lambda found: self._hold(found[0]), text)
        text = _ESCAPED.sub(lambda found: self._hold(found[1]), text)
        text = self._pictures(text)
        text = self._plain_links(text)
        text = _BREAK.sub("\n", _part_blocks(text))
        text = _TAG.sub("", _ATTRIBUTES.sub("", text))
        whole = self._release(entities.unescape(text)).strip()
        return _NUMBERED.sub(self._in_order, whole)

    def _hold(self, words: str) -> str:
        """Keep *words* away from what comes next."""
        self._held.append(words)
        return f"\x00{len(self._held) - 1}\x00"

    def _release(self, text: str) -> str:
        while _HELD.search(text):
            text = _HELD.sub(lambda found: self._held[int(found[1])], text)
        return text

    def _pictures(self, text: str) -> str:
        text = _IMAGE.sub(
            lambda found: self._picture(found[1], found[2] or found[3] or "", found[4] or ""), text
        )
        text = _IMAGE_BY_NAME.sub(self._picture_by_name, text)
        return _IMG.sub(
            lambda found: self._picture(
                attribute(found[0], "alt"), attribute(found[0], "src"), attribute(found[0], "title")
            ),
            text,
        )

    def _picture(self, words: str, link: str, title: str) -> str:
        caption = title.strip(_QUOTES)
        said = _sentences(words.strip(), caption)
        name = self._words.picture
        shown = f"{name}{self._words.colon}{said}" if said else name
        return self._hold(_tied(f"({shown})", self._number(link)))

    def _picture_by_name(self, found: re.Match[str]) -> str:
        link = self._references.get((found[2] or found[1]).casefold())
        return self._picture(found[1], link, "") if link else found[0]

    def _plain_links(self, text: str) -> str:
        text = _LINK.sub(
            lambda found: self._link(found[1], found[2] or found[3] or "", found[4] or ""), text
        )
        text = _NOTE.sub(self._note, text)
        text = _LINK_BY_NAME.sub(self._link_by_name, text)
        text = _BARE.sub(lambda found: self._hold(found[1] or found[2]), text)
        text = _ANCHOR.sub(
            lambda found: self._link(
                found[2], attribute(found[1], "href"), attribute(found[1], "title")
            ),
            text,
        )
        return _EMBED.sub(self._embed, text)

    def _link(self, words: str, link: str, title: str = "") -> str:
        if not link:
            return words
        url = self._absolute(self._release(link))
        if not url:
            return words
        # A link that shows nothing still needs a name.
        said = words if _TAG.sub("", words).strip() else title.strip(_QUOTES) or url
        if said.strip() in {url, link}:
            return self._hold(url)
        return _tied(said.rstrip(), self._number(link))

    def _embed(self, found: re.Match[str]) -> str:
        """Say what is shown from elsewhere, by its title, and where it is."""
        tag, inside = found[2], found[3] or ""
        link = attribute(tag, "src") or attribute(tag, "data") or attribute(inside, "src")
        title = attribute(tag, "title")
        if attribute(tag, "poster"):
            title = title or attribute(tag, "aria-label") or self._words.film
        return self._link(title, link) if link else inside

    def _link_by_name(self, found: re.Match[str]) -> str:
        link = self._references.get((found[2] or found[1]).casefold())
        return self._link(found[1], link) if link else found[0]

    def _number(self, link: str) -> str:
        """Keep the URL of *link* and stand in for its sign; the same URL gets one number."""
        if not link:
            return ""
        url = self._absolute(entities.unescape(self._release(link)))
        if not url:
            return ""
        self._found.append(url)
        return self._hold(f"\x04{len(self._found) - 1}\x04")

    def _in_order(self, found: re.Match[str]) -> str:
        url = self._found[int(found[1])]
        if url not in self.links:
            self.links.append(url)
        return f"[{self.links.index(url) + 1}]"

    def _note(self, found: re.Match[str]) -> str:
        number = self._notes.get(found[1])
        return self._hold(raised(number)) if number else found[0]


def _part_blocks(text: str) -> str:
    """Put a line's end where a tag begins or ends a block: a picture and its caption, above all."""
    parts = (part.strip() for part in _BLOCK_TAG.split(text))
    return "\n".join(part for part in parts if part)


def _sentences(words: str, caption: str) -> str:
    """Say what a picture shows and what stands below it, and not the same twice."""
    if not words or words.rstrip(".") == caption.rstrip("."):
        return caption or words
    if not caption:
        return words
    return f"{words} {caption}" if words.endswith((".", "!", "?", "…")) else f"{words}. {caption}"


def _tied(words: str, number: str) -> str:
    """Put *number* after *words* so that both stay on one line."""
    return f"{words}{TIE if words and number else ''}{number}"


def attribute(tag: str, name: str) -> str:
    """Return the value of the attribute *name* in *tag*, or ""."""
    found = re.search(
        rf"""\s{name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", tag, re.IGNORECASE
    )
    return entities.unescape(next((part for part in found.groups() if part), "")) if found else ""
