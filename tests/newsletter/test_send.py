"""A test mail leaves over the author's server: secretly, once, and as it was meant."""

from __future__ import annotations

import email
import re
from datetime import timedelta
from email import policy

import pytest

from app.config.model import Config, NewsletterConfig, SmtpConfig
from app.errors import DeliveryError
from app.newsletter.envelope import address_mail, parse_recipient
from app.newsletter.export import plan_letter, render_mail
from app.newsletter.select import Choice
from app.newsletter.send import Fate, Server, find_server, require_sent, send_all
from tests.newsletter.sink import PEM, Sink, running
from tests.values import NOW, load_site, post_text, write_site

TOML = 'url = "https://a.example.org"\n[newsletter]\nfrom = "Ana <ana@a.example.org>"\n'
ME, YOU, THEM = "me@example.com", "you@example.com", "them@example.com"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    words = "One line.\n\n.A line with a dot, and more words than one line of mail can ever hold."
    files = {"site.toml": TOML, "posts/2026-10-01-a.md": post_text("Grüße", body=words)}
    return load_site(write_site(tmp_path_factory.mktemp("site"), files))


@pytest.fixture(scope="module")
def message(site):
    letter = plan_letter(site.library, site.body_of, Choice(latest=1))
    return render_mail(letter, site.library, site.body_of).message


@pytest.fixture
def trusting(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(PEM))


def a_server(sink, **changes):
    return Server(**({"host": "localhost", "port": sink.port, "security": "starttls"} | changes))


def send(server, site, message, *recipients):
    envelopes = [address_mail(message, site.config, one, now=NOW) for one in recipients]
    return [(one.recipient, one.fate) for one in send_all(server, envelopes)]


def said(receipts):
    with pytest.raises(DeliveryError) as caught:
        require_sent(receipts)
    return str(caught.value)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_arrives_byte_for_byte_after_a_secret_login(site, message, trusting, security):
    with running(Sink(login="ana:se.cret"), speaks_tls=security == "tls") as sink:
        server = a_server(sink, security=security, user="ana", password="se.cret")
        fates = send(server, site, message, ME)

    envelope = address_mail(message, site.config, ME, now=NOW)
    assert fates == [(ME, Fate.SENT)]
    assert sink.kept == [("ana@a.example.org", ME, envelope.data)]
    assert {line.split()[0].upper() for line in sink.in_clear} <= {b"EHLO", b"STARTTLS"}


def test_a_mail_names_its_one_reader_and_is_no_copy_of_the_one_to_come(site, message):
    envelope = address_mail(message, site.config, ME, now=NOW)
    again = address_mail(message, site.config, ME, now=NOW + timedelta(seconds=1))

    before, after = (
        email.message_from_bytes(data, policy=policy.default) for data in (message, envelope.data)
    )
    later = email.message_from_bytes(again.data, policy=policy.default)
    assert after["To"] == ME
    assert after["Date"].datetime == NOW
    assert len({before["Message-ID"], after["Message-ID"], later["Message-ID"]}) == 3
    assert after["Subject"] == before["Subject"] == "Grüße"
    assert envelope.data.partition(b"\r\n\r\n")[2] == message.partition(b"\r\n\r\n")[2]


def test_a_draft_to_open_by_hand_is_sent_as_a_mail_like_any_other(site):
    letter = plan_letter(site.library, site.body_of, Choice(latest=1))
    draft = render_mail(letter, site.library, site.body_of, is_draft=True).message

    sent = email.message_from_bytes(address_mail(draft, site.config, ME, now=NOW).data)

    assert sent["To"] == ME
    assert "X-Unsent" not in sent


@pytest.mark.parametrize(
    "text",
    [
        "me@example.com\r\nBcc: you@example.com",
        "me@example.com\nX: y",
        "me@example.com, you@example.com",
        "me",
        "me@",
        "",
        "grüße@example.com",
        '"a b"@example.com',
        "me@example.com>RCPT TO:<you@example.com",
        f"{'a' * 250}@example.com",
    ],
)
def test_what_is_not_one_plain_address_is_refused(text):
    with pytest.raises(DeliveryError, match="not one mail address"):
        parse_recipient(text)


def test_an_address_may_come_with_a_name_and_a_domain_of_any_letters():
    assert parse_recipient("Ana <me@example.com>") == ME
    assert parse_recipient("me@bücher.example.org") == "me@xn--bcher-kva.example.org"


@pytest.mark.parametrize(
    "header",
    [b"Bcc: you@example.com", b"To: you@example.com", b"From: x@example.com", b"Subject: Other"],
)
def test_a_header_that_is_not_ours_never_leaves(site, message, header):
    bad = message.replace(b"Subject:", header + b"\r\nSubject:", 1)

    if header.startswith(b"To:"):
        sent = email.message_from_bytes(address_mail(bad, site.config, ME, now=NOW).data)
        assert sent.get_all("To") == [ME]
    else:
        with pytest.raises(DeliveryError, match="not sent"):
            address_mail(bad, site.config, ME, now=NOW)


