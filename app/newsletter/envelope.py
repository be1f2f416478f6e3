"""A finished mail, addressed to one reader: the gate that every byte passes before it is sent."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.utils import format_datetime
from typing import TYPE_CHECKING

from app.config.check import is_mail_address
from app.errors import DeliveryError
from app.newsletter.letter import utc_second
from app.newsletter.message import sender_of

if TYPE_CHECKING:
    from datetime import datetime

    from app.config import Config

#: An address that every server takes as it is (RFC 5321 §4.1.2, without quoted parts).
_MAILBOX = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*", re.ASCII)
#: One address, alone or in brackets behind a name.
_TYPED = re.compile(r"[^<>@,;:]*<([^<>\s,]+)>|([^<>\s,]+)")
#: RFC 5322 §2.1.1, without the line break.
_LONGEST_LINE = 998
#: RFC 5321 §4.5.3.1.3, a path with its brackets.
_LONGEST_ADDRESS = 254
_ONCE = ("From", "To", "Subject", "Date", "Message-ID")


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One mail to one reader."""

    #: Who is told when it cannot be delivered; a bare address.
    sender: str
    recipient: str
    #: The message as it goes over the line (RFC 5322).
    data: bytes


def parse_recipient(text: str) -> str:
    """Return the bare address in *text*; raise DeliveryError for what is none, or more than one."""
    found = _TYPED.fullmatch(text.strip(" ")) if is_mail_address(text) else None
    user, _, domain = (found[1] or found[2] if found else "").rpartition("@")
    try:
        address = f"{user}@{domain.encode('idna').decode()}"
    except UnicodeError:
        address = ""
    if not _MAILBOX.fullmatch(address) or len(address) > _LONGEST_ADDRESS:
        raise DeliveryError(f"{text!r} is not one mail address; write it as name@example.org")
    return address


def address_mail(message: bytes, config: Config, recipient: str, *, now: datetime) -> Envelope:
    """Address *message*, as an export holds it, to *recipient*, at the moment *now*.

    It gets a date and a Message-ID of its own: an inbox would take two mails of one id for the same
    and hide the second. Raises DeliveryError when site.toml names no sender, and when the bytes do
    not say exactly what is meant.
    """
    if not config.newsletter.sender:
        raise DeliveryError(
            'nobody sends it; write [newsletter] from = "Name <name@example.org>"', path="site.toml"
        )
    sender = sender_of(config).addr_spec
    head, _, body = message.partition(b"\r\n\r\n")
    digest = hashlib.sha256(message + recipient.encode() + now.isoformat().encode()).hexdigest()
    headers = {
        "To": recipient,
        "Date": format_datetime(utc_second(now)),
        "Message-ID": f"<{digest[:32]}@{sender.rpartition('@')[2]}>",
    }
    data = b"\r\n\r\n".join((_with_headers(head, headers), body))
    _check(data, sender, headers)
    return Envelope(sender=sender, recipient=recipient, data=data)


def _with_headers(head: bytes, headers: dict[str, str]) -> bytes:
    """Replace these headers in *head*; each of them stands on a line of its own."""
    names = {name.lower().encode() for name in (*headers, "X-Unsent")}
    kept = [line for line in head.split(b"\r\n") if line.partition(b":")[0].lower() not in names]
    added = [f"{name}: {value}".encode() for name, value in headers.items()]
    return b"\r\n".join((*added, *kept))


def _check(data: bytes, sender: str, headers: dict[str, str]) -> None:
    """Read the bytes back as a server and a mail program do: they say what we meant, once."""
    parsed = message_from_bytes(data, policy=policy.default)
    counts = [len(parsed.get_all(name, [])) for name in _ONCE]
    # A lone CR or LF is a line to some servers and none to others: how mails are smuggled in.
    is_clean = not re.search(rb"\r(?!\n)|(?<!\r)\n|\x00", data) and data.isascii()
    is_short = all(len(line) <= _LONGEST_LINE for line in data.split(b"\r\n"))
    is_meant = (
        all(count == 1 for count in counts)
        and [one.addr_spec for one in parsed["From"].addresses] == [sender]
        and all(str(parsed[name]) == value for name, value in headers.items())
        and not any(name in parsed for name in ("Cc", "Bcc", "X-Unsent"))
    )
    if not (is_clean and is_short and is_meant) or parsed.defects:
        raise DeliveryError(
            "the mail would not arrive as it is meant, so it was not sent; "
            "look at its subject and at [newsletter] in site.toml"
        )
