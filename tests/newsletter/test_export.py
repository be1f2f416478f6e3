import email
import io
import re
import subprocess
import sys
from email import policy
from pathlib import Path

import pytest
from lxml import html as lxml_html
from PIL import Image

from app.errors import NewsletterError, NothingToSendError, TemplateError
from app.newsletter.export import plan_letter, render_mail
from app.newsletter.select import Choice, select_issue
from tests.values import load_site, post_text, write_site

ROOT = Path(__file__).parents[2]
SITE = """\
title = "Example"
url = "https://blog.example.org/base"
[newsletter]
title = "The Letter"
from = "Ana <ana@blog.example.org>"
address = "Example, 1 Example Street"
unsubscribe = "https://blog.example.org/unsubscribe?a=1&b=2"
why = "You asked for it."
"""


def a_picture(width, height):
    file = io.BytesIO()
    Image.new("RGB", (width, height)).save(file, "PNG")
    return file.getvalue()


WHOLE = """\
First words, with [a link](2026-10-01-other.md) and ![a map](../assets/map.png).

## A section

Some *thoughts*.[^1]

```python
def words(text):
    return {{ text }}  # {% raw %}
```

| A | B |
|---|--:|
| 1 | 2 |

> Quoted.

### A part

1. One
2. Two

<!-- web-only -->
Only the page.
<!-- end -->
<!-- mail-only -->
Only the mail.
<!-- end -->

[^1]: A note.
"""
FILES = {
    "site.toml": SITE,
    "assets/map.png": a_picture(1072, 536),
    "posts/2026-11-01-whole.md": post_text(
        "Whole <b> & “all”", "2026-11-01", WHOLE, categories="ai"
    ),
    "posts/2026-10-01-other.md": post_text(
        "Other", "2026-10-01", "## Same\n\nOther words.", categories="ai"
    ),
}


@pytest.fixture
def folder(tmp_path):
    return write_site(tmp_path, FILES)


def export(folder, choice=None, issue=None, **more):
    site = load_site(folder)
    if issue is not None:
        more["issue"] = select_issue(site.issues, issue)
    letter = plan_letter(site.library, site.body_of, choice or Choice(), hidden=site.hidden, **more)
    return render_mail(letter, site.library, site.body_of)


ONE = Choice(slugs=("whole",))


def test_the_html_of_one_post_has_its_title_and_all_its_sections(folder):
    page = lxml_html.fromstring(export(folder, ONE).html)

    assert page.findtext(".//title") == "Whole <b> & “all”"
    assert page.xpath("string(//h1)") == "Whole <b> & “all”"
    assert page.xpath("//h2/text()") == ["A section"]
    assert page.xpath("//h3/text()") == ["A part"]
    for words in ("First words", "return {{ text }}", "A note.", "Only the mail.", "Quoted."):
        assert words in page.text_content()
    assert "Only the page." not in page.text_content()


def test_nothing_in_the_html_is_relative_linked_in_or_run(folder):
    html = export(folder, ONE).html
    page = lxml_html.fromstring(html)

    links = page.xpath("//@href | //@src")
    assert links
    assert all(link.startswith("https://") for link in links)
    assert page.xpath("//link | //script | //form | //iframe | //*[@srcset]") == []
    assert "https://blog.example.org/base/posts/other/" in links
    assert "https://blog.example.org/base/assets/map.png" in links


def test_every_element_with_words_or_a_picture_is_styled_inline(folder):
    page = lxml_html.fromstring(export(folder, ONE).html)

    bare = [
        element.tag
        for element in page.body.iter("*")
        if (element.text or "").strip() or element.tag in {"img", "hr"}
        if not element.get("style")
    ]
    assert bare == []


def test_layout_tables_say_that_they_are_none_and_data_tables_stay_tables(folder):
    page = lxml_html.fromstring(export(folder, ONE).html)

    tables = page.xpath("//table")
    assert [bool(one.xpath(".//th[not(ancestor::table/ancestor::table = .)]")) for one in tables]
    data = [one for one in tables if one.get("role") != "presentation"]
    assert len(data) == 1
    assert data[0].xpath(".//th/text()") == ["A", "B"]
    assert "text-align:right" in data[0].xpath(".//td")[1].get("style")


