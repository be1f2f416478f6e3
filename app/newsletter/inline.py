"""Styles move into the elements: premailer, with nothing to fetch and nothing to guess.

Its settings, and what the stylesheet may not hold, come from measuring version 3.10: by default it
takes ``!important`` out of media queries, writes ``width="auto"``, fetches what ``@import`` names
even when told not to, and passes over selectors that it does not know.
"""

from __future__ import annotations

import logging
import os
import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from app.errors import TemplateError

if TYPE_CHECKING:
    from jinja2 import Environment

STYLESHEET = "newsletter/style.css"
_PATH = f"templates/{STYLESHEET}"

#: cssutils changes its cached sheets in place.
_lock = threading.Lock()
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
#: A block of a stylesheet: what stands before its brace, and the braces, one level deep.
_BLOCK = re.compile(r"([^{};]*)\{(?:[^{}]++|\{[^{}]*+\}|(?!))*+\}")
#: What the inliner cascades rightly.
_SELECTOR = re.compile(r"[\w.#>\s-]+(?::(?:first|last)-child)?")
_NAME = re.compile(r"\.?[\w-]+")
_PROPERTY = re.compile(r"[{;]\s*([\w-]+)\s*:")
_SHORTHANDS = frozenset({"background", "border", "font", "margin", "outline", "padding"})
#: Values that some mail client, or the inliner, gets wrong.
_VALUES = (
    (re.compile(r"var\("), "mail clients do not know var(); write the value itself"),
    (
        re.compile(r"#(?:[0-9a-f]{8}|[0-9a-f]{4})(?![\w-])", re.IGNORECASE),
        "mail clients do not know colours of 4 or 8 digits; write #rrggbb",
    ),
    (
        re.compile(r"(?:rgb|hsl)a?\([^()]*/", re.IGNORECASE),
        "mail clients do not know a colour with a / in it; write #rrggbb",
    ),
    (
        re.compile(r"url\(", re.IGNORECASE),
        "a picture as background is lost in many mail clients; leave url() out",
    ),
)
_CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_HEAD_STYLE = re.compile(r"<style\b[^<>]*>(.*?)</style>", re.DOTALL)
_CLASS_ATTRIBUTE = re.compile(r' class="([^"]*)"')
_SETTINGS = {
    "allow_network": False,
    "allow_loading_external_files": False,
    "disable_validation": True,
    "disable_link_rewrites": True,
    "disable_basic_attributes": ["width", "height", "align", "valign", "bgcolor"],
    "remove_classes": False,
    "align_floating_images": False,
    "cache_css_parsing": True,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """A stylesheet taken apart."""

    #: Goes into style attributes.
    inlined: str
    #: The media queries, word for word: for phones and for the dark.
    head: str

    @property
    def head_element(self) -> Markup:
        """The style element for the head of the finished mail."""
        return Markup(f'<style data-premailer="ignore">\n{self.head}\n</style>')

    @property
    def source_element(self) -> Markup:
        """The style element of a mail that is not inlined: everything, in its order."""
        return Markup(f"<style>\n{self.inlined}\n{self.head}\n</style>")


def load_styles(environment: Environment) -> Styles:
    """Read ``newsletter/style.css``, the author's or ours.

    Raises TemplateError for what would not hold in a mail.
    """
    loader = environment.loader
    assert loader is not None  # noqa: S101 -- make_environment always sets one
    try:
        css = loader.get_source(environment, STYLESHEET)[0]
    except UnicodeDecodeError as error:
        raise not_utf8(STYLESHEET, error) from error
    return parse_styles(css)


def not_utf8(name: str, error: UnicodeDecodeError) -> TemplateError:
    """Say that the template *name* is in another encoding, and where that shows."""
    line = error.object.count(b"\n", 0, error.start) + 1
    return TemplateError("is not UTF-8; save it as UTF-8", path=f"templates/{name}", line=line)


def parse_styles(css: str) -> Styles:
    """Take *css* apart; raise TemplateError, with the line, for what an inliner gets wrong."""
    bare = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), css)
    _refuse_statements(bare)
    blocks = list(_BLOCK.finditer(bare))
    plain = [block for block in blocks if not _is_media(block)]
    for block in plain:
        _refuse_block(bare, block)
    _refuse_shorthands(bare, plain)
    return Styles(
        inlined="\n".join(block[0].strip() for block in plain),
        head="\n".join(block[0].strip() for block in blocks if _is_media(block)),
    )


