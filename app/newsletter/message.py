"""A finished mail as bytes: headers, plain text and HTML, the same for the same words."""

from __future__ import annotations

import hashlib
import re
from email import message_from_bytes, policy
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING
from urllib.parse import quote

from app.errors import NewsletterError
from app.newsletter.letter import newsletter_title, one_line, utc_second

if TYPE_CHECKING:
    from app.config import Config
    from app.newsletter.letter import Letter

#: Quoted-printable lines end here at the latest (RFC 2045 §6.7, rule 5).
_LINE = 76
#: Longer subjects are encoded, which folds them anywhere.
_PLAIN_SUBJECT = 200
#: Any break of line but one that folds a header (RFC 5322 §2.2.3).
_LINE_BREAK = re.compile(r"\r\n(?![ \t])|\r(?!\n)|(?<!\r)\n")
#: What may stand in an address as it is (RFC 3986 §2.2 and §2.3), and the sign of what is encoded.
_URL_SIGNS = "%:/?#[]@!$&'()*+,;=-._~"
_NO_SENDER = "newsletter@example.org"


class _Exact(EmailPolicy):
    """Keeps headers as they were made: addresses in one line, the subject encoded by us.

    The standard folding encodes a long address in List-Unsubscribe as words, which no mail program
    then reads as an address.
    """

    def header_store_parse(self, name: str, value: str) -> tuple[str, str]:
        """Keep *value* as it is, for it was made for its place; a line break in it is our bug."""
        if _LINE_BREAK.search(value):
            raise ValueError(f"a line break in the header {name}")
        return name, value

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return the header *name* as the lines it already has."""
        return f"{name}: {value}{self.linesep}".encode("ascii")


_POLICY = _Exact(linesep="\r\n", max_line_length=_LINE, cte_type="7bit")


def build_message(
    letter: Letter, config: Config, *, html: str, text: str, is_draft: bool = False
) -> bytes:
    """Build the message of *letter* as a file holds it: CRLF, seven bits, multipart/alternative.

    A draft opens in a mail program as a message to address and send. The same arguments give the
    same bytes. Raises NewsletterError when a header does not read back as it was meant.
    """
    sender = sender_of(config)
    digest = hashlib.sha256(
        "\0".join((letter.subject, str(sender), str(letter.date), text, html)).encode()
    ).hexdigest()
    message = EmailMessage(policy=_POLICY)
    whom = {"X-Unsent": "1"} if is_draft else {"To": "undisclosed-recipients:;"}
    for name, value in (_headers(letter, config, sender, digest) | whom).items():
        message[name] = value
    message.set_content(text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(html, subtype="html", charset="utf-8", cte="quoted-printable")
    message.set_boundary(f"=_{digest[:40]}")
    data = message.as_bytes()
    _check(data, letter, sender)
    return data


def sender_of(config: Config) -> Address:
    """Return who the mail is from: ``[newsletter] from``, else the site at its own host."""
    if config.newsletter.sender:
        return _parse_mailbox(config.newsletter.sender, "from")
    host = config.host
    is_name = "." in host and not host.rpartition(".")[2].isdecimal() and host.isascii()
    own = f"newsletter@{host}" if is_name else _NO_SENDER
    return Address(display_name=newsletter_title(config), addr_spec=own)


def _parse_mailbox(text: str, key: str) -> Address:
    """Read ``Name <address>``, an address that every server takes (RFC 5321 §4.1.2)."""
    name, address = parseaddr(text)
    user, _, domain = address.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode()
        user.encode("ascii")
    except UnicodeError as error:
        raise NewsletterError(
            f"'newsletter.{key}' is {text!r}; write the part before the @ in plain letters",
            path="site.toml",
        ) from error
    return Address(display_name=one_line(name), username=user, domain=ascii_domain)


def _headers(letter: Letter, config: Config, sender: Address, digest: str) -> dict[str, str]:
    domain = sender.domain
    headers = {
        "From": _mailbox(sender),
        "Subject": _words("Subject", letter.subject),
        "Date": format_datetime(utc_second(letter.date)),
        "Message-ID": f"<{digest[:32]}@{domain}>",
        "List-ID": f"{_words('List-ID', newsletter_title(config))} <newsletter.{domain}>",
    }
    if config.newsletter.reply_to:
        headers["Reply-To"] = _mailbox(_parse_mailbox(config.newsletter.reply_to, "reply_to"))
    return headers | _unsubscribe(quote(one_line(config.newsletter.unsubscribe), safe=_URL_SIGNS))


def _unsubscribe(url: str) -> dict[str, str]:
    """Say how to leave the list (RFC 2369 §3.2), by one click where that can be (RFC 8058 §3.1)."""
    if not url:
        return {}
    headers = {"List-Unsubscribe": f"<{url}>"}
    if url.startswith("https://"):
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _mailbox(address: Address) -> str:
    if not address.display_name:
        return address.addr_spec
    if address.display_name.isascii():
        return str(address)
    return f"{_encoded('From', address.display_name)} <{address.addr_spec}>"


def _words(name: str, text: str) -> str:
    """Write *text* as it is where that is safe, else as encoded words (RFC 2047 §2)."""
    is_plain = text.isascii() and "=?" not in text and len(text) <= _PLAIN_SUBJECT
    return text if is_plain and text.isprintable() else _encoded(name, text)


def _encoded(name: str, text: str) -> str:
    return Header(text, "utf-8", header_name=name, maxlinelen=_LINE).encode(linesep="\r\n")


def _check(data: bytes, letter: Letter, sender: Address) -> None:
    """Read the message back as a mail program does: its headers have to be those we meant."""
    message = message_from_bytes(data, policy=policy.default)
    subject = " ".join(str(message["Subject"]).split())
    origin = message["From"].addresses
    if (
        message.defects
        or subject != letter.subject
        or [one.addr_spec for one in origin] != [sender.addr_spec]
    ):
        raise NewsletterError(
            f"the subject {letter.subject!r} or the sender {str(sender)!r} cannot stand in a mail; "
            "write them in plain words"
        )
