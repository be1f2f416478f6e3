"""What stands in a post's own HTML and will not work, since the site's policy forbids it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.content.model import Level, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.config import Config
    from app.content.model import Body, Source

_TAG = re.compile(r"""<([a-z][a-z0-9]*)\b((?:[^>"']++|"[^"]*+"|'[^']*+')*+)>""", re.IGNORECASE)
_SOURCE = re.compile(r"""\s(?:src|action)\s*=\s*["']?([^\s"'>]+)""", re.IGNORECASE)
_STYLE = re.compile(r"\sstyle\s*=", re.IGNORECASE)
_HANDLER = re.compile(r"\son[a-z]+\s*=", re.IGNORECASE)


def embed_problems(body: Body, source: Source, config: Config) -> Iterator[Problem]:
    """Say of each script, frame, form and inline style in *body* what to do to make it work."""
    said: set[str] = set()
    for found in _TAG.finditer(str(body.html)):
        what = _blocked(found[1].lower(), found[2], config)
        if what and what not in said:
            said.add(what)
            yield Problem(
                path=source.path,
                line=_line(body, source, found[1]),
                what=what,
                level=Level.NOTICE,
            )


def _blocked(tag: str, attributes: str, config: Config) -> str:
    if _STYLE.search(attributes):
        return "has an inline style, which the site's policy ignores; use a class and custom.css"
    if _HANDLER.search(attributes):
        return "has a script in an attribute (on…=), which the site's policy forbids"
    if tag == "style":
        return "has a <style>, which the site's policy ignores; put it into custom.css"
    if tag not in {"script", "iframe", "form"}:
        return ""
    source = _SOURCE.search(attributes)
    key, allowed = {
        "script": ("script", config.csp.script),
        "iframe": ("frame", config.csp.frame),
        "form": ("form", config.csp.form),
    }[tag]
    if source is None:
        inline = "has a script in the text, which the site's policy forbids; put it into assets/"
        return inline if tag == "script" and "json" not in attributes else ""
    return _foreign(source[1], f"a <{tag}>", key, allowed)


def _foreign(link: str, what: str, key: str, allowed: tuple[str, ...]) -> str:
    parts = urlsplit(link)
    if not parts.netloc or any(parts.netloc in source for source in allowed):
        return ""
    origin = f"https://{parts.netloc}"
    return f"has {what} from {parts.netloc}; allow it in site.toml: [csp] {key} = ['{origin}']"


def _line(body: Body, source: Source, tag: str) -> int:
    place = body.markdown.lower().find(f"<{tag.lower()}")
    return source.body_line + body.markdown.count("\n", 0, max(place, 0))
