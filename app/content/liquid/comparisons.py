"""Comparing two values as Ruby does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from liquid import RenderContext
from liquid.builtin.expressions.primitive import Empty
from liquid.exceptions import LiquidTypeError
from liquid.expression import Expression
from liquid.token import Token

from app.content.liquid.values import to_text

_ORDERED = {"<", ">", "<=", ">="}
#: What can be put in an order, each among its like. A moment is a date too, so it comes first.
_KINDS: tuple[type | tuple[type, ...], ...] = ((int, float, Decimal), str, datetime, date)


class Blank(Expression):
    """``blank``, which nothing is equal to in Jekyll: only Rails knows what it asks for."""

    __slots__ = ()

    def evaluate(self, context: RenderContext) -> object:
        """Return a value that is like no other."""
        del context
        return self

    def children(self) -> list[Expression]:
        """Return nothing: it is one word."""
        return []


class Comparison(Expression):
    """``left operator right``."""

    __slots__ = ("left", "operator", "right")

    def __init__(self, token: Token, left: Expression, operator: str, right: Expression) -> None:
        super().__init__(token)
        self.left = left
        self.operator = operator
        self.right = right

    def evaluate(self, context: RenderContext) -> object:
        """Compare; raise LiquidTypeError when the operator is unknown or the two have no order."""
        left, right = self.left.evaluate(context), self.right.evaluate(context)
        if self.operator == "==":
            return are_equal(left, right)
        if self.operator in {"!=", "<>"}:
            return not are_equal(left, right)
        if self.operator == "contains":
            return has(left, right)
        if self.operator in _ORDERED:
            return self._is_ordered(left, right)
        msg = f"compares by {self.operator!r}, which is not known"
        raise LiquidTypeError(msg, token=self.token)

    def _is_ordered(self, left: object, right: object) -> bool:
        order = None if isinstance(left, list) else compare(left, right)
        if order is None:
            if left is None or isinstance(left, (Mapping, list, bool, Expression)):
                return False
            if right is None or isinstance(right, Expression):
                return False
            msg = f"compares {to_text(left)[:40]!r} with {to_text(right)[:40]!r}"
            raise LiquidTypeError(f"{msg}, which have no order", token=self.token)
        return {"<": order < 0, ">": order > 0, "<=": order <= 0, ">=": order >= 0}[self.operator]

    def children(self) -> list[Expression]:
        """Return both sides."""
        return [self.left, self.right]


def are_equal(left: object, right: object) -> bool:
    """Tell whether two values are equal: 1 is no true, and "1" is no 1."""
    if isinstance(left, Empty) or isinstance(right, Empty):
        other = right if isinstance(left, Empty) else left
        return isinstance(other, (str, list, Mapping)) and not other
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, datetime) != isinstance(right, datetime):
        return False
    return left == right


def has(whole: object, part: object) -> bool:
    """Tell whether *whole* contains *part*: a piece of a text, an item of a list, a key."""
    if whole is None or part is None or part is False:
        return False
    if isinstance(whole, str):
        return to_text(part) in whole
    if isinstance(whole, (list, Mapping)):
        return any(are_equal(item, part) for item in whole)
    return isinstance(whole, range) and type(part) is int and part in whole


def compare(left: object, right: object) -> int | None:
    """Return -1, 0 or 1, or None when the two cannot be put in an order."""
    if isinstance(left, bool) or isinstance(right, bool):
        return None
    if isinstance(left, datetime) != isinstance(right, datetime):
        return None
    if isinstance(left, list) and isinstance(right, list):
        return _compare_lists(left, right)
    return next((_sign(left, right) for kind in _KINDS if _are(kind, left, right)), None)


def _are(kind: type | tuple[type, ...], left: object, right: object) -> bool:
    return isinstance(left, kind) and isinstance(right, kind)


def _sign(left: Any, right: Any) -> int:
    return int(left > right) - int(left < right)


def _compare_lists(left: list[object], right: list[object]) -> int | None:
    for one, other in zip(left, right, strict=False):
        order = 0 if are_equal(one, other) else compare(one, other)
        if order != 0:
            return order
    return (len(left) > len(right)) - (len(left) < len(right))
