"""Pictures as readers get them: copies that fit their screens, and cards where links are shared."""

import io
import os
import re

import pytest
from PIL import Image, ImageFont

from app.pictures import lettering
from app.pictures.cards import card_name
from app.web.media import (
    author_picture,
    card_address,
    lead_picture,
    logo_picture,
    share_picture,
)
from tests.pictures.drawing import a_png_head, encoded, noise
from tests.values import load_site, open_client, post_text, write_site

SITE = 'title = "Ana writes"\nurl = "https://ana.example.org{base}"\n'
CARDS = "[cards]\nenabled = true\n"
PICTURE = encoded(noise(1000, 500), "JPEG")
SRCSET = re.compile(r'srcset="([^"]+)" sizes="([^"]+)"')


def a_site(folder, body="![A](/assets/a.jpg)", *, base="", more="", files=None, **fields):
    return write_site(
        folder,
        {
            "site.toml": SITE.format(base=base) + more,
            "posts/2026-10-01-first.md": post_text("First", "2026-10-01", body, **fields),
            "assets/a.jpg": PICTURE,
            **(files or {}),
        },
    )


def page_of(client, address="/posts/first/"):
    return client.get(address).get_data(as_text=True)


def body_pictures(page):
    """Give every img among the words of a post."""
    words = page.partition("e-content")[2]
    return re.findall(r"<img [^>]+>", words)


def copies_of(page):
    """Give address and width of each copy that the first picture offers."""
    [offered] = SRCSET.findall(page)[:1]
    parts = (part.split() for part in offered[0].split(","))
    return {int(width.removesuffix("w")): address for address, width in parts}


def test_a_picture_offers_webp_copies_up_to_its_own_width(tmp_path):
    client = open_client(a_site(tmp_path))

    copies = copies_of(page_of(client))

    assert list(copies) == [480, 720, 1000]
    for width, address in copies.items():
        response = client.get(address)
        assert (response.status_code, response.content_type) == (200, "image/webp")
        assert Image.open(io.BytesIO(response.data)).size == (width, width // 2)


def test_the_picture_itself_stays_for_whoever_cannot_choose(tmp_path):
    [picture] = body_pictures(page_of(open_client(a_site(tmp_path))))

    assert 'src="/assets/a.jpg"' in picture
    assert 'width="1000" height="500"' in picture


def test_a_copy_may_be_kept_for_good_and_is_not_sent_twice(tmp_path):
    client = open_client(a_site(tmp_path))
    address = copies_of(page_of(client))[480]

    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (again.status_code, again.data) == (304, b"")
    assert client.head(address).content_length == len(first.data)


def test_a_picture_shown_small_asks_for_no_more(tmp_path):
    body = '<img src="/assets/a.jpg" alt="" width="300" height="150">'

    [(_, sizes)] = SRCSET.findall(page_of(open_client(a_site(tmp_path, body))))

    assert sizes == "min(300px,100vw - 40px)"


def test_the_base_path_stands_before_copies_too(tmp_path):
    client = open_client(a_site(tmp_path, base="/blog"))

    copies = copies_of(page_of(client, "/blog/posts/first/"))

    assert all(address.startswith("/blog/media/") for address in copies.values())
    assert client.get(copies[480]).status_code == 200


def test_a_picture_beside_its_post_has_copies(tmp_path):
    files = {
        "posts/2026-10-02-é b/index.md": post_text("Own", "2026-10-02", "![A](p%20q.jpg)"),
        "posts/2026-10-02-é b/p q.jpg": PICTURE,
    }
    client = open_client(a_site(tmp_path, files=files))
    [address] = re.findall(r'"(/posts/[^"]*b/)"', page_of(client, "/archive/"))

    assert client.get(copies_of(page_of(client, address))[720]).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        '<img src="/assets/a.jpg" srcset="/assets/a.jpg 2x" alt="" width="9" height="9">',
        '<img src="https://example.com/assets/a.jpg" alt="" width="900" height="9">',
        '<img src="/assets/a.jpg" alt="" height="9">',
        '<img src="/assets/a.jpg" alt="" width="99999999999999999999" height="9">',
        '<img src="//[" alt="" width="900" height="9">',
        '<img src="" alt="" width="900" height="9">',
        '`<img src="/assets/a.jpg" width="900">`',
        "![A](/assets/none.jpg)",
        "![A](/assets/empty.png)",
        "![A](/assets/words.png)",
        "![A](/assets/bomb.png)",
        "![A](/assets/moving.gif)",
        "![A](/assets/drawn.svg)",
        "![A](/assets/small.png)",
    ],
)
def test_what_has_no_copies_stays_as_it_is(tmp_path, body):
    files = {
        "assets/empty.png": b"",
        "assets/words.png": b"words " * 5000,
        "assets/bomb.png": a_png_head(50_000, 50_000),
        "assets/moving.gif": encoded(noise(), "GIF", save_all=True, append_images=[noise()]),
        "assets/drawn.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "assets/small.png": encoded(Image.new("RGB", (600, 300))),
    }
    response = open_client(a_site(tmp_path, body, files=files)).get("/posts/first/")

    assert response.status_code == 200
    assert b"/media/" not in response.data


