"""Words are rendered again when something that they were made of changed, and only then."""

from __future__ import annotations

import os

import pytest

from app.content.surroundings import Surroundings
from app.library.current import Current
from app.library.questions import Recorder, sum_up_answers
from tests.pictures.drawing import encoded, plain
from tests.values import NOW, post_text, write_site


def picture(width, height):
    return encoded(plain("red", size=(width, height)))


@pytest.fixture
def site(tmp_path):
    return write_site(
        tmp_path,
        {
            "posts/2026-11-01-a.md": post_text("A", body="[b](b.md) and ![p](/assets/p.png)"),
            "assets/p.png": picture(40, 30),
        },
    )


class Watched:
    """The body of the post at /posts/a/, looked at again and again."""

    def __init__(self, site):
        self.site = site
        self.current = Current(site, clock=lambda: NOW)

    def body(self):
        snapshot = self.current.look()
        return snapshot.body_of(snapshot.library.writings["/posts/a/"])

    def write(self, path, data):
        file = self.site / path
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
        # Another time than before, although the test is faster than the clock's ticks.
        os.utime(file, (file.stat().st_mtime + 5,) * 2)


def test_a_new_post_leaves_the_words_of_the_others_alone(site):
    watched = Watched(site)
    before = watched.body()

    watched.write("posts/2026-11-02-c.md", post_text("C"))

    assert watched.body() is before


def test_a_link_comes_true_with_the_post_it_leads_to_and_fails_again_without(site):
    watched = Watched(site)
    missing = watched.body()
    watched.write("posts/b.md", post_text("B"))
    found = watched.body()
    (site / "posts/b.md").unlink()

    assert 'href="b.md"' in missing.html
    assert [problem.line for problem in missing.problems] == [6]
    assert 'href="/posts/b/"' in found.html
    assert not found.problems
    assert watched.body() is missing


def test_a_picture_of_another_size_is_measured_again(site):
    watched = Watched(site)
    before = watched.body().html
    watched.write("assets/p.png", picture(80, 60))

    assert 'width="40" height="30"' in before
    assert 'width="80" height="60"' in watched.body().html


def test_questions_are_written_down_once_and_asked_again():
    answers = {"a.md": "/a/"}
    around = Surroundings(resolve=answers.get, measure=lambda _: (1, 2))
    recorder = Recorder(around)
    for link in ("a.md", "b.md", "a.md"):
        recorder.surroundings.resolve(link)
    recorder.surroundings.measure("/p.png")

    asked = recorder.questions
    assert asked == (("resolve", ("a.md",)), ("resolve", ("b.md",)), ("measure", ("/p.png",)))
    assert sum_up_answers(asked, around) == recorder.answers
    answers["b.md"] = "/b/"
    assert sum_up_answers(asked, around) != recorder.answers


def test_a_question_that_nobody_can_answer_any_more_spoils_the_answers():
    around = Surroundings(resolve=lambda _: None, measure=lambda _: None)

    assert not sum_up_answers((("include", ("x.html",)),), around)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["a", "b"], ["ab", ""]),
        (['a"\n"b', "c"], ["a", 'b"\n"c']),
        (["x" * 100, None], ["x" * 101, None]),
        ([1, None], [None, 1]),
        (["1", "2"], [1, 2]),
    ],
)
def test_other_answers_are_never_taken_for_the_same(before, after):
    questions = (("resolve", (0,)), ("resolve", (1,)))
    sums = [
        sum_up_answers(questions, Surroundings(resolve=answers.__getitem__, measure=lambda _: None))
        for answers in (before, after)
    ]

    assert sums[0] != sums[1]
