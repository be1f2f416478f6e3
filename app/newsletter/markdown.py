"""A letter as Markdown, for a provider that makes the mail itself: links absolute, code kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.clean import clean_for_mail
from app.content.html import rewrite_links, select_outlet
from app.newsletter.compose import entry_facts
from app.newsletter.raw import Held, clean_raw, clean_whole, hold_indented
from app.newsletter.tags import UNSUBSCRIBE, VIEW, name_reader
from app.newsletter.text.part import absolute_in, is_safe_link
from app.newsletter.text.spans import ADDRESS
from app.newsletter.words import letter_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.content.model import Post
    from app.library.model import BodyOf, Library, Writing
    from app.newsletter.letter import Letter
    from app.newsletter.providers import Provider

#: Fenced code, whoever closes it or not, and code within a paragraph.
_CODE = re.compile(
    r"^[ \t]*(`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]*\1[`~]*[ \t]*$|\Z)"
    r"|(?<!`)(`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)\2(?!`)",
    re.DOTALL | re.MULTILINE,
)
_TARGET = r"[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*"
_WHOLE_LINK = (
    rf"(\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*){ADDRESS}"
    r"""((?:\s+(?:"[^"]*"|'[^']*'))?\s*\))"""
)
_WHOLE_LINKS = (re.compile(f"!{_WHOLE_LINK}"), re.compile(f"(?<!!){_WHOLE_LINK}"))
_LINK = re.compile(rf"(\]\(\s*<?)({_TARGET})")
_REFERENCE = re.compile(
    r"^([ >]*\[(?!\^)(?:[^\[\]\n\\]|\\.)+\]:[ \t]*\n?[ \t]*<?)([^\s<>]+)", re.MULTILINE
)
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
        parts.insert(0, _absolute_words(words, letter.issue, library))
    said = letter_words(letter.language)
    foot = f"[{said.unsubscribe}]({UNSUBSCRIBE}) · [{said.view}]({VIEW})"
    return "\n\n".join([part for part in parts if part] + ["---", foot]) + "\n"


def absolute_markdown(
    markdown: str, absolute: Callable[[str], str], clean: Callable[[str], str]
) -> str:
    """Return *markdown* as mails have it: no more HTML than *clean* leaves of it, outside of code.

    Its links and pictures are made absolute by *absolute*; one that it returns "" for is its words.
    """
    held = Held()
    text = markdown.replace("\x00", "").replace("\r\n", "\n")
    text = _CODE.sub(lambda found: held.hold(found[0]), text)
    text = _COMMENT.sub("", str(select_outlet(text, "mail")))
    text = hold_indented(text, clean=clean, held=held)
    text = clean_whole(text, clean=clean, held=held)
    text = _ATTRIBUTES.sub("", text)
    for link in _WHOLE_LINKS:
        text = link.sub(lambda found: _sound_link(found, absolute), text)
    for mark in (_LINK, _REFERENCE):
        text = mark.sub(lambda found: found[1] + (absolute(found[2]) or "#"), text)
    text = clean_raw(text, clean=clean, is_safe=is_safe_link, held=held)
    return held.release(text).strip()


def _sound_link(found: re.Match[str], absolute: Callable[[str], str]) -> str:
    """Write a link so that every reader of Markdown takes it for one, and give it words."""
    address = found[3] or found[4]
    if not address:
        return found[0]
    if not absolute(address):
        return found[2]
    start = "!" if found[0].startswith("!") else ""
    if not start and not found[2].strip():
        return f"<{absolute(address)}>"
    return f"{start}{found[1]}{address.replace(' ', '%20')}{found[5]}"


def _absolute_words(markdown: str, writing: Writing, library: Library) -> str:
    absolute = absolute_in(writing, library)

    def clean(html: str) -> str:
        # What would run is left as it is for the cleaner, which takes it out.
        known = rewrite_links(html, lambda link: absolute(link) or link)
        return str(clean_for_mail(known, config=library.config, address=writing.address))

    return absolute_markdown(markdown, absolute, clean)


def _posted(post: Post, letter: Letter, library: Library, body_of: BodyOf) -> str:
    body = body_of(post)
    url = library.config.absolute(post.address)
    said = letter_words(post.language or library.config.language)
    facts = " · ".join(entry_facts(library, post, body, said))
    title = f"## [{_plain(post.title)}]({url})\n\n*{facts}*"
    if letter.layout == "full":
        return f"{title}\n\n{_words_of(post, library, body_of)}"
    return f"{title}\n\n{_plain(post.description or body.excerpt)}\n\n[{said.more}]({url})"


def _words_of(writing: Writing, library: Library, body_of: BodyOf) -> str:
    return _absolute_words(body_of(writing).markdown, writing, library)


def _plain(words: str) -> str:
    """Keep Markdown's own signs in *words* from meaning anything."""
    return re.sub(r"([\\`*_\[\]<>#])", r"\\\1", words)