def test_the_mail_says_who_where_why_and_how_to_leave(folder):
    mail = export(folder, ONE)
    page = lxml_html.fromstring(mail.html)

    links = {link.text_content(): link.get("href") for link in page.xpath("//a")}
    leave = "https://blog.example.org/unsubscribe?a=1&b=2"
    assert links["Unsubscribe"] == leave
    assert links["View in browser"] == "https://blog.example.org/base/posts/whole/"
    assert links["The Letter"] == "https://blog.example.org/base/"
    for words in ("You asked for it.", "Example, 1 Example Street"):
        assert words in page.text_content()
        assert words in mail.text
    assert f"Unsubscribe: {leave}\n" in mail.text


def test_without_an_unsubscribe_address_the_providers_tag_arrives_unharmed(folder):
    write_site(folder, {"site.toml": SITE.replace("unsubscribe = ", "# ")})
    mail = export(folder, ONE)

    for html in (mail.html, mail.source):
        assert 'href="{{ unsubscribe_url }}"' in html
    assert "Unsubscribe: {{ unsubscribe_url }}" in mail.text


def test_template_code_in_a_posts_words_is_shown_and_never_live(folder):
    html = export(folder, ONE).html

    body = html.partition("<body")[2]
    assert "{{" not in body
    assert "{%" not in body
    assert "return {{ text }}" in lxml_html.fromstring(html).text_content()


def test_template_code_in_a_posts_words_is_live_in_no_text_either(folder):
    words = "Write `{{ name }}`, {%x%} or [so](https://example.com/{{id}}).\n\n    {# code #}"
    write_site(folder, {"posts/2026-11-02-tags.md": post_text("A {{ b }}", "2026-11-02", words)})
    write_site(folder, {"site.toml": SITE.replace("unsubscribe = ", "# ")})
    text = export(folder, Choice(slugs=("tags",))).text

    assert "[1] https://example.com/%7B%7Bid%7D%7D\n" in text
    assert "Write `{{ name }}`, {%x%} or so [1]." in text.replace("\u2060", "")
    assert re.findall(r"\{[{%#].*", text) == ["{{ unsubscribe_url }}"]


def test_code_is_the_authors_to_the_letter_where_no_provider_reads_it(folder):
    words = "```\n{{ a }} {% b %} *|C|* %d%\n```"
    write_site(folder, {"posts/2026-11-02-tags.md": post_text("T", "2026-11-02", words)})
    known = export(folder, Choice(slugs=("tags",)))
    write_site(folder, {"site.toml": SITE.replace("unsubscribe = ", "# ")})
    waiting = export(folder, Choice(slugs=("tags",)))

    for message in (known.message, waiting.message):
        parts = email.message_from_bytes(message, policy=policy.default)
        assert words in parts.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert words in known.text
    assert words not in waiting.text


def test_a_list_of_tasks_has_boxes_and_no_bullets(folder):
    words = "- [ ] Buy\n- [x] Read\n\nThen\n\n- go"
    write_site(folder, {"posts/2026-11-02-tasks.md": post_text("T", "2026-11-02", words)})
    mail = export(folder, Choice(slugs=("tasks",)))
    tasks, others = lxml_html.fromstring(mail.html).xpath("//ul")

    assert tasks.xpath("li/text()") == ["☐ Buy", "☑ Read"]
    assert "list-style-type:none" in tasks.get("style")
    assert "list-style" not in others.get("style")
    assert "- [ ] Buy\n- [x] Read\n" in mail.text


def test_the_text_is_made_from_the_markdown_with_code_untouched_and_links_listed(folder):
    text = export(folder, ONE).text

    assert "```\ndef words(text):\n    return {{ text }}  # {% raw %}\n```" in text
    assert "with a link [1] and (Picture: a map) [2]" in text
    assert "[2] https://blog.example.org/base/assets/map.png\n" in text
    assert "[1] https://blog.example.org/base/posts/other/\n" in text
    assert "Some *thoughts*.¹" in text
    assert "¹ A note." in text
    assert "Only the mail." in text
    assert "Only the page." not in text
    assert not re.search(r"</?\w+>", text.replace("<b>", ""))


