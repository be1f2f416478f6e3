"""A letter as Markdown, for a provider that makes the mail itself: links absolute, code kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.html import rewrite_links, select_outlet
from app.newsletter.compose import entry_facts
from app.newsletter.tags import UNSUBSCRIBE, VIEW, name_reader
from app.newsletter.text import absolute_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.content.model import Post
    from app.library.model import BodyOf, Library, Writing
    from app.newsletter.letter import Letter
    from app.newsletter.providers import Provider

#: Fenced code, whoever closes it or not, and code within a line.
_CODE = re.compile(
    r"^[ \t]*(`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]*\1[`~]*[ \t]*$|\Z)|(?<!`)(`+)(?!`).+?(?<!`)\2(?!`)",
    re.DOTALL | re.MULTILINE,
)
_LINK = re.compile(r"(\]\(\s*<?)([^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)")
_REFERENCE = re.compile(r"^( {0,3}\[(?!\^)[^\[\]\n]+\]:[ \t]*<?)([^\s<>]+)", re.MULTILINE)
#: kramdown's attribute lists, which only our own engine reads.
_ATTRIBUTES = re.compile(r"\{:[^{}\n]*\}|\{\s*[#.][\w-]+[^{}\n]*\}")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def compose_markdown(letter: Letter, library: Library, body_of: BodyOf, provider: Provider) -> str:
    """Write *letter* as Markdown; tags are still words (tags.py).

    The provider sets the subject above it and its own foot below.
    """
    parts = [_posted(post, letter, library, body_of) for post in letter.posts]
    if letter.issue:
        words = name_reader(body_of(letter.issue).markdown, provider)
        parts.insert(0, absolute_markdown(words, absolute_in(letter.issue, library)))
    foot = f"[Unsubscribe]({UNSUBSCRIBE}) · [View in browser]({VIEW})"
    return "\n\n".join([part for part in parts if part] + ["---", foot]) + "\n"


def absolute_markdown(markdown: str, absolute: Callable[[str], str]) -> str:
    """Return *markdown* as mails have it, its links and pictures made absolute by *absolute*."""
    kept: list[str] = []

    def put_away(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\x00{len(kept) - 1}\x00"

    text = _CODE.sub(put_away, markdown.replace("\x00", "").replace("\r\n", "\n"))
    text = _COMMENT.sub("", str(select_outlet(text, "mail")))
    text = _ATTRIBUTES.sub("", text)
    for mark in (_LINK, _REFERENCE):
        text = mark.sub(lambda found: found[1] + absolute(found[2]), text)
    text = rewrite_links(text, absolute)
    return re.sub("\x00(\\d+)\x00", lambda found: kept[int(found[1])], text).strip()


def _posted(post: Post, letter: Letter, library: Library, body_of: BodyOf) -> str:
    body = body_of(post)
    url = library.config.absolute(post.address)
    title = f"## [{_plain(post.title)}]({url})\n\n*{entry_facts(library, post, body)}*"
    if letter.layout == "full":
        return f"{title}\n\n{_words_of(post, library, body_of)}"
    return f"{title}\n\n{_plain(post.description or body.excerpt)}\n\n[Read on]({url})"


def _words_of(writing: Writing, library: Library, body_of: BodyOf) -> str:
    return absolute_markdown(body_of(writing).markdown, absolute_in(writing, library))


def _plain(words: str) -> str:
    """Keep Markdown's own signs in *words* from meaning anything."""
    return re.sub(r"([\\`*_\[\]<>#])", r"\\\1", words)
