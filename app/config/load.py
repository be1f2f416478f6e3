"""Find the content folder and read its site.toml, and a Jekyll folder's _config.yml below it."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import msgspec

from app.config.cache import find_cache
from app.config.check import check_values, url_problem
from app.config.jekyll.load import is_jekyll, load_jekyll
from app.config.model import Config
from app.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SITE_TOML = "site.toml"
NO_SITE_TOML = (
    f"there is no {SITE_TOML}, so every setting has its default; "
    'write one with at least: title = "…" and url = "https://…"'
)

#: Keys that cannot be a Python name as they stand in site.toml.
_RENAMED = {("newsletter", "from"): "sender"}
#: What to do with a key that would be a secret in a file that gets shared.
_SECRET = dict.fromkeys(
    ("smtp.password", "smtp.pass"),
    "take it out of this file, which others may see, and set TRIFOLD_SMTP_PASSWORD instead",
)
#: Keys that are ours and not the author's.
_INTERNAL = frozenset({"root", "cache", "notices", "jekyll"})


def find_content(environ: Mapping[str, str], folder: Path) -> Path:
    """Find the content folder: ``TRIFOLD_CONTENT``, else ``content/`` in *folder*, else *folder*.

    Raises ConfigError when none of them is a folder of posts.
    """
    named = environ.get("TRIFOLD_CONTENT", "")
    if named:
        return existing_folder(Path(named).expanduser(), said="TRIFOLD_CONTENT")
    for candidate in (folder / "content", folder):
        if (candidate / SITE_TOML).is_file() or (candidate / "posts").is_dir():
            return candidate.resolve()
        if is_jekyll(candidate):
            return candidate.resolve()
    msg = (
        f"there is no content folder in {folder}; make one with: trifold init content, "
        "or point at yours with --content DIR or TRIFOLD_CONTENT=DIR"
    )
    raise ConfigError(msg)


def existing_folder(folder: Path, *, said: str) -> Path:
    """Return *folder* resolved, or raise ConfigError naming what *said* it."""
    if not folder.is_dir():
        msg = f"{said} is {str(folder)!r}, which is no folder; make it with: trifold init {folder}"
        raise ConfigError(msg)
    return folder.resolve()


def load_config(root: Path, *, url: str | None = None) -> Config:
    """Read *root*/site.toml; a missing file gives the defaults and a notice.

    In a Jekyll folder _config.yml comes first, and what site.toml says goes before it, key by key.
    *url* overrides the file's. Raises ConfigError with the line for what cannot be followed; a
    key we do not know is a notice with the nearest one we do.
    """
    if url and (problem := url_problem(url)):
        msg = f"the url given {problem}"
        raise ConfigError(msg)
    if not root.is_dir():
        msg = f"the content folder {root} is not there any more; put it back"
        raise ConfigError(msg)
    path = root / SITE_TOML
    given = {"url": url} if url else {}
    jekyll = load_jekyll(root)
    if not path.exists():
        text = ""
        notices = [] if jekyll else [NO_SITE_TOML]
    else:
        text = _read(path)
        notices = [*_unknown_keys(_parse(text), Config, text)]
    data = _over(jekyll.values if jekyll else {}, _parse(text)) | given
    config = check_values(_convert(data, text, root), lambda key: line_of(text, key))
    if jekyll is None:
        return replace(config, notices=tuple(notices))
    return replace(config, notices=(*jekyll.notices, *notices), jekyll=jekyll.jekyll)


def _over(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Put the settings *over* above those *under* them; tables key by key."""
    result = dict(under)
    for key, value in over.items():
        before = result.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            value = _over(before, value)  # noqa: PLW2901 -- laid over what was there
        result[key] = value
    return result


def _read(path: Path) -> str:
    try:
        data = path.read_bytes()
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        msg = f"is not UTF-8 (byte 0x{error.object[error.start]:02X}); save it as UTF-8"
        raise ConfigError(msg, path=SITE_TOML, line=line) from error
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        msg = f"cannot be read ({reason}); check its permissions"
        raise ConfigError(msg, path=SITE_TOML) from error


