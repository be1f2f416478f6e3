"""Numbers out of whatever a template hands over, and the filters that calculate."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any, TypeAlias

from liquid.exceptions import FilterArgumentError

Number: TypeAlias = int | Decimal

_WHOLE = re.compile(r"\s*([+-]?\d{1,300})")
_DECIMAL = re.compile(r"\s*(-?\d{1,300}\.\d{1,300})\s*")
#: Numbers with more digits than this are nobody's count.
_LARGEST = 10**300


def to_number(value: object) -> Number:
    """Return *value* as a number; what is none counts as 0, as Liquid has it."""
    if isinstance(value, bool):
        return 0
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, str):
        found = _DECIMAL.fullmatch(value)
        return Decimal(found[1]) if found else leading_integer(value)
    return 0


def leading_integer(text: str) -> int:
    """Return the whole number that *text* begins with, or 0."""
    found = _WHOLE.match(text)
    return int(found[1]) if found else 0


def to_integer(value: object) -> int:
    """Return *value* as a whole number; raise FilterArgumentError when it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?\d{1,18}\s*", value):
        return int(value)
    msg = f"wants a whole number and has {str(value)[:40]!r}"
    raise FilterArgumentError(msg, token=None)


def _plain(number: Number) -> int | float:
    if isinstance(number, int):
        if abs(number) > _LARGEST:
            msg = "calculates a number that is too large"
            raise FilterArgumentError(msg, token=None)
        return number
    return float(number)


def _calculation(work: Callable[[Any, Any], Any]) -> Callable[[object, object], int | float]:
    def calculate(left: object, right: object) -> int | float:
        one, other = to_number(left), to_number(right)
        try:
            return _plain(work(one, other))
        except ArithmeticError as error:
            msg = f"cannot calculate with {one} and {other}"
            raise FilterArgumentError(msg, token=None) from error

    return calculate


def _divide(left: Any, right: Any) -> Number:
    if isinstance(left, int) and isinstance(right, int):
        return left // right
    return Decimal(Decimal(left) / Decimal(right))


def _absolute(value: object) -> int | float:
    number = to_number(value)
    return _plain(number if number >= 0 else -number)


def _remainder(left: Any, right: Any) -> Number:
    if isinstance(left, int) and isinstance(right, int):
        return left % right
    one, other = Decimal(left), Decimal(right)
    return one - other * (one / other).to_integral_value(ROUND_FLOOR)


def round_number(value: object, digits: object = 0) -> int | float:
    """Round half away from zero to *digits* after the point."""
    places = max(-300, min(int(to_number(digits)), 300))
    number = Decimal(to_number(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return int(number) if places <= 0 else float(number)


NUMBER_FILTERS: dict[str, Callable[..., object]] = {
    "plus": _calculation(lambda one, other: one + other),
    "minus": _calculation(lambda one, other: one - other),
    "times": _calculation(lambda one, other: one * other),
    "divided_by": _calculation(_divide),
    "modulo": _calculation(_remainder),
    "at_least": _calculation(max),
    "at_most": _calculation(min),
    "abs": _absolute,
    "ceil": lambda value: int(Decimal(to_number(value)).to_integral_value(ROUND_CEILING)),
    "floor": lambda value: int(Decimal(to_number(value)).to_integral_value(ROUND_FLOOR)),
    "round": round_number,
}
