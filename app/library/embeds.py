"""What stands in a post's own HTML and will not work: by the site's policy, or for everybody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from app.content.frontmatter import body_of_file
from app.content.html import tag_attributes
from app.content.model import Level, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from app.config import Config
    from app.content.model import Body, Source

_TAG = re.compile(
    r"""<([a-z][a-z0-9]*)\b((?:[^<>"']++|"[^"]*+"|'[^']*+'|(?!))*+)>""", re.IGNORECASE
)
_HANDLER = re.compile(r"on[a-z]+", re.IGNORECASE)
#: Fenced code, then code in a line: what stands in them is shown and not obeyed.
_CODE = re.compile(
    r"^[ >\t]*+(?P<fence>`{3,}+|~{3,}+)[^\n]*+\n.*?(?:^[ >\t]*+(?P=fence)[`~]*+[ \t]*+$|\Z)"
    r"|(?<!`)(?P<ticks>`++).{1,400}?(?<!`)(?P=ticks)(?!`)|<!--.*?(?:-->|\Z)",
    re.DOTALL | re.MULTILINE,
)
_NO_WORDS = re.compile(r"!\[\s*\]\(")
_NEEDS_WORDS = "has a picture without words for those who cannot see it; write ![what it shows](…)"
#: Fragments that every page has (HTML §7.4.6.3).
_TOP = {"", "top", "main"}
_POLICY = "which the site's policy"


def embed_problems(body: Body, source: Source, config: Config) -> Iterator[Problem]:
    """Say of each thing in *body* that will not work what to do about it, with its line."""
    text = without_code(_written(body, source))
    ids = {found for _, given in _tags(str(body.html)) for found in _ids(given)}

    def say(tag: str, given: Mapping[str, str]) -> tuple[str, str]:
        return _fault(tag, given, config, ids)

    said: dict[str, str] = {}
    for tag, given in _tags(str(body.html)):
        what, sign = say(tag, given)
        if what:
            said.setdefault(what, sign)
    unworded = _NO_WORDS.search(text)
    if unworded:
        said.setdefault(_NEEDS_WORDS, unworded[0])
    for what, sign in said.items():
        line = source.body_line + text.count("\n", 0, _place(text, what, sign, say))
        yield Problem(path=source.path, line=line, what=what, level=Level.NOTICE)


def _written(body: Body, source: Source) -> str:
    """Return the words as they stand in the file: a body's own may have lost a line of marks."""
    try:
        return body_of_file(source.file.read_bytes())
    except OSError:
        return body.markdown


def without_code(markdown: str) -> str:
    """Return *markdown* with code and comments blanked out, every line where it was."""
    return _CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), markdown)


def _tags(html: str) -> Iterator[tuple[str, dict[str, str]]]:
    for found in _TAG.finditer(html):
        # Without a value an attribute is there all the same.
        bare = re.sub(r"""=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+)""", " ", found[2])
        names = {name.lower(): "" for name in re.findall(r"[^\s/\"'=]+", bare)}
        yield found[1].lower(), names | tag_attributes(found[2])


def _ids(given: Mapping[str, str]) -> Iterator[str]:
    yield from (given[name] for name in ("id", "name") if name in given)


def _place(
    text: str, what: str, sign: str, say: Callable[[str, Mapping[str, str]], tuple[str, str]]
) -> int:
    """Return where in *text* the thing stands of which *what* is said."""
    for found in _TAG.finditer(text):
        if any(say(tag, given)[0] == what for tag, given in _tags(found[0])):
            return found.start()
    # Written in Markdown, it has no tag.
    end = r"(?![\w-])" if sign[-1].isalnum() else ""
    place = re.search(re.escape(sign) + end, text, re.IGNORECASE)
    return place.start() if place else 0


def _fault(tag: str, given: Mapping[str, str], config: Config, ids: set[str]) -> tuple[str, str]:
    """Say what is wrong with a tag, and by which sign it is found in the Markdown; or nothing."""
    if "style" in given:
        return f"has an inline style, {_POLICY} ignores; use a class and custom.css", "style="
    if any(_HANDLER.fullmatch(name) for name in given):
        return f"has a script in an attribute (on…=), {_POLICY} forbids", f"<{tag}"
    if tag == "style":
        return f"has a <style>, {_POLICY} ignores; put it into custom.css", "<style"
    if tag in {"script", "iframe", "form"}:
        return _blocked(tag, given, config), f"<{tag}"
    if tag == "img" and "alt" not in given:
        return _NEEDS_WORDS, "<img"
    return _broken_link(given.get("href", ""), ids)


def _broken_link(link: str, ids: set[str]) -> tuple[str, str]:
    scheme = re.sub(r"[\x00-\x20]", "", link[:200]).lower().partition(":")[0]
    if scheme in {"javascript", "vbscript"}:
        return f"has a link that is a script ({scheme}:), {_POLICY} forbids", f"{scheme}:"
    name = unquote(link.removeprefix("#"))
    if link.startswith("#") and name not in ids and name.lower() not in _TOP:
        what = f"links to {link!r}, but nothing here has that id; see the headings' own"
        return what, link
    return "", ""


def _blocked(tag: str, given: Mapping[str, str], config: Config) -> str:
    source = given.get("src") or given.get("action") or ""
    key, allowed = {
        "script": ("script", config.csp.script),
        "iframe": ("frame", config.csp.frame),
        "form": ("form", config.csp.form),
    }[tag]
    if not source:
        is_code = tag == "script" and "json" not in given.get("type", "")
        inline = f"has a script in the text, {_POLICY} forbids; put it into assets/"
        return inline if is_code else ""
    return _foreign(source, f"a <{tag}>", key, allowed)


def _foreign(link: str, what: str, key: str, allowed: tuple[str, ...]) -> str:
    try:
        host = urlsplit(link).netloc
    except ValueError:
        return ""
    if not host or any(host in source for source in allowed):
        return ""
    return f"has {what} from {host}; allow it in site.toml: [csp] {key} = ['https://{host}']"
