"""The newsletter's preview: every side of a mail, live, and not a byte of it changed."""

from __future__ import annotations

import email
import re
import subprocess
import sys
from email import policy
from pathlib import Path

import pytest

from app.newsletter.export import plan_letter, render_mail
from app.newsletter.select import Choice
from app.web import create_app
from app.web.live import go_live
from app.web.preview import mount_preview
from tests.values import NOW, load_site, post_text, write_site

ROOT = Path(__file__).resolve().parent.parent.parent
SITE = """\
title = "Ana"
url = "https://ana.example.org/blog"
[newsletter]
from = "Ana Example <ana@example.org>"
"""
ISSUE = (
    '---\ntitle: "News & <more>"\npreheader: What is new.\nposts: [a]\nlayout: full\n---\nHello.\n'
)


@pytest.fixture
def folder(tmp_path):
    files = {
        "site.toml": SITE,
        "posts/2026-10-01-a.md": post_text("A", body="Words. [More](2026-10-02-b.md)"),
        "posts/2026-10-02-b.md": post_text("B", date="2026-10-02"),
        "drafts/idea.md": post_text("Idea", date="2026-10-03"),
        "newsletters/2026-10.md": ISSUE.replace("---\n", "---\ndate: 2026-10-05\n", 1),
    }
    return write_site(tmp_path, files)


def open_preview(folder):
    app = create_app(folder, preview=True, url="http://127.0.0.1:8000", now=lambda: NOW)
    mount_preview(app)
    go_live(app)
    return app.test_client()


@pytest.fixture
def client(folder):
    return open_preview(folder)


def text(client, address):
    response = client.get(address)
    assert response.status_code == 200, response.text
    return response.get_data(as_text=True)


def mail_of(folder):
    site = load_site(folder)
    letter = plan_letter(site.library, site.body_of, Choice(), issue=site.issues[0])
    return render_mail(letter, site.library, site.body_of)


def test_the_list_leads_to_every_issue_and_to_posts(client):
    page = text(client, "/preview/")

    assert 'href="/preview/2026-10/">News &amp; &lt;more&gt;</a>' in page
    assert "not sent" in page
    assert 'href="/preview/b/">B</a>' in page


def test_the_files_are_what_an_export_writes_to_the_byte(client, folder):
    mail = mail_of(folder)

    assert client.get("/preview/2026-10/mail.html").data == mail.html.encode()
    assert client.get("/preview/2026-10/mail.txt").data == mail.text.encode()
    message = client.get("/preview/2026-10/mail.eml")
    assert message.data == mail.message
    assert email.message_from_bytes(message.data, policy=policy.default)["From"]
    assert "https://ana.example.org/blog/posts/a/" in mail.html


def test_a_page_shows_subject_preheader_sender_text_and_findings(client):
    page = text(client, "/preview/2026-10/")

    for words in (
        "News &amp; &lt;more&gt;",
        "What is new.",
        "Ana Example",
        "View in browser: https://ana.example.org/blog/newsletter/2026-10/",
        "there is no postal address",
        "caniemail.com",
        'data-copy="What is new."',
        'data-from="/preview/2026-10/mail.html"',
    ):
        assert words in page


def test_the_page_follows_what_is_saved_and_the_mail_has_no_script(client):
    page = text(client, "/preview/2026-10/")
    frames = re.findall(r'<iframe [^>]*sandbox="([^"]*)" src="([^"]*)"', page)

    assert "live.js" in page
    assert len(frames) == 2
    for sandbox, source in frames:
        assert "script" not in sandbox
        assert "same-origin" not in sandbox
        assert "<script" not in text(client, source.replace("&amp;", "&"))


def test_an_edit_changes_the_page_and_its_frames(client, folder):
    before = client.get("/preview/2026-10/")
    style = (ROOT / "templates/newsletter/style.css").read_text()
    write_site(folder, {"templates/newsletter/style.css": style.replace("#1f1b15", "#101010")})
    client.application.extensions["trifold"].look()
    after = client.get("/preview/2026-10/")

    assert before.headers["X-Live"] != after.headers["X-Live"]
    assert "#101010" in text(client, "/preview/2026-10/mail.html")


def test_the_page_and_the_mail_have_policies_of_their_own(client):
    page = client.get("/preview/2026-10/").headers["Content-Security-Policy"]
    mail = client.get("/preview/2026-10/mail.html").headers["Content-Security-Policy"]

    assert "frame-src 'self'" in page
    assert "unsafe" not in page
    assert "default-src 'none'" in mail
    assert "script-src" not in mail
    assert "sandbox allow-popups" in mail
    assert "frame-ancestors 'self'" in mail
    assert "img-src 'self' https: data:" in mail
    other = client.get("/posts/a/").headers["Content-Security-Policy"]
    assert "frame-src 'none'" in other


