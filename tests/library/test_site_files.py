"""Pictures and addresses that are named and are not as they should be."""

from __future__ import annotations

import pytest
from PIL import Image

from app.library.check import check_snapshot
from tests.pictures.drawing import encoded, noise
from tests.values import load_site, post_text, write_site

SITE = 'title = "Ana"\nurl = "https://ana.example.org"\n'


def notices(folder, **files):
    files = {"site.toml": SITE, "posts/a.md": post_text()} | files
    return [str(one) for one in check_snapshot(load_site(write_site(folder, files)))]


@pytest.mark.parametrize(
    ("more", "line", "said"),
    [
        ('logo = "/assets/none.svg"\n', 3, "'logo' is '/assets/none.svg'"),
        ('[authors.ana]\npicture = "/assets/none.jpg"\n', 4, "'authors.ana.picture' is"),
        (
            (
                '[[menu]]\ntitle = "A"\naddress = "/archive/"\n\n'
                '[[menu]]\ntitle = "B"\naddress = "/gone/"\n'
            ),
            9,
            "[[menu]] has '/gone/'",
        ),
        ('[[menu]]\ntitle = "A"\naddress = "archive/"\n', 5, "[[menu]] has 'archive/'"),
    ],
)
def test_what_site_toml_names_in_vain_is_noticed_on_its_line(tmp_path, more, line, said):
    (found,) = notices(tmp_path, **{"site.toml": SITE + more})

    assert found.startswith(f"site.toml:{line}: notice: ")
    assert said in found


def test_what_site_toml_names_and_has_is_not_noticed(tmp_path):
    toml = SITE + (
        'logo = "assets/a.png"\n[authors.ana]\npicture = "/assets/a.png"\n'
        '[authors.bo]\npicture = "https://example.org/bo.jpg"\n'
    )
    for address in ("/", "/posts/a/", "/search?q=a", "/assets/a.png", "https://example.org/", "#x"):
        toml += f'[[menu]]\ntitle = "A"\naddress = "{address}"\n'

    assert notices(tmp_path, **{"site.toml": toml, "assets/a.png": encoded(noise(9, 9))}) == []


def located(latitude):
    exif = Image.Exif()
    exif.get_ifd(0x8825).update(latitude)
    return encoded(noise(60, 30), "JPEG", exif=exif)


def test_a_picture_that_tells_where_it_was_taken_is_noticed(tmp_path):
    there = {2: (48.0, 1.0, 2.0), 1: "N"}
    files = {"assets/a.jpg": located(there), "assets/b.jpg": located({29: "2026:01:01"})}

    (found,) = notices(tmp_path, **files)

    assert found.startswith("assets/a.jpg: notice: holds the place where it was taken")


@pytest.mark.parametrize("data", [b"words", b"", encoded(noise(90, 90), "JPEG")[:-900]])
def test_a_picture_that_cannot_be_decoded_is_noticed(tmp_path, data):
    (found,) = notices(tmp_path, **{"assets/a.jpg": data})

    assert found.startswith("assets/a.jpg: notice: cannot be shown whole")
