"""``trifold newsletter check``, ``preview`` and ``send``, as they are typed."""

from __future__ import annotations

import email
from email import policy

import pytest
from click.testing import CliRunner

from app.cli import trifold
from tests.newsletter.sink import PEM, Sink, running
from tests.values import post_text, write_site

SITE = """\
title = "Example"
url = "https://blog.example.org"
[newsletter]
from = "Ana <ana@blog.example.org>"
address = "1 Example Street"
unsubscribe = "https://blog.example.org/unsubscribe"
"""
ISSUE = "---\ntitle: October\npreheader: More.\ndate: 2026-10-05\nposts: [one]\n---\nHello.\n"
ME, YOU = "me@example.com", "you@example.com"


@pytest.fixture
def folder(tmp_path):
    files = {
        "site.toml": SITE,
        "posts/2026-10-01-one.md": post_text("One", "2026-10-01", "First.", description="More."),
        "newsletters/2026-10.md": ISSUE,
    }
    return write_site(tmp_path / "content", files)


def run(folder, *words, answer="", **environment):
    words = ["newsletter", *words, "--content", str(folder)]
    return CliRunner().invoke(trifold, words, input=answer, env=environment)


def with_server(folder, sink, user="ana"):
    text = f'{SITE}[smtp]\nhost = "localhost"\nport = {sink.port}\nuser = "{user}"\n'
    (folder / "site.toml").write_text(text)


def send(folder, *words, word="se.cret", **options):
    keys = {"SSL_CERT_FILE": str(PEM), "TRIFOLD_SMTP_PASSWORD": word}
    return run(folder, "send", *words, **options, **keys)


def test_check_has_nothing_to_say_of_a_sound_issue_but_what_clients_lack(folder):
    done = run(folder, "check", "2026-10")

    assert done.exit_code == 0
    assert done.stdout.startswith("October\n")
    assert "caniemail.com" in done.stdout
    assert "prefers-color-scheme" in done.stdout
    assert done.stderr == "2026-10: 0 errors, 0 warnings, 0 notes.\n"


def test_check_exits_1_when_something_spoils_the_mail(folder):
    words = post_text("One", "2026-10-01", "[A page](http://localhost/)", description="More.")
    write_site(folder, {"posts/2026-10-01-one.md": words})

    done = run(folder, "check", "--latest", "1")

    assert done.exit_code == 1
    assert "error    links  links lead to localhost" in done.stdout
    assert "one: 1 error, 0 warnings, 0 notes." in done.stderr


def test_check_takes_the_options_of_export(folder):
    assert run(folder, "check", "--post", "one", "--subject", "Re: x").exit_code == 0
    assert run(folder, "check", "2026-10", "--latest", "1").exit_code == 2
    assert run(folder, "check", "--post", "one", "--category", "x").exit_code == 2
    assert run(folder, "check", "--since", "soon").exit_code == 2
    assert run(folder, "check", "--category", "none").exit_code == 1
    assert "did you mean kit?" in run(folder, "check", "--for", "kitt").stderr


def test_check_lists_all_that_differs_when_asked(folder):
    few, all_of_it = (run(folder, "check", *words).stdout for words in ([], ["--support"]))

    assert "--support lists them all" in few
    assert len(all_of_it.splitlines()) > len(few.splitlines())


def test_preview_prints_where_serve_shows_the_mail(folder):
    done = run(folder, "preview", "2026-10", "--port", "8123")

    assert done.stdout == "http://127.0.0.1:8123/preview/2026-10/\n"
    one = run(folder, "preview", "--post", "one")
    assert one.stdout == "http://127.0.0.1:8000/preview/one/\n"
    assert run(folder, "preview", "2026-12").exit_code == 1


def test_send_shows_what_leaves_and_asks_first(folder):
    with running(Sink(login="ana:se.cret")) as sink:
        with_server(folder, sink)
        done = send(folder, "2026-10", "--to", ME, answer="n\n")

    assert done.exit_code == 1
    for words in (
        "October",
        "ana@blog.example.org",
        f"{ME} (1 recipient)",
        "localhost:",
        "Send it",
    ):
        assert words in done.stderr
    assert not sink.in_clear


def test_send_delivers_the_mail_once_to_each(folder):
    with running(Sink(login="ana:se.cret")) as sink:
        with_server(folder, sink)
        done = send(folder, "2026-10", "--to", ME, "--to", YOU, "--to", ME, answer="y\n")

    assert done.exit_code == 0
    assert done.stdout == f"{ME}: sent\n{YOU}: sent\n"
    assert [recipient for _, recipient, _ in sink.kept] == [ME, YOU]
    arrived = email.message_from_bytes(sink.kept[0][2], policy=policy.default)
    assert arrived["To"] == ME
    assert arrived["Subject"] == "October"
    assert "se.cret" not in done.output


def test_send_says_who_was_refused_and_exits_1(folder):
    with running(Sink(refused=(YOU,))) as sink:
        with_server(folder, sink, user="")
        done = send(folder, "2026-10", "--to", ME, "--to", YOU, "--yes")

    assert done.exit_code == 1
    assert f"{ME} has it; {YOU} was refused (550" in done.stderr
    assert "Traceback" not in done.output


def test_the_password_may_stand_in_a_file_outside_of_the_content(folder, tmp_path):
    file = tmp_path / "password"
    file.write_text("se.cret\n")
    inside = folder / "password"
    inside.write_text("se.cret\n")
    with running(Sink(login="ana:se.cret")) as sink:
        with_server(folder, sink)
        words = ["2026-10", "--to", ME, "--yes", "--password-file"]
        done = send(folder, *words, str(file), word="")
        refused = send(folder, *words, str(inside), word="")
        missing = send(folder, *words, str(tmp_path / "none"), word="")

    assert done.exit_code == 0
    assert refused.exit_code == missing.exit_code == 1
    assert "keep the password elsewhere" in refused.stderr
    assert "cannot be read" in missing.stderr
    assert len(sink.kept) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "me@example.com\nBcc: you@example.com"], "not one mail address"),
        (["--to", "me"], "not one mail address"),
        ([word for n in range(11) for word in ("--to", f"a{n}@example.com")], "10 addresses"),
    ],
)
def test_what_cannot_be_sent_to_is_refused_in_a_sentence(folder, words, said):
    done = send(folder, "2026-10", "--yes", *words)

    assert done.exit_code == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_a_server_or_a_password_nothing_is_asked(folder):
    assert "[smtp] does not name a server" in send(folder, "2026-10", "--to", ME).stderr
    with_server(folder, Sink(port=1))
    done = send(folder, "2026-10", "--to", ME, word="")
    assert "TRIFOLD_SMTP_PASSWORD" in done.stderr
    assert "Send it" not in done.stderr


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('host = "a b"', "smtp.host"),
        ('host = "-oProxy"', "smtp.host"),
        ("port = 70000", "smtp.port"),
        ('security = "none"', "nothing less is safe"),
        ('user = "ana\\r\\nQUIT"', "one line"),
        ('password = "x"', "password"),
    ],
)
def test_a_table_smtp_that_cannot_be_followed_is_said(folder, line, said):
    (folder / "site.toml").write_text(
        f'{SITE}[smtp]\nhost = "a.example.org"\n{line}\n'.replace(
            'host = "a.example.org"\nhost', "host"
        )
    )

    done = CliRunner().invoke(trifold, ["check", "--content", str(folder)])

    assert said in done.output
