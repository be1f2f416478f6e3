"""What templates were compiled to, from one start to the next."""

from __future__ import annotations

import os
import sys

import pytest
from jinja2 import Environment, FileSystemLoader

from app.compiled import Compiled
from app.library import overrides
from app.templating import make_environment
from tests.values import write_site


@pytest.fixture(autouse=True)
def keeps_code(monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


@pytest.fixture
def ours(tmp_path):
    write_site(tmp_path, {"ours/site/a.html": "A {{ word }}", "ours/site/a.txt": "T {{ word }}"})
    return tmp_path / "ours"


class Start:
    """A process that has just started, and what it had to compile."""

    def __init__(self, ours, *, folder=None, recipe="one"):
        self.compiled = []
        self.environment = Environment(
            loader=FileSystemLoader(folder or ours),
            autoescape=True,
            bytecode_cache=Compiled(ours, lambda: recipe),
        )
        compile_it = self.environment.compile

        def compile_and_note(source, name, filename):
            self.compiled.append(name)
            return compile_it(source, name, filename)

        self.environment.compile = compile_and_note

    def fill(self, name="site/a.html"):
        return self.environment.get_template(name).render(word="word")


def test_what_one_start_compiled_the_next_one_finds(ours):
    first, second = Start(ours), Start(ours)

    assert [first.fill(), first.fill("site/a.txt")] == ["A word", "T word"]
    assert [second.fill(), second.fill("site/a.txt")] == ["A word", "T word"]
    assert first.compiled == ["site/a.html", "site/a.txt"]
    assert second.compiled == []


def test_a_template_that_changed_is_compiled_anew(ours):
    Start(ours).fill()
    (ours / "site/a.html").write_text("B {{ word }}")

    assert Start(ours).fill() == "B word"


def test_what_another_recipe_made_is_compiled_anew(ours):
    Start(ours).fill()
    other = Start(ours, recipe="two")

    other.fill()

    assert other.compiled == ["site/a.html"]


@pytest.mark.parametrize(
    "damage", [lambda _: b"", lambda data: data[:-1], lambda data: data + b"x"]
)
def test_what_is_damaged_is_compiled_anew_and_mended(ours, damage):
    Start(ours).fill()
    (file,) = (ours / "site/__pycache__").iterdir()
    file.write_bytes(damage(file.read_bytes()))
    second, third = Start(ours), Start(ours)

    assert [second.fill(), third.fill()] == ["A word", "A word"]
    assert second.compiled == ["site/a.html"]
    assert third.compiled == []


def test_nothing_is_kept_where_nothing_can_be_written(ours):
    (ours / "site/__pycache__").write_text("no folder")

    assert Start(ours).fill() == "A word"


def test_nothing_is_kept_where_python_was_told_to_write_no_code(ours, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    Start(ours).fill()

    assert not (ours / "site/__pycache__").exists()


def test_code_is_kept_where_python_was_told_to_keep_it(ours, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "elsewhere"))

    Start(ours).fill()

    assert not (ours / "site/__pycache__").exists()
    assert len(list((tmp_path / "elsewhere").rglob("a.html.*.pyc"))) == 1


@pytest.mark.parametrize("place", ["theirs", "ours/site", "ours/../theirs"])
def test_code_of_an_author_is_never_kept(ours, tmp_path, place):
    write_site(tmp_path / place, {"site/b.html": "Mine"})

    assert Start(ours, folder=tmp_path / place).fill("site/b.html") == "Mine"
    assert not list(tmp_path.rglob("*.pyc"))


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such rights")
def test_nobody_else_may_write_code_that_we_run(ours):
    before = os.umask(0)
    try:
        Start(ours).fill()
    finally:
        os.umask(before)

    folder = ours / "site/__pycache__"
    (file,) = folder.iterdir()
    assert [path.stat().st_mode & 0o022 for path in (folder, file)] == [0, 0]


def test_code_beside_our_templates_is_none_of_them(ours, monkeypatch):
    monkeypatch.setattr(overrides, "shipped", lambda _: ours)

    Start(ours).fill()

    assert overrides.template_names() == ("site/a.html", "site/a.txt")


def test_the_environment_of_pages_keeps_the_code_of_our_templates():
    assert isinstance(make_environment().bytecode_cache, Compiled)
