import io
import re

import pytest
from lxml import html as lxml_html
from PIL import Image

from app.newsletter.body import fit_body
from app.newsletter.export import plan_letter, render_mail
from app.newsletter.providers import load_providers
from app.newsletter.select import Choice
from tests.values import CONFIG, load_site, post_text, write_site

SITE = 'title = "Example"\nurl = "https://blog.example.org/base"\nlogo = "/assets/logo.png"\n'
UNSUBSCRIBE = '[newsletter]\nunsubscribe = "https://blog.example.org/base/leave"\n'


def a_picture(width, height, kind="PNG"):
    file = io.BytesIO()
    Image.new("RGB", (width, height)).save(file, kind)
    return file.getvalue()


FILES = {
    "site.toml": SITE,
    "assets/logo.png": a_picture(240, 80),
    "posts/2026-11-01-one.md": post_text(
        "One", "2026-11-01", "Words and [two](2026-10-01-two.md)."
    ),
    "posts/2026-10-01-two.md": post_text("Two", "2026-10-01", "More words."),
}


@pytest.fixture
def folder(tmp_path):
    return write_site(tmp_path, FILES)


def export(folder, issue=None, provider=None):
    site = load_site(folder)
    found = next((one for one in site.issues if one.name == issue), None)
    choice = Choice() if found else Choice(slugs=("one",))
    letter = plan_letter(site.library, site.body_of, choice, issue=found)
    return render_mail(
        letter, site.library, site.body_of, provider=load_providers().get(provider or "")
    )


def fit(html):
    return str(fit_body(html, config=CONFIG, address="/posts/hello/"))


def test_a_long_word_in_a_table_does_not_widen_the_letter_where_a_client_drops_its_head(folder):
    table = f"| A |\n|---|\n| {'word' * 40} |\n"
    write_site(folder, {"posts/2026-11-01-one.md": post_text("One", "2026-11-01", table)})

    page = lxml_html.fromstring(export(folder).html)
    (cell,) = page.xpath("//div[table//td[contains(., 'wordword')]]/parent::td/@style")
    (card,) = page.xpath("//table[@class='card']/@style")
    # 534 pixels, 32 on each side, and a border on each side.
    assert "max-width:534px" in cell
    assert re.search(r"padding:\d+px 32px", cell)
    assert "max-width:600px" in card


def test_a_picture_keeps_within_its_column_in_thunderbird_which_says_otherwise(folder):
    words = "![A](https://example.com/wide.png)"
    write_site(folder, {"posts/2026-11-01-one.md": post_text("One", "2026-11-01", words)})
    html = export(folder).html

    assert '<img alt="A" src="https://example.com/wide.png" class="fits"' in html
    # More exact than img[shrinktofit], and outside of @media, which Thunderbird takes out.
    assert "\n.head img.fits, .ink img.fits { max-width: 100% !important; }\n</style>" in html


def test_the_border_is_a_ground_which_clients_that_make_mail_dark_take_away(folder):
    styles = " ".join(lxml_html.fromstring(export(folder).html).xpath("//table/@style"))

    assert "border:1px" not in styles
    assert "background-color:#dcd4c4" in styles


def test_titles_have_the_colour_of_words_where_a_client_makes_links_blue(folder):
    head = export(folder).html.partition("</head>")[0]

    assert head.endswith("<style>.title, .bar { & a { color: inherit !important; } }</style>\n")


def test_no_element_is_styled_by_what_outlook_does_not_know(folder):
    styles = lxml_html.fromstring(export(folder).html).xpath("//@style")

    assert [style for style in styles if "table-layout" in style] == []


def test_the_logo_stands_at_the_top_in_its_shape_with_the_title_for_those_who_see_no_pictures(
    folder,
):
    logo = lxml_html.fromstring(export(folder).html).xpath("//img")[0]

    assert logo.get("src") == "https://blog.example.org/base/assets/logo.png"
    assert (logo.get("width"), logo.get("height")) == ("120", "40")
    assert logo.get("alt") == "Example"
    assert logo.getparent().get("href") == "https://blog.example.org/base/"


