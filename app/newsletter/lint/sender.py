"""Who a mail is from and what filters and the law ask of it: subject, sender, a way out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.config.model import DEFAULT_URL
from app.newsletter.lint.document import words_in
from app.newsletter.lint.model import error, note, warning
from app.newsletter.select import find_repeats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.config import Config
    from app.library.model import Library
    from app.newsletter.letter import Letter
    from app.newsletter.lint.document import Document
    from app.newsletter.lint.model import Finding
    from app.newsletter.providers import Provider

_WAY_OUT = re.compile(
    r"unsub|opt-?out|abmelde|d[ée]sabonn|desuscri|cancelar|disiscri|afmeld", re.IGNORECASE
)
_TAG_OUT = re.compile(r"unsub", re.IGNORECASE)
_REPLY = re.compile(r"(?:re|fwd?|aw|wg)\s*:", re.IGNORECASE)
_LOUD = re.compile(
    r"[!?]{2,}|[$€£]{2,}|\b(?:act now|100 ?% free|free money|click here)\b",
    re.IGNORECASE,
)
#: Signs of a subject that a phone still shows, and that a desk does.
_SHOWN_ON_PHONE = 45
_LONGEST_SUBJECT = 120
_FEW_WORDS = 40
_WORDS_IN_CAPITALS = 3


def check_subject(letter: Letter) -> Iterator[Finding]:
    """Look at what an inbox shows of a mail that is not open yet."""
    subject = letter.subject
    if not subject:
        yield error("subject", "there is none; write a title, or give --subject")
    if _REPLY.match(subject):
        yield warning("subject", "it looks like an answer (Re:, Fwd:), which filters punish")
    capitals = [word for word in subject.split() if word.isupper() and len(word) > 1]
    if len(capitals) >= _WORDS_IN_CAPITALS and subject.isupper():
        yield warning("subject", "it is all in capitals, which filters take for shouting")
    if loud := _LOUD.search(subject):
        yield warning("subject", f"{loud[0]!r} is what filters look for; say it more quietly")
    if len(subject) > _LONGEST_SUBJECT:
        yield warning("subject", f"it has {len(subject)} signs; no inbox shows so many")
    elif len(subject) > _SHOWN_ON_PHONE:
        yield note("subject", f"it has {len(subject)} signs; a phone shows about {_SHOWN_ON_PHONE}")
    yield from _preheader(letter)


def _preheader(letter: Letter) -> Iterator[Finding]:
    if not letter.preheader:
        yield warning(
            "preheader",
            "there is none, so an inbox shows whatever comes first; "
            "write preheader: in an issue, description: in a post",
        )
    elif letter.preheader.casefold() == letter.subject.casefold():
        yield warning("preheader", "it says the same as the subject")


def check_posts(letter: Letter, library: Library) -> Iterator[Finding]:
    """Find the posts that readers have had before."""
    others = [issue for issue in library.issues if issue != letter.issue]
    for post, issue in find_repeats(library, letter.posts, others):
        yield warning("posts", f"{post.slug!r} went out before, in the issue {issue.name}")


def check_sender(config: Config, provider: Provider | None) -> Iterator[Finding]:
    """Look at who sends."""
    letter = config.newsletter
    # A provider sends in a name of its own, unless it takes the message as it is.
    if not letter.sender and (provider is None or provider.form == "mail"):
        yield warning("sender", "nobody is named; in site.toml write [newsletter] from = …")
    if not letter.address and not (provider and (provider.html.address or _adds_foot(provider))):
        yield warning(
            "sender",
            "there is no postal address, which mail law asks for in most countries; "
            "in site.toml write [newsletter] address = …, unless your provider adds it",
        )
    if config.url == DEFAULT_URL:
        yield error("links", 'site.toml names no address of the site; write url = "https://…"')


def check_way_out(
    config: Config, document: Document, text: str, provider: Provider | None
) -> Iterator[Finding]:
    """Look whether a reader can leave the list."""
    if _adds_foot(provider):
        return
    if not any(_leads_out(link.get("href") or "", words_in(link)) for link in document.named("a")):
        yield error("unsubscribe", "no link leads out; every provider and mail law asks for one")
    elif not config.newsletter.unsubscribe and not (provider and provider.html.unsubscribe):
        yield warning(
            "unsubscribe",
            "site.toml says nowhere to, so a provider has to fill the link; "
            "write [newsletter] unsubscribe = … if you send the mail yourself",
        )
    if not _says_way_out(config, text):
        yield error("unsubscribe", "the plain text has no way out; put it at its end")


def check_balance(document: Document) -> Iterator[Finding]:
    """Look at how many words there are for the pictures."""
    body = document.root.find("body")
    words = len(words_in(body).split()) if body is not None else 0
    if words < _FEW_WORDS and any(document.named("img")):
        yield warning("words", f"{words} words and pictures: filters take such a mail for a poster")


def _adds_foot(provider: Provider | None) -> bool:
    return provider is not None and provider.footer == "theirs"


def _says_way_out(config: Config, text: str) -> bool:
    own = config.newsletter.unsubscribe
    return bool(_WAY_OUT.search(text) or (own and own in text))


def _leads_out(href: str, words: str) -> bool:
    return bool(_TAG_OUT.search(href) or _WAY_OUT.search(words))
