"""The plain-text part of a mail, from the posts' own Markdown."""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.content.html import absolute_link
from app.library.links import resolve_link
from app.newsletter.compose import entry_facts, fill_template, frame_values
from app.newsletter.tags import name_reader
from app.newsletter.text.plain import render_plain
from app.newsletter.text.wrap import WIDTH, columns, wrap
from app.newsletter.words import letter_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment

    from app.content.model import Post
    from app.library.model import BodyOf, Library, Writing
    from app.newsletter.letter import Letter
    from app.newsletter.providers import Provider


#: As in the HTML part, where a picture may be ``data:`` as well; text has no use for one.
_SCHEMES = frozenset("http https mailto tel sms xmpp irc ircs geo magnet".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEntry:
    """A post as the text template shows it; every field is wrapped already."""

    #: The title, underlined.
    heading: str
    facts: str
    url: str
    #: The whole post, or its excerpt.
    text: str


def compose_text(
    letter: Letter,
    library: Library,
    body_of: BodyOf,
    environment: Environment,
    *,
    provider: Provider | None = None,
) -> str:
    """Render ``newsletter/body.txt``; tags are still words (tags.py).

    An issue's own ``text`` stands in place of its introduction and its posts.
    """
    values = frame_values(letter, library, provider)
    own = letter.issue.text if letter.issue else ""
    values |= {
        "words": letter_words(letter.language),
        "heading": _underlined(letter.subject, "="),
        "rule": "-" * WIDTH,
        "why": wrap(str(values["why"])),
        "postal": wrap(str(values["postal"])),
        "intro": name_reader(own, provider) if own else _intro(letter, library, body_of, provider),
        "entries": ()
        if own
        else tuple(_entry(letter, library, body_of, post) for post in letter.posts),
    }
    return fill_template(environment, "newsletter/body.txt", values).strip("\n") + "\n"


def words_of(writing: Writing, library: Library, body_of: BodyOf) -> str:
    """Return the words of *writing* as plain text, its links absolute."""
    return render_plain(
        body_of(writing).markdown,
        absolute=absolute_in(writing, library),
        words=letter_words(writing.language or library.config.language),
    )


def _intro(letter: Letter, library: Library, body_of: BodyOf, provider: Provider | None) -> str:
    if letter.issue is None:
        return ""
    words = name_reader(body_of(letter.issue).markdown, provider)
    return render_plain(
        words,
        absolute=absolute_in(letter.issue, library),
        words=letter_words(letter.language),
    )


def absolute_in(writing: Writing, library: Library) -> Callable[[str], str]:
    """Return what makes a link in the Markdown of *writing* absolute; "" where it would run."""

    def absolute(link: str) -> str:
        if not is_safe_link(link):
            return ""
        path, mark, rest = _split(link)
        found = (
            resolve_link(library, path, path=writing.source.path, address=writing.address)
            if path and "://" not in link and not link.startswith("mailto:")
            else None
        )
        known = f"{found}{mark}{rest}" if found else link
        url = absolute_link(known, config=library.config, address=writing.address)
        # RFC 3986 §2 has neither braces, which a provider might take for its own tag, nor spaces.
        return url.replace("{", "%7B").replace("}", "%7D").replace(" ", "%20")

    return absolute


def is_safe_link(link: str) -> bool:
    """Tell whether *link* only leads somewhere: no ``javascript:``, and no page in ``data:``.

    It is judged as a lenient reader of Markdown and HTML would take it.
    """
    bare = re.sub(r"[\x00-\x20\\]", "", entities.unescape(link))
    found = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", bare)
    return not found or found[1].lower() in _SCHEMES


def _split(link: str) -> tuple[str, str, str]:
    for mark in "#?":
        path, found, rest = link.partition(mark)
        if found:
            return path, mark, rest
    return link, "", ""


def _entry(letter: Letter, library: Library, body_of: BodyOf, post: Post) -> TextEntry:
    body = body_of(post)
    words = letter_words(post.language or library.config.language)
    is_whole = letter.layout == "full"
    return TextEntry(
        heading=_underlined(post.title, "="),
        facts=wrap(" · ".join(entry_facts(library, post, body, words))),
        url=library.config.absolute(post.address),
        text=words_of(post, library, body_of)
        if is_whole
        else wrap(post.description or body.excerpt),
    )


def _underlined(title: str, line: str) -> str:
    said = wrap(title)
    return f"{said}\n{line * max(columns(part) for part in said.split(chr(10)))}"
