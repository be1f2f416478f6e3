"""Whether the files of a mail's pictures are there, sound and light; nothing is fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.newsletter.lint.links import is_local, picture_urls
from app.newsletter.lint.model import error, warning
from app.newsletter.picture import own_address
from app.pictures import picture_size
from app.pictures.examine import picture_problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.library.model import Library
    from app.newsletter.lint.document import Document
    from app.newsletter.lint.model import Finding

#: Bytes and pixels of one picture beyond which a reader on a phone waits.
_HEAVY = 1_000_000
_WIDE = 4000


def check_files(document: Document, library: Library) -> Iterator[Finding]:
    """Look at the file of each picture that comes from this site."""
    for url in picture_urls(document):
        parts = urlsplit(url)
        if is_local(parts.hostname or ""):
            yield error("pictures", f"{url} comes from each reader's own machine; set url")
        address = own_address(url, library.config)
        if not address:
            continue
        file = library.files.get(address)
        if file is None:
            yield error(
                "pictures", f"{address} is not in the content folder; add it or mend the link"
            )
        else:
            yield from _file(address, file)


def _file(address: str, file: Path) -> Iterator[Finding]:
    try:
        weight = file.stat().st_size
    except OSError:
        yield error("pictures", f"{address} cannot be read; check the file")
        return
    size = picture_size(file) if weight else None
    if size is None:
        what = "is empty" if not weight else "is broken or no picture"
        yield error("pictures", f"{address} {what}; save it again as a JPEG or PNG")
        return
    if problem := picture_problem(file):
        say = error if "broken" in problem else warning
        yield say("pictures", f"{address} {problem}")
    if weight > _HEAVY:
        yield warning(
            "pictures", f"{address} has {weight:,} bytes; a mail's picture needs no {_HEAVY:,}"
        )
    if max(size) > _WIDE:
        yield warning(
            "pictures", f"{address} has {size[0]} × {size[1]} pixels; 1072 across is enough"
        )
