"""The list of every feed."""

from lxml import etree

from app.feeds.opml import render_opml
from tests.values import a_post, an_issue, build_library


def test_every_feed_is_listed_once_in_groups():
    post = a_post(categories=("ai",), tags=("日本",), authors=("Ben",))
    root = etree.fromstring(render_opml(build_library([post], issues=[an_issue()])))

    assert root.xpath("//outline[@xmlUrl]/@xmlUrl") == [
        "https://blog.example.org/atom.xml",
        "https://blog.example.org/newsletter/atom.xml",
        "https://blog.example.org/category/ai/atom.xml",
        "https://blog.example.org/tag/%E6%97%A5%E6%9C%AC/atom.xml",
        "https://blog.example.org/author/ben/atom.xml",
    ]
    assert root.xpath("//outline[not(@xmlUrl)]/@text") == ["Categories", "Tags", "Authors"]
    assert root.xpath("//outline[@xmlUrl]/@htmlUrl")[2] == "https://blog.example.org/category/ai/"


def test_a_site_without_posts_has_a_list_too():
    root = etree.fromstring(render_opml(build_library()))

    assert root.xpath("//outline/@text") == ["Example"]


def test_names_that_xml_cannot_hold_do_not_break_the_list():
    root = etree.fromstring(render_opml(build_library([a_post(tags=("a\x08 & <b>",))])))

    assert root.xpath("//outline[@text='Tags']/outline/@text") == ["a & \u2039b\u203a – Example"]


def test_a_name_reads_the_same_as_text_and_as_html():
    root = etree.fromstring(render_opml(build_library([a_post(tags=("R&D", "a <3", "&x"))])))

    assert root.xpath("//outline[@text='Tags']/outline/@title") == [
        "& x – Example",
        "a \u20393 – Example",
        "R & D – Example",
    ]
