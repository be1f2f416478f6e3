"""What every page has in common, whatever stands on it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from io import BytesIO
from itertools import pairwise

import pytest
from lxml import html
from PIL import Image

from tests.values import open_client, post_text, write_site

SITE = 'title = "Ana writes"\nurl = "https://ana.example.org"\n'
LONG = "## One\n\nWords.\n\n## Two\n\n### A part\n\nWords.[^a]\n\n[^a]: A note.\n"
ISSUE = "---\ntitle: October\nsent: 2026-10-05\nposts: [first]\n---\n\nDear reader.\n"
ADDRESSES = (
    "/",
    "/posts/first/",
    "/category/ai/",
    "/author/ana/",
    "/archive/",
    "/about/",
    "/feeds/",
    "/newsletter/",
    "/newsletter/2026-10/",
    "/nowhere/",
)


def files_of_a_site(**more):
    files = {
        "site.toml": SITE,
        "posts/2026-10-01-first.md": post_text(
            "First", "2026-10-01", LONG, categories="ai jobs", tags="[paper]", author="ana"
        ),
        "posts/2026-10-02-second.md": post_text("Second", "2026-10-02", categories="ai"),
        "pages/about.md": "---\ntitle: About us\n---\n\nWe write.\n",
        "newsletters/2026-10.md": ISSUE,
        "assets/ana.png": b"",
        "assets/logo.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'/>",
    }
    return files | more


@pytest.fixture
def client(tmp_path):
    return open_client(write_site(tmp_path, files_of_a_site()))


def tree_of(client, address):
    return html.fromstring(client.get(address).get_data(as_text=True))


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_has_one_heading_one_main_part_and_a_language(client, address):
    page = tree_of(client, address)

    assert len(page.xpath("//h1")) == 1
    assert len(page.xpath("//main")) == 1
    assert (page.get("lang"), page.get("dir")) == ("en", "ltr")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_keeps_to_its_own_policy_and_its_own_host(client, address):
    response = client.get(address)
    page = html.fromstring(response.get_data(as_text=True))

    # What is written into the page runs only by its digest (CSP 3 §8.1); data never runs.
    written = page.xpath("//script[not(@src) and not(@type)]")
    assert [digest_of(script.text) for script in written] == re.findall(
        "'(sha256-[^']+)'", response.headers["Content-Security-Policy"]
    )
    assert not page.xpath("//style | //@style | //@*[starts-with(name(), 'on')]")
    loaded = page.xpath("//link[@rel='stylesheet' or contains(@rel, 'icon')]/@href | //*/@src")
    assert all(re.match("/(?!/)|data:image/", link) for link in loaded)


def digest_of(script):
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


@pytest.mark.parametrize("address", ADDRESSES)
def test_headings_go_down_one_level_at_a_time(client, address):
    headings = tree_of(client, address).xpath("//h1 | //h2 | //h3 | //h4")
    levels = [int(heading.tag[1]) for heading in headings]

    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))


def test_the_first_link_skips_to_the_text(client):
    page = tree_of(client, "/posts/first/")

    assert page.xpath("//a/@href")[0] == "#main"
    assert page.xpath("//*[@id='main']")[0].tag == "main"


def test_the_menu_marks_the_page_one_is_on(client):
    page = tree_of(client, "/feeds/")

    assert page.xpath("//nav//a[@aria-current='page']/@href") == ["/feeds/"]


def test_a_post_with_three_sections_has_a_table_of_contents_and_a_short_one_has_none(client):
    found = tree_of(client, "/posts/first/").xpath("//details//li/a/@href")

    assert found == ["#one", "#two", "#a-part"]
    assert not tree_of(client, "/posts/second/").xpath("//details")


def test_a_post_can_be_read_by_microformats(client):
    entry = tree_of(client, "/posts/first/").xpath("//article[contains(@class, 'h-entry')]")[0]

    def classed(name):
        return entry.xpath(f".//*[contains(concat(' ', @class, ' '), ' {name} ')]")

    assert classed("p-name")[0].text_content() == "First"
    assert classed("dt-published")[0].get("datetime") == "2026-10-01T00:00:00+00:00"
    assert [tag.text for tag in classed("p-category")] == ["ai", "jobs", "paper"]
    assert classed("u-url")[0].get("href") == "/posts/first/"
    assert "A note." in classed("e-content")[0].text_content()
    assert classed("p-author")[0].text == "ana"


def test_a_list_of_posts_is_a_feed_by_somebody_in_microformats(client):
    (feed,) = tree_of(client, "/").xpath("//*[@class='h-feed']")

    assert feed.xpath("./header//*[@class='p-name']")[0].text == "Ana writes"
    assert feed.xpath("./header//*[@class='p-author h-card']/@href") == ["/author/ana/"]
    assert len(feed.xpath("./article[contains(@class, 'h-entry')]")) == 2


def test_a_post_offers_the_feed_of_its_first_category_and_the_letter(client):
    ways = tree_of(client, "/posts/first/").xpath("//aside//a/@href")

    assert "/category/ai/atom.xml" in ways
    assert "/newsletter/" in ways


def test_only_a_page_with_code_tables_or_notes_loads_what_they_need(client):
    def loaded(address):
        found = tree_of(client, address).xpath("//link[@rel='stylesheet']/@href | //script/@src")
        return [link.rpartition("/")[2] for link in found]

    assert loaded("/posts/second/") == ["site.css"]
    assert loaded("/posts/first/") == ["site.css", "rich.css", "site.js"]
    assert all(client.get(link).status_code == 200 for link in links_of(client, "/posts/first/"))


def links_of(client, address):
    return tree_of(client, address).xpath("//link[@rel='stylesheet']/@href | //script/@src")


def test_a_template_of_the_author_that_says_nothing_gets_the_styles_for_code_all_the_same(tmp_path):
    own = '{% extends "site/base.html" %}{% block main %}{{ page_html(post) }}{% endblock %}'
    files = files_of_a_site(**{"templates/site/post.html": own})
    client = open_client(write_site(tmp_path, files))

    assert any("rich.css" in link for link in links_of(client, "/posts/second/"))


def test_search_engines_read_who_wrote_a_post_and_where_it_is_filed(client):
    found = tree_of(client, "/posts/first/").xpath("//script[@type='application/ld+json']")
    posting, trail = json.loads(found[0].text)["@graph"]

    assert (posting["@type"], posting["headline"]) == ("BlogPosting", "First")
    assert posting["url"] == "https://ana.example.org/posts/first/"
    assert posting["datePublished"] == "2026-10-01T00:00:00+00:00"
    assert [author["name"] for author in posting["author"]] == ["ana"]
    assert [step["name"] for step in trail["itemListElement"]] == ["Ana writes", "ai", "First"]


def test_a_title_cannot_end_the_data_that_it_stands_in(tmp_path):
    title = '"</script><script>alert(1)</script>"'
    post = {"posts/2026-10-03-odd.md": post_text(title, "2026-10-03")}
    client = open_client(write_site(tmp_path, files_of_a_site(**post)))
    found = tree_of(client, "/posts/odd/").xpath("//script[@type='application/ld+json']")

    assert json.loads(found[0].text)["@graph"][0]["headline"] == title.strip('"')


def test_a_part_of_a_series_lists_all_parts_from_the_first_and_marks_itself(tmp_path):
    parts = {
        f"posts/2026-09-0{day}-part-{day}.md": post_text(
            f"Part {day}", f"2026-09-0{day}", series="How to fold"
        )
        for day in (1, 2, 3)
    }
    alone = {"posts/2026-09-04-alone.md": post_text("Alone", "2026-09-04", series="Only one")}
    client = open_client(write_site(tmp_path, files_of_a_site(**parts, **alone)))
    series = tree_of(client, "/posts/part-2/").xpath("//nav[@aria-label='Series']")[0]

    assert series.xpath(".//summary")[0].text_content() == "Part 2 of 3: How to fold"
    assert [part.text_content() for part in series.xpath(".//li")] == ["Part 1", "Part 2", "Part 3"]
    assert series.xpath(".//li[@aria-current='page']")[0].text == "Part 2"
    assert series.xpath(".//li/a/@href") == ["/posts/part-1/", "/posts/part-3/"]
    assert series.xpath("./details/p/a/@href") == ["/series/how-to-fold/"]
    assert not tree_of(client, "/posts/alone/").xpath("//nav[@aria-label='Series']")


def test_a_post_leads_to_others_on_its_subject_and_to_its_own_markdown(client):
    page = tree_of(client, "/posts/first/")

    assert page.xpath("//aside[@aria-labelledby='related']//a/@href") == ["/posts/second/"]
    markdown = page.xpath("//a[@type='text/markdown']/@href")
    assert markdown == ["/posts/first.md"]
    assert client.get(markdown[0]).mimetype == "text/markdown"


def test_an_author_with_a_few_words_and_a_picture_is_introduced_once(tmp_path):
    settings = SITE + (
        '[authors.ana]\nname = "Ana Example"\nbio = "Folds paper."\n'
        'picture = "/assets/ana.png"\nurl = "https://ana.example.org/about/"\n'
    )
    client = open_client(write_site(tmp_path, files_of_a_site(**{"site.toml": settings})))
    page = tree_of(client, "/posts/first/")
    cards = page.xpath("//*[contains(concat(' ', @class, ' '), ' p-author ')]")

    assert len(cards) == 1
    assert cards[0].xpath(".//*[@class='p-note']")[0].text == "Folds paper."
    assert cards[0].xpath(".//img/@src") == ["/assets/ana.png"]
    assert cards[0].xpath(".//a[@rel='author']/@href") == ["https://ana.example.org/about/"]
    assert "Folds paper." in tree_of(client, "/author/ana/").xpath("//header")[1].text_content()


def test_the_archive_draws_and_says_how_much_was_written_when(client):
    drawing = tree_of(client, "/archive/").xpath("//svg")[0]

    assert drawing.get("aria-label") == "Posts in 2026: 2 in October"
    assert drawing.get("role") == "img"


def test_every_page_can_search_and_the_one_that_was_not_found_asks_once(client):
    for address in ("/", "/posts/first/", "/nowhere/"):
        (form,) = tree_of(client, address).xpath("//form[@role='search']")
        assert form.get("action") == "/search"
        assert form.xpath(".//input/@name") == ["q"]


def test_an_icon_of_the_author_takes_the_place_of_ours(tmp_path, client):
    assert tree_of(client, "/").xpath("//link[@rel='icon']/@href")[0].startswith("data:image/svg")

    icon = {"assets/favicon.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"}
    other = open_client(write_site(tmp_path / "other", files_of_a_site(**icon)))
    assert tree_of(other, "/").xpath("//link[@rel='icon']/@href") == ["/assets/favicon.svg"]


def test_a_picture_comes_with_its_size_its_copies_and_its_words(tmp_path):
    picture = {
        "assets/fold.jpg": picture_of(1600, 900),
        "posts/2026-10-04-seen.md": post_text(
            "Seen", "2026-10-04", image="/assets/fold.jpg", image_alt="A folded sheet."
        ),
    }
    client = open_client(write_site(tmp_path, files_of_a_site(**picture)))
    page = tree_of(client, "/posts/seen/")
    (shown,) = page.xpath("//article//img")

    assert (shown.get("width"), shown.get("height")) == ("1600", "900")
    assert "/media/" in shown.get("srcset")
    assert tree_of(client, "/").xpath("//main//img/@alt") == ["A folded sheet."]
    said = {meta.get("property"): meta.get("content") for meta in page.xpath("//meta[@property]")}
    assert said["og:image"] == "https://ana.example.org/assets/fold.jpg"
    assert (said["og:image:width"], said["og:image:height"]) == ("1600", "900")
    assert said["og:image:alt"] == "A folded sheet."


def picture_of(width, height):
    file = BytesIO()
    # Of one color it would be so small that copies of it were not worth their while.
    Image.effect_noise((width, height), 64).save(file, "JPEG")
    return file.getvalue()


def test_neighbours_are_linked_by_what_they_are(client):
    assert tree_of(client, "/posts/first/").xpath("//a[@rel='next']/@href") == ["/posts/second/"]
    assert tree_of(client, "/posts/second/").xpath("//a[@rel='prev']/@href") == ["/posts/first/"]


def test_a_sign_up_address_is_offered_where_there_is_one(tmp_path, client):
    assert "Sign up" not in client.get("/newsletter/").get_data(as_text=True)

    settings = SITE + '[newsletter]\nsignup = "https://lists.example.org/ana"\n'
    other = open_client(write_site(tmp_path / "other", files_of_a_site(**{"site.toml": settings})))

    found = tree_of(other, "/newsletter/").xpath("//a[text()='Sign up']/@href")
    assert found == ["https://lists.example.org/ana"]


def test_a_sign_up_form_stands_on_the_page_of_the_letter_and_below_each_post(tmp_path):
    settings = SITE + (
        '[newsletter]\nform = "https://lists.example.org/subscribe"\nform_field = "EMAIL"\n'
    )
    client = open_client(write_site(tmp_path, files_of_a_site(**{"site.toml": settings})))

    for address in ("/newsletter/", "/posts/first/"):
        (form,) = tree_of(client, address).xpath("//form[@method='post']")
        assert form.get("action") == "https://lists.example.org/subscribe"
        (field,) = form.xpath(".//input")
        assert (field.get("type"), field.get("name")) == ("email", "EMAIL")
        assert form.xpath(f".//label[@for='{field.get('id')}']")


def test_the_two_empty_places_take_what_the_author_puts_there(tmp_path):
    slots = {
        "templates/site/head.html": '<meta name="verified" content="{{ site.title }}">',
        "templates/site/after-post.html": "<p>Write about {{ post.title }}.</p>",
    }
    client = open_client(write_site(tmp_path, files_of_a_site(**slots)))
    page = tree_of(client, "/posts/first/")

    assert page.xpath("//head/meta[@name='verified']/@content") == ["Ana writes"]
    assert page.xpath("//article//p[text()='Write about First.']")


def test_the_author_s_own_band_above_the_foot_may_speak_of_the_page(tmp_path):
    mine = {"templates/site/_ways.html": "<p>After {{ (post|default(page)).title }}</p>"}
    client = open_client(write_site(tmp_path, files_of_a_site(**mine)))

    for address, title in (("/posts/first/", "First"), ("/posts/second/", "Second")):
        assert tree_of(client, address).xpath("//main/following-sibling::p/text()") == [
            f"After {title}"
        ]


def test_a_post_in_another_language_says_so_in_lists_and_on_its_page(tmp_path):
    post = {"posts/2026-10-03-kitab.md": post_text("كتاب", "2026-10-03", lang="ar")}
    client = open_client(write_site(tmp_path, files_of_a_site(**post)))
    entry = tree_of(client, "/").xpath("//article//div[@lang='ar']")[0]
    page = tree_of(client, "/posts/kitab/")

    assert entry.get("dir") == "rtl"
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")


def test_our_own_words_in_a_post_in_another_language_say_that_they_are_english(tmp_path):
    settings = SITE + '[authors.ana]\nname = "Ana Example"\nbio = "Folds paper."\n'
    post = post_text("كتاب", "2026-10-03", lang="ar", categories="ai", author="ana")
    files = files_of_a_site(**{"site.toml": settings, "posts/2026-10-03-kitab.md": post})
    page = tree_of(open_client(write_site(tmp_path, files)), "/posts/kitab/")

    def language_of(words):
        (found,) = page.xpath(f"//main//*[text()[normalize-space()='{words}']]")
        return found.xpath("ancestor-or-self::*[@lang][1]/@lang")[0]

    assert language_of("كتاب") == "ar"
    for words in ("1 minute to read", "Folds paper.", "Earlier", "On the same subject"):
        assert language_of(words) == "en"
    assert page.xpath("//*[@class='p-note']/@dir") == ["ltr"]
    assert page.xpath("//a[@rel='prev']/bdi[@lang='en' and @dir='ltr']/text()") == ["Second"]
    assert not tree_of(open_client(tmp_path), "/posts/second/").xpath("//body//*[@lang='en']")


def test_of_many_languages_each_page_keeps_its_own_however_they_take_turns(tmp_path):
    languages = ["de", "fr", "ar", "he", "ja", "pl", "sv", "it", "es", "en"]
    files = {
        f"posts/2026-10-01-{language}.md": post_text("Title", "2026-10-01", lang=language)
        for language in languages
    }
    client = open_client(write_site(tmp_path, {"site.toml": SITE, **files}))

    shown = {
        language: tree_of(client, f"/posts/{language}/") for language in (*languages, *languages)
    }

    assert {language: tree.get("lang") for language, tree in shown.items()} == {
        language: language for language in languages
    }
    assert [
        language for language, tree in shown.items() if tree.cssselect("footer:not([lang])")
    ] == ["en"]
    assert {tree.get("dir") for language, tree in shown.items() if language in {"ar", "he"}} == {
        "rtl"
    }


def test_a_template_that_the_author_takes_away_again_leaves_ours(tmp_path):
    mine = {"templates/site/_ways.html": "<p>Mine</p>"}
    folder = write_site(tmp_path, files_of_a_site(**mine))
    client = open_client(folder)
    before = client.get("/posts/first/").get_data(as_text=True)
    (folder / "templates/site/_ways.html").unlink()
    (folder / "templates/site/head.html").write_text("<!-- put here -->")
    client.application.extensions["trifold"].look()
    after = client.get("/posts/first/").get_data(as_text=True)

    assert ("Mine" in before, "put here" in before) == (True, False)
    assert ("Mine" in after, "put here" in after) == (False, True)


def test_a_logo_stands_before_the_title_on_every_page(tmp_path):
    settings = 'logo = "/assets/logo.svg"\n' + SITE
    client = open_client(write_site(tmp_path, files_of_a_site(**{"site.toml": settings})))

    for address, title in (("/", "//h1"), ("/posts/first/", "//a[@rel='home']")):
        (found,) = tree_of(client, address).xpath("//img[@src='/assets/logo.svg']")
        assert found.getparent() is found.xpath(title)[0]
        assert found.tail == "Ana writes"


def test_a_preview_lists_errors_before_notices_and_opens_for_errors_alone(tmp_path):
    notice = {"posts/2026-01-01-a.md": post_text("A", "2026-01-01", tags="[Paper]")}
    client = open_client(write_site(tmp_path, files_of_a_site(**notice)), preview=True)
    (box,) = tree_of(client, "/").xpath("//section[@class='problems']/details")
    assert box.get("open") is None

    write_site(tmp_path, {"posts/2026-02-01-z.md": post_text("Z", "2026-02-31")})
    client = open_client(tmp_path, preview=True)
    (box,) = tree_of(client, "/").xpath("//section[@class='problems']/details")
    assert box.get("open") is not None
    found = [item.text_content() for item in box.xpath(".//li")]
    assert found[0].startswith("posts/2026-02-01-z.md:3 error: ")
    assert [item.partition(": ")[0].rpartition(" ")[2] for item in found] == ["error", "notice"]
