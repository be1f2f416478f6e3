"""A finished mail leaves this machine: the home of SMTP.

Every connection is a secret one with a certificate that was verified, or there is none: a name and
a password never travel in the clear. Nothing is tried twice; what may have arrived is said to be.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.config.model import SMTP_PORTS
from app.errors import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.config import Config
    from app.newsletter.envelope import Envelope

#: Seconds that the server may be silent.
TIMEOUT = 30.0
#: Our name to the server, an address literal (RFC 5321 §4.1.3): this machine's own says too much.
_HELLO = "[127.0.0.1]"
_OK, _LATER, _CLOSING, _NEVER = 200, 400, 421, 500
_LONGEST_REPLY = 200


class Fate(StrEnum):
    """What became of one mail."""

    SENT = "sent"
    #: The server will never take it (a reply of 500 and more).
    REFUSED = "refused"
    #: The server does not take it now (a reply of 400 and more).
    DEFERRED = "deferred"
    #: The connection broke while the server had it: it may have arrived.
    UNKNOWN = "unknown"
    UNTRIED = "not tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a server said to one mail."""

    recipient: str
    fate: Fate
    reply: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The server that takes an author's mail."""

    host: str
    port: int
    #: ``starttls`` or ``tls``.
    security: str
    user: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def find_server(config: Config, password: str) -> Server:
    """Return the server of site.toml; raise DeliveryError, with the key, when it is not whole."""
    smtp = config.smtp
    if not smtp.host:
        raise DeliveryError(
            "[smtp] does not name a server; write host = and user = as your mail provider says",
            path="site.toml",
        )
    if smtp.user and not password:
        raise DeliveryError(
            f"there is no password for {smtp.user}; put it into the environment variable "
            "TRIFOLD_SMTP_PASSWORD, or into a file that --password-file names"
        )
    # smtplib encodes what it sends to log in as ASCII.
    if not password.isascii() or not password.isprintable():
        raise DeliveryError(
            "the password has signs that cannot be sent; ask the provider for an app password"
        )
    return Server(
        host=smtp.host,
        port=smtp.port or SMTP_PORTS[smtp.security],
        security=smtp.security,
        user=smtp.user,
        password=password,
    )


def send_all(server: Server, envelopes: Iterable[Envelope]) -> Iterator[Receipt]:
    """Send each of *envelopes* by itself, and give what the server said as it says it.

    One refused address does not hold the others up; once the connection is lost, the rest is not
    tried. Raises DeliveryError when there is no connection at all, so that nothing was sent.
    """
    connection = _connect(server)
    is_lost = False
    try:
        for envelope in envelopes:
            if is_lost:
                yield Receipt(recipient=envelope.recipient, fate=Fate.UNTRIED)
                continue
            receipt, is_lost = _send(connection, envelope)
            yield receipt
    finally:
        # What was sent is sent, whatever becomes of the goodbye.
        with contextlib.suppress(OSError, smtplib.SMTPException):
            connection.quit()
        connection.close()


def require_sent(receipts: Iterable[Receipt]) -> None:
    """Raise DeliveryError unless all were sent, and say of each what became of it."""
    told = tuple(receipts)
    if all(receipt.fate is Fate.SENT for receipt in told):
        return
    raise DeliveryError("; ".join(_sentence(receipt) for receipt in told))


def _connect(server: Server) -> smtplib.SMTP:
    """Open a secret connection and log in; whatever fails, nothing was sent."""
    context = ssl.create_default_context()
    try:
        connection = _open(server, context)
    except ssl.SSLCertVerificationError as error:
        raise DeliveryError(
            f"{server} shows a certificate that cannot be trusted ({error.verify_message}), "
            "so nothing was sent; is the host the one your provider names?"
        ) from error
    except ssl.SSLError as error:
        raise DeliveryError(
            f"{server} does not speak TLS the way [smtp] security = {server.security!r} means "
            f"({_plain(error.reason or str(error))}), so nothing was sent; try the other one"
        ) from error
    except smtplib.SMTPException as error:
        raise DeliveryError(f"{server} {_refusal(error)}, so nothing was sent") from error
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise DeliveryError(
            f"{server} cannot be reached ({_plain(why).lower()}), so nothing was sent; "
            "look at [smtp] host and port, and at the network"
        ) from error
    return _logged_in(connection, server)


