"""A Jekyll folder is set up by its _config.yml, and site.toml beside it goes before that."""

from __future__ import annotations

import pytest

from app.config import find_content, load_config
from app.config.jekyll.defaults import defaults_of
from app.errors import ConfigError


def configured(folder, text, **files):
    (folder / "_config.yml").write_text(text)
    for name, words in files.items():
        file = folder / name.replace("__", "/").replace("_yml", ".yml").replace("_toml", ".toml")
        file.parent.mkdir(exist_ok=True)
        file.write_text(words)
    return load_config(folder)


def test_title_address_zone_and_language_come_from_jekylls_file(tmp_path):
    config = configured(
        tmp_path,
        "title: Harbor\nurl: https://a.example.org/\nbaseurl: /blog\n"
        "timezone: Europe/Lisbon\nlocale: pt_BR\n",
    )

    assert (config.title, config.url) == ("Harbor", "https://a.example.org/blog")
    assert (config.timezone, config.language) == ("Europe/Lisbon", "pt-BR")


def test_a_folder_with_jekylls_file_is_found_as_a_content_folder(tmp_path):
    (tmp_path / "_config.yml").write_text("title: Harbor\n")

    assert find_content({}, tmp_path) == tmp_path.resolve()


def test_site_toml_beside_it_overrides_single_settings(tmp_path):
    config = configured(
        tmp_path,
        "title: Harbor\ndescription: Ropes.\nurl: https://a.example.org\nfeed: {posts_limit: 30}\n",
        site_toml='title = "Mine"\n[feeds]\nhub = "https://hub.example.org/"\n',
    )

    assert (config.title, config.description) == ("Mine", "Ropes.")
    assert (config.feeds.items, config.feeds.hub) == (30, "https://hub.example.org/")


@pytest.mark.parametrize(
    ("style", "pattern", "ending"),
    [
        ("", "/:categories/:year/:month/:day/:title:output_ext", ":output_ext"),
        ("pretty", "/:categories/:year/:month/:day/:title/", "/"),
        ("ordinal", "/:categories/:year/:y_day/:title:output_ext", ":output_ext"),
        ("none", "/:categories/:title:output_ext", ":output_ext"),
        ("weekdate", "/:categories/:year/W:week/:short_day/:title:output_ext", ":output_ext"),
        ("/:title/", "/:title/", "/"),
        ("/:title", "/:title", ""),
    ],
)
def test_a_style_gives_posts_their_pattern_and_pages_their_ending(tmp_path, style, pattern, ending):
    jekyll = configured(tmp_path, f"permalink: {style}\n").jekyll

    assert (jekyll.posts.permalink, jekyll.page_ending) == (pattern, ending)


def test_collections_have_patterns_of_their_own(tmp_path):
    collections = configured(
        tmp_path,
        "permalink: pretty\ncollections:\n  recipes: {output: true, permalink: '/r/:name'}\n"
        "  notes: {output: true}\n  posts: {permalink: '/p/:title/'}\n",
    ).jekyll.collections

    assert collections["recipes"].permalink == "/r/:name"
    assert collections["notes"].permalink == "/:collection/:path/"
    assert collections["posts"].permalink == "/p/:title/"


def test_the_longer_scope_wins_and_of_two_alike_the_later(tmp_path):
    jekyll = configured(
        tmp_path,
        "defaults:\n"
        "- scope: {path: ''}\n  values: {lang: en, deep: {a: 1}}\n"
        "- scope: {path: '', type: posts}\n  values: {author: ana}\n"
        "- scope: {path: '', type: posts}\n  values: {author: ben}\n"
        "- scope: {path: 'tides/_posts'}\n  values: {lang: pt, deep: {b: 2}}\n"
        "- scope: {path: '*/secret'}\n  values: {lang: de}\n",
    ).jekyll

    assert defaults_of(jekyll, "_posts/a.md", "posts") == {
        "lang": "en",
        "author": "ben",
        "deep": {"a": 1},
    }
    deep = defaults_of(jekyll, "tides/_posts/a.md", "posts")
    assert deep == {"lang": "pt", "author": "ben", "deep": {"a": 1, "b": 2}}
    assert defaults_of(jekyll, "x/secret/a.md", "pages")["lang"] == "de"


def test_authors_menu_and_other_places_are_carried_over(tmp_path):
    config = configured(
        tmp_path,
        "author: {name: Ana, uri: 'https://ana.example.org', twitter: ana}\n"
        "social:\n  links: ['https://social.example.org/@ana']\n",
        _data__authors_yml="ben: {name: Ben Example, bio: Sails.}\n",
        _data__navigation_yml="main: [{title: About, url: /about/}, {title: T, url: t.html}]",
    )

    assert (config.author, config.authors["Ana"].url) == ("Ana", "https://ana.example.org")
    assert config.authors["ben"].bio == "Sails."
    assert [(item.title, item.address) for item in config.menu] == [
        ("About", "/about/"),
        ("T", "/t.html"),
    ]
    assert [link.url for link in config.social] == [
        "https://twitter.com/ana",
        "https://social.example.org/@ana",
    ]


def test_feeds_and_archives_are_known_by_where_they_were(tmp_path):
    jekyll = configured(
        tmp_path,
        "plugins: [jekyll-archives]\nfeed: {path: /blog/atom.xml, categories: [ai], tags: true}\n"
        "jekyll-archives:\n  enabled: [tags, year]\n  permalinks: {tag: '/t/:name/'}\n",
    ).jekyll

    assert (jekyll.feeds.path, jekyll.feeds.tags_path) == ("/blog/atom.xml", "/feed/by_tag/")
    assert jekyll.feeds.categories == {"posts": ("ai",)}
    assert jekyll.archives == {"tag": "/t/:name/", "year": "/:year/"}


def test_the_domain_of_github_pages_stands_for_a_missing_url(tmp_path):
    config = configured(tmp_path, "title: A\n", CNAME="blog.example.org\n")

    assert config.url == "https://blog.example.org"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("title: A\nurl: 'https://a.example.org\n", 3, "quote"),
        ("title: A\n  b: [\n", 2, "colon"),
        ("title: A\ntimezone: Mars/Olympus\n", 2, "no time zone"),
        ("url: harbor\n", 1, "https://"),
        ("- a\n- b\n", 1, "key: value"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, "plain value"),
    ],
)
def test_a_file_that_cannot_be_followed_is_one_line_with_its_place(tmp_path, text, line, words):
    with pytest.raises(ConfigError) as caught:
        configured(tmp_path, text)

    assert (caught.value.path, caught.value.line) == ("_config.yml", line)
    assert words in caught.value.what
    assert "\n" not in str(caught.value)


def test_aliases_that_would_fill_the_memory_are_refused(tmp_path):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]

    with pytest.raises(ConfigError, match="aliases come to over"):
        configured(tmp_path, "\n".join(lines))


def test_a_key_that_stands_twice_is_noticed_and_the_last_counts(tmp_path):
    config = configured(tmp_path, "title: A\nurl: https://a.example.org\ntitle: B\n")

    assert config.title == "B"
    assert config.notices == (
        "_config.yml:3: sets 'title' twice, first on line 1; this one counts",
    )


def test_a_data_file_that_cannot_be_read_is_noticed_and_the_site_goes_on(tmp_path):
    config = configured(
        tmp_path, "title: A\nurl: https://a.example.org\n", _data__authors_yml="ana: [\n"
    )

    (notice,) = config.notices
    assert notice.startswith("_data/authors.yml:2: ")
    assert config.title == "A"
