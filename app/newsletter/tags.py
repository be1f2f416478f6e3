"""The provider's own tags in a mail: kept away from every parser, put in at the very end.

premailer and lxml percent-encode ``{{ unsubscribe_url }}`` in an address. So a template carries a
plain word in its place, and the tag comes when nothing touches the HTML any more.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from app.newsletter.letter import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.config import Config

#: Stands for the unsubscribe address while a mail is made.
UNSUBSCRIBE = "x-tag-unsubscribe-x"

#: What takes its place when no address is configured: several providers read it as it is.
UNSUBSCRIBE_TAG = "{{ unsubscribe_url }}"

#: How template languages of providers begin a tag; in a post's own words they are only words.
_OPENINGS = re.compile(r"\{(?=[{%#])")
#: Stands in such an opening where plain text has no entities: WORD JOINER, which has no width.
_JOINER = "\u2060"


def plain_tags(config: Config) -> dict[str, str]:
    """Return what each word becomes when no provider is named."""
    return {UNSUBSCRIBE: one_line(config.newsletter.unsubscribe) or UNSUBSCRIBE_TAG}


def fill_html(html: str, tags: Mapping[str, str]) -> str:
    """Put *tags* into *html*; template code in a post's words stays words.

    ``{{`` is written as ``&#123;{``, which a reader sees as before and no provider runs. An address
    is escaped as HTML asks; a provider's tag is left to the letter.
    """
    safe = {word: escape(tag) if _is_address(tag) else tag for word, tag in tags.items()}
    return _fill(_OPENINGS.sub("&#123;", html), safe)


def fill_text(text: str, tags: Mapping[str, str]) -> str:
    """Put *tags* into plain *text*; template code in a post's words stays words here too.

    A sign without width goes between the two signs of ``{{``, since text has no other way.
    """
    return _fill(_OPENINGS.sub(f"{{{_JOINER}", text), tags)


def _is_address(tag: str) -> bool:
    return tag.startswith(("https://", "http://", "mailto:"))


def _fill(text: str, tags: Mapping[str, str]) -> str:
    for word, tag in tags.items():
        text = text.replace(word, tag)
    return text