def _open(server: Server, context: ssl.SSLContext) -> smtplib.SMTP:
    if server.security == "tls":
        return smtplib.SMTP_SSL(
            server.host, server.port, local_hostname=_HELLO, timeout=TIMEOUT, context=context
        )
    connection = smtplib.SMTP(server.host, server.port, local_hostname=_HELLO, timeout=TIMEOUT)
    try:
        connection.starttls(context=context)
    except BaseException:
        connection.close()
        raise
    return connection


def _logged_in(connection: smtplib.SMTP, server: Server) -> smtplib.SMTP:
    try:
        connection.ehlo_or_helo_if_needed()
        if server.user:
            _log_in(connection, server)
    except (OSError, smtplib.SMTPException) as error:
        connection.close()
        raise DeliveryError(
            f"{server} did not let {server.user or 'us'} in: it {_refusal(error)}, so nothing was "
            "sent; look at [smtp] user and at the password"
        ) from error
    return connection


def _log_in(connection: smtplib.SMTP, server: Server) -> None:
    """Log in, once: smtplib itself goes on with a refused password, another way."""
    connection.user, connection.password = server.user, server.password
    offered = connection.esmtp_features.get("auth", "").upper().split()
    for name, method in (("PLAIN", connection.auth_plain), ("LOGIN", connection.auth_login)):
        if name in offered:
            connection.auth(name, method)
            return
    connection.login(server.user, server.password)


def _send(connection: smtplib.SMTP, envelope: Envelope) -> tuple[Receipt, bool]:
    """Send one mail; say what became of it, and whether the connection is lost."""
    fate = Fate.DEFERRED
    try:
        code, reply = connection.mail(envelope.sender, _size_option(connection, envelope.data))
        if code < _LATER:
            code, reply = connection.rcpt(envelope.recipient)
        if code < _LATER:
            fate = Fate.UNKNOWN
            code, reply = connection.data(envelope.data)
    except smtplib.SMTPResponseException as error:
        code, reply = error.smtp_code, _bytes(error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        said = _plain(str(error)) or "the connection broke"
        return Receipt(recipient=envelope.recipient, fate=fate, reply=said), True
    said = f"{code} {_plain(reply.decode('utf-8', 'replace'))}".strip()
    receipt = Receipt(recipient=envelope.recipient, fate=_fate(code), reply=said)
    return receipt, _is_closing(connection, code)


def _is_closing(connection: smtplib.SMTP, code: int) -> bool:
    """Make the connection ready for the next mail; tell whether it cannot be (RFC 5321 §3.8)."""
    if code == _CLOSING:
        return True
    if code < _LATER:
        return False
    try:
        connection.rset()
    except (OSError, smtplib.SMTPException):
        return True
    return False


def _fate(code: int) -> Fate:
    if _OK <= code < _LATER:
        return Fate.SENT
    return Fate.DEFERRED if _LATER <= code < _NEVER else Fate.REFUSED


def _size_option(connection: smtplib.SMTP, data: bytes) -> list[str]:
    """Say how long the mail is before it is sent, where the server wants to know (RFC 1870)."""
    return [f"size={len(data)}"] if connection.has_extn("size") else []


def _sentence(receipt: Receipt) -> str:
    reply = f" ({receipt.reply})" if receipt.reply else ""
    said = {
        Fate.SENT: f"{receipt.recipient} has it",
        Fate.REFUSED: f"{receipt.recipient} was refused{reply}",
        Fate.DEFERRED: f"{receipt.recipient} was put off{reply} and not sent",
        Fate.UNKNOWN: f"the connection broke{reply} while {receipt.recipient}'s mail was on its "
        "way, and it may have arrived: look there before you send it again",
        Fate.UNTRIED: f"{receipt.recipient} was not tried",
    }
    return said[receipt.fate]


def _refusal(error: Exception) -> str:
    """Say what a server answered; the words of the error itself may hold what we sent."""
    if isinstance(error, smtplib.SMTPResponseException):
        reply = _bytes(error.smtp_error).decode("utf-8", "replace")
        return f"answered {error.smtp_code} {_plain(reply)}".rstrip()
    if isinstance(error, smtplib.SMTPNotSupportedError) or type(error) is smtplib.SMTPException:
        return "offers no encryption (STARTTLS) or no way to log in that we know"
    return "closed the connection"


def _bytes(reply: bytes | str) -> bytes:
    return reply if isinstance(reply, bytes) else reply.encode()


def _plain(text: str) -> str:
    """Return what a server said as words on one line: it may say anything."""
    seen = "".join(sign if sign.isprintable() else " " for sign in text)
    return re.sub(r" +", " ", seen).strip()[:_LONGEST_REPLY]