def test_the_message_holds_the_html_and_the_text_as_they_are_in_their_files(folder):
    mail = export(folder, ONE)

    message = email.message_from_bytes(mail.message, policy=policy.default)
    assert message["Subject"] == "Whole <b> & “all”"
    parts = [message.get_body((kind,)).get_content() for kind in ("plain", "html")]
    assert [part.replace("\r\n", "\n").rstrip() for part in parts] == [
        mail.text.rstrip(),
        mail.html.rstrip(),
    ]


def test_the_same_content_gives_the_same_bytes_in_another_process(folder):
    code = (
        "import sys\n"
        "from tests.newsletter.test_export import ONE, export\n"
        "from pathlib import Path\n"
        "import hashlib\n"
        "mail = export(Path(sys.argv[1]), ONE)\n"
        "print(hashlib.sha256(b''.join(mail.files(source=True).values())).hexdigest())\n"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code, str(folder)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for _ in range(2)
    }

    assert len(runs) == 1


def test_several_posts_come_whole_below_one_title_without_a_doubled_id(folder):
    page = lxml_html.fromstring(export(folder).html)

    assert page.xpath("//h1//text()") == ["The Letter, 1 November 2026"]
    assert page.xpath("//h2//a/text()") == ["Whole <b> & “all”", "Other"]
    assert page.xpath("//h3/text()") == ["A section", "Same"]
    assert page.xpath("//@id") == []


def test_an_issue_has_its_words_a_list_of_what_is_inside_and_the_beginning_of_each_post(folder):
    header = "title: November\ndate: 2026-11-20\npreheader: Rain.\nposts: [other, whole]"
    write_site(folder, {"newsletters/2026-11.md": f"---\n{header}\n---\nHello **you**.\n"})
    mail = export(folder, issue="2026-11")
    page = lxml_html.fromstring(mail.html)

    assert mail.name == "2026-11"
    assert page.xpath("//h1//text()") == ["November"]
    assert page.xpath("//ol/li/a/text()") == ["Other", "Whole <b> & “all”"]
    assert "Hello you." in page.text_content()
    assert "Other words." in page.text_content()
    assert "A section" not in page.text_content()
    assert page.xpath("//div[contains(@style, 'display:none')]")[0].text.startswith("Rain.")
    assert "Hello **you**." in mail.text
    assert mail.text.index("Other words.") < mail.text.index("First words")


def test_an_issue_without_posts_is_a_letter_of_its_own_words(folder):
    write_site(folder, {"newsletters/x.md": "---\ntitle: X\ndate: 2026-11-20\n---\nOnly words.\n"})

    assert "Only words." in export(folder, issue="x").html


def test_an_issue_without_words_and_posts_is_nothing_to_send(folder):
    write_site(folder, {"newsletters/x.md": "---\ntitle: X\ndate: 2026-11-20\n---\n"})

    with pytest.raises(NothingToSendError, match=r"newsletters/x\.md: .*posts: \["):
        export(folder, issue="x")


def test_an_issue_that_names_a_draft_is_refused(folder):
    write_site(
        folder,
        {
            "drafts/idea.md": "---\ntitle: Idea\n---\nWords.\n",
            "newsletters/x.md": "---\ntitle: X\ndate: 2026-11-20\nposts: [idea]\n---\n",
        },
    )

    with pytest.raises(NewsletterError, match=r"drafts/idea\.md: is a draft"):
        export(folder, issue="x")


def test_a_post_from_right_to_left_turns_the_mail_round(folder):
    rtl = post_text("שלום", "2026-11-02", "> שלום\n\nשלום.", lang="he")  # noqa: RUF001 -- Hebrew
    write_site(folder, {"posts/2026-11-02-shalom.md": rtl})
    page = lxml_html.fromstring(export(folder, Choice(slugs=("shalom",))).html)

    assert (page.get("lang"), page.get("dir")) == ("he", "rtl")
    assert "border-right:3px" in page.xpath("//blockquote")[0].get("style")
    assert "בנובמבר" in page.text_content()
    foot = page.xpath("//a[text()='הסרה מרשימת התפוצה']/ancestor::td[1]")[0]
    assert (foot.get("lang"), foot.get("dir")) == ("en", "ltr")


