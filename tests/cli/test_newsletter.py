import email
import subprocess
import sys
from email import policy
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli.newsletter import newsletter
from tests.values import post_text, write_site

ROOT = Path(__file__).parents[2]
SITE = """\
title = "Example"
url = "https://blog.example.org"
[newsletter]
from = "Ana <ana@blog.example.org>"
address = "1 Example Street"
unsubscribe = "https://blog.example.org/unsubscribe"
"""
FILES = {
    "site.toml": SITE,
    "posts/2026-10-01-one.md": post_text("One", "2026-10-01", "First.", categories="ai"),
    "posts/2026-10-02-two.md": post_text("Two", "2026-10-02", "Second.", categories="ai jobs"),
    "posts/2999-01-01-later.md": post_text("Later", "2999-01-01", "Third.", categories="ai"),
    "drafts/idea.md": post_text("Idea", "2026-10-03", "Fourth.", categories="ai"),
}
ISSUE = "---\ntitle: October\ndate: 2026-10-05\nposts: [one, two]\n---\nHello.\n"


@pytest.fixture
def folder(tmp_path):
    return write_site(tmp_path / "content", FILES)


def run(folder, *words, out=None):
    words = [*words, "--content", str(folder)]
    if words[0] == "export":
        words += ["--out", str(out or folder.parent / "out")]
    return CliRunner().invoke(newsletter, words)


def written(folder):
    out = folder.parent / "out"
    return sorted(path.name for path in out.iterdir()) if out.exists() else []


def test_export_writes_three_files_and_prints_their_names_and_nothing_else(folder):
    done = run(folder, "export", "--latest", "1")

    assert done.exit_code == 0
    assert written(folder) == ["two.eml", "two.html", "two.txt"]
    names = [Path(line).name for line in done.stdout.splitlines()]
    assert names == ["two.html", "two.txt", "two.eml"]
    assert all(Path(line).is_file() for line in done.stdout.splitlines())
    assert done.stderr == ""


def test_export_with_source_writes_the_html_before_inlining_too(folder):
    run(folder, "export", "--post", "one", "--source")

    assert "one.source.html" in written(folder)


def test_the_newest_issue_is_exported_when_nothing_is_said(folder):
    write_site(folder, {"newsletters/2026-10.md": ISSUE})

    done = run(folder, "export")

    assert done.exit_code == 0
    assert written(folder) == ["2026-10.eml", "2026-10.html", "2026-10.txt"]


def test_an_unsent_issue_can_be_exported_by_its_name(folder):
    write_site(folder, {"newsletters/2026-10.md": ISSUE})

    assert run(folder, "export", "2026-10").exit_code == 0


def test_without_an_issue_and_a_choice_the_sentence_says_what_to_give(folder):
    done = run(folder, "export")

    assert done.exit_code == 1
    assert "--latest" in done.stderr
    assert written(folder) == []


def test_options_choose_posts_by_category_tag_and_days(folder):
    done = run(
        folder, "export", "--category", "ai", "--since", "2026-10-01", "--until", "2026-10-01"
    )

    assert done.exit_code == 0
    assert "one.html" in written(folder)


def test_a_draft_and_a_post_to_come_are_in_no_export(folder):
    run(folder, "export", "--category", "ai")

    text = (folder.parent / "out" / "digest-2026-10-02.txt").read_text()
    assert "First." in text
    assert "Second." in text
    assert "Third." not in text
    assert "Fourth." not in text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--post", "idea"), "drafts/idea.md: is a draft"),
        (("--post", "later"), "posts/2999-01-01-later.md: is scheduled for 2999-01-01"),
        (("--post", "on"), "there is no post 'on'; did you mean one?"),
        (("--category", "job"), "there is no category 'job'; did you mean jobs?"),
        (("--tag", "x"), "there is no tag 'x'; there is none yet"),
        (("--category", "ai", "--since", "2026-11-01"), "no post was found in the category 'ai'"),
        (("2026-99",), "there is no issue"),
    ],
)
def test_what_cannot_be_sent_is_one_sentence_exit_1_and_no_file(folder, words, sentence):
    done = run(folder, "export", *words)

    assert done.exit_code == 1
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""
    assert written(folder) == []


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        (
            "posts:\n  - one\n  - on",
            "newsletters/2026-10.md:6: there is no post 'on'; did you mean",
        ),
        (
            "category: job",
            "newsletters/2026-10.md:4: there is no category 'job'; did you mean jobs?",
        ),
        ("tag: zzz", "newsletters/2026-10.md:4: there is no tag 'zzz'; "),
        ("since: 2026-11-01", "newsletters/2026-10.md: no post was found since 2026-11-01"),
    ],
)
def test_what_an_issue_chooses_in_vain_is_said_with_its_file_and_line(folder, header, sentence):
    text = f"---\ntitle: Oct\ndate: 2026-10-05\n{header}\n---\nHello.\n"
    write_site(folder, {"newsletters/2026-10.md": text})

    done = run(folder, "export", "2026-10")

    assert done.exit_code == 1
    assert done.stderr.startswith(f"Error: {sentence}")
    assert written(folder) == []


