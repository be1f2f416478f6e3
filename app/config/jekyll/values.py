"""Values of YAML as settings: texts, lists and tables, whatever was written in their place."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.config.bounds import Reading
from app.errors import ConfigError, HeaderError

#: Beyond it, other programs read another number.
_MOST = 2**53
#: Bytes of a _config.yml or a data file.
LARGEST = 1024 * 1024
#: The group of a Gemfile whose gems Jekyll loads.
_PLUGIN_GROUP = ":jekyll_plugins"


def text_of(value: object) -> str:
    """Give *value* the letters that Ruby's ``to_s`` would: ``true``, ``2024-05-26``; none for nil.

    A list or a table is no text: nothing.
    """
    if value is None or isinstance(value, (list, dict)):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S %z").replace("+0000", "UTC")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def plain_values(value: Any) -> Any:  # noqa: ANN401 -- lists and tables of anything
    """Give *value* as JSON could hold it, for Liquid: dates and what has no number are texts."""
    if isinstance(value, dict):
        return {str(key): plain_values(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain_values(one) for one in value]
    if isinstance(value, (date, float)) or (isinstance(value, int) and abs(value) > _MOST):
        return value if isinstance(value, float) and math.isfinite(value) else text_of(value)
    return value


def texts(value: object) -> tuple[str, ...]:
    """Read a list of texts; a single one is a list of one."""
    items = value if isinstance(value, list) else [value]
    return tuple(filter(None, map(text_of, items)))


def table(value: object) -> dict[str, Any]:
    """Read a table; anything else is an empty one."""
    return value if isinstance(value, dict) else {}


def read_data(file: Path, path: str) -> Reading:
    """Read the YAML or JSON in *file*, which its author calls *path*; raise ConfigError.

    What it says is not to be changed: it is kept until the file changes.
    """
    try:
        status = file.stat()
    except OSError as error:
        raise _unreadable(path, error) from error
    # As library/marks.py tells one state of a file from another.
    times = (status.st_mtime_ns, status.st_ctime_ns)
    return _read_state(file, path, (*times, status.st_size, status.st_ino))


@lru_cache(maxsize=32)  # the settings are looked at every second
def _read_state(file: Path, path: str, state: tuple[int, ...]) -> Reading:
    del state  # another state is another text
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        msg = f"is not UTF-8 (byte 0x{error.object[error.start]:02X}); save it as UTF-8"
        raise ConfigError(msg, path=path, line=line) from error
    except OSError as error:
        raise _unreadable(path, error) from error
    if len(data) > LARGEST:
        msg = f"is over {LARGEST // 1024} KB; make it shorter"
        raise ConfigError(msg, path=path)
    if path.endswith(".json"):
        return Reading(value=_json(text, path))
    text = text.removeprefix("---\n")
    skipped = 2 if data.lstrip(b"\xef\xbb\xbf").startswith((b"---\n", b"---\r\n")) else 1
    from app.config.yaml import read_yaml  # noqa: PLC0415 -- it takes a while to load

    try:
        return read_yaml(text, first_line=skipped, name="text", largest=LARGEST)
    except HeaderError as error:
        raise ConfigError(error.what, path=path, line=error.line) from error


def _unreadable(path: str, error: OSError) -> ConfigError:
    reason = (error.strerror or "unknown reason").lower()
    return ConfigError(f"cannot be read ({reason}); check its permissions", path=path)


def _json(text: str, path: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        msg = f"is no JSON: {error}; mend it"
        raise ConfigError(msg, path=path, line=getattr(error, "lineno", 0)) from error


def lines_of(file: Path) -> list[str]:
    """Return the lines of a small text *file* that say something; none when it cannot be read."""
    if not file.is_file():  # a pipe would be waited for
        return []
    try:
        with file.open(encoding="utf-8", errors="replace") as opened:
            return [line.strip() for line in opened.read(LARGEST).splitlines() if line.strip()]
    except OSError:
        return []


def read_gems(file: Path) -> Iterator[str]:
    """Find Jekyll's plugins in the Gemfile *file*: by their group, or by their name."""
    is_inside = False
    for line in lines_of(file):
        if line.startswith(("group", "end")):
            is_inside = _PLUGIN_GROUP in line
        found = re.match(r"""gem\s*\(?\s*["']([\w-]+)""", line)
        if found and (
            is_inside or _PLUGIN_GROUP in line or found[1].startswith(("jekyll", "github-pages"))
        ):
            yield found[1]
