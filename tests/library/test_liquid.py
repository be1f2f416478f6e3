"""Templates of a Jekyll folder see their folder, and nothing else."""

from __future__ import annotations

import os

import pytest

from app.config import load_config
from app.library.load import Loader
from tests.values import load_site

CONFIG = "title: Example\nurl: https://a.example.org\nbaseurl: /blog\npermalink: pretty\n"
POSTS = {
    "_posts/2021-01-02-first.md": "---\ntitle: First\ntags: [a, b]\n---\nFirst *words*.\n\nMore.\n",
    "_posts/2021-02-03-second.md": "---\ntags: a\nrank: 7\nexcerpt: Own\n---\nSecond words.\n",
}


def a_folder(folder, files):
    for path, text in ({"_config.yml": CONFIG} | POSTS | files).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def body_at(site, address):
    return site.body_of(site.library.writings[address])


def render(folder, template, **files):
    """Render *template* as the words of a page in a small folder."""
    text = f"---\ntitle: Page\nown: 5\n---\n{template}"
    site = load_site(a_folder(folder, {"here.md": text} | files))
    return body_at(site, "/here/")


@pytest.mark.parametrize(
    ("template", "html"),
    [
        ("{{ page.title }} {{ page.own }} {{ page.url }}", "<p>Page 5 /here/</p>"),
        (
            "{{ site.title }} {{ site.url }} {{ site.baseurl }}",
            "<p>Example https://a.example.org /blog</p>",
        ),
        ("{% for p in site.posts %}{{ p.title }},{% endfor %}", "<p>Second,First,</p>"),
        (
            "{% for p in site.posts %}{{ p.rank }}{{ p.url }} {% endfor %}",
            "<p>7/2021/02/03/second/ /2021/01/02/first/</p>",
        ),
        (
            "{% for t in site.tags %}{{ t[0] }}:{{ t[1] | map: 'title' | join }} {% endfor %}",
            "<p>a:Second First b:First</p>",
        ),
        ("{{ site.posts.first.previous.title }}{{ site.posts.first.next }}", "<p>First</p>"),
        (
            "{{ site.posts[1].excerpt | strip_html | strip }} {{ site.posts[0].excerpt }}",
            "<p>First words. Own</p>",
        ),
        ("{{ site.posts.last.content }}", "<p>First <em>words</em>.</p>\n<p>More.</p>"),
        ("{{ site.pages | map: 'path' | join }}", "<p>here.md</p>"),
        ("{{ site.data.team[0].name }} {{ site.data.more.list[0].b }}", "<p>Ana 2</p>"),
        ("{{ paginator.total_posts }} {{ jekyll.environment }}", "<p>2 production</p>"),
        ("{{ '**bold**' | markdownify }}", "<p><strong>bold</strong></p>"),
        ("[x]({% post_url 2021-01-02-first %})", '<p><a href="/2021/01/02/first/">x</a></p>'),
        ("[x]({{ site.baseurl }}/2021/01/02/first/)", '<p><a href="/2021/01/02/first/">x</a></p>'),
        ("[x]({{ '/here/' | relative_url }})", '<p><a href="/here/">x</a></p>'),
        ("{% include n.html a='b' %}", "<p>[b]</p>"),
    ],
)
def test_a_template_sees_its_folder(tmp_path, template, html):
    more = {
        "_includes/n.html": "[{{ include.a }}]",
        "_data/team.yml": "- name: Ana\n",
        "_data/more/list.csv": "a,b\n1,2\n",
    }
    body = render(tmp_path, template, **more)

    assert str(body.html).strip() == html.strip()
    assert body.problems == ()


def test_highlighted_code_is_a_block_of_its_own(tmp_path):
    body = render(tmp_path, "Run:\n{% highlight text %}\na < b\n\nc\n{% endhighlight %}\nDone.")

    assert str(body.html) == (
        '<p>Run:</p>\n<figure class="highlight"><pre><code class="language-text" '
        'data-lang="text">a &lt; b\n\nc</code></pre></figure>\n<p>Done.</p>'
    )


def test_where_markdown_is_read_highlighted_code_is_a_fence(tmp_path):
    body = render(
        tmp_path, "{% highlight python linenos %}\nif a < '```':\n  b\n{% endhighlight %}"
    )

    assert body.markdown.strip() == "````python\nif a < '```':\n  b\n````"


def test_posts_that_show_each_other_end(tmp_path):
    text = "---\ntitle: {0}\n---\n{0} {{% for p in site.posts %}}{{{{ p.content }}}}{{% endfor %}}"
    posts = {f"_posts/2022-01-0{n}-p{n}.md": text.format(f"P{n}") for n in (1, 2)}
    site = load_site(a_folder(tmp_path, posts))

    assert str(body_at(site, "/2022/01/01/p1/").html).count("P2") == 1


def test_a_list_of_very_many_words_shows_beginnings(tmp_path):
    post = "---\ntitle: T\n---\n" + "word " * 4000 + "END"
    posts = {f"_posts/2022-01-{n:02}-p.md": post for n in range(1, 12)}
    listing = "{% for p in site.posts %}{{ p.content }}{% endfor %}"
    body = render(tmp_path, listing, **posts)

    assert 2 <= body.html.count("END") <= 5
    assert body.html.count("<p>word") == 11
    assert "so many posts" in body.problems[0].what