def test_an_img_tag_that_closes_itself_is_still_one_tag(tmp_path):
    page = page_of(open_client(a_site(tmp_path, '<img alt="" src="/assets/a.jpg" />')))

    assert len(copies_of(page)) == 3
    assert "/ srcset" not in page


def test_a_picture_that_ends_too_soon_is_shown_as_far_as_it_goes(tmp_path):
    client = open_client(a_site(tmp_path, files={"assets/a.jpg": PICTURE[:-2000]}))

    response = client.get(copies_of(page_of(client))[480])

    assert (response.status_code, response.location) == (302, "/assets/a.jpg")
    assert "immutable" not in response.headers["Cache-Control"]


def test_a_page_that_was_kept_still_finds_its_picture_after_an_edit(tmp_path):
    before = copies_of(page_of(open_client(a_site(tmp_path))))
    (tmp_path / "assets/a.jpg").write_bytes(encoded(noise(1000, 400), "JPEG"))
    client = open_client(tmp_path)

    now = copies_of(page_of(client))

    assert not set(before.values()) & set(now.values())
    assert client.get(before[480]).location == now[480]
    # Too small now for any copy: the picture itself.
    (tmp_path / "assets/a.jpg").write_bytes(encoded(noise(100, 40), "JPEG"))
    assert open_client(tmp_path).get(before[480]).location == "/assets/a.jpg"


def test_an_edit_to_a_picture_without_a_new_size_gives_new_names(tmp_path):
    before = copies_of(page_of(open_client(a_site(tmp_path))))
    os.utime(tmp_path / "assets/a.jpg", ns=(10**18, 10**18))

    assert copies_of(page_of(open_client(tmp_path)))[480] != before[480]


def test_nobody_can_ask_for_other_sizes_or_pictures(tmp_path):
    client = open_client(a_site(tmp_path))
    name = copies_of(page_of(client))[480]

    for asked in (
        name.replace("-480.", "-481."),
        name.replace("-480.", "-1440."),
        name.replace("-480.", "-0480."),
        name.replace(".webp", ".png"),
        f"/media/{'0' * 16}-480.webp",
        f"/media/card-{'0' * 12}.png",
        "/media/",
        "/media/..%2fsite.toml",
        "/media/%00",
        "/media/%ff",
        f"/media/{'a' * 5000}",
    ):
        assert client.get(asked).status_code == 404, asked


def test_pictures_of_a_draft_are_nobodys_business(tmp_path):
    files = {
        "posts/2026-10-02-d/index.md": post_text("D", "2026-10-02", "![A](b.jpg)", draft="true"),
        "posts/2026-10-02-d/b.jpg": PICTURE,
    }
    a_site(tmp_path, files=files)
    preview = open_client(tmp_path, preview=True)
    address = copies_of(page_of(preview, "/posts/d/"))[480]

    assert preview.get(address).status_code == 200
    assert open_client(tmp_path).get(address).status_code == 404


