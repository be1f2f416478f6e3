"""The provider's own tags in a mail: kept away from every parser, put in at the very end.

premailer and lxml percent-encode ``{{ unsubscribe_url }}`` in an address. So a template carries a
plain word in its place, and the tag comes when nothing touches the HTML any more.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Stands for the unsubscribe address while a mail is made.
UNSUBSCRIBE = "x-tag-unsubscribe-x"

#: What each word becomes when no provider is named: a tag that several providers read as it is.
PLAIN_TAGS = {UNSUBSCRIBE: "{{ unsubscribe_url }}"}

#: How template languages of providers begin a tag; in a post's own words they are only words.
_OPENINGS = re.compile(r"\{(?=[{%#])")


def fill_html(html: str, tags: Mapping[str, str]) -> str:
    """Put the provider's *tags* into *html*; template code in a post's words stays words.

    ``{{`` is written as ``&#123;{``, which a reader sees as before and no provider runs.
    """
    return _fill(_OPENINGS.sub("&#123;", html), tags)


def fill_text(text: str, tags: Mapping[str, str]) -> str:
    """Put the provider's *tags* into plain *text*."""
    return _fill(text, tags)


def _fill(text: str, tags: Mapping[str, str]) -> str:
    for word, tag in tags.items():
        text = text.replace(word, tag)
    return text
