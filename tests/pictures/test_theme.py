"""The colours of cards follow the author's stylesheet."""

from pathlib import Path

import pytest

import app.web
from app.pictures.cards import card_name, render_card
from app.pictures.theme import OURS, parse_colours
from tests.pictures.drawing import opened


@pytest.mark.parametrize(
    ("css", "colour"),
    [
        (":root{--paper:#123456}", (18, 52, 86)),
        (":root { --paper : light-dark(#d5e4f7, #23406c) ; }", (213, 228, 247)),
        ("html, body{--paper:light-dark(rgb(1, 2, 3),#000)}", (1, 2, 3)),
        (":root{--paper:rgb(1 2 3)!important}", (1, 2, 3)),
        (":root{--paper:red}\n:root{color:blue;--paper:white}", (255, 255, 255)),
        ("@import 'a.css'; :root{--paper:hsl(0,100%,50%)", (255, 0, 0)),
        ("/* :root{--paper:#000} */:root{--paper:rgb(999,0,0)}", (255, 0, 0)),
    ],
)
def test_a_colour_that_the_author_sets_is_found(css, colour):
    assert parse_colours(css).paper == colour


@pytest.mark.parametrize(
    "css",
    [
        "",
        "body{--paper:#000}",
        "@media (prefers-color-scheme:dark){:root{--paper:#000}}",
        ":root{--paper:var(--mine);--paper-2:#000}",
        ":root{--paper:oklch(40% 0.2 30)}",
        ":root{--paper:}",
        "}}}{{{;;;",
        "--paper:#000",
    ],
)
def test_what_is_not_plainly_a_colour_leaves_ours(css):
    assert parse_colours(css) == OURS


def test_our_colours_are_those_of_our_stylesheet():
    css = (Path(app.web.__file__).parent / "static/site.css").read_text(encoding="utf-8")

    assert parse_colours(css) == OURS


@pytest.mark.parametrize("text", [":root{", "light-dark(", ":root{--paper:light-dark((", "/*", "{"])
def test_no_stylesheet_takes_long_to_read(text):
    assert parse_colours(text * 50_000) == OURS


def test_a_card_is_drawn_in_the_colours_it_is_given_and_named_after_them():
    blue = parse_colours(":root{--fold-a:#00f;--fold-b:#00f;--fold-c:#00f;--paper:#eef}")

    card = opened(render_card("Hello", "Ana", blue)).convert("RGB")

    assert card.getpixel((20, 20)) == (0, 0, 255)
    assert card.getpixel((1190, 620)) == (238, 238, 255)
    assert card_name("Hello", "Ana", blue) != card_name("Hello", "Ana")
