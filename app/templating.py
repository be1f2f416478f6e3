"""The one recipe for a Jinja environment; pages, feeds and mails use the same."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import date, datetime
from functools import _lru_cache_wrapper, cache, lru_cache, partial
from importlib import metadata
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
)
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context, Macro
from jinja2.utils import internalcode
from markupsafe import Markup, escape

from app.compiled import Compiled

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping, Sequence

    from babel import Locale
    from jinja2 import Template, nodes
    from jinja2.compiler import Frame

_HERE = Path(__file__).resolve().parent


_PLAIN_ENGLISH = "en"
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
#: What is called with what stands between its brackets, and wants to be told nothing else.
_PLAIN = frozenset({BuiltinFunctionType, FunctionType, MethodType, partial, _lru_cache_wrapper})
#: What one macro wrote that is kept: of thousands of posts, those a build is just writing about.
_MOST_KEPT = 2048


class _Loader(ChoiceLoader):
    """Looks for each template in one folder after another; for what is in none of them, once."""

    def __init__(self, loaders: Sequence[BaseLoader]) -> None:
        super().__init__(loaders)
        self._absent: set[str] = set()

    @internalcode
    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 -- Jinja's own name
    ) -> Template:
        if name in self._absent:
            raise TemplateNotFound(name)
        try:
            return super().load(environment, name, globals)
        except TemplateNotFound as error:
            if error.name == name:
                self._absent.add(name)
            raise


class _Context(Context):
    """Calls plain functions and macros at once; a page has a hundred calls."""

    def __init__(self, *told: Any, globals: object = None) -> None:  # noqa: A002, ANN401, ARG002 -- Jinja's own
        # Every template has the same globals: none need be found that another one lacks.
        super().__init__(*told)

    @internalcode
    def call(self, called: Callable[..., Any], /, *args: Any, **named: Any) -> Any:  # noqa: ANN401 -- whatever a template calls
        kind = type(called)
        if kind is Macro:
            args = (self.eval_ctx, *args)
        elif kind not in _PLAIN or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *args, **named)
        return called(*args, **named)


class _Generator(CodeGenerator):
    """Compiles ``{{ … }}``: a page has a hundred, and most of what they write is HTML already."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ANN401 -- Jinja does not export its type
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("environment.text(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: FBT001, FBT002, N802 -- Jinja's own
        # Without the variables of loop and block, which only what takes a whole context could ask
        # for: nothing that we hand to templates does.
        self.write("context.call(")
        self.visit(node.node, frame)
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")


class _Environment(Environment):
    """Shares its globals with all of its templates, which never have others of their own."""

    context_class = _Context
    code_generator_class = _Generator

    @staticmethod
    def text(value: object) -> str:
        """Return *value* escaped, and HTML as it stands: Jinja would make it HTML once more."""
        return value if type(value) is Markup else escape(value)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return self.globals if not d else super().make_globals(d)


def shipped(name: str) -> Path:
    """Return our folder *name* (``templates``, ``content``): a repository's, else the wheel's."""
    root = _HERE.parent
    if (root / "pyproject.toml").is_file() and (root / name).is_dir():
        return root / name
    return _HERE / "_shipped" / name


@cache
def _recipe() -> str:
    """Name all that turns a template into code: Python, Jinja and this module."""
    digest = hashlib.sha256(MAGIC_NUMBER + Path(__file__).read_bytes())
    return f"{metadata.version('jinja2')} {digest.hexdigest()}"


#: Every letter has an environment of its own, since templates may come and go.
_compiled = Compiled(shipped("templates"), _recipe)


def make_environment(content_root: Path | None = None) -> Environment:
    """Make a Jinja environment: the author's ``templates/`` first, then ours.

    Everything is escaped, a missing variable is an error, nothing is read before it is asked for.
    """
    folders = [shipped("templates")]
    if content_root is not None:
        folders.insert(0, content_root / "templates")
    environment = _Environment(
        loader=_Loader([FileSystemLoader(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        bytecode_cache=_compiled,
        trim_blocks=True,
        lstrip_blocks=True,
        # Whoever keeps an environment makes another one when the author's templates change.
        auto_reload=False,
        # To make what is compiled a little quicker takes longer than it saves.
        optimized=False,
        # All are kept: there are a few dozen, and to count their uses takes longer.
        cache_size=-1,
    )
    environment.filters["day"] = day_text
    environment.filters["remembered"] = remembered
    return environment


def remembered(macro: Callable[..., str]) -> Callable[..., str]:
    """Return what calls *macro* once for the same arguments, and then gives what it wrote.

    It is for macros that know nothing but their arguments and the site: ``{% set row =
    row|remembered %}``.
    """
    kept: dict[tuple[int, ...], tuple[tuple[object, ...], str]] = {}

    def write(*args: object, **named: object) -> str:
        if named:
            return macro(*args, **named)
        # By who they are: to compare posts field by field would take longer than to write them.
        # They are kept as well, so that nobody else can have their number.
        place = tuple(map(id, args))
        found = kept.get(place)
        if found is None:
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            found = kept[place] = (args, macro(*args))
        return found[1]

    return write


def day_text(day: date, language: str = "en") -> str:
    """Write *day* as people of *language* (BCP 47) do: ``26 May 2023``, ``26. Mai 2023``."""
    return _day_text(day.date() if isinstance(day, datetime) else day, language)


@lru_cache(maxsize=4096)
def _day_text(day: date, language: str) -> str:
    if language == _PLAIN_ENGLISH:
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    # The tables of all languages take as long to load as a page takes to make.
    from babel.dates import format_date  # noqa: PLC0415

    return format_date(day, format=_pattern(language), locale=_locale(language))


def _pattern(language: str) -> str:
    # CLDR's "en" is American; our default reads the same for everyone: 26 May 2023.
    return "d MMMM y" if str(_locale(language)) == "en" else "long"


@cache
def _locale(language: str) -> Locale:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 -- as above

    # An author may use a code that the tables lack: its language decides, else English.
    for code in (language, language.partition("-")[0]):
        with suppress(UnknownLocaleError, ValueError):
            return Locale.parse(code, sep="-")
    return Locale.parse("en")


@lru_cache(maxsize=256)
def text_direction(language: str) -> str:
    """Return ``rtl`` or ``ltr`` for *language* (BCP 47)."""
    return "ltr" if language == _PLAIN_ENGLISH else str(_locale(language).text_direction)
