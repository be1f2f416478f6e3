"""A post's pictures and films, made fit for a mail: sized, and named where they are not shown."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote, urlsplit

from app.content.html import tag_attributes
from app.pictures import picture_size

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

    from app.config import Config
    from app.library.model import Library
    from app.newsletter.words import Words

    #: The URL of a picture -> its width and height in pixels, or None when we do not know them.
    Measure: TypeAlias = Callable[[str], tuple[int, int] | None]

#: The column of text in the 600 pixels of a mail; style.css leaves 32 on each side.
COLUMN = 536

#: The class of a picture that is never wider than what it stands in. Thunderbird gives each one
#: outside of a link the width of its window as max-width, and only a rule in the head undoes that.
FITS = "fits"

#: A picture of so many pixels fits beside nothing else on every phone.
_ALWAYS_FITS = 240
#: Kinds of picture that mail clients do not show (Outlook none of them, Gmail no SVG).
_UNSHOWN = (".svg", ".webp", ".avif", ".jxl", ".heic", ".tif", ".tiff", ".bmp", ".ico")
_VIDEO = re.compile(r"<video\b([^<>]*)>(?:(.*?)</video\s*>)?", re.DOTALL)
#: A width as people write it: pixels, or a part of the column.
_LENGTH = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(px|%)?\s*", re.IGNORECASE)


def is_unshown(address: str) -> bool:
    """Tell whether mail clients pass over a picture of the kind at *address*."""
    return urlsplit(address).path.lower().endswith(_UNSHOWN)


def own_address(url: str, config: Config) -> str:
    """Return the address on the site that *url* leads to; "" when it is elsewhere."""
    base = f"{config.url}/"
    return unquote(urlsplit(url[len(base) - 1 :]).path) if url.startswith(base) else ""


def measure_in(library: Library) -> Measure:
    """Return what knows the size of pictures that are files of *library*."""

    def measure(url: str) -> tuple[int, int] | None:
        file = library.files.get(own_address(url, library.config))
        return picture_size(file) if file else None

    return measure


def show_posters(html: str, words: Words) -> str:
    """Put in place of each film in *html* its poster, which leads to the film, with words below.

    A film without a poster stays, to become a link.
    """
    return _VIDEO.sub(lambda found: _poster(found, words), html)


def _poster(found: re.Match[str], words: Words) -> str:
    film = tag_attributes(found[1])
    inner = re.search(r"<source\b([^<>]*)>", found[2] or "")
    link = film.get("src") or (tag_attributes(inner[1]).get("src", "") if inner else "")
    if not link or not film.get("poster"):
        return found[0]
    said = film.get("title") or film.get("aria-label") or words.film
    picture = f'<img src="{escape(film["poster"])}" alt="{escape(said)}">'
    start = f'<a href="{escape(link)}">'
    return (
        f"<figure>{start}{picture}</a><figcaption>{start}{escape(said)}</a></figcaption></figure>"
    )


def fit_picture(picture: HtmlElement, *, measure: Measure, words: Words) -> None:
    """Give *picture* a size that fits, or words where clients would show nothing."""
    source = picture.get("src", "")
    if is_unshown(source) or not source or source.startswith("data:"):
        _link_instead(picture, source, words)
        return
    picture.set("alt", picture.get("alt", "") or _name_of_link(picture, words))
    width, height = _shown_size(picture, measure(source))
    for side, pixels in (("width", width), ("height", height)):
        picture.attrib.pop(side, None)
        if pixels:
            picture.set(side, str(pixels))
    in_table = any(parent.tag == "table" for parent in picture.iterancestors())
    if not in_table:
        picture.set("class", FITS)
    if style := _style(width, height, in_table=in_table):
        picture.set("style", style)
    elif not width and _stands_alone(picture):
        # As large as it is and no wider than the column; Outlook, which goes by the attribute
        # alone, would let a large one push the mail apart, so there it fills the column.
        picture.set("width", str(COLUMN))
        picture.set("style", "width: auto; max-width: 100%")


def _style(width: int, height: int, *, in_table: bool) -> str:
    """Return what a picture of known size needs beside its attributes, if anything."""
    if in_table and width > _ALWAYS_FITS:
        # A percentage as max-width alone would not do here: cells grow to what their pictures ask
        # for. Outlook goes by the attribute.
        return f"width: 100%; max-width: {width}px"
    # The stylesheet says height: auto, which is right wherever a width is known.
    return f"width: auto; height: {height}px" if height and not width else ""


def _shown_size(picture: HtmlElement, natural: tuple[int, int] | None) -> tuple[int, int]:
    """Return width and height as they are shown, from what is written and known; 0: unknown."""
    width, is_part = _length(picture.get("width", ""))
    height = 0 if is_part else _length(picture.get("height", ""))[0]
    if natural and not (width and height):
        across, down = natural
        width = width or (round(height * across / down) if height else across)
        height = round(width * down / across)
    if width > COLUMN:
        width, height = COLUMN, round(height * COLUMN / width)
    return width, height


def _length(written: str) -> tuple[int, bool]:
    """Read a width in pixels, and whether it was a part of the column; 0 for any other words."""
    found = _LENGTH.fullmatch(written)
    if not found:
        return 0, False
    number, is_part = int(found[1]), found[2] == "%"
    return (COLUMN * min(number, 100) // 100 if is_part else number), is_part


def _link_instead(picture: HtmlElement, source: str, words: Words) -> None:
    """Say what a picture shows, as a link to it, where clients would show nothing."""
    said = picture.get("alt") or words.picture
    tail = picture.tail
    picture.clear()
    picture.tail = tail
    is_linked = any(parent.tag == "a" for parent in picture.iterancestors())
    is_link = source and not is_linked and not source.startswith("data:")
    picture.tag = "a" if is_link else "em"
    if picture.tag == "a":
        picture.set("href", source)
    picture.text = said


def _name_of_link(picture: HtmlElement, words: Words) -> str:
    """Return what to call *picture* where it is all that a link shows: a link needs a name."""
    link = picture.getparent()
    is_all = link is not None and link.tag == "a" and not link.text_content().strip()
    return picture.get("title") or words.picture if is_all else ""


def _stands_alone(picture: HtmlElement) -> bool:
    """Tell whether *picture*, linked or not, is all that its paragraph or figure shows."""
    parent = picture.getparent()
    if parent is not None and parent.tag == "a":
        parent = parent.getparent()
    if parent is None or parent.tag not in {"p", "figure", "div"}:
        return False
    return len(parent.findall(".//img")) == 1 and not (
        parent.text_content().strip() and parent.tag == "p"
    )