def test_a_frame_is_light_or_dark_whatever_the_browser_prefers(client):
    light, dark = (
        text(client, f"/preview/2026-10/mail.html?scheme={scheme}") for scheme in ("light", "dark")
    )

    for html in (light, dark):
        assert "prefers-color-scheme" not in html
    assert "@media (min-width: 0) {" in dark
    assert "@media (max-width: 0) {" in light
    assert '<meta name="color-scheme" content="dark">' in dark


def test_a_frame_can_do_without_pictures_and_without_the_styles_of_the_head(client):
    bare = client.get("/preview/2026-10/mail.html?styles=off&pictures=off")

    assert "@media" not in bare.text
    assert "style=" in bare.text
    assert "img-src 'none'" in bare.headers["Content-Security-Policy"]


def test_links_in_a_frame_lead_to_the_site_that_is_served_here(client):
    html = text(client, "/preview/2026-10/mail.html?scheme=light")

    assert 'href="/posts/a/"' in html
    assert 'href="/posts/b/"' in html
    assert "https://ana.example.org/blog/" not in html.replace("/unsubscribe", "")


def test_the_switches_keep_one_another(client):
    page = text(client, "/preview/2026-10/?scheme=dark&pictures=off")

    assert "scheme=dark&amp;pictures=on&amp;styles=on" in page
    assert "scheme=light&amp;pictures=off&amp;styles=on" in page
    assert text(client, "/preview/2026-10/?scheme=<b>&styles=1")


def test_a_mail_for_a_provider_has_its_tags_its_files_and_its_steps(client):
    page = text(client, "/preview/2026-10/?for=mailchimp&scheme=dark")
    frame = re.search(r'<iframe [^>]*src="([^"]*)"', page)[1].replace("&amp;", "&")

    assert 'data-from="/preview/2026-10/mail.html?for=mailchimp"' in page
    assert "*|UNSUB|*" in text(client, "/preview/2026-10/mail.html?for=mailchimp")
    assert "*|UNSUB|*" in text(client, frame)
    assert "*|UNSUB|*" not in text(client, "/preview/2026-10/mail.html")
    assert "<li>" in page
    assert client.get("/preview/2026-10/mail.eml?for=mailchimp").status_code == 404


def test_a_provider_that_takes_markdown_gets_markdown_to_copy(client):
    page = text(client, "/preview/2026-10/?for=buttondown-markdown")

    assert "Copy Markdown" in page
    assert "Copy HTML" not in page
    assert "Words." in text(client, "/preview/2026-10/mail.md?for=buttondown-markdown")
    assert "Words." in text(client, "/preview/2026-10/mail.html?scheme=light")


def test_an_issue_with_a_draft_is_shown_and_says_that_it_cannot_go_out(client, folder):
    issue = ISSUE.replace("[a]", "[a, idea]").replace("---\n", "---\ndate: 2026-10-06\n", 1)
    write_site(folder, {"newsletters/2026-11.md": issue})

    page = text(client, "/preview/2026-11/")

    assert "is a draft, so it cannot be sent" in page
    assert ">Idea<" in text(client, "/preview/2026-11/mail.html")


def test_an_issue_that_cannot_be_composed_says_why_and_is_followed(client, folder):
    issue = ISSUE.replace("[a]", "[nothing]").replace("---\n", "---\ndate: 2026-10-06\n", 1)
    write_site(folder, {"newsletters/2026-11.md": issue})

    response = client.get("/preview/2026-11/")

    assert response.status_code == 503
    assert "there is no post &#39;nothing&#39;" in response.text
    assert "live.js" in response.text


@pytest.mark.parametrize("address", ["/preview/none/", "/preview/none/mail.html"])
def test_what_is_neither_issue_nor_post_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_readers_and_servers_have_no_preview_and_no_inliner(folder):
    code = (
        "import sys; from app.web import create_app; "
        f"client = create_app({str(folder)!r}).test_client(); "
        "codes = [client.get(a).status_code for a in ('/', '/newsletter/', '/preview/')]; "
        "unwanted = {'premailer', 'cssutils', 'smtplib', 'app.web.preview'}; "
        "print(codes, *(unwanted & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[200, 200, 404]"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8000", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("192.0.2.7", 200),
        ("ana.example.org", 200),
        ("other.example.net:8000", 400),
        ("127.0.0.1.example.net", 400),
    ],
)
def test_the_preview_answers_under_no_name_that_somebody_else_may_own(client, host, status):
    for path in ("/preview/", "/preview/2026-10/mail.html", "/preview/live.js", "/preview/live"):
        with client.get(path, headers={"Host": host}, buffered=False) as response:
            assert response.status_code == status


def test_it_answers_under_a_name_that_the_author_trusts(folder):
    write_site(folder, {"site.toml": f'trusted_hosts = ["desk.example.com"]\n{SITE}'})
    answer = open_preview(folder).get("/preview/", headers={"Host": "desk.example.com:8000"})

    assert answer.status_code == 200
