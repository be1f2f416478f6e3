"""Python before 3.11.5 counts in what the last turn of a possessive repeat read before it failed.

https://github.com/python/cpython/issues/106052
"""

import importlib
import pkgutil
import re
import types
from re import _parser as parser

import pytest

import app

_PLAIN = {parser.LITERAL, parser.NOT_LITERAL, parser.IN, parser.ANY, parser.GROUPREF}
_NOTHING = repr(parser.parse("(?!)"))


def _modules():
    for found in pkgutil.walk_packages(app.__path__, "app."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def _patterns(value, depth=4):
    """Every pattern in *value*, however deep in what modules keep."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, dict):
        yield from _patterns((*value.keys(), *value.values()), depth)
    elif depth and isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from _patterns(item, depth - 1)
    elif depth and isinstance(value, types.BuiltinMethodType):
        yield from _patterns(value.__self__, depth - 1)
    elif depth and type(value).__module__.startswith("app."):
        names = (*getattr(value, "__dict__", ()), *getattr(type(value), "__slots__", ()))
        yield from _patterns([getattr(value, name, None) for name in names], depth)


def _is_right(body):
    """Say whether a turn of *body* that fails leaves nothing read, on every Python."""
    if all(op in _PLAIN for op, _ in body):
        return True
    if len(body) != 1:
        return False
    op, value = body[0]
    if op is parser.SUBPATTERN and value[0] is None:
        return _is_right(value[-1])
    return op is parser.BRANCH and (repr(value[1][-1]) == _NOTHING or all(map(_is_right, value[1])))


def _repeats(tree):
    for op, value in tree:
        if op is parser.POSSESSIVE_REPEAT:
            yield value[-1]
        for part in value if isinstance(value, tuple) else ():
            for inner in part if isinstance(part, list) else (part,):
                if isinstance(inner, parser.SubPattern):
                    yield from _repeats(inner)
        if isinstance(value, parser.SubPattern):
            yield from _repeats(value)


def _wrong(pattern):
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    return [body for body in _repeats(tree) if not _is_right(body)]


def test_possessive_repeats_are_right_on_every_python():
    wrong = {
        (module.__name__, found.pattern)
        for module in _modules()
        for value in list(vars(module).values())
        for found in _patterns(value)
        if _wrong(found)
    }

    assert not wrong, "end the group with the alternative `|(?!)`, as in (?:ab?c|(?!))*+"


@pytest.mark.parametrize(
    ("pattern", "is_right"),
    [
        (r"[^a]*+", True),
        (r"(?:ab)*+", True),
        (r"(?:ab?c)*+", False),
        (r"x(?=(?:a|b(?!c))++)", False),
        (r"(?:a|b(?!c)|(?!))++", True),
        (r"(?:(?:a*+b)*+c|(?!))*+", False),
    ],
)
def test_the_forms_are_told_apart(pattern, is_right):
    assert (not _wrong(re.compile(pattern))) is is_right


def test_the_last_turn_of_a_repeat_reads_nothing():
    assert re.match(r"(?:ab?c|(?!))*+", "acab").end() == 2