def _parse(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        what = re.sub(r" \(at .*\)$", "", str(error))
        msg = f"is not valid TOML: {what[:1].lower()}{what[1:]}; mend this line"
        raise ConfigError(msg, path=SITE_TOML, line=line) from error
    except (ValueError, RecursionError) as error:
        msg = "holds a number that is too long or lists too deep in each other; make it plainer"
        raise ConfigError(msg, path=SITE_TOML) from error


def _unknown_keys(data: Mapping[str, Any], kind: type, text: str, at: str = "") -> Iterator[str]:
    """Say of each key in *data* that *kind* does not have which one may be meant."""
    hints = get_type_hints(kind)
    known = [_written(at, item.name) for item in fields(kind) if item.name not in _INTERNAL]
    for key, value in data.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "it has no effect"
            hint = _SECRET.get(f"{at}{key}", hint)
            line = line_of(text, f"{at}{key}")
            yield f"{SITE_TOML}:{line}: there is no setting {at + key!r}; {hint}"
        elif isinstance(value, (dict, list)):
            name = _RENAMED.get((at.removesuffix("."), key), key)
            yield from _unknown_in_table(value, hints[name], text, at + key)


def _unknown_in_table(value: Any, hint: Any, text: str, at: str) -> Iterator[str]:  # noqa: ANN401 -- a setting and a type hint are any object
    if is_dataclass(hint) and isinstance(value, dict):
        kind: Any = hint
        yield from _unknown_keys(value, kind, text, f"{at}.")
        return
    kinds = [inner for inner in get_args(hint) if is_dataclass(inner)]
    tables = value.items() if isinstance(value, dict) else [("", table) for table in value]
    for kind in kinds:
        for name, table in tables:
            if isinstance(table, dict):
                yield from _unknown_keys(table, kind, text, f"{at}.{name}." if name else f"{at}.")


def _written(at: str, name: str) -> str:
    """Give a field's key as the author writes it."""
    for (table, key), renamed in _RENAMED.items():
        if at == f"{table}." and renamed == name:
            return key
    return name


def _convert(data: dict[str, Any], text: str, root: Path) -> Config:
    for (table, key), name in _RENAMED.items():
        if isinstance(data.get(table), dict) and key in data[table]:
            data[table][name] = data[table].pop(key)
    given = {key: value for key, value in data.items() if key not in _INTERNAL}
    try:
        config = msgspec.convert(given | {"root": root}, Config)
        return replace(config, cache=find_cache(os.environ, root))
    except msgspec.ValidationError as error:
        what, _, place = str(error).partition(" - at ")
        key, line = _place(place.strip("`").removeprefix("$."), data, text)
        msg = f"{key!r} is of the wrong kind: {_plain(what)}"
        raise ConfigError(msg, path=SITE_TOML, line=line) from error


def _place(found: str, data: dict[str, Any], text: str) -> tuple[str, int]:
    """Return the key and the line of what msgspec found at, say, ``categories[...].title``."""
    table, inside, rest = re.sub(r"\[\d*\.*\]", "[]", found).partition("[]")
    for (at, key), name in _RENAMED.items():
        table = f"{at}.{key}" if table == f"{at}.{name}" else table
    if not inside or "." in table:  # a list in a table stands on one line, near enough
        return table, line_of(text, table)
    entries = data[table]
    if isinstance(entries, dict):
        name = next(name for name in entries if not _is_good({table: {name: entries[name]}}))
        key = f"{table}.{name}{rest}"
        return key, max(line_of(text, key), line_of(text, f"{table}.{name}"))
    number = next(place for place, entry in enumerate(entries) if not _is_good({table: [entry]}))
    heads = [
        place
        for place, line in enumerate(text.splitlines(), start=1)
        if re.match(rf"\s*\[\[\s*{re.escape(table)}\s*\]\]", line)
    ]
    return f"{table}{rest}", heads[number] if number < len(heads) else line_of(text, table)


def _is_good(data: dict[str, Any]) -> bool:
    try:
        msgspec.convert(data | {"root": Path()}, Config)
    except msgspec.ValidationError:
        return False
    return True


def _plain(what: str) -> str:
    """Say msgspec's finding in words an author knows."""
    if missing := re.fullmatch(r"Object missing required field `(\w+)`", what):
        return f"one of its entries has no {missing[1]!r}; add it"
    words = {
        "str": "text in quotes",
        "int": "a whole number",
        "array": "a list",
        "object": "a table",
        "float": "a number with a point",
        "bool": "true or false",
    }
    found = re.findall(r"`(\w+)", what)
    if len(found) == 2:  # noqa: PLR2004 -- "Expected `x`, got `y`"
        wanted, got = (words.get(word, word) for word in found)
        return f"this is {got}; write {wanted}"
    return what


def line_of(text: str, key: str) -> int:
    """Find the line of site.toml, from 1, that sets *key* (dotted); 1 when it cannot be found."""
    *tables, last = key.split(".")
    last = "from" if last == "sender" else last
    inside = ""
    sets_it = re.compile(rf"\s*[\"']?{re.escape(last)}[\"']?\s*=")
    for number, line in enumerate(text.splitlines(), start=1):
        head = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
        if head:
            inside = head.group(1).replace('"', "")
            if inside == key:
                return number
        elif inside == ".".join(tables) and sets_it.match(line):
            return number
    return 1
