"""The menu of a Jekyll folder, where its pages say themselves that they are in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.config import MenuItem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.config import Config
    from app.content.model import Page

#: Keys of a page's header by which themes put it into the menu, and those that order it.
_FLAGS = ("nav", "menu", "in_menu", "navigation", "show_in_nav", "main_nav", "header")
#: The collection of which Chirpy makes its menu.
_TABS = "tabs"
_ORDERS = ("nav_order", "order", "weight", "position", "menu_order")
#: Pages that hosts show when something goes wrong.
_ERRORS = ("/404", "/500", "/offline")
#: More pages than these with titles are no menu.
_MOST = 8


def with_menu(config: Config, pages: Iterable[Page]) -> Config:
    """Return *config* with the menu that *pages* make, where a Jekyll folder names no other."""
    if config.jekyll is None or config.menu:
        return config
    titled = [page for page in pages if page.data.get("title") and page.collection in {"", _TABS}]
    chosen = _chosen(config.jekyll.header_pages, titled)
    items = (MenuItem(title=page.title, address=page.address) for page in chosen)
    return replace(config, menu=tuple(items))


def _chosen(named: tuple[str, ...], pages: list[Page]) -> list[Page]:
    if named:  # of minima and its children
        by_path = {page.source.path: page for page in pages}
        return [by_path[path] for path in named if path in by_path]
    flagged = [
        page
        for page in pages
        if page.collection == _TABS or any(page.data.get(key) for key in _FLAGS)
    ]
    if flagged:
        return sorted(flagged, key=_place)
    # Without any of it, minima shows every page that has a title.
    shown = [page for page in pages if not page.address.startswith(_ERRORS)]
    return sorted(shown, key=_place) if len(shown) <= _MOST else []


def _place(page: Page) -> tuple[float, str]:
    orders = (page.data.get(key) for key in _ORDERS)
    order = next((one for one in orders if isinstance(one, (int, float))), float("inf"))
    return order, page.source.path
