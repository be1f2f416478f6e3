"""site.toml becomes a configuration, or a sentence with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import DEFAULT_URL, Config, find_content, load_config
from app.errors import ConfigError
from tests.values import write_site


def load(tmp_path, text, **options):
    return load_config(write_site(tmp_path, {"site.toml": text}), **options)


def refused(tmp_path, text, **options):
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text, **options)
    return caught.value


def test_without_site_toml_everything_has_its_default_and_a_notice_says_so(tmp_path):
    config = load_config(tmp_path)

    assert (config.url, config.title, config.per_page) == (DEFAULT_URL, "A Trifold site", 10)
    assert len(config.notices) == 1
    assert "no site.toml" in config.notices[0]


def test_an_empty_site_toml_is_a_choice_and_has_no_notice(tmp_path):
    assert load(tmp_path, "").notices == ()


def test_every_table_is_read(tmp_path):
    config = load(
        tmp_path,
        """
        title = "Ana's notes"
        url = "https://ana.example.org/blog/"
        language = "pt-BR"
        timezone = "Europe/Lisbon"
        permalink = "/:year/:slug/"
        per_page = 5

        [[menu]]
        title = "About"
        address = "/about/"

        [[social]]
        title = "Code"
        url = "https://code.example.net/ana"

        [authors.ana]
        name = "Ana Example"

        [categories.ai]
        title = "Machines"
        description = "That learn."

        [feeds]
        items = 30

        [newsletter]
        from = "Ana Example <ana@example.org>"
        unsubscribe = "https://ana.example.org/off"
        """,
    )

    assert config.notices == ()
    assert config.url == "https://ana.example.org/blog"
    assert config.zone.key == "Europe/Lisbon"
    assert [item.address for item in config.menu] == ["/about/"]
    assert config.social[0].title == "Code"
    assert config.authors["ana"].name == "Ana Example"
    assert config.categories["ai"].description == "That learn."
    assert config.feeds.items == 30
    assert config.newsletter.sender == "Ana Example <ana@example.org>"


def test_the_base_path_is_part_of_the_url_and_of_every_path(tmp_path):
    config = load(tmp_path, 'url = "https://ana.example.org:8443/blog/"')

    assert config.base_path == "/blog"
    assert config.host == "ana.example.org"
    assert config.path("/posts/käse/") == "/blog/posts/k%C3%A4se/"
    assert config.absolute("/a b/") == "https://ana.example.org:8443/blog/a%20b/"


def test_without_a_base_path_there_is_none():
    assert Config(root=Path("/nowhere"), url="https://example.org").base_path == ""


def test_a_url_that_is_given_goes_before_the_file_s(tmp_path):
    assert load(tmp_path, 'url = "https://a.example.org"', url="http://127.0.0.1:8123/").url == (
        "http://127.0.0.1:8123"
    )
    assert load_config(tmp_path, url="http://127.0.0.1:8123/").url == "http://127.0.0.1:8123"


@pytest.mark.parametrize("text", ["", 'url = "https://a.example.org"'])
def test_a_url_that_is_given_is_checked_as_well(tmp_path, text):
    error = refused(tmp_path, text, url="example.org")

    assert "'example.org'; write the site's own address" in str(error)


def test_a_byte_order_mark_and_other_line_ends_do_no_harm(tmp_path):
    assert load(tmp_path, b'\xef\xbb\xbftitle = "A"\r\nper_page = 3\r\n').per_page == 3


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('url = "example.org"', 1, "'url' is 'example.org'; write the site's own address"),
        ('url = "ftp://example.org"', 1, "write the site's own address"),
        ('url = "https://example.org/?a"', 1, "write the site's own address"),
        ('url = "https://exa mple.org"', 1, "a sign that no address has"),
        ('url = "https://example.org/<b>"', 1, "a sign that no address has"),
        ('url = "https://[example.org"', 1, "not an address"),
        ('url = "https://example.org:port"', 1, "not an address"),
        ('\ntimezone = "Mars/Base"', 2, "'timezone' is 'Mars/Base'"),
        ('timezone = ""', 1, "no time zone is called"),
        ('timezone = "../etc/passwd"', 1, "no time zone is called"),
        ('language = "German please"', 1, "write a code like en, de or pt-BR"),
        ('permalink = "posts/:slug/"', 1, "begin with a slash"),
        ('permalink = "/:year/"', 1, "needs :slug"),
        ('permalink = "/:slugg/"', 1, "has ':slugg', which stands for nothing"),
        ('permalink = "/../:slug/"', 1, "plain names between slashes"),
        ('permalink = "/?p=:slug"', 1, "plain names between slashes"),
        ("per_page = 0", 1, "is 0; choose 1 to 200"),
        ("per_page = 1000", 1, "choose 1 to 200"),
        ("[feeds]\nitems = 0", 2, "'feeds.items' is 0; choose 1 to 1000"),
        ('[newsletter]\nfrom = "Ana"', 2, "'newsletter.from' is 'Ana'; write it as: Name <name@"),
        ('[newsletter]\nfrom = "a@b.org\\nBcc: c@d.org"', 2, "'newsletter.from'"),
        ('[newsletter]\nreply_to = "a b@example.org"', 2, "'newsletter.reply_to'"),
        ('[newsletter]\nunsubscribe = "javascript:x"', 2, "begin with https:// or mailto:"),
        (
            '[newsletter]\nutm = { sourc = "x" }',
            2,
            "'newsletter.utm' has 'sourc'; known are source,",
        ),
        ("[server]\nproxies = -1", 2, "'server.proxies' is -1; count the proxies before this"),
        ("title = 5", 1, "'title' is of the wrong kind: this is a whole number; write text"),
        ('per_page = "5"', 1, "this is text in quotes; write a whole number"),
        ("per_page = true", 1, "this is true or false; write a whole number"),
        ('menu = "x"', 1, "this is text in quotes; write a list"),
        ("feeds = 3", 1, "this is a whole number; write a table"),
        ('[[menu]]\ntitle = "x"', 1, "'menu' is of the wrong kind: one of its entries has no"),
        (
            '[[menu]]\ntitle = "a"\naddress = "/"\n[[menu]]\ntitle = 3\naddress = "/"',
            4,
            "'menu.title'",
        ),
        ('[authors]\nana = "Ana"', 2, "'authors.ana'"),
        ('[categories.ml]\ntitle = "x"\n[categories.ai]\ntitle = 3', 4, "'categories.ai.title'"),
        ("[newsletter.from]\nx = 1", 1, "'newsletter.from'"),
        ('title = "A"\nurl = https://example.org', 2, "is not valid TOML"),
        ('title = "A', 1, "is not valid TOML"),
        ('title = "A"\ntitle = "B"', 2, "is not valid TOML"),
        ('title = "A"\n\n[feeds', 3, "is not valid TOML"),
        (b'title = "A"\ndescription = "caf\xe9"', 2, "is not UTF-8"),
        (f"x = {'9' * 5000}", 0, "a number that is too long"),
        (f"x = {'[' * 3000}{']' * 3000}", 0, "lists too deep"),
    ],
)
def test_a_value_that_cannot_be_followed_is_refused_with_its_line(tmp_path, text, line, words):
    error = refused(tmp_path, text)

    assert (error.path, error.line) == ("site.toml", line), error
    assert words in error.what


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ('titel = "x"', "site.toml:1: there is no setting 'titel'; did you mean 'title'?"),
        ('zzzz = "x"', "site.toml:1: there is no setting 'zzzz'; it has no effect"),
        (
            '[smtp]\npassword = "x"',
            (
                "site.toml:2: there is no setting 'smtp.password'; take it out of this file, "
                "which others may see, and set TRIFOLD_SMTP_PASSWORD instead"
            ),
        ),
        ('root = "/"', "site.toml:1: there is no setting 'root'; it has no effect"),
        (
            "[feeds]\nitem = 3",
            "site.toml:2: there is no setting 'feeds.item'; did you mean 'items'?",
        ),
        (
            '[newsletter]\nfromm = "x"',
            "site.toml:2: there is no setting 'newsletter.fromm'; did you mean 'from'?",
        ),
        (
            '[authors.ana]\nnmae = "x"',
            "site.toml:2: there is no setting 'authors.ana.nmae'; did you mean 'name'?",
        ),
        (
            '[[menu]]\ntitle = "x"\naddress = "/"\nurl = "/"',
            "site.toml:4: there is no setting 'menu.url'; it has no effect",
        ),
    ],
)
def test_an_unknown_key_is_noticed_with_the_nearest_known_one(tmp_path, text, notice):
    assert load(tmp_path, text).notices == (notice,)


def test_a_site_toml_that_is_a_folder_is_said_so(tmp_path):
    (tmp_path / "site.toml").mkdir()

    with pytest.raises(ConfigError, match=r"site\.toml: cannot be read"):
        load_config(tmp_path)


def test_the_content_folder_is_the_one_named_else_content_else_here(tmp_path):
    here = write_site(tmp_path / "here", {})
    inner = write_site(here / "content", {"site.toml": ""})
    named = write_site(tmp_path / "named", {})

    assert find_content({"TRIFOLD_CONTENT": str(named)}, here) == named.resolve()
    assert find_content({}, here) == inner.resolve()
    assert find_content({}, named) == named.resolve()


def test_a_folder_that_is_not_there_is_said_with_what_to_do(tmp_path):
    with pytest.raises(ConfigError, match=r"TRIFOLD_CONTENT is .*; make it with: trifold init"):
        find_content({"TRIFOLD_CONTENT": str(tmp_path / "gone")}, tmp_path)
    with pytest.raises(ConfigError, match=r"there is no content folder in .*; make one with"):
        find_content({}, tmp_path)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('title = "A"\n[[social]]\ntitle = "X"\nurl = "javascript:alert(1)"', 4),
        ('[[social]]\ntitle = "X"\nurl = " Java\\tScript:alert(1)"', 3),
        ('[[menu]]\ntitle = "X"\naddress = "data:text/html,x"', 3),
        ('[authors.ana]\nurl = "vbscript:x"', 2),
    ],
)
def test_a_link_that_would_run_as_a_script_is_refused(tmp_path, text, line):
    error = refused(tmp_path, text)

    assert error.line == line
    assert "would run as a script" in str(error)


@pytest.mark.parametrize(
    "url", ["https://example.org/@ana", "mailto:ana@example.org", "xmpp:a@b.c"]
)
def test_any_other_kind_of_profile_is_allowed(tmp_path, url):
    config = load(tmp_path, f'[[social]]\ntitle = "X"\nurl = "{url}"')

    assert config.social[0].url == url
