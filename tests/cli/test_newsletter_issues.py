import re
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from app.cli.newsletter import newsletter
from tests.values import load_site, open_client, post_text, write_site

SITE = 'title = "Example"\nurl = "https://blog.example.org"\n[newsletter]\ntitle = "The Letter"\n'
FILES = {
    "site.toml": SITE,
    "posts/2026-10-01-one.md": post_text("One # first", "2026-10-01", "First.", categories="ai"),
    "posts/2026-10-02-two.md": post_text("Two", "2026-10-02", "Second.", categories="ai"),
    "posts/2026-10-03-three.md": post_text("Three", "2026-10-03", "Third.", categories="jobs"),
    "posts/2999-01-01-later.md": post_text("Later", "2999-01-01", "Fourth."),
    "drafts/idea.md": post_text("Idea", "2026-10-03", "Fifth."),
    "newsletters/first.md": "---\ntitle: First\ndate: 2026-10-02\nposts: [one]\n"
    "sent: 2026-10-02\n---\n",
}
LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    return write_site(tmp_path / "content", FILES)


def run(folder, *words):
    return CliRunner().invoke(newsletter, [*words, "--content", str(folder)])


def issue(folder, name):
    issues = load_site(folder, now=LATER).issues
    return next(one for one in issues if one.name == name)


def test_new_writes_down_every_post_that_no_issue_sent_yet(folder):
    done = run(folder, "new", "second")

    assert done.exit_code == 0
    assert done.stdout.splitlines() == [str(folder / "newsletters/second.md")]
    assert issue(folder, "second").posts == ("three", "two")
    assert issue(folder, "second").sent is None
    text = (folder / "newsletters/second.md").read_text()
    assert re.match(r'---\nsubject: "The Letter, \d+ \w+ \d{4}"\ndate: \d{4}-\d\d-\d\d\n', text)
    assert "  - three  # Three\n" in text


def test_what_new_wrote_can_be_exported_as_it_is(folder):
    run(folder, "new", "second")

    done = run(folder, "export", "second", "--out", str(folder.parent / "out"))

    assert done.exit_code == 0
    text = (folder.parent / "out/second.txt").read_text()
    assert "Second." in text
    assert "Third." in text
    assert "First." not in text
    assert "Fourth." not in text
    assert "Fifth." not in text


def test_new_without_a_name_calls_it_after_the_month_then_after_the_day(folder):
    names = [run(folder, "new").stdout.strip().rpartition("/")[2] for _ in range(2)]

    assert re.fullmatch(r"\d{4}-\d\d\.md", names[0])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d\.md", names[1])


def test_new_never_overwrites(folder):
    run(folder, "new", "second")
    before = (folder / "newsletters/second.md").read_bytes()

    done = run(folder, "new", "second.md")

    assert done.exit_code == 1
    assert "is there already; give another name" in done.stderr
    assert (folder / "newsletters/second.md").read_bytes() == before


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", "a\nb"])
def test_a_name_that_is_no_file_is_one_sentence_and_no_file(folder, name):
    done = run(folder, "new", name)

    assert done.exit_code == 1
    assert "cannot be the name of a file" in done.stderr
    assert sorted(path.name for path in (folder / "newsletters").iterdir()) == ["first.md"]


def test_with_nothing_new_no_issue_is_written(folder):
    text = "---\ntitle: All\ndate: 2026-10-09\nposts: [two, three]\nsent: 2026-10-09\n---\n"
    write_site(folder, {"newsletters/all.md": text})

    done = run(folder, "new", "second")

    assert done.exit_code == 1
    assert "no post has appeared since the issue all, sent 2026-10-09" in done.stderr
    assert not (folder / "newsletters/second.md").exists()


def test_an_issue_since_the_last_issue_holds_what_came_after_it(folder):
    text = "---\ntitle: Second\ndate: 2026-10-09\nsince: last issue\nlayout: full\n---\n"
    write_site(folder, {"newsletters/second.md": text})

    done = run(folder, "export", "second", "--out", str(folder.parent / "out"))

    assert done.exit_code == 0
    words = (folder.parent / "out/second.txt").read_text()
    assert "Second." in words
    assert "Third." in words
    assert "First." not in words


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_mark_sent_adds_one_line_and_keeps_every_other_byte(folder, end):
    text = "---\ntitle:  'Ünder'   # mine\ndate: 2026-10-09\nposts: [two]\n---\n\n  Words.\n\n"
    before = b"\xef\xbb\xbf" + text.replace("\n", end).encode()
    write_site(folder, {"newsletters/second.md": before})

    done = run(folder, "mark-sent", "second")

    assert done.exit_code == 0
    after = (folder / "newsletters/second.md").read_bytes()
    line = re.search(rb"^sent: \d{4}-\d\d-\d\d\r?\n", after, re.MULTILINE)[0]
    assert line.endswith(end.encode())
    assert after.replace(line, b"") == before
    assert issue(folder, "second").sent is not None
    assert "https://blog.example.org/newsletter/second/" in done.stderr


