"""Markdown as text beside the HTML it has to become: see cases/*.md.

A case is a title, the Markdown, a line with a dot, the HTML, a line with a dot.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.rendering import render

CASES = Path(__file__).parent / "cases"


def read_cases(folder=CASES):
    cases = []
    for file in sorted(folder.glob("*.md")):
        parts = file.read_text(encoding="utf-8").split("\n.\n")
        for given, wanted in zip(parts[::2], parts[1::2], strict=False):
            title, _, markdown = given.lstrip("\n").partition("\n")
            cases.append(pytest.param(markdown, wanted, id=f"{file.stem}: {title}"))
    return cases


@pytest.mark.parametrize(("markdown", "wanted"), read_cases())
def test_markdown_becomes_this_html(markdown, wanted):
    assert str(render(markdown).html) == wanted


def test_every_file_of_cases_holds_whole_cases():
    for file in CASES.rglob("*.md"):
        parts = file.read_text(encoding="utf-8").split("\n.\n")

        assert len(parts) % 2 == 1, file.name
        assert not parts[-1].strip(), file.name
