"""What is kept of finished pages is bounded in bytes, however many are asked for."""

from __future__ import annotations

from app.web.shelf import Shelf


def test_what_was_not_used_for_longest_goes_first():
    shelf = Shelf(30_000)
    for name in "abc":
        shelf.put(name, name, size=8_000)
    shelf.get("a")
    shelf.put("d", "d", size=8_000)

    assert [name for name in "abcd" if shelf.get(name)] == ["a", "c", "d"]


def test_many_small_things_are_bounded_too():
    shelf = Shelf(30_000)
    for number in range(1000):
        shelf.put(number, "x", size=1)

    assert sum(shelf.get(number) is not None for number in range(1000)) <= 20


def test_one_large_thing_does_not_drive_all_others_out():
    shelf = Shelf(30_000)
    shelf.put("a", "a", size=10)
    shelf.put("large", "b", size=20_000)

    assert shelf.get("a")
    assert shelf.get("large") is None


def test_another_thing_takes_the_place_of_the_one_before():
    shelf = Shelf(30_000)
    for _ in range(10):
        shelf.put("a", "new", size=10_000)

    assert shelf.get("a") == "new"
