"""A large site is made by several processes: the same files, the same errors, nobody left over."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from app.errors import BuildError
from app.publish import crew, make
from app.publish.crew import do_together
from tests.publish.site import publish, tree, write_example
from tests.values import load_site, post_text, write_site

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork")


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Let even a small site be made together, a few files at a time."""
    # A server of another test may have left a thread that is about to end.
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(1)
    monkeypatch.setattr(make, "_MANY", 1)
    monkeypatch.setattr(make, "_PIECE", 3)


@pytest.fixture
def crews(monkeypatch):
    """Count how often several processes were at work."""
    found = []
    together = make.do_together
    monkeypatch.setattr(
        make, "do_together", lambda *args, **named: found.append(1) or together(*args, **named)
    )
    return found


def without_times(folder):
    """Return every file of a site, the marker without what differs from one build to the next."""
    files = tree(folder)
    marker = json.loads(files[".trifold-build.json"])
    del marker["table"]["times"], marker["folders"]
    return files | {".trifold-build.json": marker}


@pytest.mark.parametrize("jobs", [2, 3, 50])
def test_several_processes_make_what_one_makes(tmp_path, crews, jobs):
    site = load_site(write_example(tmp_path / "content"))
    told = []
    one = publish(site, tmp_path / "one")
    several = publish(site, tmp_path / "several", jobs=jobs, on_file=told.append)

    assert crews == [1]
    assert without_times(tmp_path / "several") == without_times(tmp_path / "one")
    assert several == one
    assert told == [len(told)] * len(told)


def test_where_little_changed_one_process_is_enough(tmp_path, crews):
    content = write_example(tmp_path / "content")
    publish(load_site(content), tmp_path / "out", jobs=2)
    write_site(content, {"pages/about.md": "---\ntitle: Us\n---\nWe.\n"})
    publish(load_site(content), tmp_path / "out", jobs=2)
    assert crews == [1]

    write_site(content, {"posts/new.md": post_text("New", "2026-10-20")})
    publish(load_site(content), tmp_path / "out", jobs=2)
    assert crews == [1, 1]  # any link may lead elsewhere
    publish(load_site(content), tmp_path / "fresh")
    again, fresh = without_times(tmp_path / "out"), without_times(tmp_path / "fresh")
    del again[".trifold-build.json"], fresh[".trifold-build.json"]
    assert again == fresh


def test_a_page_that_cannot_be_made_stops_all_of_them(tmp_path):
    write_site(
        tmp_path / "content",
        {
            **{f"posts/p{number}.md": post_text(f"P{number}") for number in range(20)},
            "templates/site/archive.html": "{{ nothing }}",
        },
    )
    with pytest.raises(BuildError, match=r"^/archive/: cannot be made: templates/site/archive.htm"):
        publish(load_site(tmp_path / "content"), tmp_path / "out", jobs=2)
    assert [path.name for path in tmp_path.iterdir()] == ["content"]


def test_a_stop_from_outside_leaves_neither_files_nor_processes(tmp_path, monkeypatch):
    forked = []
    fork = os.fork
    monkeypatch.setattr(os, "fork", lambda: forked.append(fork()) or forked[-1])
    write_site(
        tmp_path / "content",
        {f"posts/p{number}.md": post_text(f"P{number}") for number in range(20)},
    )

    told = []

    def stop(_count):
        told.append(1)
        if len(told) == 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        publish(load_site(tmp_path / "content"), tmp_path / "out", jobs=2, on_file=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["content"]
    assert caught
    assert len(forked) == 2
    for process in forked:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


def test_each_piece_is_done_once_and_neighbours_by_one():
    done = [*do_together(range(40), lambda piece: (piece, os.getpid()), jobs=2)]

    assert sorted(piece for piece, _ in done) == [*range(40)]
    assert os.getpid() not in {process for _, process in done}


def fail(piece):
    if piece == 3:
        msg = "a bug"
        raise LookupError(msg)


def test_a_bug_is_told_with_its_lines():
    with pytest.raises(RuntimeError, match=r"(?s)in fail\n.*LookupError: a bug"):
        [*do_together(range(5), fail, jobs=2)]


def test_a_full_disk_is_the_error_that_it_is():
    def fill(_piece):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space") as caught:
        [*do_together(range(5), fill, jobs=2)]
    assert caught.value.errno == 28


def test_a_process_that_somebody_ends_is_told_in_a_sentence():
    def end(_piece):
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(BuildError, match="one of its processes was ended"):
        [*do_together(range(5), end, jobs=2)]


def test_nobody_is_left_when_it_is_over_or_stopped():
    work = do_together(range(50), lambda piece: (time.sleep(0.001), os.getpid())[1], jobs=2)
    processes = {next(work) for _ in range(10)}
    work.close()
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_no_more_processes_are_begun_than_there_are_pieces(monkeypatch):
    begun, fork = [], os.fork
    monkeypatch.setattr(crew.os, "fork", lambda: begun.append(1) or fork())

    assert sorted(do_together(range(3), lambda piece: piece, jobs=5000)) == [0, 1, 2]
    assert len(begun) == 3
    assert [*do_together((), fail, jobs=2)] == []


def test_too_many_processes_are_told_in_a_sentence(monkeypatch):
    def refuse():
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(crew.os, "fork", refuse)
    with pytest.raises(BuildError, match=r"resource temporarily unavailable.*try --jobs 1"):
        [*do_together(range(5), fail, jobs=2)]


def test_ctrl_c_is_for_the_process_that_waits_from_the_very_beginning(monkeypatch):
    fork = os.fork

    def fork_and_stop():
        process = fork()
        if process == 0:
            os.kill(os.getpid(), signal.SIGINT)
        return process

    monkeypatch.setattr(crew.os, "fork", fork_and_stop)
    assert sorted(do_together(range(5), lambda piece: piece, jobs=2)) == [*range(5)]


def test_with_threads_about_nothing_is_forked(monkeypatch):
    monkeypatch.setattr(crew.threading, "active_count", lambda: 2)

    assert not crew.can_fork()


def test_no_process_outlives_a_build_that_was_killed(tmp_path):
    code = (
        "import os, sys, time\n"
        "from app.publish.crew import do_together\n"
        "def work(_piece):\n"
        "    os.write(1, b'%d\\n' % os.getpid())\n"
        "    time.sleep(0.01)\n"
        "for _ in do_together(range(10_000), work, jobs=2): pass\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
    ) as parent:
        processes = {int(parent.stdout.readline()) for _ in range(20)}
        parent.kill()
        # It ends when the last of those that write to it has ended.
        parent.stdout.read()

    assert len(processes) == 2