@pytest.mark.parametrize("name", ["/assets/logo.svg", "/assets/none.png", "/assets/logo.webp"])
def test_without_a_logo_that_mail_clients_show_the_title_stands_there(folder, name):
    write_site(
        folder,
        {
            "site.toml": SITE.replace("/assets/logo.png", name),
            "assets/logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "assets/logo.webp": a_picture(80, 40, "WEBP"),
        },
    )
    page = lxml_html.fromstring(export(folder).html)

    assert page.xpath("//img") == []
    assert "Example" in page.xpath("//td//a/text()")


def test_links_to_our_own_pages_name_the_letter_where_that_is_asked_for(folder):
    write_site(folder, {"site.toml": f"{SITE}{UNSUBSCRIBE}utm = true\n"})
    mail = export(folder)
    links = lxml_html.fromstring(mail.html).xpath("//@href")

    query = "?utm_source=newsletter&utm_medium=email&utm_campaign=one"
    assert f"https://blog.example.org/base/posts/two/{query}" in links
    assert f"https://blog.example.org/base/{query}" in links
    assert "https://blog.example.org/base/leave" in links
    assert "utm_" not in export(write_site(folder, {"site.toml": SITE})).html


def test_an_issues_own_text_stands_in_place_of_what_we_would_write_and_the_foot_stays(folder):
    header = "title: X\ndate: 2026-11-20\nposts: [one]\ntext: |\n  Dear all,\n\n      one   two\n"
    write_site(
        folder,
        {
            "newsletters/x.md": f"---\n{header}---\nHello.\n",
            "site.toml": SITE + UNSUBSCRIBE,
        },
    )
    mail = export(folder, "x")

    assert "\nDear all,\n\n    one   two\n" in mail.text
    assert "Hello." not in mail.text
    assert "Words and" not in mail.text
    assert "Unsubscribe: https://blog.example.org/base/leave\n" in mail.text
    assert "Hello." in mail.html


def test_a_first_name_is_the_words_given_for_it_where_no_provider_knows_one(folder):
    words = "Dear <!-- first-name -->friend<!-- end -->, hello."
    write_site(folder, {"newsletters/x.md": f"---\ntitle: X\ndate: 2026-11-20\n---\n{words}\n"})

    assert "Dear friend, hello." in export(folder, "x").text
    assert "Dear friend, hello." in lxml_html.fromstring(export(folder, "x").html).text_content()
    assert "Dear *|FNAME|*, hello." in export(folder, "x", "mailchimp").text


def test_a_formula_is_said_in_the_authors_own_signs():
    made = fit(
        '<p>So <math alttext="a &lt; \\frac{1}{2}"><semantics><mi>a</mi>'
        '<annotation encoding="application/x-tex">a</annotation></semantics></math>.</p>'
    )

    assert made == "<p>So <code>a &lt; \\frac{1}{2}</code>.</p>"


def test_a_film_with_a_poster_is_the_poster_leading_to_the_film_with_words_below():
    made = fit('<video src="/a.mp4" poster="/a.jpg" title="A walk" controls>No.</video>')
    figure = lxml_html.fromstring(made)

    assert figure.xpath("//a/@href") == ["https://blog.example.org/a.mp4"] * 2
    assert figure.xpath("//a/img/@src") == ["https://blog.example.org/a.jpg"]
    assert figure.xpath("//a/img/@alt") == ["A walk"]
    assert figure.xpath("//figcaption/a/text()") == ["A walk"]
    assert figure.xpath("//img/@width") == ["536"]


def test_a_film_without_a_poster_is_a_link_to_it():
    made = fit('<video controls><source src="/a.mp4"></video>')

    assert '<a href="https://blog.example.org/a.mp4">' in made
    assert "<img" not in made


def test_a_picture_written_into_the_text_itself_is_its_words_since_gmail_drops_it():
    made = fit('<p>A <img src="data:image/png;base64,AAAA" alt="dot"> here</p>')

    assert made == "<p>A <em>dot</em> here</p>"