def inline_styles(html: str, styles: Styles) -> str:
    """Write *styles* into the elements of *html*, a whole document.

    Classes that no style in its head needs are dropped.
    """
    with _lock:
        inlined = _transform(html, styles.inlined)
    head = html.partition("</head>")[0]
    needed = frozenset(_CLASS.findall("\n".join(_HEAD_STYLE.findall(head))))
    return _TAG.sub(lambda tag: _with_classes(tag[0], needed), inlined)


def _transform(html: str, css: str) -> str:
    # Its cache holds 128 entries by default, fewer than our rules: every mail would begin anew.
    os.environ.setdefault("PREMAILER_CACHE_MAXSIZE", "4096")
    import cssutils  # noqa: PLC0415 -- half a second, and only a mail needs them
    from premailer import Premailer  # noqa: PLC0415

    # It warns of every mso- property; parse_styles has judged the stylesheet already.
    cssutils.log.setLevel(logging.CRITICAL)
    made: str = Premailer(html, css_text=css, **_SETTINGS).transform(pretty_print=False)
    return made


def _with_classes(tag: str, needed: frozenset[str]) -> str:
    def kept(found: re.Match[str]) -> str:
        names = [name for name in found[1].split() if name in needed]
        return f' class="{" ".join(names)}"' if names else ""

    return _CLASS_ATTRIBUTE.sub(kept, tag)


def _is_media(block: re.Match[str]) -> bool:
    return block[1].strip().startswith("@media")


def _refuse_statements(css: str) -> None:
    """Refuse what is no block of rules: ``@import`` above all, which would be fetched."""
    for found in re.finditer(r"@(?!media\b)[\w-]*|</", css):
        raise _fault(css, found.start(), f"{found[0]!r} cannot be used in a mail; leave it out")
    rest = _BLOCK.sub(lambda found: "\n" * found[0].count("\n"), css)
    if rest.strip():
        place = len(rest) - len(rest.lstrip())
        raise _fault(rest, place, "a brace is missing, or one too many; mend this line")


def _refuse_block(css: str, block: re.Match[str]) -> None:
    place = block.start() + len(block[1]) - len(block[1].lstrip())
    for selector in block[1].split(","):
        if not _SELECTOR.fullmatch(selector.strip()):
            raise _fault(
                css,
                place,
                f"{selector.strip()!r} cannot be inlined; name elements, classes and descendants",
            )
    for sign, what in _VALUES:
        if found := sign.search(block[0], len(block[1])):
            raise _fault(css, block.start() + found.start(), what)


def _refuse_shorthands(css: str, blocks: list[re.Match[str]]) -> None:
    """Refuse ``margin`` after ``margin-top`` of the same elements: the older one would win."""
    seen: set[tuple[str, str]] = set()
    for block in blocks:
        names = {name for one in block[1].split(",") for name in _NAME.findall(one.split()[-1])}
        for found in _PROPERTY.finditer(block[0], len(block[1])):
            written, family = found[1].lower(), found[1].lower().partition("-")[0]
            clash = written in _SHORTHANDS and any((name, written) in seen for name in names)
            if clash:
                what = f"{written!r} comes after a longer name of it, which would win in a mail"
                raise _fault(css, block.start() + found.start(1), f"{what}; write one of the two")
            if written != family:
                seen |= {(name, family) for name in names}


def _fault(css: str, place: int, what: str) -> TemplateError:
    return TemplateError(what, path=_PATH, line=css.count("\n", 0, place) + 1)
