"""Filters that choose from lists, order and group them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cmp_to_key, lru_cache
from typing import Any

from liquid.exceptions import FilterArgumentError
from liquid.expression import Expression
from liquid.token import TOKEN_EXPRESSION, Token

from app.content.liquid.comparisons import compare
from app.content.liquid.context import Context, step_into
from app.content.liquid.expressions import read_condition, read_value
from app.content.liquid.numbers import to_integer, to_number
from app.content.liquid.values import join_texts, to_text

_DEEPEST = 5
#: Turns of a loop that looking at one item costs: it is much less than a turn.
_SHARE = 10


def _items(value: object, context: Context) -> list[Any]:
    """Return *value* as the list that a filter goes through, and count its turns."""
    if isinstance(value, list):
        return _flat(value, 0, context)
    if isinstance(value, range):
        context.raise_for_loop_limit(len(value))
        return list(value)
    return [] if value is None else [value]


def _flat(items: list[Any], depth: int, context: Context) -> list[Any]:
    context.raise_for_loop_limit(len(items) // _SHARE + 1)
    if depth > _DEEPEST or not any(isinstance(item, list) for item in items):
        return items
    found: list[Any] = []
    for item in items:
        found += _flat(item, depth + 1, context) if isinstance(item, list) else [item]
    return found


def _members(value: object, context: Context) -> list[Any] | None:
    """Return what Jekyll's own filters choose from, or None when they leave *value* alone."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if not isinstance(value, (list, range)):
        return None
    context.raise_for_loop_limit(len(value) // _SHARE + 1)
    return list(value)


def _property(item: object, name: object) -> object:
    """Return an item's property by its dotted name; digits are a number, as Jekyll sorts them."""
    value = item
    for part in to_text(name).split("."):
        value = step_into(value, part)
    if isinstance(value, str) and value.strip()[:1] in "-.0123456789" and value.strip():
        number = to_number(value)
        return number if to_text(number) == value.strip() else value
    return value


def _matches(value: object, target: object) -> bool:
    if target is None:
        return value is None
    wanted = to_text(target)
    values = value if isinstance(value, list) else [value]
    return value is not None and any(to_text(one) == wanted for one in values)


def _where(value: object, name: object, target: object = None, *, context: Context) -> object:
    members = _members(value, context)
    if members is None or not name or isinstance(target, (list, Mapping)):
        return value
    return [item for item in members if _matches(_property(item, name), target)]


def _find(value: object, name: object, target: object = None, *, context: Context) -> object:
    found = _where(value, name, target, context=context)
    return next(iter(found), None) if isinstance(found, list) and found is not value else found


@lru_cache(maxsize=100)
def _condition(text: str) -> Expression:
    return read_condition(text, Token(TOKEN_EXPRESSION, text, -1, text))


@lru_cache(maxsize=100)
def _value(text: str) -> Expression:
    return read_value(text, Token(TOKEN_EXPRESSION, text, -1, text))


def _where_exp(value: object, name: object, text: object, *, context: Context) -> object:
    members = _members(value, context)
    if members is None:
        return value
    condition = _condition(to_text(text))
    context.raise_for_loop_limit(len(members))
    return [item for item in members if _evaluate(condition, to_text(name), item, context)]


def _evaluate(expression: Expression, name: str, item: object, context: Context) -> object:
    with context.extend({name: item}):
        return expression.evaluate(context)


def _find_exp(value: object, name: object, text: object, *, context: Context) -> object:
    found = _where_exp(value, name, text, context=context)
    return next(iter(found), None) if isinstance(found, list) else found


def _grouped(members: list[Any], name_of: Callable[[Any], object]) -> list[dict[str, object]]:
    groups: dict[str, list[object]] = {}
    names: dict[str, object] = {}
    for item in members:
        name = name_of(item)
        key = repr(name)
        names.setdefault(key, name)
        groups.setdefault(key, []).append(item)
    return [
        {"name": names[key], "items": items, "size": len(items)} for key, items in groups.items()
    ]


def _group_by(value: object, name: object, *, context: Context) -> object:
    members = _members(value, context)
    if members is None:
        return value
    return _grouped(members, lambda item: to_text(_property(item, name)))


def _group_by_exp(value: object, name: object, text: object, *, context: Context) -> object:
    members = _members(value, context)
    if members is None:
        return value
    expression = _value(to_text(text))
    context.raise_for_loop_limit(len(members))
    return _grouped(members, lambda item: _evaluate(expression, to_text(name), item, context))


def _sort(
    value: object, name: object = None, nils: object = "first", *, context: Context
) -> list[Any]:
    if value is None or nils not in {"first", "last"}:
        msg = "sorts nothing" if value is None else "puts nil neither first nor last"
        raise FilterArgumentError(msg, token=None)
    pairs = [[key, value[key]] for key in value] if isinstance(value, Mapping) else value
    members = _members(pairs, context) or []
    if name is None:
        return sorted(members, key=cmp_to_key(_order))
    keys = [_property(item, name) for item in members]
    there = [number for number, key in enumerate(keys) if key is not None]
    by_key = cmp_to_key(_order)
    there.sort(key=lambda number: by_key(keys[number]))
    missing = [item for item, key in zip(members, keys, strict=True) if key is None]
    found = [members[number] for number in there]
    return missing + found if nils == "first" else found + missing


def _order(one: object, other: object) -> int:
    if isinstance(one, Mapping) and isinstance(other, Mapping):  # documents go by their date
        for key in ("date", "path"):
            order = compare(step_into(one, key), step_into(other, key))
            if order:
                return order
        return 0
    order = compare(one, other)
    if order is None and (isinstance(one, (list, Mapping)) or isinstance(other, (list, Mapping))):
        return 0  # they have no order, and writing them out would render whole posts
    if order is None:
        first, second = to_text(one), to_text(other)
        return (first > second) - (first < second)
    return order


def _sort_natural(value: object, name: object = None, *, context: Context) -> list[Any]:
    def key(item: object) -> tuple[bool, str]:
        found = item if name is None else step_into(item, name)
        return (found is None, to_text(found).lower())

    return sorted(_items(value, context), key=key)


def _uniq(value: object, name: object = None, *, context: Context) -> list[Any]:
    found: dict[object, Any] = {}
    for item in _items(value, context):
        mark = item if name is None else step_into(item, name)
        found.setdefault((type(mark) is bool, repr(mark)), item)
    return list(found.values())


def _compact(value: object, name: object = None, *, context: Context) -> list[Any]:
    items = _items(value, context)
    return [item for item in items if (item if name is None else step_into(item, name)) is not None]


def _map(value: object, name: object, *, context: Context) -> list[Any]:
    return [step_into(item, name) for item in _items(value, context)]


def _sum(value: object, name: object = None, *, context: Context) -> object:
    items = _items(value, context)
    total = sum(to_number(item if name is None else step_into(item, name)) for item in items)
    return total if isinstance(total, int) else float(total)


def _concat(value: object, other: object, *, context: Context) -> list[Any]:
    if not isinstance(other, list):
        msg = "adds what is no list"
        raise FilterArgumentError(msg, token=None)
    return _items(value, context) + other


def _sentence(value: object, connector: object = "and") -> str:
    parts = [to_text(item) for item in value] if isinstance(value, list) else [to_text(value)]
    word = to_text(connector)
    if len(parts) < 3:  # noqa: PLR2004 -- only a third one needs commas
        return f" {word} ".join(parts)
    return f"{', '.join(parts[:-1])}, {word} {parts[-1]}"


def _sample(value: object, number: object = 1) -> object:
    """Take the first: chance would make another page of the same content each time."""
    if not isinstance(value, list):
        return value
    count = to_integer(number)
    return (value[0] if value else None) if count == 1 else value[: max(count, 0)]


def _end(value: object, index: int) -> object:
    if isinstance(value, (list, range)) and value:
        return value[index]
    if isinstance(value, Mapping) and value and index == 0:
        key = next(iter(value))
        return [key, value[key]]
    return None


def _changed(change: Callable[[list[Any], Any], list[Any]]) -> Callable[..., object]:
    def work(value: object, argument: object = 1) -> object:
        return change(value, argument) if isinstance(value, list) else value

    return work


def _pop(value: list[Any], number: object) -> list[Any]:
    return value[: max(len(value) - to_integer(number), 0)]


def _default(value: object, other: object = "", *, allow_false: object = False) -> object:
    is_missing = value is None or (value is False and not allow_false)
    is_empty = isinstance(value, (str, list, Mapping)) and not value
    return other if is_missing or is_empty else value


def _size(value: object) -> int:
    return len(value) if isinstance(value, (str, list, range, Mapping)) else 0


LIST_FILTERS: dict[str, Callable[..., object]] = {
    "where": _where,
    "where_exp": _where_exp,
    "find": _find,
    "find_exp": _find_exp,
    "group_by": _group_by,
    "group_by_exp": _group_by_exp,
    "sort": _sort,
    "sort_natural": _sort_natural,
    "uniq": _uniq,
    "compact": _compact,
    "map": _map,
    "sum": _sum,
    "concat": _concat,
    "reverse": lambda value, *, context: _items(value, context)[::-1],
    "join": lambda value, glue=" ", *, context: join_texts(_items(value, context), to_text(glue)),
    "first": lambda value: _end(value, 0),
    "last": lambda value: _end(value, -1),
    "size": _size,
    "default": _default,
    "array_to_sentence_string": _sentence,
    "sample": _sample,
    "push": _changed(lambda items, item: [*items, item]),
    "unshift": _changed(lambda items, item: [item, *items]),
    "pop": _changed(_pop),
    "shift": _changed(lambda items, number: items[max(to_integer(number), 0) :]),
}
