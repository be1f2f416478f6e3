"""What feedgen leaves out of Atom and RSS, written in its own extension points.

feedgen 1.0.0 makes an extension without arguments and calls it while it builds the tree; ours is
then given the entry or feed. It loses rel and type of entry links in Atom, has no place for an
author without a mail address in RSS, and drops every link of an RSS channel but ``self``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from app.feeds.formats import ATOM, RSS
from app.feeds.xhtml import build_xhtml

if TYPE_CHECKING:
    from lxml.etree import _Element

    from app.feeds.formats import Format
    from app.feeds.model import Entry, Feed, File, Picture

_ATOM = "http://www.w3.org/2005/Atom"
_HISTORY = "http://purl.org/syndication/history/1.0"
_DC = "http://purl.org/dc/elements/1.1/"
_MEDIA = "http://search.yahoo.com/mrss/"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class AtomFeed:
    """The document: its style sheet, its place among the archives."""

    feed: Feed

    def extend_ns(self) -> dict[str, str]:
        """Name the namespaces that the root declares."""
        return _namespaces(self.feed)

    def extend_atom(self, root: _Element) -> None:
        """Add to ``<feed>``."""
        _add_stylesheet(root, self.feed)
        # feedgen makes its own elements without a namespace and has the root declare it.
        _add_history(root, self.feed, ATOM, link="link")
        _add_hub(root, self.feed, link="link")
        _add_extra(root, self.feed)


class AtomEntry:
    """An entry: its links with all they say, its language, its picture, its formulas."""

    entry: Entry

    def extend_atom(self, element: _Element) -> None:
        """Complete ``<entry>``."""
        if self.entry.language:
            element.set(_XML_LANG, self.entry.language)
        page, *files = element.findall("link")
        page.set("rel", "alternate")
        page.set("type", "text/html")
        for link in files:
            _describe(link, self.entry.enclosure)
        if "<math" in self.entry.html:
            _draw_maths(element, self.entry.html)
        _add_picture(element, self.entry.picture)


class RssFeed:
    """The document: its style sheet, its place among the archives."""

    feed: Feed

    def extend_ns(self) -> dict[str, str]:
        """Name the namespaces that the root declares."""
        return {"dc": _DC} | _namespaces(self.feed)

    def extend_rss(self, root: _Element) -> None:
        """Add to ``<rss>``."""
        _add_stylesheet(root, self.feed)
        _add_history(root[0], self.feed, RSS, link=f"{{{_ATOM}}}link")
        _add_hub(root[0], self.feed, link=f"{{{_ATOM}}}link")
        _add_extra(root[0], self.feed)


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


def _namespaces(feed: Feed) -> dict[str, str]:
    pictures = {"media": _MEDIA} if any(entry.picture for entry in feed.entries) else {}
    return pictures | ({"fh": _HISTORY} if feed.number and feed.older else {})


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


def _draw_maths(entry: _Element, html: str) -> None:
    """Let the content of *entry* be XHTML (RFC 4287 §3.1.1.3), where that can be.

    MathML is no part of the HTML that feeds hold as text, and validators say so.
    """
    content, div = entry.find("content"), build_xhtml(html)
    if content is None or div is None:
        return
    content.set("type", "xhtml")
    # Words beside the div keep lxml from indenting it, which would put spaces between its words.
    content.text = "\n"
    content.append(div)


def _add_history(parent: _Element, feed: Feed, written: Format, *, link: str) -> None:
    """Mark an archive and lead to what is older (RFC 5005 §4).

    No next-archive: it would change the newest archive whenever another follows. The oldest
    archive so leads nowhere, and is not marked, since the W3C validator calls it incomplete then.
    """
    if feed.number and feed.older:
        _add(parent, f"{{{_HISTORY}}}archive")
    if feed.number:
        _add(parent, link, href=feed.current_url_of(written), rel="current", type=written.type)
    if feed.older:
        _add(parent, link, href=feed.older_url_of(written), rel="prev-archive", type=written.type)


def _describe(link: _Element, file: File | None) -> None:
    """Say of *link* that it is the file which goes with the entry (RFC 4287 §4.2.7.2)."""
    link.set("rel", "enclosure")
    if file:
        link.set("type", file.type)
    if file and file.length:
        link.set("length", str(file.length))


def _add_hub(parent: _Element, feed: Feed, *, link: str) -> None:
    """Name the hub that tells subscribers of changes (W3C WebSub §4)."""
    if feed.hub:
        _add(parent, link, href=feed.hub, rel="hub")


def _add_extra(parent: _Element, feed: Feed) -> None:
    """Add what the author wants in every feed; the configuration was refused if it were not XML."""
    parser = etree.XMLParser(resolve_entities=False, remove_comments=True, remove_pis=True)
    for element in etree.fromstring(f"<extra>{feed.extra}</extra>", parser):
        element.tail = None  # a line's end among elements would keep lxml from indenting them
        parent.append(element)


def _add_stylesheet(root: _Element, feed: Feed) -> None:
    # CSS and not XSLT: browsers are taking XSLT out, and say so to the reader in red.
    if feed.stylesheet:
        wanted = f'type="text/css" href="{feed.stylesheet}"'
        root.addprevious(etree.ProcessingInstruction("xml-stylesheet", wanted))
