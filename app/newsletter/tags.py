"""The provider's own tags in a mail: kept away from every parser, put in at the very end.

premailer and lxml percent-encode ``{{ unsubscribe_url }}`` in an address. So a template carries a
plain word in its place, and the tag comes when nothing touches the HTML any more. By then whatever
a post's own words show of any provider's language is written so that it is shown and never run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from app.newsletter.letter import one_line
from app.newsletter.providers import ProviderTags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.config import Config
    from app.newsletter.providers import Provider

#: Words that stand for what is not known while a mail is made.
UNSUBSCRIBE = "x-tag-unsubscribe-x"
VIEW = "x-tag-view-x"
ADDRESS = "x-tag-address-x"
FIRST_NAME = "x-tag-first-name-x"

#: What takes its place when no address is configured: several providers read it as it is.
UNSUBSCRIBE_TAG = "{{ unsubscribe_url }}"

#: How the languages of providers begin a tag. An octet of an address (``%E2%``) is none.
_PERCENT = r"%(?=(?![0-9A-Fa-f]{2}%)[A-Za-z_][\w.]*%)"
_BRACKET = r"\[(?=[Uu]nsubscribe(?:_[Pp]references)?\](?!\())"
_OPENINGS = re.compile(rf"\{{(?=[{{%#])|\*(?=\|)|(?<=&lt;)%|(?<=<)%|{_PERCENT}|{_BRACKET}")
#: The same in an address, where a percent sign before two hexadecimal digits is an octet's.
_LIVE_IN_URL = re.compile(rf"(?!%[0-9A-Fa-f]{{2}}){_PERCENT}|{_BRACKET}")
_ADDRESS = re.compile(r"https?://[^\s<>]+")
#: Signs that no address needs to show as they are (RFC 3986 §2.2), in one.
_ENCODED = {"{": "%7B", "}": "%7D", "|": "%7C"}
#: Stands in such an opening where plain text has no entities: WORD JOINER, which has no width.
_JOINER = "\u2060"
_HTML_TAG = re.compile(r"<[a-zA-Z/!]")
_NAMED = re.compile(r"<!--\s*first-name\s*-->(.*?)<!--\s*end\s*-->", re.DOTALL)
_CONDITION = re.compile(r"<!--\[if [^\]]*\]>.*?<!\[endif\]-->", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """What the words above become in one mail."""

    html: Mapping[str, str]
    text: Mapping[str, str]
    #: Whether a provider will read the mail, so that template code in it has to be kept quiet.
    is_read: bool = True
    #: The same of its plain text, in which that always shows.
    is_text_read: bool = True
    #: See :attr:`app.newsletter.providers.Provider.literals`; none that depends on what is around.
    literals: Mapping[str, str] = field(default_factory=dict)
    is_literal_in_tags: bool = True
    #: See :attr:`app.newsletter.providers.Provider.comments`.
    comments: str = ""

    def fill_html(self, html: str) -> str:
        """Put the tags into *html*; template code in a post's words stays words.

        ``{{`` is written as ``&#123;{``, which a reader sees as before and no provider runs. An
        address is escaped as HTML asks; a provider's tag is left to the letter.
        """
        quiet = _OPENINGS.sub(_entity, html) if self.is_read else html
        safe = {word: escape(tag) if _is_address(tag) else tag for word, tag in self.html.items()}
        filled = _fill(quiet, safe)
        if not self.comments:
            return filled
        return _CONDITION.sub(lambda found: self.comments.replace("COMMENT", found[0]), filled)

    def fill_text(self, text: str) -> str:
        """Put the tags into plain *text*; template code in a post's words stays words here too.

        Where the provider's language has a way to print ``{{`` that way is taken; else a sign
        without width goes between the two, since text has no other way.
        """
        return _fill(self.quiet(text), self.text)

    def fill_message(self, text: str) -> str:
        """Put the tags into the plain *text* of a message: only people read that, to the letter."""
        return _fill(text, self.text)

    def quiet(self, text: str) -> str:
        """Write template code in *text*, a subject for one, so that the provider shows it."""
        if not self.is_text_read:
            return text
        if self.literals and (self.is_literal_in_tags or not _HTML_TAG.search(text)):
            openings = re.compile("|".join(map(re.escape, self.literals)))
            return openings.sub(lambda found: self.literals[found[0]], text)
        return _quiet_text(text)


def build_tags(config: Config, url: str, provider: Provider | None) -> Tags:
    """Return what each word becomes for *provider*; without one, a tag that many of them know.

    *url* is where the letter can be read when the provider has no page for it.
    """
    html = provider.html if provider else ProviderTags()
    text = provider.text if provider else ProviderTags()
    own = one_line(config.newsletter.unsubscribe)
    spare = own or ("" if provider else UNSUBSCRIBE_TAG)
    is_read = provider is None or provider.form != "mail"
    return Tags(
        html=_words(html, spare, url),
        text=_words(text, spare, url),
        is_read=is_read,
        # Without a provider's name, only a letter that waits for a tag will be read by one.
        is_text_read=is_read and (provider is not None or not own),
        literals=provider.literals if provider else {},
        is_literal_in_tags=provider is None or provider.is_literal_in_tags,
        comments=provider.comments if provider else "",
    )


def has_unsubscribe(config: Config, provider: Provider | None) -> bool:
    """Tell whether a letter for *provider* has a way to unsubscribe."""
    is_known = provider is None or bool(provider.text.unsubscribe)
    return is_known or bool(one_line(config.newsletter.unsubscribe))


def name_reader(words: str, provider: Provider | None) -> str:
    """Put the word for the reader's first name where *words* ask for it, in HTML or Markdown.

    ``<!-- first-name -->friend<!-- end -->`` says ``friend`` where no provider fills it in.
    """
    is_known = provider is not None and bool(provider.text.first_name)
    # str(): a Markup would escape what is put into it.
    return _NAMED.sub(lambda found: FIRST_NAME if is_known else found[1], str(words))


def _quiet_text(text: str) -> str:
    """Write template code in *text* so that no provider runs it: a joiner, in addresses octets."""
    parts = []
    place = 0
    for found in _ADDRESS.finditer(text):
        parts += [_joined(text[place : found.start()]), _encoded(found[0])]
        place = found.end()
    return "".join([*parts, _joined(text[place:])])


def _words(tags: ProviderTags, unsubscribe: str, url: str) -> dict[str, str]:
    return {
        UNSUBSCRIBE: tags.unsubscribe or unsubscribe,
        VIEW: tags.view or url,
        ADDRESS: tags.address,
        FIRST_NAME: tags.first_name,
    }


def _entity(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def _joined(text: str) -> str:
    return _OPENINGS.sub(_parted, text)


def _parted(found: re.Match[str]) -> str:
    """Part an opening; ``<%name%>`` is one for two providers, so it is parted on both sides."""
    is_angle = found.string.endswith("<", 0, found.start())
    return f"{_JOINER if is_angle else ''}{found[0]}{_JOINER}"


def _encoded(url: str) -> str:
    plain = _LIVE_IN_URL.sub(lambda found: f"%{ord(found[0]):02X}", url)
    return "".join(_ENCODED.get(sign, sign) for sign in plain)


def _is_address(tag: str) -> bool:
    return tag.startswith(("https://", "http://", "mailto:"))


def _fill(text: str, tags: Mapping[str, str]) -> str:
    for word, tag in tags.items():
        text = text.replace(word, tag)
    return text
