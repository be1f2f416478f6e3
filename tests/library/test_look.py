"""A look at the folder on request, as live editing asks for it."""

from __future__ import annotations

from app.library.current import Current
from tests.values import NOW, post_text, write_site


def follow(folder, *, preview=False):
    return Current(folder, clock=lambda: NOW, preview=preview)


def test_a_look_sees_what_was_saved_a_moment_ago(tmp_path):
    current = follow(write_site(tmp_path, {"posts/2026-11-01-a.md": post_text("Old")}))
    before = current.snapshot()
    write_site(tmp_path, {"posts/2026-11-01-a.md": post_text("Newer")})

    assert current.snapshot() is before
    assert [post.title for post in current.look().library.posts] == ["Newer"]
    assert current.snapshot() is current.look()


def test_a_new_title_of_the_site_reads_no_post_anew(tmp_path):
    site = write_site(tmp_path, {"site.toml": "", "posts/2026-11-01-a.md": post_text()})
    current = follow(site)
    before = current.snapshot()
    write_site(site, {"site.toml": 'title = "Other"'})

    after = current.look()

    assert after.config.title == "Other"
    assert after.library.config.title == "Other"
    assert after.library.posts[0] is before.library.posts[0]


def test_a_template_of_the_authors_makes_another_snapshot(tmp_path):
    site = write_site(tmp_path, {"posts/2026-11-01-a.md": post_text()})
    current = follow(site)
    names = {current.look().name}

    for text in ("<p>One</p>", "<p>Two, longer</p>"):
        write_site(site, {"templates/site/after-post.html": text})
        names.add(current.look().name)
    (site / "templates/site/after-post.html").unlink()
    names.add(current.look().name)

    assert len(names) == 3


def test_readers_are_spared_what_is_wrong_with_the_settings(tmp_path):
    site = write_site(tmp_path, {"site.toml": "", "posts/2026-11-01-a.md": post_text()})
    public, preview = follow(site), follow(site, preview=True)
    before = public.look(), preview.look()
    write_site(site, {"site.toml": "title = "})

    assert public.look() is before[0]
    assert [str(one.path) for one in preview.look().shown.problems] == ["site.toml"]
    assert preview.look().library.problems == ()
    write_site(site, {"site.toml": ""})
    assert preview.look().name == before[1].name
