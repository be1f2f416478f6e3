"""What feedgen leaves out of Atom and RSS, written in its own extension points.

feedgen 1.0.0 makes an extension without arguments and calls it while it builds the tree; ours is
then given the entry or feed. It loses rel and type of entry links in Atom, has no place for an
author without a mail address in RSS, and drops every link of an RSS channel but ``self``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

    from app.feeds.model import Entry, Feed, Picture

_ATOM = "http://www.w3.org/2005/Atom"
_DC = "http://purl.org/dc/elements/1.1/"
_MEDIA = "http://search.yahoo.com/mrss/"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class AtomFeed:
    """The document: its style sheet."""

    feed: Feed

    def extend_ns(self) -> dict[str, str]:
        """Name the namespaces that the root declares."""
        return {"media": _MEDIA} if _has_pictures(self.feed) else {}

    def extend_atom(self, root: _Element) -> None:
        """Add to ``<feed>``."""
        _add_stylesheet(root, self.feed)


class AtomEntry:
    """An entry: its links with all they say, its language, its picture."""

    entry: Entry

    def extend_atom(self, element: _Element) -> None:
        """Complete ``<entry>``."""
        if self.entry.language:
            element.set(_XML_LANG, self.entry.language)
        for link in element.findall("link"):
            link.set("rel", "alternate")
            link.set("type", "text/html")
        _add_picture(element, self.entry.picture)


class RssFeed:
    """The document: its style sheet."""

    feed: Feed

    def extend_ns(self) -> dict[str, str]:
        """Name the namespaces that the root declares."""
        return {"dc": _DC} | ({"media": _MEDIA} if _has_pictures(self.feed) else {})

    def extend_rss(self, root: _Element) -> None:
        """Add to ``<rss>``."""
        _add_stylesheet(root, self.feed)


class RssEntry:
    """An item: its authors by name, its language, its picture."""

    entry: Entry

    def extend_rss(self, element: _Element) -> None:
        """Complete ``<item>``."""
        for person in self.entry.authors:
            # <author> wants a mail address (RSS 2.0); dc:creator a name.
            _add(element, f"{{{_DC}}}creator", person.name)
        if self.entry.language:
            _add(element, f"{{{_DC}}}language", self.entry.language)
        _add_picture(element, self.entry.picture)


def _has_pictures(feed: Feed) -> bool:
    return any(entry.picture for entry in feed.entries)


def _add(parent: _Element, name: str, text: str = "", **attributes: str) -> _Element:
    element = etree.SubElement(parent, name, attributes)
    element.text = text or None
    return element


def _add_picture(parent: _Element, picture: Picture | None) -> None:
    """Add ``media:content`` and ``media:thumbnail`` (Media RSS 1.5.1)."""
    if picture is None:
        return
    kind = {"type": picture.type} if picture.type else {}
    content = _add(parent, f"{{{_MEDIA}}}content", url=picture.url, medium="image", **kind)
    if picture.description:
        _add(content, f"{{{_MEDIA}}}description", picture.description, type="plain")
    _add(parent, f"{{{_MEDIA}}}thumbnail", url=picture.url)


def _add_stylesheet(root: _Element, feed: Feed) -> None:
    # CSS and not XSLT: browsers are taking XSLT out, and say so to the reader in red.
    if feed.stylesheet:
        wanted = f'type="text/css" href="{feed.stylesheet}"'
        root.addprevious(etree.ProcessingInstruction("xml-stylesheet", wanted))
