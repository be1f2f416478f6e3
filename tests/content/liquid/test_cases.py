"""Liquid as text beside what it has to become: see cases/*.txt.

A case is a title, the template, a line with a dot, the text, a line with a dot.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.liquid.rendering import render

CASES = Path(__file__).parent / "cases"


def read_cases():
    cases = []
    for file in sorted(CASES.glob("*.txt")):
        parts = file.read_text(encoding="utf-8").split("\n.\n")
        assert len(parts) % 2 == 1, f"{file.name} holds half a case"
        for given, wanted in zip(parts[::2], parts[1::2], strict=False):
            title, _, template = given.lstrip("\n").partition("\n")
            cases.append(pytest.param(template, wanted, id=f"{file.stem}: {title}"))
    return cases


@pytest.mark.parametrize(("template", "wanted"), read_cases())
def test_a_template_becomes_this_text(template, wanted):
    rendered = render(template)

    assert (rendered.text, rendered.problems) == (wanted, ())
