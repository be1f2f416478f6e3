"""What `check` says of a post's own HTML, its links and its pictures, and on which line."""

from __future__ import annotations

import pytest

from app.library.check import check_snapshot
from app.library.embeds import without_code
from tests.values import load_site, post_text, write_site

SITE = 'title = "Ana"\nurl = "https://ana.example.org"\n'


def notices(folder, body, **files):
    write_site(folder, {"site.toml": SITE, "posts/a.md": post_text(body=body), **files})
    return [str(problem) for problem in check_snapshot(load_site(folder))]


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("```html\n<script>\n```\n\n`<script>`\n\n<script>run()</script>", 12, "a script in the"),
        ("~~~\n<p style='x'>\n~~~\n\n<p>a</p>\n\n<p style='color:red'>b</p>", 12, "inline style"),
        ("<!-- <script> -->\n\n<script>run()</script>", 8, "a script in the text"),
        ("A\n\n<!-- more -->\n\n<script>run()</script>", 10, "a script in the text"),
        ("A\n\n<p onclick='x()'>b</p>", 8, "a script in an attribute"),
        ("A\n\n[x](javascript:alert(1))", 8, "a link that is a script"),
        ("`(#gone)` and\n\n[y](#go) [x](#gone)\n\n## Go", 8, "links to '#gone'"),
        ("A\n\n![](https://example.org/a.png)", 8, "a picture without words"),
        ("A\n\n<img src='https://example.org/a.png'>", 8, "a picture without words"),
        ("A\n\n<iframe src='https://v.example.net/1'></iframe>", 8, "v.example.net"),
    ],
)
def test_what_will_not_work_is_noticed_on_its_own_line(tmp_path, body, line, said):
    (found,) = notices(tmp_path, body)

    assert found.startswith(f"posts/a.md:{line}: notice: ")
    assert said in found


@pytest.mark.parametrize(
    "body",
    [
        "`<script>` and\n\n```\n<p style='x'>\n```",
        "[up](#top) [part](#part) [note](#own)\n\n## Part\n\n<a id='own'></a>",
        "<img src='https://example.org/a.png' alt=''>",
        "Words.[^1]\n\n[^1]: Note.",
        '<p title="set style = bold onclick = no">a</p>',
    ],
)
def test_what_works_is_not_noticed(tmp_path, body):
    assert notices(tmp_path, body) == []


@pytest.mark.parametrize("text", ["`", "```", "~~~\n", "<!--", "<a ", "`a", "> ```\n", "<a '"])
def test_no_text_takes_long_to_look_through(text):
    assert len(without_code(text * 50_000)) == len(text) * 50_000
