"""One rendering: the names in reach, the problems met, and how much has been done."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from liquid import RenderContext
from liquid.exceptions import LocalNamespaceLimitError, LoopIterationLimitError
from liquid.token import Token

from app.content.liquid.model import Folder, Limits
from app.content.liquid.output import Output
from app.content.liquid.parsed import Parse, Parsed
from app.content.model import Level, Problem

#: The same fault a thousand times over is one fault.
MOST_PROBLEMS = 50
#: Names that are known and may hold nothing.
_OF_LAYOUTS = frozenset(("content", "include", "layout", "paginator", "theme"))


class Context(RenderContext):
    """Looks names up as Ruby's Liquid does: what is not there is nil, never an error."""

    __slots__ = (
        "folder",
        "includes",
        "limits",
        "line",
        "parse",
        "parsed",
        "path",
        "problems",
        "turns",
        "weights",
    )

    def __init__(
        self,
        parsed: Parsed,
        *,
        names: Mapping[str, object],
        folder: Folder,
        limits: Limits,
        parse: Parse,
    ) -> None:
        super().__init__(parsed.template, globals=names)
        # Without python-liquid's own "now" and "today", which would read the clock.
        self.scope = type(self.scope)(self.locals, self.globals, self.counters)
        self.parsed = parsed
        self.folder = folder
        self.limits = limits
        self.parse = parse
        self.turns = 0
        self.weights: dict[str, int] = {}
        self.problems: dict[Problem, None] = {}
        #: Of the file that is being rendered: its path, and the line on which its text begins.
        self.path = ""
        self.line = 1
        #: How many includes deep.
        self.includes = 0

    @contextmanager
    def inside(self, parsed: Parsed, path: str, line: int = 1) -> Iterator[None]:
        """Be in the file at *path*, whose problems have its place, until the block ends."""
        before = self.path, self.line
        self.path, self.line = path, line
        for remark in parsed.remarks:
            self.note(remark.what, Token("", "", remark.place, parsed.source))
        try:
            yield
        finally:
            self.path, self.line = before

    def get(self, path: list[object], *, token: Token | None, default: object = None) -> object:
        """Return what *path* leads to, or None."""
        del token, default
        root = path[0]
        value = self._name(root if isinstance(root, str) else None)
        for step in path[1:]:
            if value is None:
                return None
            value = step_into(value, step)
        return value

    def _name(self, name: str | None) -> object:
        with suppress(KeyError):
            return self.scope[name] if name is not None else None
        return None

    def resolve(self, name: str, *, token: Token | None = None, default: object = None) -> object:
        """Return the value called *name*, or None."""
        del token, default
        return self._name(name)

    def filter(self, name: str, token: Token | None) -> Callable[..., object]:
        """Return the filter called *name*; one that nobody knows changes nothing, as in Jekyll."""
        if name not in self.env.filters:
            self.note(f"uses the filter {name!r}, which is not known here; it does nothing", token)
        return super().filter(name, token)

    def assign(self, key: str, val: Any) -> None:
        """Let *key* hold *val*, unless all names together would hold too much."""
        weight = len(val) if isinstance(val, (str, list)) else 1
        if sum(self.weights.values()) - self.weights.get(key, 0) + weight > self.limits.memory:
            msg = f"keeps more than {self.limits.memory} letters or items"
            raise LocalNamespaceLimitError(msg, token=None)
        self.weights[key] = weight
        self.locals[key] = val

    def knows(self, name: str) -> bool:
        """Tell whether *name* means something here, or would: in a layout, or in another branch."""
        if name in _OF_LAYOUTS or name in self.scope:
            return True
        return (
            re.search(rf"(?:assign|capture)\s+{re.escape(name)}\b", self.parsed.source) is not None
        )

    def raise_for_loop_limit(self, length: int = 1) -> None:
        """Count *length* more turns, and refuse when they are too many altogether."""
        if self.turns + length > self.limits.turns:
            msg = f"loops more than {self.limits.turns} times in all"
            raise LoopIterationLimitError(msg, token=None)
        self.turns += length

    def get_buffer(self, buf: TextIO | None = None) -> Output:
        """Return a buffer for what is written inside of *buf*."""
        return Output(self.limits.letters - (buf.size if isinstance(buf, Output) else 0))

    def expand(self, text: str) -> str:
        """Return *text* with the braces in it filled in."""
        if "{{" not in text:
            return text
        buffer = self.get_buffer()
        self.parse(text).template.render_with_context(self, buffer, partial=True)
        return buffer.getvalue()

    def note(self, what: str, token: Token | None) -> None:
        """Note a problem at *token*."""
        if len(self.problems) >= MOST_PROBLEMS:
            return
        line = self.line
        if token is not None and token.start_index >= 0:
            line += token.source.count("\n", 0, token.start_index)
        problem = Problem(path=self.path, line=line, what=what, level=Level.NOTICE)
        self.problems[problem] = None


def step_into(value: Any, step: object) -> object:
    """Return the item of *value* called *step*, or None: by key, by number, or their count."""
    if isinstance(value, Mapping):
        return _step_into_mapping(value, step)
    if isinstance(value, (list, range)):
        return _step_into_list(value, step)
    return len(value) if step == "size" and isinstance(value, str) else None


def _step_into_list(value: list[object] | range, step: object) -> object:
    if step == "size":
        return len(value)
    index = {"first": 0, "last": -1}.get(step) if isinstance(step, str) else step
    if isinstance(index, int) and not isinstance(index, bool) and -len(value) <= index < len(value):
        return value[index]
    return None


def _step_into_mapping(value: Mapping[Any, object], step: object) -> object:
    with suppress(KeyError, TypeError):
        return value[step]
    if step == "size":
        return len(value)
    if step == "first" and value:
        key = next(iter(value))
        return [key, value[key]]
    return None
