"""What is told by reading tags is what the cleaner says, to the letter, or is left to it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content import clean
from app.content.tidy import Linking, tidy_for_feed
from tests.content.rendering import render
from tests.values import CONFIG

ADDRESS = "/posts/a/"


def told(html):
    return tidy_for_feed(html, clean.linking_at(ADDRESS, config=CONFIG))


def cleaned(html):
    """Give what the cleaner says when nobody spares it the work."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clean, "tidy_for_feed", lambda _html, _linking: None)
        return str(clean.clean_for_feed(html, config=CONFIG, address=ADDRESS))


MARKDOWN = """
## What

Words *with* **all** `"signs"` & [links](/posts/b/ "Title"), ![pictures](/assets/a.png)
and notes.[^1] A [mail](mailto:ana@example.org) to <https://example.org/?a=1&b=2>.

> - One
> - Two
>   1. Three

| a | b |
|:-:|--:|
| 1 | 2 |

```python
print("<a>")  # more
```

Term
:   What it *is*.

---

[^1]: A note.
"""


def test_what_markdown_makes_is_told():
    html = str(render(MARKDOWN).html)

    assert told(html) == cleaned(html)


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="https://example.org/?a=1&amp;b=2">x</a></p>',
        '<p><a href="#a">x</a> <a href="mailto:ana@example.org">z</a></p>',
        '<p><a href="../b/?c#d">y</a> <a href="d.html">z</a> <a href="">z</a></p>',
        '<p><a href=" https://example.org/ ">x</a> <a href="//example.org/a">y</a></p>',
        "<p>a<!-- b -->c</p>\n<!--\n-->",
        '<pre><code class="language-python">a = "b"\n</code></pre>',
        '<div class="highlight"><pre><code><span class="s">"a"</span></code></pre>\n</div>',
        "<p>\xa0&nbsp;« a »\xa0</p>",
        '<table>\n<tbody>\n<tr>\n<td class="align-left">a</td>\n</tr>\n</tbody>\n</table>',
        '<ol start="3"><li id="a" class="b">c<ul><li><p>d</p></li></ul></li></ol>',
        "plain words",
        "",
    ],
)
def test_what_is_spelled_and_nested_well_is_told(html):
    assert told(html) == cleaned(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>a<p>b</p></p>",
        "<p><div>a</div></p>",
        "<p><em>a</p></em>",
        "<p>a",
        "a</p>",
        "</>",
        "<p>a < b</p>",
        "<p>a > b</p>",
        "<p>a & b</p>",
        "<p>&copy; &#8217; &quot;</p>",
        "<pre>\na</pre>",
        '<pre class="a">\nb</pre>',
        '<pre id="a">\nb</pre>',
        "<pre><span></span>\na</pre>",
        '<a href="/a"><em><a href="/b">c</a></em></a>',
        "<a><a>b</a></a>",
        "<table><tr><td>a</td></tr></table>",
        "<table><tbody><tr><td>a</td>b</tr></tbody></table>",
        "<table><tbody><tr><em>b</em><td>a</td></tr></tbody></table>",
        "<table>\N{EM SPACE}<tbody></tbody></table>",
        "<p><script>a</script></p>",
        '<p onclick="a()">b</p>',
        '<p id="a" id="b">c</p>',
        '<p title="data:a">b</p>',
        '<p title=" DATA:a">b</p>',
        '<p title="a &quot;b&quot;">c</p>',
        '<p title="a\xa0b">c</p>',
        '<a href="javascript:alert(1)">a</a>',
        '<a href="data:text/html,a">a</a>',
        '<a href="https://exa mple.org/">a</a>',
        '<a href="https://1.2.3.4.5/">a</a>',
        '<a href="https://a:b@example.org/">a</a>',
        '<a href="https:\\\\example.org">a</a>',
        '<img src="data:image/png;base64,AA">',
        '<iframe src="https://example.org/"></iframe>',
        "<!-- web-only --><p>a</p><!-- end -->",
        "<!-- <p>a</p> -->",
        '<div class="highlight"><p>a</p></div>',
        "<P>a</P>",
        "<p >a</p>",
    ],
)
def test_the_least_doubt_is_left_to_the_cleaner(html):
    assert told(html) is None


def test_an_origin_that_the_cleaner_refuses_is_left_to_it():
    refusing = Linking(absolute=str, is_known=lambda _origin: False)

    assert tidy_for_feed('<a href="https://example.org/">a</a>', refusing) is None


NAMES = st.sampled_from(
    "a abbr b blockquote br code dd del div dl dt em figcaption figure h2 hr i img li ol p pre "
    "section span strong sub sup table tbody td th thead tr ul".split()
)
ATTRIBUTES = st.sampled_from(
    [
        "",
        ' id="a"',
        ' class="highlight"',
        ' class="align-left"',
        ' href="/a/b.html"',
        ' href="https://example.org/?a&amp;b"',
        ' src="../a.png" alt="b"',
        ' href="#c" title="d"',
    ]
)
TEXT = st.sampled_from(
    [
        "",
        "a",
        "\n",
        " ",
        '"b"',
        "&amp;",
        "&quot;",
        "\xa0",
        "<",
        ">",
        "<!-- c -->",
        "é",
        "<em>d</em>",
    ]
)
NESTED = st.recursive(
    TEXT,
    lambda inner: st.builds(
        lambda name, attributes, parts: f"<{name}{attributes}>{''.join(parts)}</{name}>",
        NAMES,
        ATTRIBUTES,
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)
LOOSE = st.builds("<{}{}{}>".format, st.sampled_from(["", "/"]), NAMES, ATTRIBUTES) | TEXT


@settings(deadline=None)
@given(st.lists(NESTED, max_size=3).map("".join) | st.lists(LOOSE, max_size=8).map("".join))
def test_whatever_is_told_the_cleaner_says_too(html):
    answer = told(html)

    assert answer is None or answer == cleaned(html)
