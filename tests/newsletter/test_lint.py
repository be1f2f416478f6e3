"""A check says what would go wrong with a mail, where, and what to do; a sound mail has nothing."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from email import policy
from email.message import EmailMessage

import pytest
from PIL import Image

from app.newsletter.export import plan_letter, render_mail
from app.newsletter.letter import Wish
from app.newsletter.lint import check_mail
from app.newsletter.lint.contrast import contrast, parse_colour
from app.newsletter.lint.document import parse_document
from app.newsletter.lint.links import check_links
from app.newsletter.lint.model import Weight
from app.newsletter.lint.online import Answer, check_online
from app.newsletter.lint.size import GMAIL_SHOWS
from app.newsletter.lint.support import INSTEAD, load_table
from app.newsletter.providers import load_providers
from app.newsletter.select import Choice
from tests.values import load_site, post_text, write_site

TOML = """\
title = "Example"
url = "https://blog.example.org"
[newsletter]
from = "Ana <ana@blog.example.org>"
address = "1 Example Street"
unsubscribe = "https://blog.example.org/unsubscribe"
"""
SOUND = """\
Words enough for a letter, with [a page about paper](https://paper.example.org/) to read.

## A heading

Code like `this`, and more of it:

```python
def add(a, b):
    return a + b  # a note
```

| A | B |
|---|--:|
| 1 | 2 |
"""


def a_letter(folder, body=SOUND, *, toml=TOML, layout="", **fields):
    """Return a post's letter, rendered, and what checks it."""
    values = {"description": "What an inbox shows.", "title": "A letter"} | fields
    files = {"site.toml": toml, "posts/2026-10-01-a.md": post_text(body=body, **values)}
    site = load_site(write_site(folder, files))
    letter = plan_letter(site.library, site.body_of, Choice(latest=1), wish=Wish(layout=layout))
    mail = render_mail(letter, site.library, site.body_of)
    return mail, lambda changed: check_mail(changed, letter, site.library, site.body_of)


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return a_letter(tmp_path_factory.mktemp("sound"))


def findings(folder, *words, **changes):
    mail, check = a_letter(folder, *words, **changes)
    return check(mail).findings


def found(report, weight, about, words):
    return any(
        one.weight == weight and one.about == about and re.search(words, one.what) for one in report
    )


def test_a_sound_letter_has_nothing_against_it(sound):
    mail, check = sound

    assert check(mail).findings == ()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "[Here](https://x.example.org/)",
            ("warning", "links", '"Here" to https://x.example.org/'),
        ),
        ("[A page](http://x.example.org/)", ("warning", "links", "without https")),
        ("[A page](http://localhost:8000/)", ("error", "links", "each reader's own machine")),
        ("[A page](https://bit.ly/x)", ("warning", "links", "shortened by bit.ly")),
        (
            "[https://bank.example.org/in](https://x.example.org/)",
            ("warning", "links", "leads to x.example.org: it looks like phishing"),
        ),
        ("![](https://x.example.org/a.png)", ("warning", "pictures", "empty alternative text")),
        ("![IMG_2031](https://x.example.org/a.png)", ("warning", "pictures", "file's name")),
        (
            "[![](https://x.example.org/a.png)](https://x.example.org/)",
            ("warning", "pictures", 'is called "Picture" alone'),
        ),
        (
            "A ![hill](https://x.example.org/a.png) here",
            ("note", "pictures", "has no width that we know"),
        ),
        ("![A hill](http://x.example.org/a.png)", ("warning", "pictures", "without https")),
    ],
)
def test_what_an_author_writes_is_looked_at(tmp_path, body, expected):
    report = findings(tmp_path, f"{SOUND}\n{body}\n")

    assert found(report, *expected), report


def test_a_link_to_a_place_that_is_no_page_is_fine(tmp_path):
    report = findings(tmp_path, f"{SOUND}\n[The channel](irc://irc.example.org/paper)\n")

    assert not [one for one in report if one.about == "links"]


