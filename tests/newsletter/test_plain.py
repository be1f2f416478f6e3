import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.newsletter.text.plain import render_plain
from app.newsletter.text.wrap import columns, wrap


def plain(markdown):
    return render_plain(markdown, absolute=lambda link: f"https://example.com{link}"[:60])


CASES = {
    "paragraphs are wrapped at 72 columns": (
        "word " * 20,
        f"{'word ' * 13}word\nword word word word word word",
    ),
    "a hard line break stays": ("Roses  \nare red\\\nhere", "Roses\nare red\nhere"),
    "headings are underlined": ("# A\n\n## Two\n\n### C ###", "A\n=\n\nTwo\n---\n\nC\n~"),
    "an underlined heading too": ("Two\n---\nwords", "Two\n---\n\nwords"),
    "emphasis keeps its stars": ("*so* and **so**", "*so* and **so**"),
    "links are numbered and listed": (
        "[a](/a) and [b](/b)",
        "a [1] and b [2]\n\n[1] https://example.com/a\n[2] https://example.com/b",
    ),
    "the same link has one number": (
        "[a](/a), [b](/a)",
        "a [1], b [1]\n\n[1] https://example.com/a",
    ),
    "a link by name": (
        "[a][n] and [N]\n\n[n]: /n 'title'",
        "a [1] and N [1]\n\n[1] https://example.com/n",
    ),
    "brackets that are no link stay": ("[x] and [1] and a[0]", "[x] and [1] and a[0]"),
    "an address with a bracket in it": ("[a](/a_(b))", "a [1]\n\n[1] https://example.com/a_(b)"),
    "an address with spaces in it, and a title after it": (
        "[a](/my notes.pdf) [b](</my notes.pdf>) [c](/my notes.pdf 'C')",
        "a [1] b [1] c [1]\n\n[1] https://example.com/my notes.pdf",
    ),
    "a link without words is its title, else its address": (
        "[](/a), <a href='/b'></a> and [<i class='icon'></i>](/c 'The feed')",
        (
            "https://example.com/a, https://example.com/b and The feed [1]"
            "\n\n[1] https://example.com/c"
        ),
    ),
    "an escaped sign in an address": (r"[a](/a\_b)", "a [1]\n\n[1] https://example.com/a_b"),
    "an address between angles stands as it is": ("<https://example.com/>", "https://example.com/"),
    "a picture is said": (
        '![A map](/m.png "The town.")',
        "(Picture: A map. The town.) [1]\n\n[1] https://example.com/m.png",
    ),
    "a picture whose words end in a sign of their own": (
        "![Rain?](/m.png 'Yes!')",
        "(Picture: Rain? Yes!) [1]\n\n[1] https://example.com/m.png",
    ),
    "a picture's caption says the same once": (
        "![The town](/m.png 'The town.')",
        "(Picture: The town.) [1]\n\n[1] https://example.com/m.png",
    ),
    "a caption in tags has its own line": (
        '<figure><img src="/m.png" alt="A map"><figcaption>The town.</figcaption></figure>',
        "(Picture: A map) [1]\nThe town.\n\n[1] https://example.com/m.png",
    ),
    "a picture in a link": (
        "[![A](/a.png)](/b)",
        "(Picture: A) [1] [2]\n\n[1] https://example.com/a.png\n[2] https://example.com/b",
    ),
    "code in a line is untouched": ("`a < b && [x](y) &amp;`", "`a < b && [x](y) &amp;`"),
    "tags go, their words stay": ('<p align="x">A <b>b</b><br>c &amp; d</p>', "A b\nc & d"),
    "a tag's link and picture are listed": (
        '<a href="/a">A</a>',
        "A [1]\n\n[1] https://example.com/a",
    ),
    "an embedded page becomes a link": (
        '<iframe src="/v" title="Film"></iframe>',
        "Film [1]\n\n[1] https://example.com/v",
    ),
    "one without a title is its address": (
        '<iframe src="/v"></iframe>\n\n<object data="/o">Words</object>',
        "https://example.com/v\n\nhttps://example.com/o",
    ),
    "a picture in several kinds is one picture": (
        (
            "<picture>\n<source src='/m.webp' srcset='/m.webp'>\n<img src='/m.png' alt='A map'>\n"
            "</picture>"
        ),
        "(Picture: A map) [1]\n\n[1] https://example.com/m.png",
    ),
    "a film is its title or its address, and what browsers say without it goes": (
        (
            "<video src='/f' poster='/p' title='Folding'></video>\n\n"
            "<video><source src='/f'><source src='/g'>No film here.</video>\n\n"
            "<video poster='/p'><source src='/f'></video>"
        ),
        "Folding [1]\n\nhttps://example.com/f\n\nWatch the film [1]\n\n[1] https://example.com/f",
    ),
    "scripts and styles go with their words": ("A\n\n<script>\nx < y\n</script>\n\nB", "A\n\nB"),
    "comments go": ("A <!-- b\n\nc --> d", "A d"),
    "lists hang": ("* one\n* two\n\n    more\n", "- one\n\n- two\n\n  more"),
    "a numbered list at the third level": (
        "- a\n  - nested\n    1. deep\n    2. more\n- b",
        "- a\n  - nested\n    1. deep\n    2. more\n- b",
    ),
    "a list right below a paragraph": ("a\n- b\n- c", "a\n\n- b\n- c"),
    "a line that goes on below an item": ("- a\n  b\n- c", "- a b\n- c"),
    "a list of numbers after one of bullets": (
        "- a\n- b\n\n1. c\n2. d",
        "- a\n- b\n\n1. c\n2. d",
    ),
    "a word after a number sign": ("#tag", "#tag"),
    "indented code": (
        "A:\n\n    if b:\n\n        [c](/d)  # <!-- e --> *f*\n\nG",
        "A:\n\n    if b:\n\n        [c](/d)  # <!-- e --> *f*\n\nG",
    ),
    "a fence in indented code": (
        "A\n\n    ```\n    b\n    ```\n\nC",
        "A\n\n    ```\n    b\n    ```\n\nC",
    ),
    "indented code in a list": (
        "- a\n\n      b\n        c\n\n  d",
        "- a\n\n      b\n        c\n\n  d",
    ),
    "code in tags": (
        "<pre><code>a &lt; <b>b</b>\n  c</code></pre>\n\nD",
        "    a < b\n      c\n\nD",
    ),
    "tags that are laid out nicely": ("<div>\n\n    <p>A *b*</p>\n\n</div>", "A *b*"),
    "lists within lists": ("1. a\n    - b\n    - c\n2. d", "1. a\n   - b\n   - c\n2. d"),
    "quotes keep their sign": ("> a\n> b\n>\n> c", "> a b\n>\n> c"),
    "a rule": ("a\n\n---\n\nb", "a\n\n* * *\n\nb"),
    "a definition": ("Slug\n:   The last part: short.", "Slug\n    The last part: short."),
    "two definitions of two terms": (
        "A\nB\n: one\n: two\n\nC\n:   three",
        "A\nB\n    one\n    two\n\nC\n    three",
    ),
    "a footnote goes on without an indent, and after a gap with one": (
        "A.[^1]\n\n[^1]: One\ntwo.\n\n    Three.",
        "A.¹\n\n¹ One two.\n\n  Three.",
    ),
    "footnotes are numbered as the text meets them": (
        "A.[^z] B.[^a]\n\n[^a]: First.\n[^z]: Last\n    part.",
        "A.¹ B.²\n\n¹ Last part.\n² First.",
    ),
    "a footnote's mark without a note stays": ("A.[^z]", "A.[^z]"),
    "an abbreviation's line goes": ("HTML\n\n*[HTML]: Long words", "HTML"),
    "attributes go": ("## A {#a}\n\nB\n{: .c }", "A\n-\n\nB"),
    "a table in columns": (
        "| A | B |\n|---|--:|\n| one | `a|b` |",
        "A    B\n---  -----\none  `a|b`",
    ),
    "an escaped bar in a table, which code keeps": (
        "| A \\| B | C |\n|---|---|\n| one | `a\\|b` |\n| two\\\\ | x",
        "A | B  C\n-----  ------\none    `a\\|b`\ntwo\\   x",
    ),
    "a rule after words that stand on the page alone": (
        "A\n<!-- web-only -->\nB\n<!-- end -->\n---\n\nC",
        "A\n\n* * *\n\nC",
    ),
    "only words for mail": (
        "<!-- web-only -->\n\nA\n\n<!-- end -->\n\n<!-- mail-only -->B<!-- end -->",
        "B",
    ),
    "braces stay": ("a {{ b }} {% c %}", "a {{ b }} {% c %}"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("name", CASES)
def test_markdown_reads_well_as_plain_text(name):
    markdown, text = CASES[name]

    assert plain(markdown) == text


@pytest.mark.parametrize(
    "code",
    [
        "if a < b:\n\n\n    print('[x](y)')  # *not* emphasis &amp; " + "long " * 20,
        "<!-- web-only -->\nkept\n<!-- end -->",
        "[^1]: no note\n*[HTML]: no abbreviation\n[ref]: /no\n\ttab  ",
    ],
)
def test_code_stays_as_it_is_to_the_letter(code):
    assert (
        plain(f"Before\n\n```python\n{code}\n```\n\nAfter")
        == f"Before\n\n```\n{code}\n```\n\nAfter"
    )


def test_a_longer_fence_holds_a_shorter_one():
    assert plain("````md\n```\nx\n```\n````") == "````\n```\nx\n```\n````"


def test_code_that_nobody_closed_goes_to_the_end():
    assert plain("```\na\n\nb") == "```\na\n\nb\n```"


def test_code_in_a_list_and_in_a_quote_keeps_its_lines():
    assert plain("- a\n\n    ```\n    x\n      y\n    ```") == "- a\n\n  ```\n  x\n    y\n  ```"
    assert plain("> a\n>\n> ```\n> x\n>   y\n> ```") == "> a\n>\n> ```\n> x\n>   y\n> ```"


def test_a_letter_takes_one_column_an_ideogram_two_an_accent_of_its_own_none():
    assert columns("tie\x06d") == 5
    assert columns("e\u0301te\u0301") == 3
    assert columns("本 a") == 4


def test_a_table_too_wide_for_columns_becomes_a_list_of_its_rows():
    wide = "words " * 12
    text = plain(f"| Key | Meaning |\n|---|---|\n| a | {wide}|\n| b | {wide}|")

    assert text.startswith("Key: a\nMeaning: words words")
    assert "\n\nKey: b\n" in text
    assert max(map(len, text.split("\n"))) <= 72


def test_a_script_without_spaces_is_broken_too_and_never_before_a_closing_mark():
    lines = wrap("漢字" * 40 + "。", 20).split("\n")

    assert all(columns(line) <= 22 for line in lines)
    assert not any(line.startswith("。") for line in lines)
    assert "".join(lines) == "漢字" * 40 + "。"


def test_an_emoji_of_several_signs_is_not_torn():
    family = "👩‍👩‍👧"

    assert family in wrap(f"{'word ' * 14}{family}", 72)


@pytest.mark.parametrize(
    "link", ["[newsletter](/a)", "![a map](/a)", "[![map](/a)](/b)", "[文](/a)"]
)
def test_a_number_stays_on_the_line_of_the_words_it_belongs_to(link):
    for before in range(40, 73):
        body, _, _ = plain(f"{'x' * before} {link}").partition("\n\n")

        assert not any(line.startswith("[") for line in body.split("\n"))
        assert max(columns(line) for line in body.split("\n")) <= 72


def test_a_long_address_stays_whole():
    url = "https://example.com/" + "a" * 100

    assert wrap(f"See {url} now", 20).split("\n") == ["See", url, "now"]


@settings(deadline=None)
@given(st.text(alphabet="ab *_`[](){}<>!#|:^\\\n-=&1.\"'~\t", max_size=200))
def test_any_text_at_all_gives_text_and_no_error(markdown):
    assert isinstance(plain(markdown), str)


@settings(deadline=None)
@given(st.lists(st.text(alphabet="abcdefg", min_size=1, max_size=12), max_size=60))
def test_words_are_neither_lost_nor_turned_round(words):
    assert plain(" ".join(words)).split() == words
