"""Formulas: TeX in Markdown, MathML on the page and in feeds, TeX in mails."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from lxml import etree

from app.config import Config
from app.content.clean import clean_for_feed, clean_for_mail
from app.content.maths import ELEMENTS, render_maths
from app.content.model import Level
from app.content.words import plain_text
from tests.content.rendering import BODY_LINE, render

CONFIG = Config(root=Path("/nowhere"), url="https://ana.example.org")


@pytest.mark.parametrize(
    "words",
    [
        "It costs $5 and $10.",
        "From US$5 to US$7.",
        "Between $5 or 10$ and 20$.",
        "$5-$10, $5/$10, $1.50",
        "$20 million and 30$",
        "A $HOME/bin:$PATH and $EDITOR.",
        "Cheap is $$, dear is $$$.",
        r"\$a\$",
        "A $ b $ c",
        "$x",
        "$$\n\n$$",
        "$this is a sentence and no formula$",
        "a$b$c",
    ],
)
def test_money_and_variables_are_no_formulas(words):
    body = render(words)

    assert "<math" not in body.html
    assert body.problems == ()


@pytest.mark.parametrize(
    "words",
    [
        "$n$",
        "$5$",
        "($x$)",
        "$a$, $b$",
        "$x$-axis",
        "$a,\nb$",
        r"$\$5$",
        "$$n$$",
        r"\(n\)",
        "$MSE$",
    ],
)
def test_short_formulas_are_formulas(words):
    assert "<math" in render(words).html


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"\frac{a}{b}", "mfrac"),
        (r"\sqrt[3]{x}", "mroot"),
        (r"\sum_{i=0}^n i", "msubsup"),
        (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", "mtable"),
        (r"\begin{align}a&=b\\c&=d\end{align}", "mtable"),
        (r"\begin{cases}a&b\\c&d\end{cases}", "mtd"),
        (r"\text{for all } x", "mtext"),
        (r"\mathbb{R}", "mi"),
        ("a < b & c", "mo"),
    ],
)
def test_a_formula_is_well_formed_and_keeps_its_tex(tex, shown):
    math = etree.fromstring(render_maths(tex, display="inline"))
    names = {etree.QName(element).localname for element in math.iter()}

    assert math.get("alttext") == tex
    assert shown in names
    assert names <= ELEMENTS.keys()


def test_several_lines_have_no_numbers_in_the_margin():
    assert "(1)" not in render_maths(r"\begin{align}a&=b\end{align}", display="block")


@pytest.mark.parametrize(
    "tex",
    [
        r"\style{color:red}{x}",
        r"\href{javascript:alert(1)}{x}",
        r"\text{<script>alert(1)</script>}",
        r"\class{a}{x}",
    ],
)
def test_nothing_that_runs_or_styles_comes_of_tex(tex):
    html = render(f"${tex}$").html
    shown = html.partition(">")[2].replace(tex, "")

    assert not any(word in shown for word in ("style=", "href", "<script", "class="))


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (r"\frac{a}", "lacks a part"),
        (r"\foo{x}", r"unknown command \foo"),
        (r"\left( x", "can be drawn"),
        (r"\newcommand{\a}{x}\a", "write out"),
        ("{" * 3000, "can be drawn"),
        ("x" * 20_000, "too long"),
    ],
)
def test_a_formula_that_cannot_be_drawn_is_shown_as_tex_with_a_notice(tex, words):
    body = render(f"Words.\n\n$$\n{tex}\n$$\n")

    assert f'<code class="math">{tex}</code>' in body.html
    assert [(one.line - BODY_LINE, one.level) for one in body.problems] == [(3, Level.NOTICE)]
    assert words in body.problems[0].what


def test_each_faulty_formula_has_its_own_line():
    body = render("$\\foo$\n\n$\\foo$ and $x$\n")

    assert [one.line - BODY_LINE for one in body.problems] == [0, 2]


def test_definitions_that_would_grow_without_end_are_refused_at_once():
    doubled = "".join(
        rf"\def\{b}{{\{a}\{a}}}"
        for a, b in zip("abcdefghijklmnopqrst", "bcdefghijklmnopqrstu", strict=True)
    )
    begin = time.process_time()

    assert "<code" in render(f"${doubled}\\u$").html
    assert time.process_time() - begin < 1


def test_a_feed_keeps_formulas_and_a_mail_has_their_tex():
    html = render("So $x < y$:\n\n$$\\frac{a}{b}$$\n").html
    feed = str(clean_for_feed(html, config=CONFIG, address="/posts/a/"))
    mail = str(clean_for_mail(html, config=CONFIG, address="/posts/a/"))

    assert feed == str(html).replace(' class="math"', "")
    assert (
        mail
        == '<p>So <code>x &lt; y</code>:</p>\n<div class="math"><code>\\frac{a}{b}</code></div>'
    )


def test_excerpts_headings_and_plain_text_have_the_tex():
    body = render("## The $x^2$ rule\n\nIt says $x < y$.\n")

    assert body.excerpt == "It says x < y."
    assert (body.headings[0].title, body.headings[0].id) == ("The x^2 rule", "the-x2-rule")
    assert plain_text(body.html) == "The x^2 rule It says x < y."


def test_mathml_that_the_author_wrote_goes_the_same_ways():
    html = "<p><math><mi>x</mi><annotation>no</annotation></math></p>"

    assert "<math><mi>x</mi>" in clean_for_feed(html, config=CONFIG, address="/posts/a/")
    assert clean_for_mail(html, config=CONFIG, address="/posts/a/") == "<p><code>x</code></p>"
    assert plain_text(html) == "x"


def test_no_formula_is_styled_in_place_or_leaves_a_mark_behind():
    html = render("$x$ ![$y$](z.png) $\\color{red}{z}$ <b>$w$</b>").html

    assert "style=" not in html
    assert "\x02" not in html


def test_the_converter_is_loaded_only_for_formulas():
    code = (
        "import sys; from tests.content.rendering import render; render('It costs $5, a \\\\(b.');"
        "print('latex2mathml' in sys.modules); render('$x$'); print('latex2mathml' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )

    assert done.stdout.split() == ["False", "True"]


@pytest.mark.parametrize(
    "sign", ["$", "$$", "$a ", "$$\n", "\\(", "\\[\n", "\\\\[", "$x$ ", "]( ", "<a "]
)
def test_signs_without_end_cost_little(sign):
    begin = time.process_time()
    render(sign * 2000)

    assert time.process_time() - begin < 2
