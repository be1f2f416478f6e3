"""Files that site.toml names: the logo, the pictures of authors, and where the menu leads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.config.load import SITE_TOML, line_of
from app.content.html import is_foreign
from app.content.links import split_link
from app.content.model import Level, Problem
from app.library.links import resolve_link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.library.model import Library

_MENU_ADDRESS = re.compile(r"""\s*address\s*=\s*["'](.*)["']""")


def find_site_picture(library: Library, link: str) -> str | None:
    """Return the address of the file that site.toml calls *link*, or None when it is not there."""
    link = link.strip()
    if not link or is_foreign(link):
        return None
    found = resolve_link(library, link, path=SITE_TOML, address="/")
    return found if found in library.files else None


def site_file_problems(library: Library) -> Iterator[Problem]:
    """Say which pictures and addresses site.toml names in vain."""
    config = library.config
    try:
        text = (config.root / SITE_TOML).read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return
    named = {"logo": config.logo}
    named |= {f"authors.{key}.picture": author.picture for key, author in config.authors.items()}
    for key, link in named.items():
        if link.strip() and not is_foreign(link.strip()) and not find_site_picture(library, link):
            what = f"{key!r} is {link!r}, which is no file here; check its name and its folder"
            yield _notice(line_of(text, key), what)
    for item in config.menu:
        if not _leads_somewhere(library, item.address):
            what = (
                f"[[menu]] has {item.address!r}, which leads nowhere; "
                "write an address on this site, such as /about/"
            )
            yield _notice(_menu_line(text, item.address), what)


def _leads_somewhere(library: Library, address: str) -> bool:
    path = split_link(address)[0]
    if is_foreign(address) or (not path and address.strip()):
        return True
    # Without a slash it would mean another place on every page.
    known = resolve_link(library, path, path=SITE_TOML, address="/")
    return address.startswith("/") and known is not None


def _menu_line(text: str, address: str) -> int:
    """Return the line that gives an entry of the menu this *address*."""
    lines = list(enumerate(text.splitlines(), start=1))
    found = (number for number, line in lines if _is_entry(line, address))
    return next(found, line_of(text, "menu.address"))


def _is_entry(line: str, address: str) -> bool:
    said = _MENU_ADDRESS.match(line)
    return bool(said and said[1] == address)


def _notice(line: int, what: str) -> Problem:
    return Problem(path=SITE_TOML, line=line, what=what, level=Level.NOTICE)
