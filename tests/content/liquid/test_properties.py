"""Whatever a template says, it is rendered: never an exception, never without end."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.liquid.engine import parse_template
from tests.content.liquid.rendering import render

VALUES = (
    "page.title page.number page.list page.nested page.nothing page.date page.yes site.posts "
    "site.tags site.data.team site.posts[0] (1..4) 'a-b' '1.5' 3.7 -4 '' empty blank nobody"
).split()
OPERATORS = "== != < > <= >= <> contains is".split()
PIECES = (
    "{% if ", "{% else %}", "{% elsif page.yes %}", "{% endif %}", "{% for x in ", "{% endfor %}",
    "{% case ", "{% when 7 %}", "{% endcase %}", "{% raw %}", "{% endraw %}", "{% comment %}",
    "{% endcomment %}", "{% assign x = ", "{% capture x %}", "{% endcapture %}", "{{ ", " }}",
    " %}", "-%}", "{%- ", " | ", "date: '%Y'", "sort", "map: 'title'", ": ", ", ", "'", '"',
    "page", "site.posts", "x", "(1..3)", "==", "contains", "\n", "`", "}", "{", "[", "]", "ä",
    "{% include note.html text=x %}", "{% include tree.html n=3 %}", "{% highlight sh linenos %}",
    "{% endhighlight %}", "{% cycle 'a', x %}", "{% tablerow x in ", "{% endtablerow %}",
    "{% increment x %}", "{% break %}", "{% link x %}", "{% gist x %}", "{% unknown %}",
)  # fmt: skip


def filters():
    known = parse_template("").template.env.filters
    return sorted(known)


@pytest.mark.parametrize("name", filters())
def test_no_filter_raises_whatever_it_is_given(name):
    arguments = ["", *(f": {value}" for value in VALUES[::6]), ": 2, 'x'", ": 'x', 'x > 1'"]
    pairs = itertools.product(VALUES, arguments)
    template = "\n".join(f"{{{{ {value} | {name}{rest} }}}}" for value, rest in pairs)

    assert render(f"{template}\nend").text.endswith("end")


def test_no_comparison_raises_whatever_it_compares():
    triples = itertools.product(VALUES, OPERATORS, VALUES[::3])
    template = "\n".join(f"{{% if {one} {by} {two} %}}{{% endif %}}" for one, by, two in triples)

    assert render(f"{template}\nend").text.endswith("end")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_no_template_raises(pieces):
    template = "".join(pieces)
    rendered = render(template)

    assert len(rendered.lines) in {0, rendered.text.count("\n") + 1}
    assert rendered == render(template)