@pytest.mark.parametrize("cache", ["", "unusable"])
def test_without_a_cache_folder_all_works(tmp_path, monkeypatch, cache):
    (tmp_path / "unusable").write_bytes(b"")
    monkeypatch.setenv("TRIFOLD_CACHE", str(tmp_path / cache) if cache else "")
    client = open_client(a_site(tmp_path / "content"))
    address = copies_of(page_of(client))[480]

    assert client.get(address).data == client.get(address).data != b""


def test_copies_are_kept_in_the_cache_and_nothing_in_the_authors_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TRIFOLD_CACHE", str(tmp_path / "cache"))
    client = open_client(a_site(tmp_path / "content"))
    before = sorted((tmp_path / "content").rglob("*"))
    address = copies_of(page_of(client))[480]

    data = client.get(address).data

    assert (tmp_path / "cache/media" / address.rpartition("/")[2]).read_bytes() == data
    assert sorted((tmp_path / "content").rglob("*")) == before


@pytest.mark.parametrize("name", ["atom.xml", "rss.xml", "feed.json"])
def test_feeds_name_the_picture_itself(tmp_path, name):
    feed = page_of(open_client(a_site(tmp_path)), f"/{name}")

    assert "https://ana.example.org/assets/a.jpg" in feed
    assert "/media/" not in feed


def lead_of(folder, **fields):
    snapshot = load_site(a_site(folder, **fields))
    return lead_picture(snapshot, snapshot.library.posts[0])


@pytest.mark.parametrize("written", ["/assets/a.jpg", "assets/a.jpg", "../assets/a.jpg"])
def test_the_lead_picture_has_its_size_and_copies_however_it_is_written(tmp_path, written):
    lead = lead_of(tmp_path, base="/blog", image=written, image_alt="A thing")

    assert (lead.src, lead.width, lead.height) == ("/blog/assets/a.jpg", 1000, 500)
    assert lead.alt == "A thing"
    assert re.fullmatch(r"(/blog/media/[0-9a-f]+-\d+\.webp \d+w,?){3}", lead.srcset)
    assert lead.sizes


def test_a_lead_picture_of_others_is_shown_from_there(tmp_path):
    lead = lead_of(tmp_path, image="https://example.com/b.jpg")

    assert (lead.src, lead.srcset, lead.width) == ("https://example.com/b.jpg", "", 0)


@pytest.mark.parametrize("fields", [{}, {"image": "/assets/none.jpg"}, {"image": "/about/"}])
def test_without_a_picture_there_is_no_lead(tmp_path, fields):
    assert lead_of(tmp_path, **fields) is None


def shared(folder, **fields):
    library = load_site(a_site(folder, **fields)).library
    return share_picture(library, library.posts[0])


def test_a_post_is_shared_with_its_own_picture_before_a_card(tmp_path):
    address = shared(tmp_path, more=CARDS, base="/blog", image="../assets/a.jpg")

    assert address == "https://ana.example.org/blog/assets/a.jpg"


@pytest.mark.parametrize("fields", [{}, {"image": "/assets/none.jpg"}])
def test_a_post_without_a_picture_is_shared_with_a_card(tmp_path, fields):
    address = shared(tmp_path, more=CARDS, **fields)
    client = open_client(tmp_path)

    card = client.get(address.removeprefix("https://ana.example.org"))

    assert (card.status_code, card.content_type) == (200, "image/png")
    assert Image.open(io.BytesIO(card.data)).size == (1200, 630)
    assert "immutable" in card.headers["Cache-Control"]


def test_without_cards_there_are_none(tmp_path):
    assert shared(tmp_path) == ""
    library = load_site(a_site(tmp_path / "with", more=CARDS)).library

    assert open_client(tmp_path).get(card_address(library, library.posts[0])).status_code == 404


def test_every_worker_gives_the_same_names(tmp_path):
    a_site(tmp_path, more=CARDS)

    assert page_of(open_client(tmp_path)) == page_of(open_client(tmp_path))


