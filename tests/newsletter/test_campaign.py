import pytest

from app.config import Config
from app.config.model import NewsletterConfig
from app.newsletter.campaign import tag_links
from tests.values import CONFIG


def tagged(html, utm=True, url="https://blog.example.org"):
    config = Config(root=CONFIG.root, url=url, newsletter=NewsletterConfig(utm=utm))
    return tag_links(html, config, "2026-11")


QUERY = "utm_source=newsletter&amp;utm_medium=email&amp;utm_campaign=2026-11"


def test_links_are_left_alone_unless_it_is_asked_for():
    html = '<a href="https://blog.example.org/a/">A</a>'

    assert tagged(html, utm=False) == html


def test_a_link_to_our_own_pages_names_the_letter_before_its_fragment():
    made = tagged('<a class="x" href="https://blog.example.org/a/?q=1&amp;r=2#b">A</a>')

    assert (
        made == f'<a class="x" href="https://blog.example.org/a/?q=1&amp;r=2&amp;{QUERY}#b">A</a>'
    )


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://example.com/">A</a>',
        '<a href="https://blog.example.org.evil.example/">A</a>',
        '<a href="mailto:a@example.org">A</a>',
        '<a href="x-tag-unsubscribe-x">A</a>',
        '<a href="https://blog.example.org/?utm_source=mine">A</a>',
        '<img src="https://blog.example.org/a.png">',
    ],
)
def test_other_links_and_pictures_stay_as_they_are(html):
    assert tagged(html) == html


def test_a_table_says_its_own_words_and_may_leave_one_out():
    made = tagged(
        '<a href="https://blog.example.org">A</a>',
        utm={"source": "letter", "campaign": "", "term": "a b"},
    )

    assert (
        made
        == '<a href="https://blog.example.org?utm_source=letter&amp;utm_medium=email&amp;utm_term=a+b">A</a>'
    )
