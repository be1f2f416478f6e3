"""Words are rendered in bounded time and memory, here or in a process of their own."""

from __future__ import annotations

import threading
import time
import weakref

import pytest

import app.library.workers
from app.content.markdown import render_body
from app.content.model import Source
from app.content.surroundings import Surroundings
from app.errors import ContentError, TooHeavyError
from app.library.budget import bounded
from app.library.workers import Workers

SOURCE = Source(root="/nowhere", path="posts/a.md", body_line=4, digest="", modified=0.0)
AROUND = Surroundings(resolve={"b.md": "/posts/b/"}.get, measure=lambda _: (3, 2))
#: Where no formula ends, hundreds of lines are searched for each sign: seconds, and no memory.
HEAVY = "\\[\n" * 20_000


def apart(workers, text, *, around=AROUND):
    """Render in a thread that is not the main one, and return the body or the error."""
    done = []

    def work():
        try:
            done.append(workers.render(text, source=SOURCE, around=around))
        except Exception as error:  # noqa: BLE001 -- shown to the test
            done.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return done[0]


@pytest.fixture(scope="module")
def workers():
    """Processes that are started once for all these tests."""
    return Workers(seconds=0.3)


def test_a_process_renders_the_very_same(workers):
    text = "# Title\n\n[b](b.md) ![p](/p.png) [gone](c.md) $x^2$"
    body = apart(workers, text)

    assert body == render_body(text, source=SOURCE, surroundings=AROUND)
    assert 'href="/posts/b/"' in body.html
    assert [problem.line for problem in body.problems] == [6, 6]


def test_what_is_too_heavy_is_ended_and_the_next_words_are_rendered(workers):
    error = apart(workers, HEAVY)

    assert isinstance(error, TooHeavyError)
    assert str(error).startswith("posts/a.md:4: takes more than")
    assert apart(workers, "Fine.").html == "<p>Fine.</p>"


def test_an_error_of_the_surroundings_reaches_the_thread_that_asked(workers):
    def resolve(_link):
        raise ContentError("is amiss", path="other.md", line=3)

    around = Surroundings(resolve=resolve, measure=lambda _: None)

    assert str(apart(workers, "[b](b.md)", around=around)) == "other.md:3: is amiss"
    assert apart(workers, "Fine.").html == "<p>Fine.</p>"


def test_a_process_that_has_ended_meanwhile_is_replaced(workers):
    apart(workers, "Fine.")
    for worker in workers._idle:  # noqa: SLF001 -- as the system would end it
        worker.end()

    assert apart(workers, "Fine.").html == "<p>Fine.</p>"


def test_where_no_process_can_be_started_words_are_rendered_all_the_same(monkeypatch, caplog):
    monkeypatch.setattr(app.library.workers.sys, "executable", "/nowhere/python")
    workers = Workers()

    assert [apart(workers, "Fine.").html for _ in range(2)] == ["<p>Fine.</p>"] * 2
    assert len(caplog.records) == 1


def test_in_the_main_thread_a_timer_ends_what_is_too_heavy():
    workers = Workers(seconds=0.1)

    with pytest.raises(TooHeavyError, match=r"posts/a\.md:4"):
        workers.render(HEAVY, source=SOURCE, around=AROUND)
    assert workers.render("Fine.", source=SOURCE, around=AROUND).html == "<p>Fine.</p>"


def test_words_that_were_ended_in_their_middle_leave_nothing_open():
    before = render_body("A\n\n* b", source=SOURCE, surroundings=AROUND)
    with pytest.raises(TooHeavyError):
        Workers(seconds=0.02).render("> a\n\n" + HEAVY, source=SOURCE, around=AROUND)

    assert render_body("A\n\n* b", source=SOURCE, surroundings=AROUND) == before


def test_a_timer_that_goes_off_while_an_object_is_finalized_goes_off_again():
    class Gone:
        pass

    def busy(seconds):
        begin = time.process_time()
        while time.process_time() - begin < seconds:
            pass

    def work():
        weakref.finalize(Gone(), busy, 0.1)
        busy(5)

    with pytest.raises(TooHeavyError), bounded(SOURCE, seconds=0.02):
        work()


def test_memory_is_bounded_too():
    with pytest.raises(TooHeavyError), bounded(SOURCE):
        bytearray(500_000_000)


def test_nothing_is_started_before_it_is_needed():
    before = threading.active_count()
    workers = Workers()
    workers.render("Fine.", source=SOURCE, around=AROUND)

    assert threading.active_count() == before
    assert not workers._idle  # noqa: SLF001 -- nothing else shows it