@pytest.mark.parametrize(("name", "kind"), [("a.gif", "GIF"), ("a.webp", "WEBP")])
def test_what_stands_still_has_copies_whatever_its_kind_and_what_moves_has_none(
    tmp_path, name, kind
):
    moving = encoded(noise(), kind, save_all=True, append_images=[noise()])
    files = {f"assets/{name}": encoded(noise(1000, 500), kind), f"assets/moving-{name}": moving}
    body = f"![A](/assets/{name})\n\n![B](/assets/moving-{name})"
    client = open_client(a_site(tmp_path, body, files=files))

    still, film = body_pictures(page_of(client))

    address = copies_of(still)[480]
    assert Image.open(io.BytesIO(client.get(address).data)).size == (480, 240)
    assert "srcset" not in film


def test_a_drawing_among_words_has_its_size(tmp_path):
    files = {"assets/d.svg": "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 12'/>"}

    [picture] = body_pictures(
        page_of(open_client(a_site(tmp_path, "![D](/assets/d.svg)", files=files)))
    )

    assert 'width="24" height="12"' in picture


def face_of(folder, picture, **more):
    authors = f'[authors.ana]\npicture = "{picture}"\n'
    snapshot = load_site(a_site(folder, more=authors, **more))
    return author_picture(snapshot, snapshot.config.authors["ana"])


def test_an_authors_picture_is_offered_in_small(tmp_path):
    face = face_of(tmp_path, "/assets/a.jpg", base="/blog")
    client = open_client(tmp_path)

    assert (face.src, face.width, face.height) == ("/blog/assets/a.jpg", 1000, 500)
    # Twice as wide as high, it fills 80 pixels in height.
    assert face.sizes == "160px"
    small = re.search(r"/blog(/media/[^ ]+) 160w", face.srcset)[1]
    assert Image.open(io.BytesIO(client.get(small).data)).size == (160, 80)


def test_an_authors_picture_may_be_elsewhere_or_missing(tmp_path):
    assert face_of(tmp_path / "a", "https://example.org/a.jpg").src == "https://example.org/a.jpg"
    assert face_of(tmp_path / "b", "/assets/none.jpg") is None
    assert author_picture(load_site(a_site(tmp_path / "c")), None) is None


def test_only_pictures_that_are_shown_small_are_offered_so(tmp_path):
    client = open_client(a_site(tmp_path))
    name = copies_of(page_of(client))[480]

    assert client.get(name.replace("-480.", "-160.")).status_code == 404


def test_a_logo_has_its_size(tmp_path):
    files = {"assets/l.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='30'/>"}
    logo = logo_picture(load_site(a_site(tmp_path, more='logo = "/assets/l.svg"\n', files=files)))

    assert (logo.src, logo.width, logo.height) == ("/assets/l.svg", 90, 30)
    assert logo_picture(load_site(a_site(tmp_path / "without"))) is None


def test_a_title_that_no_font_can_write_has_no_card(tmp_path, monkeypatch):
    ours = ImageFont.load_default(24)
    a_site(
        tmp_path, more=CARDS, files={"posts/2026-10-02-j.md": post_text("一枚の紙", "2026-10-02")}
    )
    library = load_site(tmp_path).library
    monkeypatch.setattr(lettering, "find_fonts", lambda: (ours,))

    japanese, first = library.posts

    assert share_picture(library, japanese) == card_address(library, japanese) == ""
    assert "og:image" not in page_of(open_client(tmp_path), japanese.address)
    assert (
        open_client(tmp_path).get(f"/media/{card_name(japanese.title, 'Ana writes')}").status_code
        == 404
    )
    assert card_address(library, first)


def test_a_card_takes_its_colours_from_the_authors_stylesheet(tmp_path):
    plain = shared(tmp_path, more=CARDS)
    css = ":root{--fold-a:#00f;--fold-b:#00f;--fold-c:#00f}"
    blue = shared(tmp_path, more=CARDS, files={"custom.css": css})

    card = open_client(tmp_path).get(blue.removeprefix("https://ana.example.org"))

    assert blue != plain
    assert Image.open(io.BytesIO(card.data)).convert("RGB").getpixel((20, 20)) == (0, 0, 255)
