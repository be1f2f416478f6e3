"""What _config.yml says of a Jekyll folder, beyond what site.toml can say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CONFIG_YML = "_config.yml"
#: Among ``archives``: the feeds that Octopress made of categories.
FEED_OF = "category-feed"
#: Jekyll's own patterns by their names (its documentation, "Permalinks").
STYLES = {
    "none": "/:categories/:title:output_ext",
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One entry of ``defaults``: values for the files of a path and a kind."""

    #: The beginning of a path, relative to the folder, or with ``*`` in it; empty means all.
    path: str = ""
    #: ``posts``, ``drafts``, ``pages`` or a collection; empty means all.
    kind: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """One entry of ``collections``, ``posts`` included."""

    label: str
    #: Whether its files become pages.
    output: bool = False
    #: The pattern of their addresses.
    permalink: str
    #: The key of their headers that orders them; empty means by date, then by path.
    sort_by: str = ""
    #: Their files in the order that is wanted, relative to the collection's folder.
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JekyllFeeds:
    """What jekyll-feed was told: where subscribers look."""

    path: str = "/feed.xml"
    #: Collection -> categories that have a feed of their own.
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Collections besides posts, with the address of their feeds.
    collections: Mapping[str, str] = field(default_factory=dict)
    #: The folder of the tags' feeds; empty without any.
    tags_path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JekyllConfig:
    """A Jekyll folder as its author set it up."""

    #: All of _config.yml as plain values, for Liquid's ``site``.
    data: Mapping[str, Any] = field(default_factory=dict)
    #: ``url`` and ``baseurl`` of _config.yml, whatever goes before them now; empty without ``url``.
    url: str = ""
    #: What ends a page's address: ``/``, ``:output_ext`` or nothing.
    page_ending: str = ":output_ext"
    collections: Mapping[str, Collection] = field(default_factory=dict)
    #: The folder that holds the collections, posts and drafts included; mostly empty.
    collections_dir: str = ""
    defaults: tuple[Scope, ...] = ()
    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    #: Whether posts of a date to come are shown.
    shows_future: bool = False
    shows_drafts: bool = False
    #: Whether what says ``published: false`` is shown.
    shows_unpublished: bool = False
    excerpt_separator: str = "\n\n"
    #: Endings of Markdown files, with their dots.
    markdown_endings: tuple[str, ...] = (".markdown", ".mkdown", ".mkdn", ".mkd", ".md")
    #: Where further pages of the home page are; empty without ``paginate``.
    paginate_path: str = ""
    #: ``year``, ``month``, ``day``, ``tag``, ``category`` -> pattern, as jekyll-archives has it.
    archives: Mapping[str, str] = field(default_factory=dict)
    feeds: JekyllFeeds = JekyllFeeds()
    #: Gems that the folder uses, by name.
    plugins: frozenset[str] = frozenset()
    #: Paths of pages in the order of the menu (``header_pages``).
    header_pages: tuple[str, ...] = ()

    @property
    def posts(self) -> Collection:
        """The collection of posts, which is always there."""
        return self.collections["posts"]