@pytest.mark.parametrize("name", ["../secret.txt", "link.txt", "pipe", "large.txt"])
def test_nothing_outside_or_odd_is_included(tmp_path, name):
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "site"
    (folder / "_includes").mkdir(parents=True)
    (folder / "_includes/link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "_includes/large.txt").write_bytes(b"secret" * 400_000)
    os.mkfifo(folder / "_includes/pipe")
    body = render(folder, f"a{{% include {name} %}}b{{% include_relative {name} %}}c")

    assert str(body.html) == "<p>abc</p>"
    assert name in body.problems[0].what


def test_a_problem_has_the_line_of_the_file(tmp_path):
    template = "a\n\n{% include n.html %}\n\n{% nobody %}\n\n[x](gone.md)\n"
    body = render(tmp_path, template, **{"_includes/n.html": "one\n\ntwo\n\nthree\n"})

    assert [(one.path, one.line) for one in body.problems] == [("here.md", 9), ("here.md", 11)]


def test_a_page_of_html_stays_html(tmp_path):
    html = "---\n---\n<!doctype html><html><head><title>x</title></head><body class='y'>\n"
    listing = (
        "<ul>{% for p in site.posts %}<li>*{{ p.title }}*</li>\n\n{% endfor %}</ul></body></html>"
    )
    site = load_site(a_folder(tmp_path, {"tags.html": html + listing}))

    words = "".join(str(body_at(site, "/tags/").html).split())
    assert words == "<ul><li>*Second*</li><li>*First*</li></ul>"


def test_an_excerpt_ends_where_the_folder_says(tmp_path):
    config = CONFIG + 'excerpt_separator: "<!--end-->"\n'
    post = "---\ntitle: Long\n---\nOne.\n\nTwo.\n<!--end-->\n\nThree.\n"
    site = load_site(a_folder(tmp_path, {"_config.yml": config, "_posts/2022-01-01-long.md": post}))

    assert body_at(site, "/2022/01/01/long/").excerpt == "One. Two."


def test_an_edited_include_is_noticed(tmp_path):
    files = {"here.md": "---\n---\n{% include n.html %}", "_includes/n.html": "old"}
    folder = a_folder(tmp_path, files)
    loader = Loader(load_config(folder))
    before = loader.load()
    old = str(body_at(load_site(folder), "/here/").html)
    (folder / "_includes/n.html").write_text("brand new")
    os.utime(folder / "_includes/n.html", (before.modified + 5, before.modified + 5))

    assert loader.load() != before
    new = str(body_at(load_site(folder), "/here/").html)
    assert (old, new) == ("<p>old</p>", "<p>brand new</p>")


def test_documents_of_a_collection_come_in_their_order(tmp_path):
    config = CONFIG + "collections: {books: {output: true, sort_by: rank}, notes: {}}\n"
    books = {f"_books/{name}.md": f"---\nrank: {n}\n---\n" for name, n in (("a", 10), ("b", 9))}
    template = (
        "{{ site.books | map: 'title' | join }} {{ site.notes.size }} "
        "{% for c in site.collections %}{{ c.label }}{{ c.docs.size }} {% endfor %}"
    )
    body = render(tmp_path, template, **{"_config.yml": config}, **books)

    assert str(body.html) == "<p>B A 0 books2 notes0 posts2</p>"


def test_the_time_of_a_build_is_that_of_the_last_change_in_the_site_s_zone(tmp_path):
    files = {
        "_config.yml": CONFIG + "timezone: Asia/Tokyo\n",
        "here.md": "---\n---\n{{ site.time }}",
    }
    folder = a_folder(tmp_path, files)
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    site = load_site(folder)

    assert str(body_at(site, "/here/").html) == "<p>2023-11-15 07:13:20 +0900</p>"


def test_related_posts_are_others(tmp_path):
    text = "---\ntitle: Third\n---\n{% for p in site.related_posts %}{{ p.title }} {% endfor %}"
    site = load_site(a_folder(tmp_path, {"_posts/2022-01-01-third.md": text}))

    assert str(body_at(site, "/2022/01/01/third/").html) == "<p>Second First</p>"


def test_a_list_of_posts_says_what_the_configuration_says_now(tmp_path):
    files = {"here.md": "---\n---\n{% for p in site.posts %}{{ p.kind }}{% endfor %}"}
    config = CONFIG + "defaults: [{{scope: {{path: ''}}, values: {{kind: {0}}}}}]\n"
    old = load_site(a_folder(tmp_path, files | {"_config.yml": config.format("x")}))
    old_html = str(body_at(old, "/here/").html)
    new = load_site(a_folder(tmp_path, {"_config.yml": config.format("y")}))

    assert (old_html, str(body_at(new, "/here/").html)) == ("<p>xx</p>", "<p>yy</p>")


def test_a_folder_of_ours_has_no_liquid(tmp_path):
    (tmp_path / "posts").mkdir()
    post = "---\ntitle: Own\ndate: 2026-01-01\n---\n{{ page.title }} {% if x %}\n"
    (tmp_path / "posts/own.md").write_text(post)
    site = load_site(tmp_path)

    assert str(body_at(site, "/posts/own/").html) == "<p>{{ page.title }} {% if x %}</p>"