def test_a_link_without_words_in_an_authors_own_template_is_found():
    document = parse_document('<p><a href="https://x.example.org/"></a></p>')

    assert "has no words" in str(next(check_links(document)))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": "BUY NOW TODAY"}, ("warning", "subject", "capitals")),
        ({"title": "Free money!!!"}, ("warning", "subject", "Free money|!!!")),
        ({"title": "'Re: your order'"}, ("warning", "subject", "answer")),
        ({"title": "word " * 12}, ("note", "subject", "a phone shows about 45")),
        ({"title": "word " * 40}, ("warning", "subject", "no inbox shows")),
        ({"description": ""}, ("warning", "preheader", "there is none")),
        ({"description": "a letter"}, ("warning", "preheader", "the same as the subject")),
    ],
)
def test_what_an_inbox_shows_is_looked_at(tmp_path, fields, expected):
    assert found(findings(tmp_path, **fields), *expected)


def test_what_site_toml_lacks_is_said(tmp_path):
    report = findings(tmp_path, toml='title = "Example"\n')

    assert found(report, "warning", "sender", "nobody is named")
    assert found(report, "warning", "sender", "postal address")
    assert found(report, "warning", "unsubscribe", "a provider has to fill the link")
    assert found(report, "error", "links", "names no address of the site")


@pytest.mark.parametrize("name", load_providers())
def test_what_a_provider_adds_is_not_missing(tmp_path, name):
    toml = TOML.partition("[newsletter]")[0]
    if name == "plain":
        toml += '[newsletter]\nunsubscribe = "mailto:leave@example.org"\n'
    files = {"site.toml": toml, "posts/2026-10-01-a.md": post_text("A", body=SOUND)}
    site = load_site(write_site(tmp_path, files))
    letter = plan_letter(site.library, site.body_of, Choice(latest=1))
    whom = load_providers()[name]
    mail = render_mail(letter, site.library, site.body_of, provider=whom)

    report = check_mail(mail, letter, site.library, site.body_of, provider=whom).findings

    assert not [one for one in report if one.weight == Weight.ERROR]
    adds = whom.html.address or whom.footer == "theirs"
    assert bool(adds) is not found(report, "warning", "sender", "postal address")


def test_a_post_that_went_out_before_is_said(tmp_path):
    issue = "---\ntitle: {}\ndate: 2026-10-0{}\nposts: [a]\nsent: 2026-10-0{}\n---\nHello.\n"
    files = {
        "site.toml": TOML,
        "posts/2026-10-01-a.md": post_text("A", body=SOUND),
        "newsletters/one.md": issue.format("One", 2, 2),
        "newsletters/two.md": issue.format("Two", 3, 3),
    }
    site = load_site(write_site(tmp_path, files))
    letter = plan_letter(site.library, site.body_of, Choice(), issue=site.issues[0])
    mail = render_mail(letter, site.library, site.body_of)

    report = check_mail(mail, letter, site.library, site.body_of).findings

    assert found(report, "warning", "posts", "'a' went out before, in the issue one")


def test_html_that_a_post_shows_as_code_is_no_fault_of_the_text(tmp_path):
    code = "```html\n<p class='x'>Shown</p>\n```\n\nAnd `<br>` too."

    assert findings(tmp_path, f"{SOUND}\n{code}\n") == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<!DOCTYPE html>", "", ("error", "structure", "DOCTYPE")),
        (' lang="en"', "", ("error", "structure", "no lang")),
        (' dir="ltr"', "", ("warning", "structure", "no dir")),
        ("<title>A letter</title>", "<title></title>", ("error", "structure", "title")),
        ('name="viewport"', 'name="x"', ("warning", "structure", "viewport")),
        ('name="color-scheme"', 'name="x"', ("warning", "structure", "color-scheme")),
        ("<![endif]-->", "", ("error", "structure", "not closed")),
        ('role="presentation"', "", ("warning", "structure", "role=presentation")),
        ("</body>", "<form></form></body>", ("error", "structure", "<form>")),
        ("</body>", "<script>x</script></body>", ("error", "structure", "<script>")),
        ("</head>", '<link href="x.css"></head>', ("error", "structure", "x.css")),
        ("</style>", "@import 'x';</style>", ("error", "structure", "@import")),
        ("</style>", f"/*{'x' * 17_000}*/</style>", ("error", "structure", "Gmail drops")),
        ("<body ", '<body onload="x" ', ("error", "structure", "onload")),
        ("</body>", '<p id="a"></p><p id="a"></p></body>', ("warning", "structure", "2 times")),
        ("</body>", '<img src="x.png" alt="A">', ("error", "pictures", "no whole https")),
        ("</body>", '<img src="https://a.example.org/x.png">', ("error", "pictures", "alternat")),
        ("</body>", '<img src="data:x" alt="A">', ("error", "pictures", "data:")),
        ("</body>", '<a href="">Words</a>', ("error", "links", '"Words" leads nowhere')),
        ("</body>", '<a href="/posts/">Words</a>', ("error", "links", "whole https")),
        ("</body>", '<a href="javascript:x()">Words</a>', ("error", "links", "javascript")),
        ("nsubscribe", "ther", ("error", "unsubscribe", "no link leads out")),
        ("</body>", '<p style="display:flex">W</p>', ("error", "support", "flex.*Outlook")),
        ("</body>", '<p style="color:var(--x)">W</p>', ("error", "support", "Gmail")),
        ("</body>", "<video></video>", ("error", "support", "video.*Gmail")),
        ("</body>", '<p style="text-shadow:1px 1px #000">W</p>', ("warning", "support", "shadow")),
        ("</body>", '<p style="color:#aaa">W</p>', ("error", "contrast", '"W" in #aaaaaa on #')),
        ("</body>", '<p style="color:#777">W</p>', ("warning", "contrast", "4.5:1 is the least")),
    ],
)
def test_a_template_of_ones_own_is_looked_at(sound, old, new, expected):
    mail, check = sound
    assert old in mail.html

    report = check(replace(mail, html=mail.html.replace(old, new))).findings

    assert found(report, *expected), report


