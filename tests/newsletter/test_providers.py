import re
from pathlib import Path

import pytest
from jinja2 import Environment, StrictUndefined
from lxml import html as lxml_html

from app.newsletter import providers
from app.newsletter.export import plan_letter, render_mail
from app.newsletter.providers import load_providers
from app.newsletter.select import Choice, select_issue
from tests.values import load_site, post_text, write_site

SITE = """\
title = "Example"
url = "https://blog.example.org"
[newsletter]
from = "Ana <ana@blog.example.org>"
address = "1 Example Street"
"""
#: What a post about template languages shows, and no provider may run.
SHOWN = (
    "{{ unsubscribe_url }}",
    "{% if x %}",
    "{# note #}",
    "*|UNSUB|*",
    "<%= name %>",
    "<%unsubscribe_url%>",
    "<%recipient.first_name%>",
    "%unsubscribe_url%",
    "%recipient.first_name%",
    "{{{ pm:unsubscribe }}}",
    "[Unsubscribe]",
)
WORDS = (
    "\n".join(f"Write `{tag}` so.\n" for tag in SHOWN) + "\n```\n" + "\n".join(SHOWN) + "\n```\n"
)
FILES = {
    "site.toml": SITE,
    "posts/2026-11-02-tags.md": post_text("On {{ tags }} and *|MORE|*", "2026-11-02", WORDS),
    "newsletters/11.md": "---\ntitle: November\ndate: 2026-11-20\nposts: [tags]\nlayout: full\n"
    "---\nDear <!-- first-name -->reader<!-- end -->, look at [this](/about/).\n",
}
NAMES = (
    "mailchimp",
    "buttondown",
    "buttondown-markdown",
    "listmonk",
    "mailgun",
    "ses",
    "postmark",
    "sendgrid",
    "kit",
    "plain",
)
#: How any provider's tag begins: what an export may hold of these is the provider's own.
LIVE = re.compile(r"\{\{\{[^{}]*\}\}\}|\{\{[^{}]*\}\}|\{%.*?%\}|\{#.*?#\}|\*\|.*?\|\*|<%.*?%>")
PERCENT = re.compile(r"%[a-z_]+(?:\.\w+)?%")


@pytest.fixture
def folder(tmp_path):
    return write_site(tmp_path, FILES)


def export(folder, name, issue="11"):
    site = load_site(folder)
    letter = plan_letter(
        site.library, site.body_of, Choice(), issue=select_issue(site.issues, issue)
    )
    provider = load_providers()[name] if name else None
    mail = render_mail(letter, site.library, site.body_of, provider=provider)
    return {path.rpartition(".")[2]: data.decode() for path, data in mail.files().items()}


def tags_of(name):
    provider = load_providers()[name]
    both = (provider.html, provider.text)
    tags = {
        getattr(one, key)
        for one in both
        for key in ("unsubscribe", "view", "address", "first_name")
    }
    return tags - {""}


def test_every_provider_is_there():
    assert tuple(load_providers()) == NAMES


def test_every_line_of_a_provider_says_where_it_is_from():
    file = Path(providers.__file__).with_name("providers.toml")
    lines = file.read_text().splitlines()
    facts = [
        line
        for line in lines
        if re.match(r"(form|footer|comments|literals|is_|unsubscribe|view|addr|fir)", line)
    ]

    assert len(facts) > 50
    assert [line for line in facts if not re.search(r'["\'e]\s+# \S', line)] == []


@pytest.mark.parametrize("name", NAMES[:-1])
def test_a_provider_gets_the_files_it_takes_with_its_own_tags_to_the_letter(folder, name):
    provider = load_providers()[name]
    files = export(folder, name)

    assert set(files) == ({"md"} if provider.form == "markdown" else {"html", "txt"})
    html, text = files.get("html"), files.get("txt") or files["md"]
    assert provider.text.unsubscribe in text
    assert provider.text.view in text
    assert (provider.text.first_name or "Dear reader") in text
    if html is not None:
        assert f'href="{provider.html.unsubscribe}"' in html
        assert f'href="{provider.html.view or "https://blog.example.org/newsletter/11/"}"' in html
        assert (provider.html.address or "1 Example Street") in html
        assert (provider.html.first_name or "Dear reader") in html


