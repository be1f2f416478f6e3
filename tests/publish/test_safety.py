"""Whatever goes wrong, the old site stays, whole."""

from __future__ import annotations

import pytest

from app.errors import BuildError
from app.publish import swap
from app.publish.workshop import workshop
from tests.publish.site import publish, tree
from tests.values import load_site, post_text, write_site


@pytest.fixture
def snapshot(tmp_path):
    write_site(
        tmp_path / "content",
        {
            "site.toml": 'title = "T"\nurl = "https://ana.example.org"\n',
            "posts/2026-10-01-good.md": post_text("Good", "2026-10-01"),
        },
    )
    return load_site(tmp_path / "content")


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "public" / "out"
    write_site(folder, {"old.txt": "Old."})
    (folder / "posts").rmdir()
    return folder


def refused(snapshot, out, **options):
    before = tree(out) if out.is_dir() else None
    with pytest.raises(BuildError) as caught:
        publish(snapshot, out, **options)
    if before is not None:
        assert tree(out) == before
        assert [file.name for file in out.parent.iterdir()] == [out.name]
    return str(caught.value)


def test_a_folder_that_no_build_made_is_left_alone(snapshot, out):
    said = refused(snapshot, out)

    assert said.startswith(f"{out}: holds what no build wrote (old.txt)")
    assert "--force" in said


def test_force_replaces_it(snapshot, out):
    publish(snapshot, out, force=True)

    assert "old.txt" not in tree(out)
    assert "index.html" in tree(out)


def test_force_loses_it_also_where_nothing_changed(snapshot, out):
    publish(snapshot, out, force=True)
    before = tree(out)
    (out / "mine.txt").write_text("Mine.")

    publish(snapshot, out, force=True)
    assert {**tree(out), ".trifold-build.json": b""} == {**before, ".trifold-build.json": b""}


def test_force_does_not_lose_a_history(snapshot, out):
    write_site(out, {".git/HEAD": "ref: refs/heads/main"})

    assert "is a git repository" in refused(snapshot, out, force=True)


def test_what_a_build_wrote_is_replaced_and_what_somebody_added_is_not(snapshot, out):
    publish(snapshot, out, force=True)
    publish(snapshot, out)
    (out / "CNAME").write_text("ana.example.org")
    (out / ".DS_Store").write_bytes(b"")

    assert "(CNAME)" in refused(snapshot, out)


def test_an_empty_folder_and_none_at_all_are_filled(snapshot, tmp_path):
    (tmp_path / "empty").mkdir()
    for name in ("empty", "a/new/one"):
        publish(snapshot, tmp_path / name)

        assert (tmp_path / name / "index.html").is_file()


@pytest.mark.parametrize("where", ["content", "content/public", ".", "content/site.toml", "file"])
def test_a_place_that_must_not_be_replaced_is_refused(snapshot, tmp_path, where):
    (tmp_path / "file").write_text("A file.")
    before = tree(tmp_path)

    with pytest.raises(BuildError, match="choose"):
        publish(snapshot, (tmp_path / where).resolve(), force=True)
    assert tree(tmp_path) == before


def test_a_page_that_cannot_be_made_names_itself_and_stops_everything(tmp_path, out):
    write_site(
        tmp_path / "content",
        {
            "posts/2026-10-01-good.md": post_text("Good", "2026-10-01"),
            "templates/site/archive.html": "{{ nothing }}",
        },
    )

    said = refused(load_site(tmp_path / "content"), out, force=True)
    assert said.startswith("/archive/: cannot be made: templates/site/archive.html:1:")


def test_a_stop_at_any_file_leaves_the_old_site_and_nothing_beside_it(snapshot, out, tmp_path):
    publish(snapshot, out, force=True)
    before, made = tree(out), []
    write_site(tmp_path / "content", {"posts/2026-10-02-more.md": post_text("More")})

    def stop(count):
        made.append(count)
        if len(made) == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(load_site(tmp_path / "content"), out, on_file=stop)
    assert tree(out) == before
    assert [file.name for file in out.parent.iterdir()] == ["out"]


def test_a_disk_without_room_is_said_in_a_sentence(snapshot, out, monkeypatch):
    def full(_new, _target, *, aside):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.publish.workshop.put_in_place", full)

    assert "(no space left on device); make room" in refused(snapshot, out, force=True)


def test_what_a_kill_left_is_swept_away(snapshot, out):
    place = out.parent / ".out.trifold"
    write_site(place / "new", {"index.html": "Half."})
    (place / "lock").write_bytes(b"")

    publish(snapshot, out, force=True)
    assert [file.name for file in out.parent.iterdir()] == ["out"]
    assert (out / "index.html").read_text() != "Half."


def test_a_kill_between_two_renames_is_mended_first(snapshot, out):
    publish(snapshot, out, force=True)
    before = tree(out)
    place = out.parent / ".out.trifold"
    place.mkdir()
    out.rename(place / "old")

    with workshop(out):
        assert tree(out) == before


def test_without_an_exchange_two_renames_do(snapshot, out, monkeypatch):
    monkeypatch.setattr(swap, "_exchange", lambda _one, _other: False)

    publish(snapshot, out, force=True)
    assert "old.txt" not in tree(out)
    assert [file.name for file in out.parent.iterdir()] == ["out"]


def test_two_builds_for_one_folder_do_not_meet(snapshot, out):
    with workshop(out):
        with pytest.raises(BuildError, match="is being built at this moment"):
            publish(snapshot, out, force=True)
        assert (out.parent / ".out.trifold" / "lock").exists()


def test_a_name_that_not_every_host_can_hold_stops_the_build_or_is_left_out(tmp_path):
    write_site(
        tmp_path / "content",
        {
            "posts/2026-10-01-good.md": post_text("Good", "2026-10-01"),
            "assets/a:b.txt": "A.",
        },
    )
    snapshot = load_site(tmp_path / "content")

    with pytest.raises(BuildError, match=r"/assets/a:b\.txt: has the sign ':'"):
        publish(snapshot, tmp_path / "out")
    built = publish(snapshot, tmp_path / "out", keep_going=True)
    assert "left out" in built.notices[0]
    assert not (tmp_path / "out/assets").exists()


def test_addresses_that_differ_in_capitals_alone_stop_the_build(tmp_path):
    write_site(tmp_path / "content", {"assets/A.txt": "A.", "assets/a.txt": "a."})

    snapshot = load_site(tmp_path / "content")

    with pytest.raises(BuildError, match=r"/assets/a\.txt: is the same file as /assets/A\.txt"):
        publish(snapshot, tmp_path / "out")
    publish(snapshot, tmp_path / "out", keep_going=True)
    assert [file.name for file in (tmp_path / "out/assets").iterdir()] == ["A.txt"]


def test_a_post_whose_file_another_address_has_stops_the_build(tmp_path):
    post = post_text("Mine", permalink="/index.html")
    write_site(tmp_path / "content", {"posts/2026-10-01-mine.md": post})

    with pytest.raises(BuildError, match="is the same file as /"):
        publish(load_site(tmp_path / "content"), tmp_path / "out")
