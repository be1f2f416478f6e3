import pytest

from app.newsletter.body import fit_body
from tests.values import CONFIG


def fit(html, **more):
    return str(fit_body(html, config=CONFIG, address="/posts/hello/", **more))


def test_links_and_pictures_become_absolute():
    made = fit('<p><a href="/about/">A</a> <img src="p.png" alt="P" width="10" height="5"></p>')

    assert 'href="https://blog.example.org/about/"' in made
    assert 'src="https://blog.example.org/posts/hello/p.png"' in made


def test_a_picture_wider_than_the_column_is_shown_smaller_in_the_same_shape():
    made = fit('<p><img src="/a.png" alt="A" width="1072" height="500"></p>')

    assert 'width="536" height="250"' in made


def test_a_small_picture_keeps_its_size():
    assert 'width="90" height="20"' in fit('<p>x <img src="/a.png" width="90" height="20"></p>')


def test_a_picture_of_unknown_size_fills_the_column_only_when_it_stands_alone():
    assert 'width="536"' in fit('<p><img src="https://example.com/a.png" alt="A"></p>')
    assert 'width="536"' in fit(
        '<p><a href="https://example.com/"><img src="https://example.com/a.png" alt="A"></a></p>'
    )
    assert "width" not in fit('<p>A <img src="https://example.com/a.png" alt="A"> sign</p>')


def test_such_a_picture_is_never_blown_up_where_a_client_knows_its_size():
    made = fit('<p><img src="https://example.com/a.png" alt="A"></p>')

    assert 'style="width: auto; max-width: 100%"' in made


def test_a_picture_is_as_wide_as_its_attribute_says_except_in_a_table_which_it_would_widen():
    picture = '<img src="/a.png" alt="A" width="300" height="100">'

    assert "style" not in fit(f"<p>{picture}</p>")
    assert "width: 100%; max-width: 300px" in fit(f"<table><tr><td>{picture}</td></tr></table>")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('width="auto"', 'width="536" height="268"'),
        ('width="auto" height="auto"', 'width="536" height="268"'),
        ('width="50%"', 'width="268" height="134"'),
        ('width="100%" height="400"', 'width="536" height="268"'),
        ('height="100"', 'width="200" height="100"'),
        ('width="300px"', 'width="300" height="150"'),
        ('width="40" height="10"', 'width="40" height="10"'),
        ("", 'width="536" height="268"'),
    ],
)
def test_a_picture_of_ours_has_a_size_however_its_width_is_written(written, shown):
    made = fit(f'<p><img src="/a.png" alt="A" {written}></p>', measure=lambda _url: (1072, 536))

    assert shown in made


def test_a_picture_elsewhere_of_known_height_alone_keeps_it():
    made = fit('<p>A <img src="https://example.com/a.png" alt="A" height="20"> sign</p>')

    assert 'height="20"' in made
    assert 'style="width: auto; height: 20px"' in made


@pytest.mark.parametrize("sign", ["", '<i class="fa fa-rss"></i>', "<span> </span>"])
def test_a_link_without_words_is_called_by_its_title_or_its_address(sign):
    plain, titled = (
        fit(f'<p><a href="https://example.com/x"{title}>{sign}</a></p>')
        for title in ("", ' title="The feed"')
    )

    assert '<a href="https://example.com/x">https://example.com/x' in plain
    assert ">The feed" in titled


def test_a_picture_that_is_all_of_a_link_names_it():
    link = '<p><a href="https://example.com/">{}<img src="/a.png"></a></p>'

    assert 'alt="Picture"' in fit(link.format(""))
    assert 'alt=""' in fit(link.format("Words"))


def test_every_picture_has_an_alternative_even_an_empty_one():
    assert 'alt=""' in fit('<p><img src="/a.png"></p>')


def test_a_picture_that_mail_clients_do_not_show_becomes_a_link_to_it():
    made = fit('<p>See <img src="/map.svg" alt="A map"> now</p>')

    assert made == '<p>See <a href="https://blog.example.org/map.svg">A map</a> now</p>'


def test_such_a_picture_inside_a_link_becomes_words_in_that_link():
    made = fit('<p><a href="https://example.com/"><img src="/a.webp" alt="A map"></a></p>')

    assert made == '<p><a href="https://example.com/"><em>A map</em></a></p>'


def test_kinds_of_token_share_a_few_classes_and_plain_ones_have_none():
    made = fit(
        '<div class="highlight"><pre><span></span><code><span class="kd">def</span>'
        '<span class="w"> </span><span class="nf">f</span><span class="p">()</span>'
        '<span class="c1"># x</span></code></pre></div>'
    )

    assert '<span class="tok-k">def</span> <span class="tok-f">f</span>()' in made
    assert '<span class="tok-c"># x</span>' in made
    assert made.count("<span") == 3


def test_code_reads_from_left_to_right_in_every_language():
    assert fit("<pre><code>x</code></pre>") == '<pre dir="ltr"><code>x</code></pre>'


def test_footnotes_lose_the_links_that_no_mail_client_can_follow():
    made = fit(
        '<p>Words.<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup></p>'
        '<div class="footnote"><hr><ol><li id="fn:1"><p>Aside.&#160;'
        '<a class="footnote-backref" href="#fnref:1">↩</a></p></li></ol></div>'
    )

    assert "<sup>1</sup>" in made
    assert "Aside." in made
    assert "↩" not in made
    assert "<a" not in made


def test_headings_go_deeper_below_another_title_and_stop_at_the_sixth_level():
    assert fit("<h2>A</h2><h6>B</h6>", deeper=1) == "<h3>A</h3><h6>B</h6>"


def test_a_table_stands_in_a_box_that_scrolls_and_its_heads_say_what_they_head():
    made = fit(
        "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
    )

    assert made.startswith('<div class="wide"><table>')
    assert '<th scope="col">A</th>' in made


def test_what_runs_frames_or_asks_does_not_reach_a_mail():
    made = fit(
        '<p onclick="x()" style="position:fixed">A</p><script>x()</script><form><input></form>'
        '<style>p{}</style><iframe src="https://example.com/v"></iframe>'
        '<a href="javascript:x()">B</a><svg><circle/></svg>'
    )

    for gone in ("onclick", "style", "script", "form", "input", "iframe", "javascript", "svg"):
        assert gone not in made
    assert 'href="https://example.com/v"' in made


def test_only_what_is_meant_for_mail_is_in_it():
    made = fit("<!-- web-only --><p>Page</p><!-- end --><!-- mail-only --><p>Mail</p><!-- end -->")

    assert made == "<p>Mail</p>"


def test_an_empty_body_stays_empty():
    assert fit("") == ""