def without_own(name, data):
    """Return what is left of an export when what its provider reads is taken out."""
    bare = re.sub(r"\{\{ Safe `.*?` \}\}", "", data, flags=re.DOTALL)
    own = tags_of(name) | set(load_providers()[name].literals.values())
    for tag in sorted(own, key=len, reverse=True):
        bare = bare.replace(tag, "")
    return bare


@pytest.mark.parametrize("name", ["buttondown", "buttondown-markdown", "listmonk"])
def test_text_for_an_engine_that_is_known_opens_nothing_that_it_reads_and_hides_nothing(
    folder, name
):
    literals = load_providers()[name].literals
    files = export(folder, name)
    text = files.get("txt") or files["md"]
    printed = text
    for opening, literal in literals.items():
        assert opening not in without_own(name, text)
        printed = printed.replace(literal, opening)

    assert "```\n" + "\n".join(SHOWN) + "\n```" in printed
    assert "\u2060" not in text


def test_where_what_is_printed_depends_on_tags_around_it_a_sign_without_width_parts_them(folder):
    words = '```\n<a href="{{ url }}">\n```'
    write_site(folder, {"posts/2026-11-02-tags.md": post_text("T", "2026-11-02", words)})
    text = export(folder, "listmonk")["txt"]

    assert '<a href="{\u2060{ url }}">' in text


@pytest.mark.parametrize("name", NAMES[:-1])
def test_no_tag_is_live_but_the_providers_own(folder, name):
    for kind, data in export(folder, name).items():
        if kind != "html" and load_providers()[name].literals:
            continue  # looked at above
        bare = without_own(name, data)
        assert LIVE.findall(bare) == []
        assert PERCENT.findall(bare) == []
        assert not re.search(r"\[Unsubscribe\](?!\()", bare)


@pytest.mark.parametrize("name", [None, "mailchimp", "listmonk", "mailgun", "sendgrid", "kit"])
def test_template_code_in_a_posts_words_is_shown_as_it_was_written(folder, name):
    files = export(folder, name)
    page = lxml_html.fromstring(files["html"]).text_content()
    text = files["txt"].replace("\u2060", "").replace('{{ "{{" }}', "{{")

    for tag in SHOWN:
        assert f"Write {tag} so." in page
        assert page.count(tag) >= 2
        assert f"\n{tag}\n" in text
    assert "On {{ tags }} and *|MORE|*" in page


def test_without_a_provider_nothing_is_quietened_and_nothing_waits_to_be_replaced(folder):
    files = export(folder, "plain")

    assert set(files) == {"html", "txt", "eml"}
    assert "```\n" + "\n".join(SHOWN) + "\n```" in files["txt"]
    assert "Unsubscribe:" not in files["txt"]
    assert ">Unsubscribe<" not in files["html"]
    assert "\u2060" not in files["txt"]


def test_an_address_with_percent_signs_stays_an_address(folder):
    words = "[so](https://example.com/a%20b_c%20d/%E2%80%94?q=%7B%7Bx%7D%7D)"
    write_site(folder, {"posts/2026-11-02-tags.md": post_text("T", "2026-11-02", words)})
    files = export(folder, "mailgun")

    url = "https://example.com/a%20b_c%20d/%E2%80%94?q=%7B%7Bx%7D%7D"
    assert url in lxml_html.fromstring(files["html"]).xpath("//@href")
    assert url in files["txt"]


