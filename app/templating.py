"""The one recipe for a Jinja environment; pages, feeds and mails use the same."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from jinja2 import BytecodeCache, ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

if TYPE_CHECKING:
    from datetime import date

    from jinja2.bccache import Bucket

_HERE = Path(__file__).resolve().parent


class _Compiled(BytecodeCache):
    """Keeps what each template was compiled to, for as long as its source is the same."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            # It looks at the checksum of the source itself.
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


#: Every letter has an environment of its own, since templates may come and go.
_compiled = _Compiled()


def shipped(name: str) -> Path:
    """Return our folder *name* (``templates``, ``content``): a repository's, else the wheel's."""
    root = _HERE.parent
    if (root / "pyproject.toml").is_file() and (root / name).is_dir():
        return root / name
    return _HERE / "_shipped" / name


def make_environment(content_root: Path | None = None) -> Environment:
    """Make a Jinja environment: the author's ``templates/`` first, then ours.

    Everything is escaped, a missing variable is an error, nothing is read before it is asked for.
    """
    folders = [shipped("templates")]
    if content_root is not None:
        folders.insert(0, content_root / "templates")
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        bytecode_cache=_compiled,
        trim_blocks=True,
        lstrip_blocks=True,
        # Whoever keeps an environment makes another one when the author's templates change.
        auto_reload=False,
    )
    environment.filters["day"] = day_text
    return environment


def day_text(day: date, language: str = "en") -> str:
    """Write *day* as people of *language* (BCP 47) do: ``26 May 2023``, ``26. Mai 2023``."""
    return format_date(day, format=_pattern(language), locale=_locale(language))


def _pattern(language: str) -> str:
    # CLDR's "en" is American; our default reads the same for everyone: 26 May 2023.
    return "d MMMM y" if str(_locale(language)) == "en" else "long"


@cache
def _locale(language: str) -> Locale:
    # An author may use a code that the tables lack: its language decides, else English.
    for code in (language, language.partition("-")[0]):
        with suppress(UnknownLocaleError, ValueError):
            return Locale.parse(code, sep="-")
    return Locale.parse("en")


def text_direction(language: str) -> str:
    """Return ``rtl`` or ``ltr`` for *language* (BCP 47)."""
    return str(_locale(language).text_direction)