def test_words_that_only_dark_mail_hides_are_found(sound):
    mail, check = sound
    dark = "@media (prefers-color-scheme: dark) { .ink { color: #333333 !important; } }</style>"

    report = check(replace(mail, html=mail.html.replace("</style>", dark))).findings

    assert found(report, "error", "contrast", "in #333333 on #171512 is .*in dark mail")
    assert not found(report, "error", "contrast", "light mail")


def test_a_dark_rule_that_loses_to_the_inline_style_changes_nothing(sound):
    mail, check = sound
    dark = "@media (prefers-color-scheme: dark) { .ink { color: #333333; } }</style>"

    assert check(replace(mail, html=mail.html.replace("</style>", dark))).findings == ()


def test_large_words_need_less_contrast(sound):
    mail, check = sound

    for size, is_found in (("23px", True), ("24px", False)):
        words = f'<p style="color:#888888; font-size:{size}">W</p></body>'
        report = check(replace(mail, html=mail.html.replace("</body>", words))).findings
        assert bool(report) is is_found


@pytest.mark.parametrize(
    ("text", "words"), [("", "no plain text"), ("<p>Words</p>", "the plain text shows HTML: <p>")]
)
def test_the_plain_text_is_looked_at(sound, text, words):
    mail, check = sound
    message = EmailMessage()
    for name in ("From", "Subject", "Date", "Message-ID"):
        message[name] = "Tue, 24 Nov 2026 12:00:00 +0000" if name == "Date" else "<a@example.org>"
    message.set_content(text)
    message.add_alternative(mail.html, subtype="html")

    report = check(replace(mail, message=message.as_bytes(policy=policy.SMTP))).findings

    assert any(one.about == "text" and words in one.what for one in report), report


def test_a_plain_text_without_a_way_out_is_an_error(sound):
    mail, check = sound

    assert found(check(replace(mail, text="Words.")).findings, "error", "unsubscribe", "plain text")


def test_more_than_gmail_shows_is_an_error_that_names_the_posts_and_the_cure(tmp_path):
    long = "Many words and more of them. " * 40 + "\n\n"
    mail, check = a_letter(tmp_path / "long", long * 100)
    assert len(mail.html.encode()) > GMAIL_SHOWS

    report = check(mail).findings

    assert found(report, "error", "size", rf"{GMAIL_SHOWS:,}; the biggest: a \(about .*excerpts")
    assert findings(tmp_path / "short", long * 100, layout="excerpts") == ()


def test_a_mail_near_the_limit_is_a_warning(sound):
    mail, check = sound
    near = mail.html + "<!--" + "x" * (int(GMAIL_SHOWS * 0.85) - len(mail.html)) + "-->"

    assert found(check(replace(mail, html=near)).findings, "warning", "size", "85 % of what Gmail")


def test_what_clients_lack_is_a_table_that_says_what_is_seen_instead(sound):
    mail, check = sound

    rows = {row.feature: row for row in check(mail).support}

    dark = rows["css-at-media-prefers-color-scheme"]
    assert dark.cells["Gmail"] == "no"
    assert dark.cells["Apple Mail"] == "yes"
    assert all(row.instead for row in rows.values())