@pytest.mark.parametrize(
    "words",
    [
        ("--latest", "0"),
        ("--since", "2026-13-01"),
        ("--until", "soon"),
        ("2026-10", "--latest", "1"),
        ("--post", "one", "--category", "ai"),
        ("--layout", "zine"),
    ],
)
def test_wrong_usage_is_exit_2_and_no_file(folder, words):
    done = run(folder, "export", *words)

    assert done.exit_code == 2
    assert "Error: " in done.stderr
    assert written(folder) == []


def test_a_folder_that_cannot_be_written_is_one_sentence_and_no_half_written_file(folder):
    (folder.parent / "out").write_text("mine")

    done = run(folder, "export", "--latest", "1")

    assert done.exit_code == 1
    assert "cannot be written" in done.stderr
    assert (folder.parent / "out").read_text() == "mine"


def test_what_a_real_mail_still_lacks_is_said_apart_from_the_result(folder):
    (folder / "site.toml").unlink()

    done = run(folder, "export", "--latest", "1")

    assert done.exit_code == 0
    assert "unsubscribe" in done.stderr
    assert "url = " in done.stderr
    assert len(done.stdout.splitlines()) == 3


def test_a_broken_site_toml_is_one_sentence(folder):
    write_site(folder, {"site.toml": "title = \n"})

    done = run(folder, "export", "--latest", "1")

    assert done.exit_code == 1
    assert done.stderr.startswith("Error: site.toml:1: ")


def test_without_out_the_files_go_beside_the_content_folder_and_never_into_it(folder, monkeypatch):
    monkeypatch.chdir(folder)

    done = CliRunner().invoke(newsletter, ["export", "--latest", "1", "--content", "."])

    assert done.exit_code == 0
    assert (folder.parent / "outbox" / "two.html").is_file()


def test_a_draft_opens_as_a_message_to_send_and_is_addressed_to_nobody(folder):
    run(folder, "export", "--latest", "1", "--draft")

    message = email.message_from_bytes((folder.parent / "out" / "two.eml").read_bytes())
    assert message["X-Unsent"] == "1"
    assert message["To"] is None


def test_a_post_that_went_out_before_is_said_with_its_issue(folder):
    sent = ISSUE.replace("[one, two]\n", "[one]\nsent: 2026-10-05\n")
    write_site(folder, {"newsletters/2026-10.md": sent})

    assert (
        "'one' went out before, in the issue 2026-10"
        in run(folder, "export", "--category", "ai").stderr
    )
    assert run(folder, "export", "2026-10").stderr == ""


def test_a_mail_that_gmail_would_cut_off_is_said_with_the_way_out(folder):
    words = "Many words and more of them.\n\n" * 2500
    write_site(folder, {"posts/2026-10-09-long.md": post_text("Long", "2026-10-09", words)})

    said = run(folder, "export", "--latest", "1").stderr
    assert "Gmail hides what comes after 102,400; the biggest: long (about" in said
    assert "--layout excerpts" in said
    assert (
        "Gmail" not in run(folder, "export", "--latest", "1", "--for", "buttondown-markdown").stderr
    )
    assert run(folder, "export", "--latest", "1", "--layout", "excerpts").stderr == ""


def test_a_subject_with_line_breaks_makes_no_header_of_its_own(folder):
    evil = "One\r\nBcc: everybody@example.org\r\n\r\n<script>"

    run(folder, "export", "--latest", "1", "--subject", evil, "--preheader", evil)

    data = (folder.parent / "out" / "two.eml").read_bytes()
    message = email.message_from_bytes(data, policy=policy.default)
    assert message["Bcc"] is None
    assert message["Subject"] == "One Bcc: everybody@example.org <script>"
    assert "<script>" not in (folder.parent / "out" / "two.html").read_text()


def test_the_same_command_twice_writes_the_same_bytes(folder):
    out = folder.parent / "out"
    run(folder, "export", "--category", "ai")
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    run(folder, "export", "--category", "ai")

    assert {path.name: path.read_bytes() for path in out.iterdir()} == first


def test_list_without_issues_says_so_apart_from_its_empty_result(folder):
    done = run(folder, "list")

    assert (done.exit_code, done.stdout) == (0, "")
    assert "no issue" in done.stderr


def test_every_command_has_help():
    for command in newsletter.commands.values():
        assert command.help


def test_premailer_is_loaded_by_export_alone():
    code = "import sys, app.cli.newsletter, app.web; print('premailer' in sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False"
