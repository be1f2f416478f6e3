"""Where pictures that we made are kept."""

import os
import threading
import time

import pytest

from app.errors import ContentError
from app.pictures.store import KEPT_FOR, Store


class Maker:
    """Makes a picture, and counts how often."""

    def __init__(self, data=b"picture", *, error=None):
        self.times = 0
        self.data = data
        self.error = error

    def __call__(self):
        self.times += 1
        if self.error:
            raise self.error
        return self.data


@pytest.mark.parametrize("kind", ["a folder", "no folder", "a folder that cannot be"])
def test_a_picture_is_made_once(tmp_path, kind):
    (tmp_path / "file").write_bytes(b"")
    folders = {"a folder": tmp_path / "new" / "media", "no folder": None}
    store, make = Store(folders.get(kind, tmp_path / "file" / "media")), Maker()

    assert [store.load("a.webp", make) for _ in range(3)] == [b"picture"] * 3
    assert make.times == 1


def test_another_process_finds_what_is_in_the_folder(tmp_path):
    make = Maker()
    Store(tmp_path).load("a.webp", make)

    assert Store(tmp_path).load("a.webp", make) == b"picture"
    assert make.times == 1
    assert [file.name for file in tmp_path.iterdir()] == ["a.webp"]


def test_an_empty_file_is_made_anew(tmp_path):
    (tmp_path / "a.webp").write_bytes(b"")

    assert Store(tmp_path).load("a.webp", Maker()) == b"picture"
    assert (tmp_path / "a.webp").read_bytes() == b"picture"


def test_memory_keeps_only_the_latest():
    store, make = Store(None), Maker()
    for number in range(100):
        store.load(f"{number}.webp", make)

    store.load("99.webp", make)
    assert make.times == 100
    store.load("0.webp", make)
    assert make.times == 101


def test_what_could_not_be_made_is_tried_again_only_after_a_while():
    store = Store(None, patience=0)
    with pytest.raises(ContentError):
        store.load("a.webp", Maker(error=ContentError("is broken")))

    assert store.load("a.webp", Maker()) == b"picture"


def test_what_cannot_be_made_is_not_tried_again_at_once(tmp_path):
    store = Store(tmp_path)
    make = Maker(error=ContentError("is broken", path="assets/a.png"))

    for _ in range(3):
        with pytest.raises(ContentError, match=r"^assets/a\.png: is broken$"):
            store.load("a.webp", make)

    assert make.times == 1
    assert list(tmp_path.iterdir()) == []


def test_many_who_ask_at_once_wait_for_one_to_make_it(tmp_path):
    started, go_on = threading.Event(), threading.Event()

    def make():
        assert not started.is_set()
        started.set()
        assert go_on.wait(5)
        return b"picture"

    store, got = Store(tmp_path), []
    threads = [
        threading.Thread(target=lambda: got.append(store.load("a.webp", make))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    assert started.wait(5)
    go_on.set()
    for thread in threads:
        thread.join(5)

    assert got == [b"picture"] * 4


def test_what_is_very_old_is_taken_away(tmp_path):
    for name, age in (("old.webp", KEPT_FOR + 60), ("young.webp", 60)):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (time.time() - age, time.time() - age))

    Store(tmp_path).load("new.webp", Maker())

    assert {file.name for file in tmp_path.iterdir()} == {"young.webp", "new.webp"}
