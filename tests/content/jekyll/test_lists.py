"""A page that only lists posts gives way to ours; words of its own stay."""

from __future__ import annotations

import pytest

from app.content.jekyll.lists import cut_lists, has_own_words, is_bare

LIST = (
    "{% for post in site.posts %}<li>{{ post.title }}{% if post.x %}!{% endif %}</li>{% endfor %}"
)
WORDS = "We sail along the coast from spring to autumn, and write down what the tides did to us."


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"<h1>Latest posts</h1>\n<ul>{LIST}</ul>",
        f"<ul>{LIST.replace('site.posts', 'paginator.posts')}</ul>{{% include pagination.html %}}",
        "{% assign newest = site.posts | first %}{% for one in newest %}" + WORDS + "{% endfor %}",
        "{% if paginator.total_pages > 1 %}" + WORDS + "{% endif %}",
        "{% include JB/setup %}{% include footer.html %}" + LIST,
        "<style>" + WORDS * 90 + "</style>" + LIST,
        "<!-- " + WORDS + " --><script>" + WORDS + "</script>",
    ],
)
def test_a_home_page_that_lists_posts_has_no_words_of_its_own(text):
    assert not has_own_words(text)


@pytest.mark.parametrize(
    "text", [WORDS, WORDS + LIST, LIST + "{% for boat in site.data.boats %}{{ boat }}{% endfor %}"]
)
def test_words_and_other_lists_are_its_own(text):
    assert has_own_words(text)


def test_lists_are_cut_out_and_the_words_around_them_stay():
    text = "Before.\n" + LIST + "\nBetween.\n{% include recent-posts.html n=3 %}After {{ site.x }}."

    assert cut_lists(text) == "Before.\n\nBetween.\nAfter {{ site.x }}."


@pytest.mark.parametrize("text", ["", "\n\n", "<!-- list -->\n", "<div></div>"])
def test_a_page_without_words_is_bare(text):
    assert is_bare(text)


@pytest.mark.parametrize("text", ["Words.", "{{ site.time }}", "{% include x.html %}"])
def test_a_page_that_shows_something_is_not(text):
    assert not is_bare(text)


@pytest.mark.parametrize("piece", ["<", "<!--", "<script>", "{% for ", "{{"])
def test_what_is_opened_and_never_closed_costs_little(piece):
    text = piece * 50_000

    assert has_own_words(text) in {True, False}
    assert not is_bare(text)
    assert len(cut_lists(text)) <= len(text)
