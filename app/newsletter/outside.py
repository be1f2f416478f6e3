"""A template of the author's may not make the inliner fetch anything: premailer would."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2 import TemplateNotFound
from lxml import etree

from app.errors import TemplateError

if TYPE_CHECKING:
    from jinja2 import Environment

_STYLESHEET = "templates/newsletter/style.css"
#: ``@import``, also with CSS escapes in its name; nothing else begins so.
_IMPORT = re.compile(r"@(?:i|\\)[\w\\]*", re.IGNORECASE)
_LINK = re.compile(r"<link\b", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def refuse_fetches(html: str, environment: Environment, name: str) -> None:
    """Raise TemplateError, with its place in the template *name*, for styles from elsewhere.

    *html* is what the template made. Web addresses and files are refused alike: a mail brings its
    styles with it.
    """
    if not html.strip():
        return
    root = etree.fromstring(html, etree.HTMLParser())
    for element in root.iter("link", "style"):
        if element.tag == "link" and "stylesheet" in (element.get("rel") or "").lower():
            raise _fault("<link rel=stylesheet>", _LINK, environment, name)
        css = _COMMENT.sub("", "".join(str(part) for part in element.itertext()))
        if found := _IMPORT.search(css):
            raise _fault(found[0], _IMPORT, environment, name)


def _fault(what: str, sign: re.Pattern[str], environment: Environment, name: str) -> TemplateError:
    return TemplateError(
        f"{what!r} would fetch styles from elsewhere; write them into {_STYLESHEET}",
        path=f"templates/{name}",
        line=_line(sign, environment, name),
    )


def _line(sign: re.Pattern[str], environment: Environment, name: str) -> int:
    """Return the line of *sign* in the template itself; 0 when something else brought it in."""
    loader = environment.loader
    assert loader is not None  # noqa: S101 -- make_environment always sets one
    try:
        source = loader.get_source(environment, name)[0]
    except TemplateNotFound:
        return 0
    found = sign.search(source)
    return source.count("\n", 0, found.start()) + 1 if found else 0
