"""The picture of a post where a link to it is shared: its title on a folded leaflet."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from app.pictures.lettering import LEADING, Lettering, set_lines
from app.pictures.theme import OURS, CardColours, Colour

#: To be raised whenever the same words would give another picture: names of cards change.
DESIGN = 2
WIDTH, HEIGHT = 1200, 630

#: Where the leaflet's lower edge runs, and how far its folds stand out.
_EDGE, _CUT = 518, 34
_MARGIN = 72
_TITLE_SIZES = (96, 88, 80, 72, 64, 58, 52, 46)
_SITE_SIZES = (38, 34, 30)
_SMOOTH = 4


def card_name(title: str, site: str, colours: CardColours = OURS) -> str:
    """Name the card that shows *title* and the name of its *site* in *colours*."""
    words = f"{DESIGN}\0{title}\0{site}\0{colours}"
    return f"card-{hashlib.sha256(words.encode(errors='replace')).hexdigest()[:12]}.png"


def render_card(title: str, site: str, colours: CardColours = OURS) -> bytes:
    """Draw *title* and *site* in *colours* as a PNG of 1200 × 630 pixels.

    Words that no font of this machine can write are left away; ask
    :func:`app.pictures.lettering.can_write` whether that is so.
    """
    card = Image.new("RGB", (WIDTH, HEIGHT), colours.paper)
    card.paste(_folds(WIDTH, HEIGHT, colours), mask=_mask((WIDTH, HEIGHT), _leaflet()))
    space = (WIDTH - 2 * _MARGIN, _EDGE - _CUT - 120)
    words = set_lines(title, space=space, sizes=_TITLE_SIZES)
    _write(card, words, colour=colours.on_fold, middle=(_EDGE - _CUT) // 2)
    _sign(card, site, colours)
    written = io.BytesIO()
    card.quantize(256, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


def _folds(width: int, height: int, colours: CardColours) -> Image.Image:
    """Return the three panels, each shaded from fold to fold."""
    row = Image.new("RGB", (width, 1))
    lit, shaded = (colours.fold_a, colours.fold_b), (colours.fold_c, colours.fold_b)
    panels = (lit, shaded, lit)
    panel = width / len(panels)
    for x in range(width):
        start, end = panels[min(int(x / panel), len(panels) - 1)]
        share = x % panel / panel
        mixed = [round(a + (b - a) * share) for a, b in zip(start, end, strict=True)]
        row.putpixel((x, 0), (mixed[0], mixed[1], mixed[2]))
    return row.resize((width, height))


def _mask(size: tuple[int, int], corners: Sequence[tuple[float, float]]) -> Image.Image:
    """Return a mask that lets through what is between *corners*, with smooth edges."""
    large = Image.new("L", (size[0] * _SMOOTH, size[1] * _SMOOTH))
    ImageDraw.Draw(large).polygon([(x * _SMOOTH, y * _SMOOTH) for x, y in corners], fill=255)
    return large.resize(size, Image.Resampling.BOX)


def _leaflet() -> list[tuple[float, float]]:
    """Return the corners of the large leaflet, which comes in from above."""
    third = WIDTH / 3
    lower = [(WIDTH, _EDGE - _CUT), (2 * third, _EDGE), (third, _EDGE - _CUT), (0, _EDGE)]
    return [(0, 0), (WIDTH, 0), *lower]


def _small_leaflet(width: int, height: int) -> list[tuple[float, float]]:
    """Return the corners of a leaflet that is folded above and below."""
    step = height / 6
    upper = [(0, 0), (width / 3, step), (width * 2 / 3, 0), (width, step)]
    return [*upper, *((x, y + height - step) for x, y in reversed(upper))]


def _sign(card: Image.Image, site: str, colours: CardColours) -> None:
    """Put the site's name on the paper below, after a small leaflet."""
    middle = (_EDGE + HEIGHT) // 2 + 4
    size = (48, 36)
    words = set_lines(site, space=(WIDTH - 2 * _MARGIN - 72, 50), sizes=_SITE_SIZES)
    is_rtl = words is not None and words.is_rtl
    mark = (WIDTH - _MARGIN - size[0] if is_rtl else _MARGIN, middle - size[1] // 2)
    card.paste(_folds(*size, colours), mark, _mask(size, _small_leaflet(*size)))
    _write(card, words, colour=colours.ink, middle=middle, indent=size[0] + 20)


def _write(
    card: Image.Image,
    words: Lettering | None,
    *,
    colour: Colour,
    middle: float,
    indent: int = 0,
) -> None:
    """Draw the lines of *words* around the height *middle*, from the side where they begin."""
    if words is None:
        return
    pen = ImageDraw.Draw(card)
    step = words.font.size * LEADING
    top = middle - step * (len(words.lines) - 1) / 2
    x = WIDTH - _MARGIN - indent if words.is_rtl else _MARGIN + indent
    for number, line in enumerate(words.lines):
        pen.text(
            (x, top + number * step),
            line,
            fill=colour,
            font=words.font,
            anchor="rm" if words.is_rtl else "lm",
            direction="rtl" if words.is_rtl else None,
        )
