import tomllib
from pathlib import Path

import pytest
from lxml import html as lxml_html

from app.newsletter import words as own_words
from app.newsletter.export import plan_letter, render_mail
from app.newsletter.providers import load_providers
from app.newsletter.select import Choice
from app.newsletter.words import html_words, letter_words
from tests.values import load_site, post_text, write_site

FILE = Path(own_words.__file__).with_name("words.toml")
ISSUE = post_text("N", posts="[one]")
SITE = 'title = "Example"\nurl = "https://blog.example.org"\nlanguage = "{}"\n'


def export(folder, language, provider=None, issue=None):
    write_site(
        folder,
        {
            "site.toml": SITE.format(language)
            + '[newsletter]\nunsubscribe = "https://a.example/"\n',
            "posts/2026-11-01-one.md": post_text("One", body="![](/a.png)\n\nWords."),
            "newsletters/2026-11.md": issue or ISSUE,
        },
    )
    site = load_site(folder)
    chosen = site.issues[0] if issue else None
    choice = Choice() if issue else Choice(slugs=("one",))
    letter = plan_letter(site.library, site.body_of, choice, issue=chosen)
    return render_mail(
        letter, site.library, site.body_of, provider=load_providers().get(provider or "")
    )


def test_a_letter_says_its_own_words_in_its_language(tmp_path):
    mail = export(tmp_path, "de")
    links = [link.text for link in lxml_html.fromstring(mail.html).xpath("//a")]

    assert {"Im Browser ansehen", "Im Web lesen", "Abbestellen"} <= set(links)
    assert "1. November 2026 · 1 Minute Lesezeit" in mail.html
    assert "Im Browser ansehen: https://blog.example.org/posts/one/" in mail.text
    assert "Abbestellen: https://a.example/" in mail.text
    assert "(Bild) [1]" in mail.text


def test_so_does_a_digest_and_one_in_markdown(tmp_path):
    digest = export(tmp_path, "fr", issue=ISSUE)
    markdown = export(tmp_path, "fr", "buttondown-markdown", issue=ISSUE).markdown

    assert "Lire la suite\u00a0: One" in digest.html
    assert "[Lire la suite](https://blog.example.org/posts/one/)" in markdown
    assert "[Se désabonner]({{ unsubscribe_url }})" in markdown


@pytest.mark.parametrize(
    ("language", "view"),
    [
        ("en-GB", "View in browser"),
        ("DE-at", "Im Browser ansehen"),
        ("pt-br", "Ver no navegador"),
        ("zh-TW", "在瀏覽器中檢視"),
        ("zh-Hans-CN", "在浏览器中查看"),
        ("no", "Vis i nettleseren"),
        ("ur", "View in browser"),
        ("", "View in browser"),
    ],
)
def test_a_language_goes_by_the_longest_name_that_is_known(language, view):
    assert letter_words(language).view == view


def test_english_within_words_from_right_to_left_is_marked_so_that_both_keep_their_order(tmp_path):
    mail = export(tmp_path, "ur")
    page = lxml_html.fromstring(mail.html)
    english = page.xpath("//span[@lang='en'][@dir='ltr']/text()")

    assert page.get("dir") == "rtl"
    assert english.count("View in browser") == 2
    assert {"Read on the web", "Unsubscribe", "1 minute to read"} <= set(english)
    assert "View in browser: " in mail.text


def test_words_that_are_known_need_no_mark():
    assert html_words("he") == letter_words("he")


def test_every_language_counts_minutes_and_leaves_nothing_out():
    names = tomllib.loads(FILE.read_text(encoding="utf-8"))

    for words in map(letter_words, names):
        assert "3" in words.reading_time(3)
        assert "{" not in words.reading_time(1)
        assert all((words.view, words.web, words.more, words.unsubscribe, words.film))
        assert all((words.picture, words.colon.strip()))


def test_a_title_that_runs_the_other_way_leaves_its_number_on_the_side_of_the_others(tmp_path):
    write_site(tmp_path, {"posts/2026-10-01-two.md": post_text("שלום", "2026-10-01", lang="he")})
    issue = post_text("N", posts="[one, two]")
    page = lxml_html.fromstring(export(tmp_path, "en", issue=issue).html)
    item = page.xpath("//ol/li")[1]

    assert item.get("dir") is None
    assert item.find("a").get("dir") == "rtl"