def test_mark_sent_writes_down_the_posts_that_were_only_chosen(folder):
    text = "---\ntitle: AI\ndate: 2026-10-09\ncategory: ai\nposts:\nsent:\n---\nHello.\n"
    write_site(folder, {"newsletters/ai.md": text})

    run(folder, "mark-sent", "ai")

    assert issue(folder, "ai").posts == ("two", "one")
    assert (folder / "newsletters/ai.md").read_text().startswith("---\ntitle: AI\n")
    write_site(folder, {"posts/2026-10-08-new.md": post_text("New", "2026-10-08", categories="ai")})
    site = load_site(folder, now=LATER)
    assert [post.slug for post in site.library.posts_of(issue(folder, "ai"))] == ["two", "one"]


def test_an_issue_is_marked_once(folder):
    before = (folder / "newsletters/first.md").read_bytes()

    done = run(folder, "mark-sent", "first")

    assert done.exit_code == 1
    assert "newsletters/first.md: is marked as sent on 2026-10-02 already" in done.stderr
    assert (folder / "newsletters/first.md").read_bytes() == before


def test_a_draft_cannot_have_been_sent(folder):
    text = "---\ntitle: D\ndate: 2026-10-09\ndraft: true\nposts: [two]\n---\n"
    write_site(folder, {"newsletters/d.md": text})

    done = run(folder, "mark-sent", "d")

    assert done.exit_code == 1
    assert "newsletters/d.md:4: says that it is a draft" in done.stderr
    assert (folder / "newsletters/d.md").read_text() == text


def test_list_has_dates_state_posts_and_bytes_and_says_what_went_out_before(folder):
    text = "---\ntitle: Second\ndate: 2026-10-09\nposts: [two, one]\n---\n"
    bad = "---\ntitle: Bad\ndate: 2026-10-08\nposts: [nothing]\n---\n"
    write_site(folder, {"newsletters/second.md": text, "newsletters/bad.md": bad})

    done = run(folder, "list")

    lines = [line.split() for line in done.stdout.splitlines()]
    sizes = [line[-3] for line in (lines[0], lines[2])]
    assert all(re.fullmatch(r"\d{1,3},\d{3}", size) for size in sizes)
    assert lines == [
        ["second", "2026-10-09", "not", "sent", "2", "posts", sizes[0], "bytes", "Second"],
        ["bad", "2026-10-08", "not", "sent", "-", "-", "Bad"],
        ["first", "2026-10-02", "sent", "2026-10-02", "1", "post", sizes[1], "bytes", "First"],
    ]
    assert "second: 'one' went out before, in the issue first." in done.stderr
    assert "newsletters/bad.md:4: there is no post 'nothing'" in done.stderr
    assert done.exit_code == 0


def test_for_a_provider_the_steps_are_said_apart_from_the_names_of_the_files(folder):
    done = run(folder, "export", "first", "--for", "mailchimp", "--out", str(folder.parent / "out"))

    assert done.exit_code == 0
    assert [line.rpartition(".")[2] for line in done.stdout.splitlines()] == ["html", "txt"]
    assert "Subject: First" in done.stderr
    assert "Paste in code: the whole of first.html." in done.stderr
    assert "unsubscribe" not in done.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--for", "mailchmp"), "no provider 'mailchmp'; did you mean mailchimp?"),
        (("--for", "zzz"), "choose one of: mailchimp, "),
        (("--for", "kit", "--draft"), "a provider takes no .eml"),
    ],
)
def test_an_unknown_provider_is_wrong_usage_and_no_file(folder, words, sentence):
    done = run(folder, "export", "first", *words, "--out", str(folder.parent / "out"))

    assert done.exit_code == 2
    assert sentence in " ".join(done.stderr.split())
    assert not (folder.parent / "out").exists()


def test_an_issue_that_only_chooses_shows_on_its_page_and_in_its_feed_the_posts_of_its_mail(folder):
    text = "---\ntitle: AI\ndate: 2026-10-09\ncategory: ai\nsent: 2026-10-09\n---\nHello.\n"
    later = post_text("Afterwards", "2026-10-12", categories="ai")
    write_site(folder, {"newsletters/ai.md": text, "posts/2026-10-12-afterwards.md": later})

    run(folder, "export", "ai", "--out", str(folder.parent / "out"))
    page = open_client(folder).get("/newsletter/ai/").text
    feed = open_client(folder).get("/newsletter/atom.xml").text

    mail = (folder.parent / "out/ai.html").read_text()
    for address in ("/posts/one/", "/posts/two/"):
        assert address in mail
        assert address in page
        assert address in feed
    assert "/posts/afterwards/" not in mail
    assert "/posts/afterwards/" not in feed
    assert "/posts/afterwards/" not in page