def test_the_table_is_whole_and_names_its_source():
    table = load_table()

    assert len(table.features) > 250
    assert all(len(letters) == len(table.clients) for _, letters in table.features.values())
    assert set("".join(letters for _, letters in table.features.values())) <= set("yanu")
    assert INSTEAD.keys() <= table.features.keys()


def test_the_heaviest_comes_first(tmp_path):
    body = f"{SOUND}\n[Here](https://x.example.org/) [A page](http://localhost/)\n"

    weights = [one.weight for one in findings(tmp_path, body, title="word " * 12)]

    assert weights == [Weight.ERROR, Weight.WARNING, Weight.NOTE]


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000", "#fff", 21), ("#ffffff", "rgb(255, 255, 255)", 1), ("#777777", "white", 4.48)],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert contrast(parse_colour(one), parse_colour(other)) == pytest.approx(ratio, abs=0.01)


ONLINE = {
    "https://blog.example.org/ok/": Answer(status=200, kind="text/html"),
    "https://blog.example.org/gone/": Answer(status=404),
    "https://blog.example.org/shy/": Answer(status=403),
    "https://nobody.example.org/": Answer(status=0, why="no such host"),
    "https://blog.example.org/a.png": Answer(status=200, kind="image/png"),
    "https://blog.example.org/b.png": Answer(status=200, kind="text/html"),
    "https://blog.example.org/c.png": Answer(status=500),
}


def test_online_every_link_and_picture_is_asked_once_and_judged():
    asked = []

    def load(url, method):
        asked.append((url, method))
        return ONLINE[url]

    parts = [
        f'<img src="{url}">' if url.endswith(".png") else f'<a href="{url}">x</a>' * 2
        for url in ONLINE
    ]
    tag = '<a href="{{ unsubscribe_url }}">x</a><a href="mailto:a@example.org">x</a>'
    report = check_online(f"<html><body>{''.join(parts)}{tag}</body></html>", load)

    assert sorted(asked) == sorted(
        (url, "GET" if url.endswith(".png") else "HEAD") for url in ONLINE
    )
    assert [(one.weight, one.what.split()[0]) for one in report] == [
        ("error", "https://blog.example.org/b.png"),
        ("error", "https://blog.example.org/c.png"),
        ("error", "https://blog.example.org/gone/"),
        ("error", "https://nobody.example.org/"),
        ("warning", "https://blog.example.org/shy/"),
    ]


def a_file(width=40, height=40):
    file = io.BytesIO()
    Image.new("RGB", (width, height)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (None, ("error", "pictures", r"/assets/a%?.*\.png is not in the content folder")),
        (b"", ("error", "pictures", "is empty")),
        (b"no picture", ("error", "pictures", "broken or no picture")),
        (a_file(2000, 900)[:-900], ("error", "pictures", "cannot be shown whole")),
        (a_file() + bytes(1_000_000), ("warning", "pictures", "bytes")),
        (a_file(4001, 1), ("warning", "pictures", "4001 × 1 pixels")),
    ],
)
def test_a_pictures_file_is_looked_at(tmp_path, file, expected):
    if file is not None:
        write_site(tmp_path, {"assets/a hill.png": file})
    report = findings(tmp_path, f"{SOUND}\n![A hill](</assets/a%20hill.png>)\n")

    assert found(report, *expected), report


def test_a_sound_picture_has_nothing_against_it(tmp_path):
    write_site(tmp_path, {"assets/a.png": a_file()})

    assert findings(tmp_path, f"{SOUND}\n![A hill](/assets/a.png)\n") == ()


def test_a_picture_on_the_authors_own_machine_is_an_error(tmp_path):
    report = findings(tmp_path, f"{SOUND}\n![A hill](http://localhost:8000/a.png)\n")

    assert found(report, "error", "pictures", "each reader's own machine"), report


def test_what_is_found_twice_is_said_once_with_a_count(tmp_path):
    bad = "[A page](http://localhost:8000/)\n\n[A page](http://localhost:8000/b)"
    report = findings(tmp_path, f"{SOUND}\n{bad}\n")
    local = [one for one in report if "own machine" in one.what]

    assert len(local) == 1
    assert local[0].what.endswith(" (2 times)")
