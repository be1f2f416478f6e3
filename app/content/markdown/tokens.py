"""What code is made of, as the lexers of Pygments tell it, with one search for many of their rules.

For each of its states a lexer has a list of expressions, of which it tries one after the other at
each place. Here those of a state are one expression: it tries the same in the same order without
coming back to Python in between. The words are the same, in half of the time.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pygments.lexer import Lexer, RegexLexer
from pygments.token import Error, Whitespace, _TokenType

_Match: TypeAlias = Callable[[str, int], re.Match[str] | None]
#: An expression, what it finds (a kind, or what divides it further), and what state follows.
_Rule: TypeAlias = tuple[_Match, Any, Any]

#: How the flags of an expression are written where they are for a part of a longer one.
_FLAGS = {re.ASCII: "a", re.IGNORECASE: "i", re.MULTILINE: "m", re.DOTALL: "s", re.VERBOSE: "x"}
_OWN_FLAGS = re.compile(r"\(\?[aimsux]+\)")
#: What may mean a group by its number or its name.
_REFERENCE = re.compile(r"\\[1-9]|\(\?P|\(\?\(")
#: Letters of an expression that is used as it is, for to compile it again takes too long.
_LONG = 300
_RESTART = "#restart"
#: What Pygments does where no rule of a state fits.
_OTHERWISE: tuple[_Rule, ...] = (
    (re.compile("\n").match, Whitespace, _RESTART),
    (re.compile("[^\n]").match, Error, None),
)


@dataclass(frozen=True, slots=True)
class _Rules:
    """Rules that are tried at once: the last group of what is found tells which of them fits."""

    match: _Match
    #: With each rule the label of what it finds, if that is of one kind.
    by_group: Mapping[int | None, tuple[str | None, _Rule]]


@dataclass(frozen=True, slots=True)
class TokenReader:
    """Reads code with one *lexer*, and calls each kind of word by its *label*."""

    lexer: Lexer
    label: Callable[[_TokenType], str]
    #: The states that were met.
    _states: dict[str, tuple[_Rules, ...]] = field(default_factory=dict)

    def read(self, code: str) -> list[tuple[str, str]]:
        """Return the words that ``lexer.get_tokens(code)`` gives, each behind its label."""
        kind = type(self.lexer)
        is_usual = kind.get_tokens is Lexer.get_tokens and not self.lexer.filters
        if is_usual and kind.get_tokens_unprocessed is RegexLexer.get_tokens_unprocessed:
            return self._read(self.lexer._preprocess_lexer_input(code))  # type: ignore[attr-defined]  # noqa: SLF001 -- as get_tokens does
        return [(self.label(kind), words) for kind, words in self.lexer.get_tokens(code)]

    def _read(self, text: str) -> list[tuple[str, str]]:
        """Do what ``RegexLexer.get_tokens_unprocessed`` does."""
        tokens: list[tuple[str, str]] = []
        stack, state, place = ["root"], self._state("root"), 0
        while True:
            for rules in state:
                if found := rules.match(text, place):
                    break
            else:
                return tokens
            label, (match, action, following) = rules.by_group[found.lastindex]
            if label is not None:
                tokens.append((label, found[0]))
            elif action is not None:
                divided = action(self.lexer, match(text, place))
                tokens += [(self.label(kind), words) for _, kind, words in divided]
            place = found.end()
            if following is not None:
                _follow(stack, following)
                state = self._state(stack[-1])

    def _state(self, name: str) -> tuple[_Rules, ...]:
        if name not in self._states:
            rules: list[_Rule] = self.lexer._tokens[name]  # type: ignore[attr-defined]  # noqa: SLF001 -- no other way to them
            parts = _divide([*rules, *_OTHERWISE])
            self._states[name] = tuple(_join(part, self.label) for part in parts)
        return self._states[name]


def _follow(stack: list[str], following: str | int | tuple[str, ...]) -> None:
    """Change *stack*, the states that are open, as a rule says."""
    if following == _RESTART:
        del stack[1:]
        stack[0] = "root"
    elif isinstance(following, int):
        # The first one stays, as in Pygments.
        del stack[max(len(stack) - abs(following), 1) :]
    else:
        for name in (following,) if isinstance(following, str) else following:
            if name == "#pop":
                del stack[max(len(stack) - 1, 1) :]
            else:
                stack.append(stack[-1] if name == "#push" else name)


def _divide(rules: list[_Rule]) -> list[list[_Rule]]:
    """Divide *rules*: one that is long, or means its groups by number, begins a part."""
    parts: list[list[_Rule]] = []
    for rule in rules:
        begins = not parts or _is_long(parts[-1][0]) or _is_long(rule)
        if begins or _REFERENCE.search(_pattern(rule).pattern):
            parts.append([])
        parts[-1].append(rule)
    return parts


def _is_long(rule: _Rule) -> bool:
    return len(_pattern(rule).pattern) > _LONG


def _join(rules: list[_Rule], label: Callable[[_TokenType], str]) -> _Rules:
    """Make one expression of *rules*: behind each of them is an empty group, which marks it."""
    labelled = [(label(one[1]) if type(one[1]) is _TokenType else None, one) for one in rules]
    if len(rules) == 1:
        return _Rules(rules[0][0], defaultdict(lambda: labelled[0]))
    parts: list[str] = []
    by_group: dict[int | None, tuple[str | None, _Rule]] = {}
    groups = 0
    for one in labelled:
        pattern = _pattern(one[1])
        flags = "".join(letter for flag, letter in _FLAGS.items() if pattern.flags & flag)
        own = _OWN_FLAGS.sub("", pattern.pattern, count=1)
        # A line's end, for a comment may be the last of an expression that has them.
        parts.append(f"(?{flags}:{own}{chr(10) * ('x' in flags)})()")
        groups += pattern.groups + 1
        by_group[groups] = one
    return _Rules(re.compile("|".join(parts)).match, by_group)


def _pattern(rule: _Rule) -> re.Pattern[str]:
    return rule[0].__self__  # type: ignore[attr-defined, no-any-return]  # it is the method of one
