"""Smaller copies of a picture."""

import pytest
from PIL import Image

from app.errors import ContentError
from app.pictures.variants import render_variant, select_widths
from tests.pictures.drawing import encoded, heavy_png, kept, noise, opened, plain, swapped_profile

RED = (220, 30, 30)


def widths_of(folder, width, height=40):
    return select_widths(kept(folder, heavy_png(plain(RED, size=(width, height)))))


def near(colour, wanted, by=12):
    return all(abs(one - other) <= by for one, other in zip(colour, wanted, strict=True))


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (400, ()),
        (480, ()),
        (600, (480, 600)),
        (720, (480, 720)),
        (800, (480, 720)),
        (1000, (480, 720, 1000)),
        (3000, (480, 720, 1080, 1440, 1920)),
    ],
)
def test_no_copy_is_wider_than_the_picture(tmp_path, width, widths):
    assert widths_of(tmp_path, width) == widths


def test_a_file_of_few_bytes_is_left_as_it_is(tmp_path):
    assert select_widths(kept(tmp_path, encoded(plain(RED)))) == ()


def test_a_picture_too_high_for_webp_is_left_as_it_is(tmp_path):
    assert widths_of(tmp_path, 500, 17_500) == ()


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_what_moves_is_left_as_it_is(tmp_path, kind):
    moving = encoded(noise(), kind, save_all=True, append_images=[noise()])

    assert len(moving) > 12_000
    assert select_widths(kept(tmp_path, moving)) == ()


def test_more_than_forty_megapixels_are_left_as_they_are(tmp_path):
    file = heavy_png(Image.new("1", (8000, 5001)))

    assert select_widths(kept(tmp_path, file)) == ()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_copy_is_webp_of_the_width_asked_for(tmp_path, kind):
    data = render_variant(kept(tmp_path, encoded(noise(1000, 501), kind)), 480)

    copy = opened(data)
    assert copy.format == "WEBP"
    assert copy.size == (480, 240)


def test_the_same_file_gives_the_same_bytes(tmp_path):
    picture = kept(tmp_path, encoded(noise()))

    assert render_variant(picture, 480) == render_variant(picture, 480)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_copy_stands_upright_without_being_told_to(tmp_path, orientation):
    stored = plain((0, 0, 255))
    stored.paste((255, 0, 0), (0, 0, 300, 150))  # the stored upper left is red
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = kept(tmp_path, heavy_png(stored, exif=exif))

    copy = opened(render_variant(picture, 240))

    shown = {1: "upper left", 2: "upper right", 3: "lower right", 4: "lower left"}
    shown |= {5: "upper left", 6: "upper right", 7: "lower right", 8: "lower left"}
    assert copy.size == ((240, 120) if orientation <= 4 else (240, 480))
    row = 10 if shown[orientation].startswith("upper") else copy.height - 10
    column = 10 if shown[orientation].endswith("left") else copy.width - 10
    assert near(copy.convert("RGB").getpixel((column, row)), (255, 0, 0))
    assert near(copy.convert("RGB").getpixel((copy.width - column, copy.height - row)), (0, 0, 255))
    assert copy.getexif().get(0x0112) is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_copy_does_not_say_where_it_was_taken(tmp_path, kind):
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    exif[0x8825] = {1: "N", 2: (38.0, 42.0, 0.0)}
    picture = encoded(noise(), kind, exif=exif, xmp=b"<x>secret place</x>")
    assert b"secret place" in picture

    data = render_variant(kept(tmp_path, picture), 480)

    assert not any(word in data for word in (b"secret", b"EXIF", b"XMP ", b"ICCP"))


def test_text_in_a_png_is_not_copied(tmp_path):
    assert b"secret" not in render_variant(kept(tmp_path, heavy_png(plain(RED))), 480)


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGB"), ("JPEG", "RGB"), ("WEBP", "RGB"), ("PNG", "RGBA")]
)
def test_a_profile_of_colours_is_translated_to_srgb(tmp_path, kind, mode):
    red = Image.new("RGB", (600, 300), (230, 20, 20)).convert(mode)
    data = encoded(red, kind, icc_profile=swapped_profile())

    copy = opened(render_variant(kept(tmp_path, data), 480))

    assert near(copy.convert("RGB").getpixel((9, 9)), (20, 230, 20))
    assert "icc_profile" not in copy.info


@pytest.mark.parametrize("profile", [b"no profile", swapped_profile()], ids=["broken", "of RGB"])
def test_a_profile_that_does_not_fit_is_passed_over(tmp_path, profile):
    data = encoded(plain(120, "L"), icc_profile=profile)

    copy = opened(render_variant(kept(tmp_path, data), 480))

    assert near(copy.convert("RGB").getpixel((9, 9)), (120, 120, 120))


def half_clear(mode):
    picture = Image.new("RGBA", (600, 300), (*RED, 255))
    picture.paste((0, 0, 0, 0), (300, 0, 600, 300))
    if mode == "P":
        return picture.quantize(8)
    return picture.convert(mode)


@pytest.mark.parametrize("mode", ["RGBA", "P", "LA"])
def test_what_is_clear_stays_clear(tmp_path, mode):
    copy = opened(render_variant(kept(tmp_path, encoded(half_clear(mode))), 480)).convert("RGBA")

    assert copy.getpixel((10, 10))[3] == 255
    assert copy.getpixel((470, 10))[3] == 0


def test_a_colour_that_means_clear_stays_clear(tmp_path):
    data = encoded(plain(RED), transparency=RED)

    assert (
        opened(render_variant(kept(tmp_path, data), 480)).convert("RGBA").getpixel((5, 5))[3] == 0
    )


@pytest.mark.parametrize(
    ("kind", "image", "shown"),
    [
        ("JPEG", plain((0, 255, 255, 0), "CMYK"), (254, 0, 0)),
        ("PNG", plain(RED).quantize(4), RED),
        ("PNG", plain(1, "1"), (255, 255, 255)),
        ("PNG", plain(0x8000, "I;16"), (128, 128, 128)),
        ("PNG", plain(90, "L"), (90, 90, 90)),
        ("JPEG", plain(90, "L"), (90, 90, 90)),
    ],
    ids=["CMYK", "palette", "one bit", "16 bits", "grey", "grey JPEG"],
)
def test_every_way_to_store_colours_is_shown_right(tmp_path, kind, image, shown):
    copy = opened(render_variant(kept(tmp_path, encoded(image, kind)), 480))

    assert near(copy.convert("RGB").getpixel((9, 9)), shown)


def test_a_small_copy_is_much_lighter(tmp_path):
    picture = kept(tmp_path, encoded(noise(1600, 800), "JPEG", quality=90))

    assert len(render_variant(picture, 480)) < picture.weight / 4


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_file_that_ends_too_soon_is_refused_in_a_sentence(tmp_path, kind):
    data = encoded(noise(), kind, quality=95)
    picture = kept(tmp_path, data[: len(data) // 2])

    with pytest.raises(ContentError, match=r"assets/a\.png: cannot be made smaller .*save it"):
        render_variant(picture, 480)


def test_a_file_that_changed_meanwhile_is_not_taken_for_the_old_one(tmp_path):
    picture = kept(tmp_path, encoded(noise()))
    kept(tmp_path, encoded(noise()) + b"more")

    with pytest.raises(ContentError, match="has just been changed"):
        render_variant(picture, 480)
