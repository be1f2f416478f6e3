"""A template that has been read and can be rendered again and again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from liquid import BoundTemplate

from app.content.liquid.lexer import Remark


@dataclass(frozen=True, slots=True)
class Parsed:
    """A template, with what reading it brought to light."""

    template: BoundTemplate
    source: str
    remarks: tuple[Remark, ...] = ()


#: Whoever has to render a text that is no file of its own is handed such a function.
Parse: TypeAlias = Callable[[str], Parsed]
