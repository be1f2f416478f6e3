"""Formulas in feeds: drawn where that is allowed, said where it is not."""

import json

import pytest
from lxml import etree

from app.content.maths import render_maths
from app.feeds.xhtml import DEEPEST
from tests.feeds.reading import contents, read, render
from tests.values import a_post, build_library, words

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
HALF = render_maths(r"\frac{a}{2} < b", display="inline")


def content(html):
    """Give the content of the one entry whose post is *html*, as Atom has it."""
    return etree.fromstring(render(build_library([a_post()]), body_of=words(html))).find(
        f"{ATOM}entry/{ATOM}content"
    )


def test_atom_draws_formulas_in_their_own_namespace():
    found = content(f'<p id="a">Say <b>x</b> <i>y</i>: {HALF}&nbsp;now.<br></p><pre>a\n  b</pre>')
    [div] = found

    assert found.get("type") == "xhtml"
    assert div.tag == f"{XHTML}div"
    assert [etree.QName(element).localname for element in div.iter(f"{MATHML}*")] == [
        "math", "semantics", "mrow", "mrow", "mfrac", "mrow", "mi", "mrow", "mn", "mo", "mi",
        "annotation",
    ]  # fmt: skip
    assert "".join(div.itertext()) == "Say x y: a2<b\\frac{a}{2} < b\N{NO-BREAK SPACE}now.a\n  b"
    assert div[0].get("id") == "a"


def test_whoever_cannot_draw_a_formula_in_atom_has_its_tex():
    math = content(f"<p>{HALF}</p>").find(f".//{MATHML}math")
    note = math.find(f"{MATHML}semantics/{MATHML}annotation")

    assert (note.get("encoding"), note.text) == ("application/x-tex", r"\frac{a}{2} < b")
    # The W3C validator faults it.
    assert not math.xpath("descendant-or-self::*/@alttext")


def test_a_post_without_formulas_is_html_as_ever():
    assert content("<p>Words.</p>").get("type") == "html"


def test_elements_without_content_are_closed_for_whoever_takes_them_for_html():
    data = render(build_library([a_post()]), body_of=words(f'<p><a id="x"></a><br>{HALF}</p>'))

    assert b'<a id="x"></a><br/>' in data


def test_a_formula_that_feeds_cannot_draw_is_its_tex():
    crossed = render_maths(r"\cancel{x} + 1", display="inline")
    found = content(f"<p>{HALF}, {crossed}.</p>")

    assert [code.text for code in found.iter(f"{XHTML}code")] == [r"\cancel{x} + 1"]
    assert len(tuple(found.iter(f"{MATHML}math"))) == 1


def test_what_is_nested_too_deep_for_xml_arrives_as_html():
    deep = "<b>" * DEEPEST + HALF + "</b>" * DEEPEST
    found = content(f"<p>{deep}</p>")

    assert found.get("type") == "html"
    assert r"<code>\frac{a}{2} &lt; b</code>" in found.text


def test_rss_says_formulas_in_tex():
    data = render(build_library([a_post()]), "rss.xml", body_of=words(f"<p>Say {HALF}.</p>"))

    assert contents(data) == [r"<p>Say <code>\frac{a}{2} &lt; b</code>.</p>"]


def test_a_formula_within_a_formula_is_a_part_of_it():
    inner = f"<math><mtext>x {HALF}</mtext></math>"
    data = render(build_library([a_post()]), "rss.xml", body_of=words(f"<p>{inner} y.</p>"))

    assert contents(data) == ["<p><code>x a2&lt;b</code> y.</p>"]


def test_json_feed_draws_formulas():
    data = render(build_library([a_post()]), "feed.json", body_of=words(f"<p>Say {HALF}.</p>"))
    [item] = json.loads(data)["items"]

    assert "<mfrac>" in item["content_html"]
    assert 'alttext="\\frac{a}{2} &lt; b"' in item["content_html"]


@pytest.mark.parametrize("file_name", ["atom.xml", "rss.xml"])
def test_a_reader_has_the_words_around_a_formula(file_name):
    html = f'<p>Before <a href="/x">x</a> {HALF} after.</p>'
    [entry] = read(render(build_library([a_post()]), file_name, body_of=words(html))).entries
    [found] = entry.content

    assert found.value.startswith('<p>Before <a href="https://blog.example.org/x">x</a> <')
    assert found.value.endswith("> after.</p>")
    assert r"\frac{a}{2} &lt; b" in found.value
