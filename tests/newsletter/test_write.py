import pytest

from app.errors import StoreError
from app.newsletter.write import write_files

FILES = {"a.html": b"<p>", "a.txt": b"words", "a.eml": b"From: x"}


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_all_files_appear_in_a_folder_that_is_made_for_them(tmp_path):
    write_files(tmp_path / "out" / "deep", FILES)

    assert names(tmp_path / "out" / "deep") == ["a.eml", "a.html", "a.txt"]
    assert (tmp_path / "out" / "deep" / "a.txt").read_bytes() == b"words"


def test_a_second_export_takes_the_place_of_the_first(tmp_path):
    write_files(tmp_path, FILES)
    write_files(tmp_path, FILES | {"a.txt": b"new"})

    assert (tmp_path / "a.txt").read_bytes() == b"new"
    assert names(tmp_path) == ["a.eml", "a.html", "a.txt"]


def test_a_file_where_the_folder_should_be_is_said_and_left_alone(tmp_path):
    (tmp_path / "out").write_text("mine")

    with pytest.raises(StoreError, match="choose another folder with --out"):
        write_files(tmp_path / "out", FILES)

    assert (tmp_path / "out").read_text() == "mine"


def test_when_one_file_cannot_take_its_place_none_of_them_does(tmp_path):
    (tmp_path / "a.eml").mkdir()

    with pytest.raises(StoreError, match=r"a\.eml: is a folder"):
        write_files(tmp_path, FILES)

    assert names(tmp_path) == ["a.eml"]


def test_when_the_disk_refuses_the_last_file_none_is_left(tmp_path):
    with pytest.raises(StoreError):
        write_files(tmp_path, FILES | {"x" * 300: b"too long a name"})

    assert names(tmp_path) == []
