"""One HTML, adapted for the page, the feed and the mail."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import Config
from app.content.clean import clean_for_feed, clean_for_mail
from app.content.html import (
    absolute_links,
    adapt_for_page,
    rewrite_links,
    select_outlet,
)

CONFIG = Config(root=Path("/nowhere"), url="https://ana.example.org/blog")
ADDRESS = "/posts/hello/"


def for_feed(html):
    return str(clean_for_feed(html, config=CONFIG, address=ADDRESS))


def for_mail(html):
    return str(clean_for_mail(html, config=CONFIG, address=ADDRESS))


def absolute(html):
    return str(absolute_links(html, config=CONFIG, address=ADDRESS))


@pytest.mark.parametrize(("outlet", "words"), [("web", "Both. Page."), ("mail", "Both. Mail.")])
def test_each_outlet_gets_its_own_words(outlet, words):
    html = "Both. <!-- web-only -->Page.<!-- end --><!--mail-only-->Mail.<!--end-->"

    assert select_outlet(html, outlet) == words


@pytest.mark.parametrize(
    ("link", "wanted"),
    [
        ("/posts/x/", "https://ana.example.org/blog/posts/x/"),
        ("/assets/a b.png", "https://ana.example.org/blog/assets/a%20b.png"),
        ("/k%C3%A4se/", "https://ana.example.org/blog/k%C3%A4se/"),
        ("a.png", "https://ana.example.org/blog/posts/hello/a.png"),
        ("../other/", "https://ana.example.org/blog/posts/other/"),
        ("../../../x", "https://ana.example.org/blog/x"),
        ("#part", "https://ana.example.org/blog/posts/hello/#part"),
        ("?q=1", "https://ana.example.org/blog/posts/hello/?q=1"),
        ("", "https://ana.example.org/blog/posts/hello/"),
        ("//other.example.net/x", "https://other.example.net/x"),
        ("http://other.example.net/x", "http://other.example.net/x"),
        ("mailto:me@example.org", "mailto:me@example.org"),
        ("data:image/png;base64,AA==", "data:image/png;base64,AA=="),
        ("/x?a=1&b=2", "https://ana.example.org/blog/x?a=1&b=2"),
        ("//[", "https://["),
    ],
)
def test_a_link_becomes_absolute_from_the_configured_url(link, wanted):
    shown = link.replace("&", "&amp;")

    assert absolute(f'<a href="{shown}">x</a>') == f'<a href="{wanted.replace("&", "&amp;")}">x</a>'


def test_every_attribute_that_holds_a_link_is_made_absolute():
    html = "<video poster='/p.png' src=/v.mp4></video><q cite=\"/c/\">x</q><IMG SRC='/a.png'>"
    base = "https://ana.example.org/blog"

    assert absolute(html) == (
        f'<video poster="{base}/p.png" src="{base}/v.mp4"></video>'
        f'<q cite="{base}/c/">x</q><IMG SRC="{base}/a.png">'
    )


@pytest.mark.parametrize("between", [", ", ",", " , ", ",\n"])
def test_every_picture_of_a_srcset_is_made_absolute(between):
    html = f'<img srcset="/a.png 1x{between}/b.png 2x">'
    base = "https://ana.example.org/blog"

    if not between.startswith(" "):
        assert absolute(html) == f'<img srcset="{base}/a.png 1x, {base}/b.png 2x">'
    assert f"{base}/b.png 2x" in absolute(html)


def test_words_that_look_like_an_attribute_stay_words():
    html = '<img alt="use src=/x and href=\'/y\'" src="https://example.org/a.png">'

    assert absolute(html) == html


def test_a_sign_in_a_value_does_not_end_the_tag():
    assert absolute("<a title='a > b' href='#x'>t</a>").startswith("<a title='a > b' href=\"https:")


def test_the_page_gets_the_base_path_and_keys_for_what_scrolls():
    html = '<a href="/posts/x/">x</a> <a href="//example.net/">n</a><pre>c</pre><table><tr></table>'

    page = str(adapt_for_page(html, config=CONFIG))

    assert '<a href="/blog/posts/x/">' in page
    assert '<a href="//example.net/">' in page
    assert '<pre tabindex="0">' in page
    assert '<div class="table-scroll" tabindex="0"' in page


def test_all_pictures_but_the_first_wait_until_they_are_near():
    html = '<img src="a"><img src="b"><img loading="eager" src="c">'

    page = str(adapt_for_page(html, config=CONFIG))

    assert page == (
        '<img src="a"><img loading="lazy" decoding="async" src="b"><img loading="eager" src="c">'
    )


@pytest.mark.parametrize("clean", [for_feed, for_mail])
@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<p>a<script>alert(1)</script></p>", "<p>a</p>"),
        ("<style>p{color:red}</style><p>a</p>", "<p>a</p>"),
        ('<p style="color:red" onclick="x()">a</p>', "<p>a</p>"),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href=" JaVa&#x09;Script:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="data:text/html,x">a</a>', "<a>a</a>"),
        ("<form><input name=q><button>Go</button><p>a</p></form>", "<p>a</p>"),
        ("<p>a<!-- note --></p>", "<p>a</p>"),
        ("<svg><title>T</title><script>x</script></svg><p>a</p>", "<p>a</p>"),
        ("<p>a<b>b", "<p>a<b>b</b></p>"),
        ("<noscript>a</noscript>", "a"),
        ('<img src="data:image/png;base64,AA==">', '<img src="data:image/png;base64,AA==">'),
        ('<a href="mailto:me@example.org">m</a>', '<a href="mailto:me@example.org">m</a>'),
    ],
)
def test_nothing_that_runs_asks_or_styles_leaves_the_site(clean, html, left):
    assert clean(html) == left


@pytest.mark.parametrize("clean", [for_feed, for_mail])
@pytest.mark.parametrize(
    ("html", "link"),
    [
        (
            '<iframe src="//video.example.net/e?a=1&amp;b=2" title="A &quot;film&quot;"></iframe>',
            '<a href="https://video.example.net/e?a=1&amp;b=2">A "film"</a>',
        ),
        (
            "<video controls><source src=/m.mp4>No video here.</video>",
            '<a href="https://ana.example.org/blog/m.mp4">/m.mp4</a>',
        ),
        (
            '<audio src="a.mp3"></audio>',
            '<a href="https://ana.example.org/blog/posts/hello/a.mp3">a.mp3</a>',
        ),
        (
            '<object data="/x.pdf">x</object>',
            '<a href="https://ana.example.org/blog/x.pdf">/x.pdf</a>',
        ),
        ('<iframe src="javascript:alert(1)"></iframe>', "<a>javascript:alert(1)</a>"),
        ("<iframe></iframe>", ""),
    ],
)
def test_an_embed_becomes_a_link_to_what_it_showed(clean, html, link):
    assert clean(html) == link


def test_a_feed_keeps_alignment_where_a_mail_keeps_the_class():
    html = '<table><tbody><tr><td class="align-right">1</td></tr></tbody></table>'

    assert for_feed(html) == html.replace('class="align-right"', 'align="right"')
    assert for_mail(html) == html


def test_a_feed_keeps_places_and_a_mail_sends_them_to_the_page():
    html = '<a href="#fn:1">1</a><li id="fn:1">n</li>'
    link = '<a href="https://ana.example.org/blog/posts/hello/#fn:1">1</a>'

    assert for_feed(html) == f'{link}<li id="fn:1">n</li>'
    assert for_mail(html) == f"{link}<li>n</li>"


def test_each_outlet_is_cleaned_with_its_own_words():
    html = "<!-- web-only -->Page<!-- end --><!-- mail-only -->Mail<!-- end -->"

    assert (for_feed(html), for_mail(html)) == ("Page", "Mail")


def test_links_that_stay_leave_the_html_as_it_means():
    html = "<a href='/a?b=1&amp;c=2'>x</a>"

    assert rewrite_links(html, lambda link: link) == '<a href="/a?b=1&amp;c=2">x</a>'
