"""The picture of a post where a link to it is shared."""

import pytest
from PIL import ImageFont

from app.pictures import lettering
from app.pictures.cards import card_name, render_card
from app.pictures.lettering import is_right_to_left, set_lines
from tests.pictures.drawing import opened

INK = (31, 23, 5)
SPACE = (1000, 360)
SIZES = (96, 64, 46)


@pytest.fixture
def bare(monkeypatch):
    """A machine without any font: only what Pillow itself brings."""
    ours = ImageFont.load_default(24)
    monkeypatch.setattr(lettering, "find_fonts", lambda: (ours,))


def inked(data):
    """Give the box around everything dark: left, top, right, bottom."""
    return opened(data).convert("L").point(lambda grey: 255 if grey < 90 else 0).getbbox()


def test_a_card_is_a_png_of_the_size_that_networks_show():
    card = opened(render_card("Hello", "Ana writes"))

    assert (card.format, card.size) == ("PNG", (1200, 630))


@pytest.mark.parametrize(
    "title",
    [
        "Hello",
        "A title of a dozen words that runs over more than one line, surely",
        "word " * 200,
        "W" * 400,
        "x" * 100_000,
    ],
    ids=["short", "long", "far too long", "one word", "endless"],
)
def test_every_title_stays_inside_the_margins(title):
    left, top, right, bottom = inked(render_card(title, ""))

    assert left >= 60
    assert right <= 1140
    assert top >= 40
    assert bottom <= 484  # where the leaflet's edge begins


def test_a_longer_title_is_smaller():
    short = set_lines("Hello", space=SPACE, sizes=SIZES)
    long = set_lines("word " * 30, space=SPACE, sizes=SIZES)

    assert short.font.size > long.font.size
    assert len(short.lines) == 1


def test_what_is_too_long_ends_in_an_ellipsis():
    assert set_lines("word " * 60, space=SPACE, sizes=SIZES).lines[-1].endswith("…")


def test_lines_are_of_about_the_same_length():
    words = set_lines("one two three four five six seven eight nine", space=SPACE, sizes=(96,))

    lengths = [words.font.getlength(line) for line in words.lines]
    assert len(lengths) > 1
    assert min(lengths) > max(lengths) * 0.6


@pytest.mark.parametrize(
    ("title", "is_rtl"), [("12 שלום", True), ("مرحبا", True), ("“Été”", False)]
)
def test_the_first_letter_says_where_a_title_begins(title, is_rtl):
    assert is_right_to_left(title) is is_rtl


@pytest.mark.parametrize(
    "title",
    [
        "",
        " ",
        "🚀",
        "一枚の紙",
        "שלום עולם",
        "مرحبا",
        "हिन्दी",
        "a\0b\ud800c\u202e",
        "\x1b[31m",
        "ﷺ" * 50,
    ],
)
@pytest.mark.usefixtures("bare")
def test_no_title_breaks_a_card_even_without_fonts(title):
    assert opened(render_card(title, title)).size == (1200, 630)


@pytest.mark.parametrize("title", ["", "🚀", "一枚の紙", "a\0b\ud800c\u202e", "مرحبا"])
def test_no_title_breaks_a_card_with_the_fonts_of_this_machine(title):
    assert opened(render_card(title, title)).size == (1200, 630)


@pytest.mark.usefixtures("bare")
def test_without_fonts_letters_lose_their_accents_rather_than_be_missing():
    assert set_lines("Été – “now”", space=SPACE, sizes=SIZES).lines[0].startswith("Ete - ")


@pytest.mark.usefixtures("bare")
def test_signs_that_no_font_has_are_left_out_and_a_word_never_loses_letters():
    assert set_lines("Ship it 🚀 now", space=SPACE, sizes=SIZES).lines == ("Ship it now",)
    assert set_lines("Ship 漢字", space=SPACE, sizes=SIZES) is None


def test_the_name_of_a_card_follows_its_words():
    names = {card_name("a", "b"), card_name("a", "c"), card_name("b", "b"), card_name("a\0b", "")}

    assert len(names) == 4
    assert card_name("a", "b") == card_name("a", "b")
    assert card_name("\ud800", "b").isascii()


def test_a_font_of_this_machine_comes_before_pillows_own():
    try:
        ImageFont.truetype(lettering.FONTS[1], 20)
    except OSError:
        pytest.skip("this machine has no DejaVu fonts")

    assert set_lines("Łódź", space=SPACE, sizes=SIZES).lines == ("Łódź",)