def test_a_tag_in_an_address_is_no_longer_one(folder):
    words = "[so](https://example.com/?u=%unsubscribe_url%) and `https://example.com/[unsubscribe]`"
    write_site(folder, {"posts/2026-11-02-tags.md": post_text("T", "2026-11-02", words)})

    assert "https://example.com/?u=%25unsubscribe_url%" in export(folder, "mailgun")["txt"]
    assert "https://example.com/%5Bunsubscribe]" in export(folder, "sendgrid")["txt"]


def test_a_fragment_has_its_style_and_no_page_around_it(folder):
    html = export(folder, "kit")["html"]

    assert html.startswith("<style>")
    assert "prefers-color-scheme" in html
    assert ".card, .sheet { table-layout: fixed; }" in html
    assert "</table>" in html
    for part in ("<html", "<head", "<body", "</body", "<!DOCTYPE", "<title"):
        assert part not in html


def test_comments_for_outlook_reach_listmonk_as_it_keeps_them(folder):
    html = export(folder, "listmonk")["html"]

    assert html.count("<!--") == html.count("{{ Safe `<!--") == 3
    assert "<![endif]-->` }}" in html


def test_markdown_has_absolute_links_code_as_it_is_and_what_is_meant_for_mail(folder):
    words = (
        "See [other](2026-11-01-other.md), ![map](/assets/a.png) and [named].\n\n"
        "`[code](x.md)` stays.\n\n```\n[x](y.md) # {: .z}\n```\n\n"
        "<!-- web-only -->\nPage.\n<!-- end -->\n<!-- mail-only -->\nMail.\n<!-- end -->\n\n"
        'A list.\n{: .big}\n\n<img src="/assets/a.png" alt="A">\n\n[named]: /about/\n'
    )
    write_site(
        folder,
        {
            "assets/a.png": b"x",
            "posts/2026-11-01-other.md": post_text("Other", "2026-11-01"),
            "posts/2026-11-02-tags.md": post_text("A *title*", "2026-11-02", words),
        },
    )
    text = export(folder, "buttondown-markdown")["md"]

    assert "[other](https://blog.example.org/posts/other/)" in text
    assert "![map](https://blog.example.org/assets/a.png)" in text
    assert "[named]: https://blog.example.org/about/" in text
    assert '<img src="https://blog.example.org/assets/a.png" alt="A">' in text
    assert "`[code](x.md)` stays." in text
    assert "```\n[x](y.md) # {: .z}\n```" in text
    assert "Mail." in text
    assert "Page." not in text
    assert "{: .big}" not in text
    assert "## [A \\*title\\*](https://blog.example.org/posts/tags/)" in text
    assert "look at [this](https://blog.example.org/about/)" in text


@pytest.mark.parametrize("name", NAMES)
def test_the_same_letter_for_the_same_provider_gives_the_same_bytes(folder, name):
    assert export(folder, name) == export(folder, name)


def test_a_template_engine_that_reads_the_export_fills_in_its_tags_and_shows_the_rest(folder):
    files = export(folder, "buttondown")
    values = {
        "unsubscribe_url": "https://example.com/leave",
        "email_url": "https://example.com/read",
        "subscriber": {"metadata": {"first_name": "Ben"}},
    }
    engine = Environment(undefined=StrictUndefined)  # noqa: S701 -- as the provider does
    for opening, literal in load_providers()["buttondown"].literals.items():
        # The engine at hand is not Django's own and prints these in another way.
        files["txt"] = files["txt"].replace(literal, "{{ '" + opening + "' }}")
    made = {kind: engine.from_string(text).render(values) for kind, text in files.items()}

    page = lxml_html.fromstring(made["html"])
    assert {"https://example.com/leave", "https://example.com/read"} <= set(page.xpath("//@href"))
    assert "Dear Ben, look" in page.text_content()
    assert "Dear Ben, look" in made["txt"]
    for tag in SHOWN:
        assert f"Write {tag} so." in page.text_content()
        assert f"\n{tag}\n" in made["txt"]


