"""What is known of a picture from the head of its file."""

import pytest
from PIL import Image

from app.pictures import picture_size
from app.pictures.examine import examine_picture
from tests.pictures.drawing import a_png_head, encoded, kept, noise

TURNED = Image.Exif()
TURNED[0x0112] = 6


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "AVIF", "BMP"])
def test_the_size_of_what_browsers_show_is_known(tmp_path, kind):
    file = kept(tmp_path, encoded(noise(60, 30), kind)).file

    assert picture_size(file) == (60, 30)


def test_a_photograph_on_its_side_counts_as_it_is_shown(tmp_path):
    file = kept(tmp_path, encoded(noise(60, 30), "JPEG", exif=TURNED), "a.jpg").file

    assert picture_size(file) == (30, 60)


def test_a_huge_picture_has_a_size_but_is_not_worked_on(tmp_path):
    picture = kept(tmp_path, a_png_head(60_000, 60_000))

    assert picture_size(picture.file) == (60_000, 60_000)
    assert not examine_picture(picture).can_be_copied


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"\x89PNG\r\n\x1a\n",
        encoded(noise(60, 30), "TIFF"),
    ],
    ids=["nothing", "words", "svg", "postscript", "a head alone", "what browsers do not show"],
)
def test_what_is_no_picture_has_no_size(tmp_path, data):
    assert picture_size(kept(tmp_path, data).file) is None


def test_a_file_that_has_gone_has_no_size(tmp_path):
    assert picture_size(tmp_path / "gone.png") is None


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_broken_exif_data_does_not_take_the_size_away(tmp_path):
    data = encoded(noise(60, 30), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\x01")

    assert picture_size(kept(tmp_path, data).file) == (60, 30)