@pytest.mark.parametrize("end", [b"\n.\nMAIL FROM:<x@example.com>", b"\r.\r", b"\0", b"x" * 999])
def test_bytes_that_two_servers_would_read_differently_never_leave(site, message, end):
    with pytest.raises(DeliveryError, match="not sent"):
        address_mail(message + end, site.config, ME, now=NOW)


def test_without_a_sender_there_is_nothing_to_send_from(message):
    config = Config(root=PEM.parent, newsletter=NewsletterConfig())

    with pytest.raises(DeliveryError, match=r"site.toml: .*from"):
        address_mail(message, config, ME, now=NOW)


def test_a_certificate_that_nobody_vouches_for_ends_it(site, message):
    with running(Sink()) as sink, pytest.raises(DeliveryError, match=r"certificate.*nothing was"):
        send(a_server(sink), site, message, ME)

    assert not sink.tried


def test_a_certificate_of_another_host_ends_it(site, message, trusting):
    with running(Sink()) as sink, pytest.raises(DeliveryError, match=r"certificate.*nothing was"):
        send(a_server(sink, host="127.0.0.1"), site, message, ME)

    assert not sink.tried


def test_a_server_without_encryption_gets_neither_name_nor_mail(site, message, trusting):
    with running(Sink(offers_tls=False, login="ana:secret")) as sink:
        server = a_server(sink, user="ana", password="secret")
        with pytest.raises(DeliveryError, match=r"no encryption.*nothing was sent"):
            send(server, site, message, ME)

    assert not [line for line in sink.in_clear if b"AUTH" in line or b"MAIL" in line]


def test_a_server_that_speaks_no_tls_at_all_is_told_apart(site, message, trusting):
    with running(Sink()) as sink, pytest.raises(DeliveryError, match="does not speak TLS"):
        send(a_server(sink, security="tls"), site, message, ME)


def test_a_wrong_password_is_said_without_the_password(site, message, trusting):
    with running(Sink(login="ana:right")) as sink:
        server = a_server(sink, user="ana", password="wr0ng")
        with pytest.raises(DeliveryError, match=r"535 5.7.8 .*nothing was sent") as caught:
            send(server, site, message, ME)

    assert "wr0ng" not in str(caught.value) + repr(server)
    assert sink.logins == 1
    assert not sink.tried


def test_nobody_listening_is_said(site, message):
    with running(Sink()) as sink:
        pass

    with pytest.raises(DeliveryError, match=r"cannot be reached.*nothing was sent"):
        send(a_server(sink), site, message, ME)


def test_one_refused_reader_does_not_hold_up_the_next(site, message, trusting):
    with running(Sink(refused=(ME,), deferred=(YOU,))) as sink:
        envelopes = [address_mail(message, site.config, one, now=NOW) for one in (ME, YOU, THEM)]
        receipts = list(send_all(a_server(sink), envelopes))

    assert [one.fate for one in receipts] == [Fate.REFUSED, Fate.DEFERRED, Fate.SENT]
    sentence = said(receipts)
    assert re.search(rf"{ME} was refused \(550 .*user\)", sentence)
    assert f"{YOU} was put off (451 " in sentence
    assert f"{THEM} has it" in sentence
    assert sentence.isprintable()


def test_after_a_connection_that_broke_nothing_is_sent_twice_or_tried(site, message, trusting):
    with running(Sink(drops_at=2)) as sink:
        envelopes = [address_mail(message, site.config, one, now=NOW) for one in (ME, YOU, THEM)]
        receipts = list(send_all(a_server(sink), envelopes))

    assert [one.fate for one in receipts] == [Fate.SENT, Fate.UNKNOWN, Fate.UNTRIED]
    assert sink.tried == [ME, YOU]
    sentence = said(receipts)
    assert f"{YOU}'s mail was on its way, and it may have arrived" in sentence
    assert f"{THEM} was not tried" in sentence


def test_a_server_that_closes_is_not_asked_again(site, message, trusting):
    with running(Sink(closes_with="421 too much today")) as sink:
        assert send(a_server(sink), site, message, ME, YOU) == [
            (ME, Fate.DEFERRED),
            (YOU, Fate.UNTRIED),
        ]

    assert sink.tried == [ME]


def test_a_mail_longer_than_the_server_takes_is_refused(site, message, trusting):
    long = message + b"words\r\n" * 200_000
    with running(Sink()) as sink:
        assert send(a_server(sink), site, long, ME) == [(ME, Fate.REFUSED)]

    assert not sink.tried


@pytest.mark.parametrize(
    ("smtp", "password", "what"),
    [
        (SmtpConfig(), "x", r"site.toml: \[smtp\] does not name a server"),
        (SmtpConfig(host="mail.example.org", user="ana"), "", "TRIFOLD_SMTP_PASSWORD"),
        (SmtpConfig(host="mail.example.org", user="ana"), "geheimnisß", "app password"),
    ],
)
def test_what_a_server_lacks_is_said_before_anything_leaves(smtp, password, what):
    with pytest.raises(DeliveryError, match=what):
        find_server(Config(root=PEM.parent, smtp=smtp), password)


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465)])
def test_the_usual_port_needs_no_saying(security, port):
    smtp = SmtpConfig(host="mail.example.org", security=security)

    assert find_server(Config(root=PEM.parent, smtp=smtp), "").port == port
