"""Atom and RSS as a feed reader sees them."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from lxml import etree, html
from markupsafe import Markup

from app.config import Author, TermWords
from app.content.model import Body
from app.feeds.select import select_newsletter, select_term
from tests.feeds.reading import XML, contents, entries, read, render
from tests.values import CONFIG, a_post, an_issue, build_library, words

ATOM = "{http://www.w3.org/2005/Atom}"
both = pytest.mark.parametrize("file_name", XML)


def content_of(entry):
    return entry.content[0].value


@both
def test_entries_come_newest_first(file_name):
    posts = [a_post(slug=str(day), date=datetime(2026, 10, day, tzinfo=UTC)) for day in (3, 9, 5)]

    assert [entry.link for entry in entries(posts, file_name)] == [
        "https://blog.example.org/posts/9/",
        "https://blog.example.org/posts/5/",
        "https://blog.example.org/posts/3/",
    ]


@both
def test_an_entry_holds_the_whole_post_and_a_summary(file_name):
    long = "<p>" + "word " * 5000 + "end.</p>"
    [entry] = entries([a_post(description="In short: x < y")], file_name, body_of=words(long))

    assert content_of(entry).endswith("end.</p>")
    assert entry.summary == "In short: x &lt; y"


@both
def test_without_a_description_the_first_words_are_the_summary(file_name):
    [entry] = entries([a_post()], file_name)

    assert entry.summary == "Words."


@both
def test_a_post_without_words_still_has_content(file_name):
    [entry] = entries([a_post()], file_name, body_of=lambda _: Body(html=Markup()))

    assert content_of(entry) == "<p>Hello</p>"


@both
def test_an_id_is_no_link(file_name):
    data = render(build_library([a_post()]), file_name)
    [entry] = read(data).entries

    assert entry.id == "tag:blog.example.org,2026-11-01:hello"
    assert file_name != "rss.xml" or b'<guid isPermaLink="false">tag:' in data


@both
def test_dates_are_those_of_the_post_in_its_zone(file_name):
    date = datetime(2026, 10, 1, tzinfo=ZoneInfo("Europe/Lisbon"))
    [entry] = entries([a_post(date=date)], file_name)

    assert entry.published in {"2026-10-01T00:00:00+01:00", "Thu, 01 Oct 2026 00:00:00 +0100"}
    assert entry.published_parsed[:5] == (2026, 9, 30, 23, 0)


@both
def test_the_feed_changed_when_its_newest_change_was_made_and_not_now(file_name):
    posts = [a_post(slug="new"), a_post(slug="old", date=datetime(2026, 1, 1, tzinfo=UTC))]
    revised = replace(posts[1], updated=datetime(2026, 11, 3, 4, 5, 6, tzinfo=UTC))
    feed = read(render(build_library([posts[0], revised]), file_name)).feed

    assert feed.updated in {"2026-11-03T04:05:06+00:00", "Tue, 03 Nov 2026 04:05:06 +0000"}


def test_atom_tells_when_an_entry_was_revised():
    [entry] = entries([a_post(updated=datetime(2026, 11, 3, tzinfo=UTC))])

    assert entry.updated == "2026-11-03T00:00:00+00:00"
    assert entry.published == "2026-11-01T00:00:00+00:00"


@both
def test_a_feed_says_what_it_is_and_where(file_name):
    config = replace(CONFIG, description="Words about words.", language="pt-BR")
    feed = read(render(build_library([a_post()], config=config), file_name)).feed
    own = {link.rel: link for link in feed.links}

    assert (feed.title, feed.subtitle) == ("Example", "Words about words.")
    assert feed.link == "https://blog.example.org/"
    assert own["self"].href == f"https://blog.example.org/{file_name}"
    assert own["self"].type == f"application/{file_name[:-4]}+xml"
    assert feed.language == "pt-BR"
    assert feed.generator == "Trifold"


@both
def test_the_feed_of_a_category_belongs_to_its_page(file_name):
    config = replace(CONFIG, categories={"ai": TermWords(title="AI", description="On models.")})
    library = build_library([a_post(categories=("ai",))], config=config)
    channel = select_term(library, "category", "ai")
    feed = read(render(library, file_name, channel=channel)).feed

    assert (feed.title, feed.subtitle) == ("AI – Example", "On models.")
    assert feed.link == "https://blog.example.org/category/ai/"
    assert [link.href for link in feed.links if link.rel == "self"] == [
        f"https://blog.example.org/category/ai/{file_name}"
    ]


def test_the_link_of_an_atom_entry_keeps_its_rel_and_type():
    root = etree.fromstring(render(build_library([a_post()])))
    [link] = root.findall(f"{ATOM}entry/{ATOM}link")

    assert dict(link.attrib) == {
        "href": "https://blog.example.org/posts/hello/",
        "rel": "alternate",
        "type": "text/html",
    }


@both
def test_authors_are_named_and_no_mail_address_is_given_away(file_name):
    ana = Author(name="Ana Example", email="ana@example.org")
    config = replace(CONFIG, authors={"ana": ana}, author="ana")
    library = build_library([a_post(authors=("ana", "Ben"))], config=config)
    data = render(library, file_name)
    [entry] = read(data).entries

    assert [one.name for one in entry.authors] == ["Ana Example", "Ben"]
    assert b"@" not in data


def test_atom_names_an_author_for_posts_that_name_nobody():
    feed = read(render(build_library([a_post()]))).feed

    assert feed.author_detail.name == "Example"


@both
def test_categories_and_tags_are_told_apart_by_scheme(file_name):
    [entry] = entries([a_post(categories=("ai",), tags=("C#",))], file_name)

    assert [(tag.scheme, tag.label or tag.term) for tag in entry.tags] == [
        ("https://blog.example.org/category/", "ai"),
        ("https://blog.example.org/tag/", "C#"),
    ]


@both
def test_titles_with_signs_are_read_as_they_were_written(file_name):
    [entry] = entries([a_post(title="]]> Q & A: 1 < 2, “é” \U0001f600")], file_name)

    assert entry.title == "]]> Q & A: 1 < 2, “é” \U0001f600"


@both
def test_letters_that_xml_cannot_hold_do_not_break_the_feed(file_name):
    bad = "a\x08b\x00c\ufffed\udc80e"
    post = a_post(
        title=bad, description=bad, image_alt=bad, image="/x.png", id=bad, categories=(bad,)
    )
    config = replace(CONFIG, title=bad, description=bad, author=bad)
    [entry] = entries([post], file_name, config=config, body_of=words(f"<p>{bad}&#8;</p>"))

    assert entry.title == "abcde"
    assert content_of(entry) == "<p>abcde</p>"


@both
def test_links_and_pictures_are_absolute(file_name):
    config = replace(CONFIG, url="https://ana.example.org/blog")
    body = words(
        '<p><a href="/posts/b/">b</a> <a href="more.html">m</a> <a href="#here">h</a> '
        '<img src="a.png" srcset="/b.png 2x" alt=""></p>'
    )
    library = build_library([a_post()], config=config)
    [content] = contents(render(library, file_name, body_of=body))
    root = html.fromstring(content)

    assert root.xpath("//@href | //@src | //@srcset") == [
        "https://ana.example.org/blog/posts/b/",
        "https://ana.example.org/blog/posts/hello/more.html",
        "https://ana.example.org/blog/posts/hello/#here",
        "https://ana.example.org/blog/posts/hello/a.png",
        "https://ana.example.org/blog/b.png 2x",
    ]


@both
def test_nothing_that_runs_leaves_with_an_entry(file_name):
    body = words(
        "<p onclick='x()'>Words</p><script>if (a[b[0]]>1) {}</script><style>p{}</style>"
        '<a href="javascript:x()">j</a><form><input></form>'
    )
    [content] = contents(render(build_library([a_post()]), file_name, body_of=body))

    assert content == "<p>Words</p><a>j</a>"


@both
def test_the_lead_picture_comes_along(file_name):
    post = a_post(image="/assets/lead.jpg", image_alt="A bridge & a river")
    [entry] = entries([post], file_name)

    [picture] = entry.media_content
    assert picture["url"] == "https://blog.example.org/assets/lead.jpg"
    assert (picture["type"], picture["medium"]) == ("image/jpeg", "image")
    assert entry.media_thumbnail[0]["url"] == picture["url"]


@both
def test_the_address_of_a_picture_is_one_whatever_its_file_is_called(file_name):
    [entry] = entries([a_post(image="/assets/é x.jpg")], file_name)

    url = "https://blog.example.org/assets/%C3%A9%20x.jpg"
    assert entry.media_content[0]["url"] == entry.media_thumbnail[0]["url"] == url


def test_a_post_in_another_language_says_so():
    root = etree.fromstring(render(build_library([a_post(language="ar")])))
    rss = render(build_library([a_post(language="ar")]), "rss.xml")

    assert root.xpath("*/@xml:lang") == ["ar"]
    assert b"<dc:language>ar</dc:language>" in rss


@both
def test_a_logo_is_shown_where_readers_can(file_name):
    config = replace(CONFIG, logo="/assets/logo.png")
    feed = read(render(build_library([a_post()], config=config), file_name)).feed

    shown = feed.logo if file_name == "atom.xml" else feed.image.href
    assert shown == "https://blog.example.org/assets/logo.png"


@both
def test_an_empty_feed_is_a_feed(file_name):
    feed = read(render(build_library(), file_name))

    assert feed.entries == []
    assert feed.feed.title == "Example"


@both
def test_an_issue_of_the_newsletter_lists_its_posts(file_name):
    post = a_post(title="A < B", description="On letters & signs.")
    library = build_library([post], issues=[an_issue(posts=("hello",))])
    channel = select_newsletter(library)
    [entry] = read(render(library, file_name, channel=channel)).entries

    assert entry.link == "https://blog.example.org/newsletter/2026-11/"
    assert content_of(entry) == (
        "<p>Words.</p>\n"
        '<h2><a href="https://blog.example.org/posts/hello/">A &lt; B</a></h2>\n'
        "<p>On letters &amp; signs.</p>"
    )


@both
def test_a_browser_is_given_a_style_sheet_and_no_program(file_name):
    data = render(build_library([a_post()]), file_name, stylesheet="/static/feed.css").decode()

    assert '<?xml-stylesheet type="text/css" href="/static/feed.css"?>' in data[:200]
    assert "xsl" not in data.replace("xml-stylesheet", "")
