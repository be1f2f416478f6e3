"""Links to our own pages say which letter they were followed from, if the author wants to know."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.config import Config

_LINK = re.compile(r'(<a\b[^<>]*\shref=")([^"]*)(")')


def campaign_fields(config: Config, name: str) -> dict[str, str]:
    """Return the parameters that ``[newsletter] utm`` asks for in the letter *name*; none: {}."""
    wanted = config.newsletter.utm
    if not wanted:
        return {}
    given: Mapping[str, str] = wanted if isinstance(wanted, dict) else {}
    fields = {"source": "newsletter", "medium": "email", "campaign": name} | dict(given)
    return {f"utm_{key}": value for key, value in fields.items() if value}


def tag_links(html: str, config: Config, name: str) -> str:
    """Add the campaign of the letter *name* to every link in *html* that leads to our own pages.

    Pictures, other sites and links that name a campaign themselves stay as they are.
    """
    fields = campaign_fields(config, name)
    if not fields:
        return html
    query = urlencode(fields)

    def tagged(found: re.Match[str]) -> str:
        url = unescape(found[2])
        if not _is_own(url, config) or "utm_" in url:
            return found[0]
        return f"{found[1]}{escape(_with_query(url, query))}{found[3]}"

    return _LINK.sub(tagged, html)


def _is_own(url: str, config: Config) -> bool:
    return url == config.url or url.startswith((f"{config.url}/", f"{config.url}?"))


def _with_query(url: str, query: str) -> str:
    page, mark, fragment = url.partition("#")
    return f"{page}{'&' if '?' in page else '?'}{query}{mark}{fragment}"
