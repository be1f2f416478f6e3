"""The author's own versions of our templates: can they be read, and did ours move on since?"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from jinja2 import TemplateSyntaxError

from app.content.model import Level, Problem
from app.templating import make_environment, shipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NOTE = re.compile(r"\{# Trifold's (\S+), version ([0-9a-f]{12}) #\}")
#: Places we leave empty for the author to fill.
SLOTS = ("site/head.html", "site/after-post.html")


def template_names() -> tuple[str, ...]:
    """Return the names of the templates an author can replace, in order."""
    root = shipped("templates")
    folders = (root / "site", root / "newsletter")
    files = (file for folder in folders for file in folder.rglob("*") if file.is_file())
    # Beside them lies what they were compiled to.
    ours = (file for file in files if file.suffix != ".pyc")
    return tuple(sorted(file.relative_to(root).as_posix() for file in ours))


def copied_template(name: str) -> str:
    """Return the text of our template *name* with a note of its version; raise KeyError if none."""
    if name not in template_names():
        raise KeyError(name)
    text = (shipped("templates") / name).read_text(encoding="utf-8")
    if name.endswith(".css"):
        return text
    return f"{{# Trifold's {name}, version {_version(text)} #}}\n{text}"


def _version(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def template_problems(root: Path) -> Iterator[Problem]:
    """Say which of the templates in the content folder *root* cannot be read or are out of date."""
    folder = root / "templates"
    environment = make_environment(root)
    for file in sorted(folder.rglob("*.html")):
        name = file.relative_to(folder).as_posix()
        path = f"templates/{name}"
        try:
            text = file.read_text(encoding="utf-8")
            environment.parse(text, name)
        except (OSError, UnicodeDecodeError) as error:
            yield Problem(path=path, what=f"cannot be read ({error}); save it as UTF-8")
        except TemplateSyntaxError as error:
            what = f"cannot be read: {error.message}; mend this line"
            yield Problem(path=path, line=error.lineno, what=what)
        else:
            yield from _outdated(path, name, text)


def _outdated(path: str, name: str, text: str) -> Iterator[Problem]:
    if name not in template_names():
        if name not in SLOTS and not name.partition("/")[2].startswith("_"):
            what = "stands for none of ours, so it is used only where another template asks for it"
            yield Problem(path=path, what=what, level=Level.NOTICE)
        return
    note = _NOTE.match(text)
    ours = _version((shipped("templates") / name).read_text(encoding="utf-8"))
    if note and note[2] != ours:
        what = (
            f"is a copy of our {name} as it was; ours has changed since. Move yours aside, run "
            f"trifold template copy {name}, and put your changes into the new copy"
        )
        yield Problem(path=path, line=1, what=what, level=Level.NOTICE)
