"""Where a text is read faster than Python-Markdown reads it, the result is the same."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.content.markdown import engine
from app.content.markdown.running import ANY_SIGN, SIGNS

LETTERS = st.sampled_from(
    [*"ab1 *_`[]()<>!\\\"'-.&~$:|#>\n", "**", "``", "--", "...", "](/x)", "<b>"]
)


@pytest.fixture(scope="module")
def theirs():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "spare_time", lambda md, reading: None)
        return engine.Converter()


@pytest.fixture(scope="module")
def ours():
    return engine.Converter()


@settings(max_examples=150, deadline=None)
@given(st.lists(LETTERS, max_size=30).map("".join))
@example("*a* **b** and *c*")
@example("a * b* c*d*e **f*g**")
@example("`a` ``b`c`` \\`d` `e")
@example('[a](/x) [b]( /x ) [*c*](/x "t") ![d](/x)')
@example("\"a 'b' c\" -- it's '90s... \"'x'\"")
@example("\\(a_1\\) \\* $x$")
@example("[a][b] and [b]\n\n[b]: /x\n")
@example("a {#b}\n===\n\nx[^1] <b>c</b> &amp;\n\n[^1]: d\n")
@example("words\nmore words\n\n1. a\n\nb | c\n- | -\n")
def test_a_text_is_read_the_same(ours, theirs, text):
    assert ours.convert(text) == theirs.convert(text)


def test_a_run_of_text_that_is_passed_over_has_no_sign_of_any_pattern():
    assert all(ANY_SIGN.search(sign) for pair in SIGNS.values() for sign in pair)