def test_the_lead_picture_of_a_header_is_shown_at_its_size(folder):
    text = post_text("Led", "2026-11-03", "Words.", image="../assets/map.png", image_alt="A map")
    write_site(folder, {"posts/2026-11-03-led.md": text})
    picture = lxml_html.fromstring(export(folder, Choice(slugs=("led",))).html).xpath("//img")[0]

    assert picture.get("src") == "https://blog.example.org/base/assets/map.png"
    assert (picture.get("width"), picture.get("height")) == ("536", "268")
    assert picture.get("alt") == "A map"
    # A block with a width does not shrink on a phone while its picture is blocked.
    assert "display" not in picture.get("style")


def test_an_authors_own_stylesheet_that_imports_another_is_refused_before_anything_is_fetched(
    folder,
):
    write_site(
        folder, {"templates/newsletter/style.css": "p{}\n@import url(http://127.0.0.1:9/x.css);"}
    )

    with pytest.raises(TemplateError, match=r"templates/newsletter/style\.css:2: '@import'"):
        export(folder, ONE)


def test_an_authors_own_template_that_cannot_be_read_is_named_with_its_line(folder):
    write_site(folder, {"templates/newsletter/body.html": "<html>\n{% if %}\n"})

    with pytest.raises(TemplateError, match=r"templates/newsletter/body\.html:2: "):
        export(folder, ONE)


def test_a_value_that_a_template_makes_up_is_said(folder):
    write_site(folder, {"templates/newsletter/body.txt": "{{ nonsense }}"})

    with pytest.raises(TemplateError, match=r"newsletter/body\.txt: .*'nonsense'"):
        export(folder, ONE)


def test_the_html_before_inlining_is_among_the_files_only_when_asked_for(folder):
    mail = export(folder, ONE)

    assert sorted(mail.files()) == ["whole.eml", "whole.html", "whole.txt"]
    assert "whole.source.html" in mail.files(source=True)
    assert "margin:" not in mail.source.partition("<body")[2]
    assert mail.source.count("<style>") == 2


def with_body(folder, head):
    ours = (ROOT / "templates/newsletter/body.html").read_text()
    own = ours.replace("{{ head_style }}", f"{head}\n{{{{ head_style }}}}")
    return write_site(folder, {"templates/newsletter/body.html": own})


@pytest.mark.parametrize(
    "head",
    [
        "<style>@import url({url});</style>",
        '<style>p { color: red } @IMPORT "{url}";</style>',
        r"<style>@\69mport url({url});</style>",
        '<link rel="stylesheet" href="{url}">',
        "<LINK href={url} rel='alternate StyleSheet'>",
    ],
)
def test_a_template_that_fetches_styles_is_refused_with_its_line(tmp_path, head):
    (tmp_path / "secret.css").write_text("p { color: #123456 }")
    folder = write_site(tmp_path / "site", FILES)
    with_body(folder, head.replace("{url}", (tmp_path / "secret.css").as_uri()))
    line = (ROOT / "templates/newsletter/body.html").read_text().split("{{ head_style")[0]
    site = load_site(folder)
    letter = plan_letter(site.library, site.body_of, Choice(latest=1))

    place = rf"^templates/newsletter/body\.html:{line.count(chr(10)) + 1}: "
    with pytest.raises(TemplateError, match=place):
        render_mail(letter, site.library, site.body_of)


def test_a_template_that_asks_for_one_that_is_not_there_says_which_and_where(tmp_path):
    folder = write_site(tmp_path, FILES)
    write_site(folder, {"templates/newsletter/body.html": 'a\nb\n{% include "nope.html" %}\n'})
    site = load_site(folder)
    letter = plan_letter(site.library, site.body_of, Choice(latest=1))

    with pytest.raises(TemplateError, match=r"body\.html:3: asks for the template 'nope\.html'"):
        render_mail(letter, site.library, site.body_of)


@pytest.mark.parametrize("name", ["style.css", "body.html", "body.txt"])
def test_a_template_in_another_encoding_is_refused_in_a_sentence(tmp_path, name):
    folder = write_site(tmp_path, FILES)
    write_site(folder, {f"templates/newsletter/{name}": "a\n/* für */".encode("latin-1")})
    site = load_site(folder)
    letter = plan_letter(site.library, site.body_of, Choice(latest=1))

    with pytest.raises(TemplateError, match=rf"newsletter/{name}:2: is not UTF-8"):
        render_mail(letter, site.library, site.body_of)
