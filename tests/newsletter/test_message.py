import email
import re
from dataclasses import replace
from datetime import UTC, datetime
from email import policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.config import Config
from app.config.model import NewsletterConfig
from app.errors import NewsletterError
from app.newsletter.letter import Letter, one_line
from app.newsletter.message import build_message

LETTER = Letter(
    name="one",
    subject="One",
    preheader="",
    date=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
    language="en",
    layout="full",
    url="https://blog.example.org/posts/one/",
    posts=(),
)
UNSUBSCRIBE = "https://blog.example.org/unsubscribe?list=" + "a" * 120
CONFIG = Config(
    root="/nowhere",
    title="Example",
    url="https://blog.example.org",
    newsletter=NewsletterConfig(
        sender="Ana <ana@blog.example.org>",
        reply_to="Ben <ben@blog.example.org>",
        unsubscribe=UNSUBSCRIBE,
    ),
)
HTML = "<!DOCTYPE html><p>Grüße 👋 " + "lang " * 400 + "</p>"


def build(letter=LETTER, config=CONFIG, html=HTML, text="Grüße 👋\n.\nFrom here\n"):
    return build_message(letter, config, html=html, text=text)


def read(data):
    return email.message_from_bytes(data, policy=policy.default)


def with_newsletter(**changes):
    return replace(CONFIG, newsletter=replace(CONFIG.newsletter, **changes))


def test_a_mail_program_reads_both_parts_as_they_were_plain_before_html():
    message = read(build())

    assert message.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in message.iter_parts()]
    assert kinds == ["text/plain", "text/html"]
    assert message.get_body(("plain",)).get_content() == "Grüße 👋\r\n.\r\nFrom here\r\n"
    assert message.get_body(("html",)).get_content().rstrip() == HTML
    assert not message.defects


def test_the_headers_are_those_of_a_newsletter():
    message = read(build())

    assert str(message["From"]) == "Ana <ana@blog.example.org>"
    assert str(message["Reply-To"]) == "Ben <ben@blog.example.org>"
    assert message["Subject"] == "One"
    assert message["Date"].datetime == LETTER.date
    assert message["List-Unsubscribe"] == f"<{UNSUBSCRIBE}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-ID"] == "Example <newsletter.blog.example.org>"
    assert re.fullmatch(r"<[0-9a-f]{32}@blog\.example\.org>", message["Message-ID"])


def test_an_address_in_a_header_stands_on_one_line_however_long_it_is():
    assert f"List-Unsubscribe: <{UNSUBSCRIBE}>\r\n".encode() in build()


def test_the_bytes_are_seven_bits_crlf_and_short_lines():
    data = build()

    assert max(data) < 128
    assert b"\n" not in data.replace(b"\r\n", b"")
    body = data.partition(b"\r\n\r\n")[2]
    assert max(map(len, body.split(b"\r\n"))) <= 76


def test_the_same_mail_gives_the_same_bytes_and_another_one_another_id():
    other = build(text="Other words.\n")

    assert build() == build()
    assert read(other)["Message-ID"] != read(build())["Message-ID"]
    assert read(other).get_boundary() != read(build()).get_boundary()


def test_a_mailto_address_cannot_be_left_by_one_click():
    message = read(build(config=with_newsletter(unsubscribe="mailto:stop@blog.example.org")))

    assert message["List-Unsubscribe"] == "<mailto:stop@blog.example.org>"
    assert message["List-Unsubscribe-Post"] is None


def test_without_an_unsubscribe_address_there_is_no_header_for_it():
    message = read(build(config=with_newsletter(unsubscribe="")))

    assert message["List-Unsubscribe"] is None
    assert message["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("https://blog.example.org/base", "newsletter@blog.example.org"),
        ("http://127.0.0.1:8000", "newsletter@example.org"),
        ("http://localhost:8000", "newsletter@example.org"),
    ],
)
def test_without_a_sender_the_mail_comes_from_the_sites_own_host_or_from_nobody(url, sender):
    config = replace(with_newsletter(sender=""), url=url)

    assert read(build(config=config))["From"].addresses[0].addr_spec == sender


@pytest.mark.parametrize(
    "subject",
    [
        "Plain words",
        "Emoji 👩‍👩‍👧 and ü",
        "שלום, מה שלומך היום",
        "你好世界" * 40,
        "Very long " + "words " * 120,
        "a" * 1200,
        "=?utf-8?q?not_encoded?= on purpose",
        'Quotes " and <angles> and \\',
    ],
)
def test_any_subject_arrives_as_it_was_written(subject):
    subject = one_line(subject)
    data = build(replace(LETTER, subject=subject))

    assert read(data)["Subject"] == subject
    assert max(map(len, data.split(b"\r\n"))) <= 998


@settings(deadline=None)
@given(st.text(max_size=120).map(one_line).filter(bool))
def test_no_subject_at_all_makes_another_header(subject):
    message = read(build(replace(LETTER, subject=subject)))

    assert message["Subject"] == subject
    assert message.keys() == read(build()).keys()


def test_a_senders_name_in_any_script_arrives():
    message = read(build(config=with_newsletter(sender='"Zoë, 你好" <zoe@blog.example.org>')))

    assert message["From"].addresses[0].display_name == "Zoë, 你好"


def test_a_senders_host_in_any_script_is_written_in_ascii():
    message = read(build(config=with_newsletter(sender="Ana <ana@bücher.example.org>")))

    assert message["From"].addresses[0].domain == "xn--bcher-kva.example.org"


def test_a_senders_address_that_not_every_server_takes_is_refused():
    with pytest.raises(NewsletterError, match=r"site\.toml: 'newsletter\.from'"):
        build(config=with_newsletter(sender="Ana <aná@example.org>"))
