"""What is known of a picture file, whatever its name says it is."""

from __future__ import annotations

import pytest
from PIL import Image

from app.pictures import picture_size


@pytest.mark.parametrize("ending", ["png", "jpg", "gif", "webp"])
def test_a_picture_has_its_width_and_height(tmp_path, ending):
    Image.new("RGB", (30, 20)).save(tmp_path / f"a.{ending}")

    assert picture_size(tmp_path / f"a.{ending}") == (30, 20)


@pytest.mark.parametrize(
    ("turn", "size"), [(1, (30, 20)), (3, (30, 20)), (6, (20, 30)), (8, (20, 30))]
)
def test_a_photograph_on_its_side_counts_as_it_is_shown(tmp_path, turn, size):
    exif = Image.Exif()
    exif[0x0112] = turn
    Image.new("RGB", (30, 20)).save(tmp_path / "a.jpg", exif=exif)

    assert picture_size(tmp_path / "a.jpg") == size


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
    ],
)
def test_what_is_no_whole_picture_has_no_size(tmp_path, data):
    (tmp_path / "a.png").write_bytes(data)

    assert picture_size(tmp_path / "a.png") is None


def test_a_picture_that_is_not_there_has_no_size(tmp_path):
    assert picture_size(tmp_path / "gone.png") is None


@pytest.mark.parametrize("length", range(0, 400, 7))
def test_a_file_cut_off_anywhere_is_no_error(tmp_path, length):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (30, 20)).save(tmp_path / "a.jpg", exif=exif)
    whole = (tmp_path / "a.jpg").read_bytes()
    (tmp_path / "a.jpg").write_bytes(whole[:length])

    assert picture_size(tmp_path / "a.jpg") in {None, (30, 20), (20, 30)}
