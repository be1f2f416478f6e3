"""A list of every feed that a reader can take in at once (OPML 2.0)."""

from __future__ import annotations

import re
from email.utils import format_datetime
from itertools import groupby
from typing import TYPE_CHECKING

from lxml import etree

from app.feeds.formats import ATOM
from app.feeds.identity import change_of
from app.feeds.select import KINDS, select_channels
from app.feeds.text import plain_words

if TYPE_CHECKING:
    from lxml.etree import _Element

    from app.config import Config
    from app.feeds.model import Channel
    from app.library.model import Library

#: A browser that does not know it offers the file for download, which is what one does with it.
OPML_TYPE = "text/x-opml; charset=utf-8"
#: R&D: as HTML, the beginning of a letter that nobody knows.
_AMPERSAND = re.compile(r"\s*&(?=\S)")
_GROUPS = {"category": "Categories", "tag": "Tags", "author": "Authors", "series": "Series"}


def render_opml(library: Library) -> bytes:
    """List every channel once, in groups by kind.

    Once, and as Atom: who takes in the file wants one subscription for each.
    """
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = _shown(library.config.title)
    if library.fed:
        changed = max(change_of(post, as_of=library.as_of) for post in library.fed)
        etree.SubElement(head, "dateModified").text = format_datetime(changed)
    body = etree.SubElement(root, "body")
    for kind, channels in groupby(select_channels(library), _kind_of):
        name = _GROUPS.get(kind)
        parent = etree.SubElement(body, "outline", text=name) if name else body
        for channel in channels:
            _add(parent, channel, library.config)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _shown(title: str) -> str:
    """Return *title* so that it reads the same as text and as HTML (OPML 2.0, "text")."""
    words = _AMPERSAND.sub(" & ", plain_words(title))
    return words.replace("<", "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}").strip()


def _kind_of(channel: Channel) -> str:
    first = channel.address.split("/")[1]
    return first if first in KINDS else ""


def _add(parent: _Element, channel: Channel, config: Config) -> None:
    title = _shown(channel.title)
    etree.SubElement(
        parent,
        "outline",
        # "rss" stands for every kind of feed here (OPML 2.0, "Subscription lists").
        type="rss",
        text=title,
        title=title,
        xmlUrl=config.absolute(channel.address_of(ATOM)),
        htmlUrl=config.absolute(channel.address),
    )
