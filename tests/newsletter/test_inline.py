import re

import css_inline
import pytest
from lxml import html as lxml_html

from app.errors import TemplateError
from app.newsletter.inline import inline_styles, load_styles, parse_styles
from app.templating import make_environment

STYLES = load_styles(make_environment())


def document(body):
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>T</title>'
        f"{STYLES.head_element}</head><body>{body}</body></html>"
    )


def declarations(style):
    pairs = (part.split(":", 1) for part in style.split(";") if part.strip())
    return {name.strip(): " ".join(value.replace('"', "'").split()) for name, value in pairs}


def test_rules_become_style_attributes():
    styles = parse_styles("p { color: #112; margin: 0 0 4px } p.x { color: #223 }")

    made = inline_styles(document('<p>A</p><p class="x">B</p>'), styles)

    assert '<p style="color:#112; margin:0 0 4px">A</p>' in made
    assert '<p style="color:#223; margin:0 0 4px">B</p>' in made


def test_media_queries_stay_word_for_word_with_every_important():
    made = inline_styles(document("<p>A</p>"), STYLES)

    assert STYLES.head in made
    assert made.count("<style") == 1


def test_every_line_in_a_media_query_is_important_or_the_inline_style_would_win():
    inner = re.findall(r"[\w-]+\s*:\s*[^;{}]+;", re.sub(r"@media[^{]*", "", STYLES.head))

    assert len(inner) > 30
    assert [line for line in inner if "!important" not in line] == []


def test_the_styles_for_head_stay_far_below_what_gmail_drops():
    assert len(STYLES.head.encode()) < 8192


def test_only_classes_that_a_media_query_needs_are_left():
    made = inline_styles(document('<p class="card x">A</p><p class="x">B</p>'), STYLES)

    assert 'class="card"' in made
    assert "x" not in re.findall(r'class="([^"]*)"', made)


def test_classes_that_another_style_in_the_head_needs_are_left_too():
    own = '<style data-premailer="ignore">.own { max-width: 100% }</style></head>'
    made = inline_styles(document('<p class="own x">A</p>').replace("</head>", own), STYLES)

    assert 'class="own"' in made


def test_words_that_look_like_a_class_stay():
    made = inline_styles(document('<pre>&lt;p class="x"&gt;</pre>'), STYLES)

    assert '&lt;p class="x"&gt;</pre>' in made


def test_comments_for_outlook_and_signs_in_code_are_kept():
    outlook = '<!--[if mso]><table role="presentation"><tr><td><![endif]-->'
    made = inline_styles(document(f"{outlook}<pre>a\n\n  b &lt; c &amp;&amp; d</pre>"), STYLES)

    assert outlook in made
    assert "a\n\n  b &lt; c &amp;&amp; d</pre>" in made


def test_the_size_of_a_picture_is_left_to_its_author():
    made = inline_styles(
        document('<img src="https://example.com/a.png" alt="" width="90" height="20">'), STYLES
    )

    assert 'width="90" height="20"' in made
    assert 'height="auto"' not in made


def test_another_inliner_cascades_the_stylesheet_to_the_same_styles():
    body = (
        '<table class="page"><tr><td class="bar"><a class="brand" href="#">A</a></td></tr>'
        '<tr><td class="ink rtl"><h2 class="title"><a href="https://example.com/">A</a></h2><h3>B</h3>'
        '<p class="meta">C</p><blockquote><p>Q <em>e</em></p></blockquote>'
        "<ul><li><p>L</p><ol><li>M</li></ol></li></ul>"
        '<div class="wide"><table><tr><th class="align-right">T</th></tr>'
        "<tr><td>D <code>c</code></td></tr></table></div>"
        '<div class="highlight"><pre><code><span class="tok-k">def</span></code></pre></div><hr>'
        '<figure><img src="https://example.com/a.png" alt=""><figcaption>F</figcaption></figure>'
        '<dl><dt>T</dt><dd>D</dd></dl><div class="footnote"><p>N</p></div></td></tr>'
        '<tr><td class="foot"><p>F <a href="https://example.com/">U</a></p></td></tr></table>'
    )
    ours = lxml_html.fromstring(inline_styles(document(body), STYLES))
    plain = re.sub(r"(?s)<style.*?</style>", f"<style>{STYLES.inlined}</style>", document(body))
    theirs = lxml_html.fromstring(css_inline.inline(plain, keep_style_tags=False))

    styles = [
        [
            (one.tag, declarations(one.get("style", "")))
            for one in tree.body.iter()
            if one.tag != "tbody"
        ]
        for tree in (ours, theirs)
    ]
    assert styles[0] == styles[1]


@pytest.mark.parametrize(
    ("css", "line"),
    [
        ("p { color: red }\n@import url(https://example.com/a.css);", 2),
        ("@font-face { font-family: x }", 1),
        ("/* one\ntwo */\n[class*=x] { color: red }", 3),
        ("p { color: red }\n\na:hover { color: red }", 3),
        ("p { color: red }\n:root { color: red }", 2),
        ("* { color: red }", 1),
        ("p { color: var(--ink) }", 1),
        ("p {\n  color: #1234\n}", 2),
        ("p { margin: 0 }\n.a { color: #11223344; }", 2),
        ("p { color: rgb(1 2 3 / 50%) }", 1),
        ("p {\n\n  background: URL(https://example.com/a.png) }", 3),
        ("p { margin-top: 30px }\np { margin: 1px }", 2),
        (".a { margin-top: 30px }\np.a,\ntd { color: red; margin: 1px }", 3),
        ("p { color: red }\n}", 2),
        ("p { color: red", 1),
        ("p { color: red } </style><script>", 1),
    ],
)
def test_what_the_inliner_gets_wrong_is_refused_with_its_line(css, line):
    with pytest.raises(TemplateError, match=rf"templates/newsletter/style\.css:{line}: "):
        parse_styles(css)


def test_a_shorthand_may_come_before_its_longer_names_and_after_those_of_others():
    styles = parse_styles(
        "p { margin: 1px; margin-top: 2px } .a { margin-left: 0 } td { margin: 0 }"
    )

    assert "margin-left" in styles.inlined


def contrast(one, two):
    def luminance(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colour_of(css, selector, name="color"):
    for found in re.finditer(r"([^{}]+)\{([^{}]*)\}", css):
        if selector in [part.strip() for part in found[1].split(",")]:
            inner = re.search(rf"(?<![\w-]){name}:\s*(#[0-9a-f]{{6}})", found[2])
            if inner:
                return inner[1]
    raise AssertionError(selector)


@pytest.mark.parametrize(
    "css", [STYLES.inlined, STYLES.head.partition("@media (prefers")[2]], ids=["light", "dark"]
)
def test_words_and_code_are_legible_in_light_and_dark(css):
    card, code = (
        colour_of(css, ".sheet", "background-color"),
        colour_of(css, "pre", "background-color"),
    )
    names = [".ink", "p.meta", ".foot", "figcaption"]
    tokens = [f".tok-{kind}" for kind in "cksmfbdi"]

    weak = [name for name in names if contrast(colour_of(css, name), card) < 7]
    weak += [name for name in tokens if contrast(colour_of(css, name), code) < 4.5]
    assert weak == []


def test_a_link_in_marked_words_has_their_colour_which_stands_out_however_a_client_recolours():
    page = inline_styles(
        document('<div class="ink"><p><mark><a href="https://example.com/">A</a></mark></p></div>'),
        STYLES,
    )
    link, mark = (
        declarations(lxml_html.fromstring(page).xpath(f"//{tag}")[0].get("style"))
        for tag in ("a", "mark")
    )

    assert link["color"] == mark["color"]
