"""A folder of files becomes what readers see, whatever else lies in it."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta

import pytest

from app.config import load_config
from app.content.model import Level
from app.errors import ContentError
from app.library.load import Loader
from tests.values import NOW, load_site, post_text, write_site


def addresses(snapshot):
    return sorted(snapshot.library.writings)


def problems(snapshot):
    return [(problem.path, problem.line, problem.level) for problem in snapshot.library.problems]


def test_posts_pages_and_issues_are_found_in_their_folders(tmp_path):
    snapshot = load_site(
        write_site(
            tmp_path,
            {
                "posts/2026-11-01-a.md": post_text(),
                "posts/2026/deep/b.markdown": post_text(),
                "pages/about.md": "---\ntitle: About\n---\n",
                "newsletters/2026-11.md": "---\ntitle: N\nsent: 2026-11-02\n---\n",
                "notes/c.md": post_text(),
                "d.md": post_text(),
            },
        )
    )

    assert addresses(snapshot) == ["/about/", "/newsletter/2026-11/", "/posts/a/", "/posts/b/"]


def test_an_empty_folder_is_an_empty_library(tmp_path):
    snapshot = load_site(tmp_path)

    assert snapshot.library.writings == {}
    assert snapshot.library.problems == ()


HIDDEN = {
    "posts/2026-11-01-shown.md": post_text("Shown"),
    "posts/2026-11-02-draft.md": post_text("Draft", draft="true"),
    "posts/2026-11-03-unpublished.md": post_text("Unpublished", published="false"),
    "posts/2026-12-24-scheduled.md": post_text("Scheduled", "2026-12-24"),
    "drafts/idea.md": "---\ntitle: Idea\n---\n",
    "newsletters/2026-12.md": "---\ntitle: Unsent\ndate: 2026-11-01\n---\n",
}


def test_what_is_not_for_readers_is_kept_apart_from_the_library(tmp_path):
    snapshot = load_site(write_site(tmp_path, HIDDEN))

    assert addresses(snapshot) == ["/posts/shown/"]
    assert snapshot.shown is snapshot.library
    assert sorted(post.title for post in snapshot.hidden) == [
        "Draft",
        "Idea",
        "Scheduled",
        "Unpublished",
    ]
    assert [issue.title for issue in snapshot.issues] == ["Unsent"]


def test_a_preview_shows_all_of_it_and_still_knows_what_readers_see(tmp_path):
    snapshot = load_site(write_site(tmp_path, HIDDEN), preview=True)

    assert addresses(snapshot) == ["/posts/shown/"]
    assert len(snapshot.shown.writings) == 6
    scheduled = snapshot.shown.writings["/posts/scheduled/"]
    assert snapshot.shown.is_scheduled(scheduled)


def test_files_beside_a_post_live_beside_its_page(tmp_path):
    snapshot = load_site(
        write_site(
            tmp_path,
            {
                "posts/2026-11-01-trip/index.md": post_text(body="![x](map.png) ![y](in/y.png)"),
                "posts/2026-11-01-trip/map.png": b"x",
                "posts/2026-11-01-trip/in/y.png": b"y",
                "assets/logo.png": b"z",
                "custom.css": "p{}",
            },
        )
    )

    assert sorted(snapshot.library.files) == [
        "/assets/logo.png",
        "/custom.css",
        "/posts/trip/in/y.png",
        "/posts/trip/map.png",
    ]
    html = snapshot.body_of(snapshot.library.posts[0]).html
    assert 'src="/posts/trip/map.png"' in html
    assert 'src="/posts/trip/in/y.png"' in html


def test_files_beside_a_post_that_ends_in_html_live_below_its_name(tmp_path):
    header = post_text(permalink="/2026/trip.html")
    files = {"posts/2026-11-01-trip/index.md": header, "posts/2026-11-01-trip/map.png": b"x"}

    assert list(load_site(write_site(tmp_path, files)).library.files) == ["/2026/trip/map.png"]


@pytest.mark.parametrize(
    "index",
    [post_text(draft="true"), post_text(date="2027-01-01"), "---\nbroken"],
    ids=["draft", "scheduled", "broken"],
)
def test_files_of_what_is_hidden_are_not_served(tmp_path, index):
    snapshot = load_site(
        write_site(
            tmp_path,
            {
                "posts/2026-11-01-trip/index.md": post_text(),
                "posts/2026-11-01-trip/part-two/index.md": index,
                "posts/2026-11-01-trip/part-two/secret.png": b"x",
                "pages/index.md": "---\ntitle: Pages\n---\n",
                "pages/plans/index.md": "---\ntitle: Plans\ndraft: true\n---\n",
                "pages/plans/secret.png": b"x",
                "posts/2026-11-02-other/secret.png": b"x",
                "drafts/secret.png": b"x",
                "newsletters/secret.png": b"x",
            },
        )
    )

    assert snapshot.library.files == {}


def test_hidden_files_and_backups_are_left_alone(tmp_path):
    files = {
        "assets/.env": "x",
        "assets/.git/config": "x",
        "posts/.2026-11-01-a.md.swp": "x",
        "posts/2026-11-01-a.md~": "x",
        "posts/_2026-11-01-b.md": "x",
        ".trifold/posts/c.md": "x",
    }

    snapshot = load_site(write_site(tmp_path, files))

    assert (snapshot.library.files, snapshot.library.problems) == ({}, ())


def test_a_link_out_of_the_folder_is_left_out_with_a_notice(tmp_path):
    files = {"secret.txt": "x", "posts/2026-11-01-x.md": post_text()}
    outside = write_site(tmp_path / "outside", files)
    files = {"assets/a.png": b"x", "posts/2026-11-01-a.md": post_text()}
    site = write_site(tmp_path / "site", files)
    (site / "assets/secret.txt").symlink_to(outside / "secret.txt")
    (site / "assets/folder").symlink_to(outside)
    (site / "posts/2026-11-01-x.md").symlink_to(outside / "posts/2026-11-01-x.md")
    (site / "assets/b.png").symlink_to(site / "assets/a.png")

    snapshot = load_site(site)

    assert sorted(snapshot.library.files) == ["/assets/a.png", "/assets/b.png"]
    assert addresses(snapshot) == ["/posts/a/"]
    assert problems(snapshot) == [
        ("assets/folder", 0, Level.NOTICE),
        ("assets/secret.txt", 0, Level.NOTICE),
        ("posts/2026-11-01-x.md", 0, Level.NOTICE),
    ]


def test_a_link_to_nowhere_is_a_problem_and_no_end(tmp_path):
    site = write_site(tmp_path, {"posts/2026-11-01-a.md": post_text()})
    (site / "posts/2026-11-01-b.md").symlink_to(site / "gone.md")
    (site / "posts/2026-11-01-c.md").symlink_to(site / "posts/2026-11-01-c.md")

    snapshot = load_site(site)

    assert addresses(snapshot) == ["/posts/a/"]
    assert [path for path, _, _ in problems(snapshot)] == [
        "posts/2026-11-01-b.md",
        "posts/2026-11-01-c.md",
    ]


def test_the_folder_itself_may_be_reached_through_a_link(tmp_path):
    site = write_site(tmp_path / "site", {"assets/a.png": b"x"})
    (site / "assets/b.png").symlink_to(site / "assets/a.png")
    (tmp_path / "link").symlink_to(site)

    contents = Loader(load_config(tmp_path / "link")).load()

    assert [entry.path for entry in contents.files] == ["assets/a.png", "assets/b.png"]


def test_a_pipe_is_never_opened(tmp_path):
    site = write_site(tmp_path, {"posts/2026-11-01-a.md": post_text()})
    os.mkfifo(site / "posts/2026-11-02-pipe.md")

    snapshot = load_site(site)

    assert addresses(snapshot) == ["/posts/a/"]
    assert problems(snapshot) == [("posts/2026-11-02-pipe.md", 0, Level.NOTICE)]


def test_a_folder_called_like_a_post_is_a_folder(tmp_path):
    site = write_site(tmp_path, {"posts/2026-11-01-a.md/2026-11-02-b.md": post_text()})

    assert addresses(load_site(site)) == ["/posts/b/"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_that_may_not_be_read_is_a_problem(tmp_path):
    site = write_site(tmp_path, {"posts/2026-11-01-a.md": post_text()})
    (site / "posts/2026-11-01-a.md").chmod(0)

    assert problems(load_site(site)) == [("posts/2026-11-01-a.md", 0, Level.ERROR)]


@pytest.mark.skipif(os.name == "nt", reason="there, every name is text")
def test_a_name_that_is_not_utf8_is_left_out_with_a_notice(tmp_path):
    site = write_site(tmp_path, {"posts/2026-11-01-a.md": post_text()})
    try:
        (site / "posts" / os.fsdecode(b"2026-11-02-caf\xe9.md")).write_text(post_text())
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")

    snapshot = load_site(site)

    assert addresses(snapshot) == ["/posts/a/"]
    assert problems(snapshot) == [("posts/2026-11-02-caf?.md", 0, Level.NOTICE)]
    assert snapshot.body_of(snapshot.library.posts[0]).words == 1


BROKEN = {
    "no-header.md": b"Words.",
    "unclosed.md": b"---\ntitle: A\n",
    "latin.md": b"---\ntitle: caf\xe9\n---\n",
    "no-title.md": b"---\ndate: 2026-11-01\n---\n",
    "bad-date.md": b"---\ntitle: A\ndate: 2026-02-30\n---\n",
    "nul.md": b"---\ntitle: \x00\n---\n",
    "empty.md": b"",
}


@pytest.mark.parametrize("name", BROKEN)
def test_one_broken_post_leaves_all_others_up(tmp_path, name):
    files = {"posts/2026-11-01-a.md": post_text(), f"posts/2026-11-02-{name}": BROKEN[name]}

    snapshot = load_site(write_site(tmp_path, files))

    assert addresses(snapshot) == ["/posts/a/"]
    ((path, line, level),) = problems(snapshot)
    assert path == f"posts/2026-11-02-{name}"
    assert line >= 1
    assert level is Level.ERROR


def edit(site, text, path="posts/2026-11-01-a.md"):
    """Change a file; its time moves on although no second has passed."""
    file = site / path
    moved = file.stat().st_mtime_ns + 1_000_000_000 if file.exists() else None
    file.write_text(text)
    if moved:
        os.utime(file, ns=(moved, moved))


def test_a_folder_that_did_not_change_gives_the_same_value(tmp_path):
    site = write_site(tmp_path, {"posts/2026-11-01-a.md": post_text(), "assets/a.png": b"x"})
    loader = Loader(load_config(site))

    before = loader.load()

    assert loader.load() is before
    edit(site, post_text("New"))
    assert loader.load() is not before


def test_only_what_changed_is_read_again(tmp_path):
    site = write_site(
        tmp_path, {"posts/2026-11-01-a.md": post_text(), "posts/2026-11-01-b.md": post_text()}
    )
    loader = Loader(load_config(site))

    before = loader.load()
    edit(site, post_text("New"))
    after = loader.load()

    assert [post.title for post in after.writings] == ["New", "Hello"]
    assert after.writings[1] is before.writings[1]


def test_a_post_that_an_edit_broke_stays_up_as_it_was_with_its_problem(tmp_path):
    site = write_site(tmp_path, {"posts/2026-11-01-a.md": post_text("Good")})
    loader = Loader(load_config(site))
    loader.load()

    edit(site, "---\ntitle: [broken\n---\n")
    broken = loader.load()

    assert [post.title for post in broken.writings] == ["Good"]
    assert [problem.level for problem in broken.problems] == [Level.ERROR]
    edit(site, post_text("Mended"))
    mended = loader.load()
    assert [post.title for post in mended.writings] == ["Mended"]
    assert mended.problems == ()


def test_a_post_that_is_broken_twice_stays_up_still(tmp_path):
    site = write_site(tmp_path, {"posts/2026-11-01-a.md": post_text("Good")})
    loader = Loader(load_config(site))
    loader.load()

    for text in ("---\ntitle: [\n---\n", "---\n", "nothing"):
        edit(site, text)
        contents = loader.load()

    assert [post.title for post in contents.writings] == ["Good"]


def test_a_file_that_goes_is_gone(tmp_path):
    site = write_site(tmp_path, {"posts/2026-11-01-a.md": post_text()})
    loader = Loader(load_config(site))
    loader.load()

    (site / "posts/2026-11-01-a.md").unlink()

    assert loader.load().writings == ()


def test_the_words_of_a_file_that_went_meanwhile_are_an_error_that_says_so(tmp_path):
    snapshot = load_site(write_site(tmp_path, {"posts/2026-11-01-a.md": post_text()}))
    post = snapshot.library.posts[0]
    post.source.file.unlink()

    with pytest.raises(ContentError, match=r"posts/2026-11-01-a\.md: cannot be read"):
        snapshot.body_of(post)


def test_words_are_rendered_once(tmp_path):
    snapshot = load_site(write_site(tmp_path, {"posts/2026-11-01-a.md": post_text()}))
    post = snapshot.library.posts[0]

    assert snapshot.body_of(post) is snapshot.body_of(post)


def test_words_that_changed_since_the_folder_was_read_are_not_kept_for_the_old_ones(tmp_path):
    site = write_site(tmp_path, {"posts/2026-11-01-a.md": post_text(body="Old.")})
    snapshot = load_site(site)
    post = snapshot.library.posts[0]

    edit(site, post_text(body="New."))
    assert "New." in snapshot.body_of(post).html
    edit(site, post_text(body="Old."))

    assert "Old." in snapshot.body_of(post).html


def test_the_same_folder_twice_is_called_the_same_and_any_change_renames_it(tmp_path):
    site = write_site(tmp_path, {"posts/2026-11-01-a.md": post_text(), "assets/a.png": b"x"})

    name = load_site(site).name

    assert load_site(site, now=NOW + timedelta(hours=1)).name == name
    edit(site, post_text(body="Other words."))
    changed = load_site(site).name
    (site / "site.toml").write_text('title = "T"')
    titled = load_site(site).name
    (site / "assets/b.png").write_bytes(b"y")
    assert len({name, changed, titled, load_site(site).name}) == 4


def test_a_draft_changes_nothing_that_readers_see(tmp_path):
    site = write_site(tmp_path, {"posts/2026-11-01-a.md": post_text()})
    name = load_site(site).name

    edit(site, "---\ntitle: Idea\n---\n", "posts/2026-11-01-b.md")
    edit(site, post_text(draft="true"), "posts/2026-11-01-b.md")

    assert load_site(site).name == name


def test_a_change_of_the_address_pattern_moves_every_post(tmp_path):
    site = write_site(
        tmp_path,
        {"site.toml": 'permalink = "/:year/:slug/"', "posts/2026-11-01-a.md": post_text()},
    )

    assert addresses(load_site(site)) == ["/2026/a/"]
    moved = replace(load_config(site), permalink="/p/:slug/")
    assert Loader(moved).load().writings[0].address == "/p/a/"