RAW = """\
One <b onclick="x()">bold</b>, 1 < 2 and a<b; <https://example.com/?a=1> and <javascript:a(1)>.

<style>p { color: red }</style>
<script>
alert(1)
</script>
<link rel="stylesheet" href="https://example.com/a.css"><base href="/x"><meta charset="x">
<form action="/go"><input name="a"><button>Go</button></form>
<iframe src="https://example.com/film" title="A film"></iframe>
<object data="https://example.com/o"></object>

<table><tr><td align="right" style="color: red">Cell</td></tr></table>

[bad](javascript:alert(1)) and [worse](&#106;avascript:x "T") and [worst][w] and ![d](data:x/y;z).
<a href="javascript:x()">Linked</a> <img src="/assets/a.png" alt="A" onerror="x()"> <img/src=x

[w]:
  vbscript:x

`<script>code</script>` and \\<i>

<pre onclick="x()">
    `kept` &lt;b&gt;
</pre>

    <script>indented</script>

```
<script>fenced</script>
```
"""


def test_markdown_has_no_more_html_than_a_mail_may_have_and_code_as_it_is(folder):
    write_site(folder, {"posts/2026-11-02-tags.md": post_text("T", "2026-11-02", RAW)})
    text = export(folder, "buttondown-markdown")["md"]
    bare = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)

    gone = "style script link base meta form input button iframe object onclick onerror javascript"
    for word in gone.split():
        assert not re.search(rf"<{word}\b|\b{word}=|{word}:", bare.replace("javascript:a(1)", ""))
    assert "vbscript" not in bare
    assert "data:" not in bare
    for kept in (
        "One <b>bold</b>, 1 < 2 and a&lt;b; <https://example.com/?a=1> and javascript:a(1).",
        '<a href="https://example.com/film">A film</a>',
        '<table><tr><td align="right">Cell</td></tr></table>',
        "bad and worse and [worst][w] and d.",
        '<a>Linked</a> <img src="https://blog.example.org/assets/a.png" alt="A"> &lt;img/src=x',
        "`<script>code</script>` and \\<i>",
        "```\n<script>indented</script>\n```",
        "<pre>    `kept` &lt;b&gt;\n</pre>",
        "```\n<script>fenced</script>\n```",
    ):
        assert kept in text


def test_links_in_markdown_are_such_that_every_reader_of_it_takes_them_for_links(folder):
    words = (
        "[a](my notes.pdf) [b](<my notes.pdf> 'B') ![c](a map.png) [](/d) "
        "[![e](a map.png)](/e) and `[f](my notes.pdf)`."
    )
    write_site(folder, {"posts/2026-11-02-tags.md": post_text("T", "2026-11-02", words)})
    text = export(folder, "buttondown-markdown")["md"]

    base = "https://blog.example.org"
    assert (
        f"[a]({base}/posts/tags/my%20notes.pdf) [b]({base}/posts/tags/my%20notes.pdf 'B')" in text
    )
    assert f"![c]({base}/posts/tags/a%20map.png) <{base}/d>" in text
    assert f"[![e]({base}/posts/tags/a%20map.png)]({base}/e)" in text
    assert "`[f](my notes.pdf)`" in text


def test_the_text_part_names_no_address_that_would_run(folder):
    words = (
        "[One](javascript:alert(1)), [two](VBScript:x), ![three](data:image/png;base64,AAAA), "
        '<a href="javascript:x">four</a>, [five][f] and [six](https://example.com/6).\n\n'
        "[f]: data:text/html,x\n"
    )
    write_site(folder, {"posts/2026-11-02-tags.md": post_text("T", "2026-11-02", words)})
    text = export(folder, "mailgun")["txt"]

    assert "One, two, (Picture: three), four, five and six [1]." in text
    assert not re.search("javascript|vbscript|data:", text, re.IGNORECASE)
