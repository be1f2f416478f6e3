"""Which template an error comes from, and which line of it."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path

from app.templating import shipped

#: What the author's code in a template can raise besides Jinja's own errors: ``{{ 1 / 0 }}``.
SLIPS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
#: Jinja puts this into the frames that it writes for templates (Jinja 3.1, debug.fake_traceback).
_MARK = "__jinja_exception__"


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatePlace:
    """A line of a template."""

    #: ``templates/site/post.html``, whoever's it is.
    path: str
    line: int
    #: Whether the author wrote it.
    is_authors: bool
    #: Whether the error was raised by the template itself, and not by what it called.
    is_last: bool


def find_template(error: BaseException, root: Path) -> TemplatePlace | None:
    """Return the innermost template that *error* came through; *root* is the content folder."""
    frames = list(traceback.walk_tb(error.__traceback__))
    for number, (frame, line) in reversed(list(enumerate(frames, start=1))):
        if _MARK in frame.f_globals:
            file = Path(frame.f_code.co_filename)
            own, ours = root / "templates", shipped("templates")
            folder = own if file.is_relative_to(own) else ours
            name = file.relative_to(folder) if file.is_relative_to(folder) else file.name
            return TemplatePlace(
                path=f"templates/{Path(name).as_posix()}",
                line=line,
                is_authors=folder is own,
                is_last=number == len(frames),
            )
    return None
