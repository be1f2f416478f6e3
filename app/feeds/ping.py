"""A hub is told which feeds changed, and tells everybody who follows them (W3C WebSub).

WebSub leaves to hub and publisher how the one tells the other; this is what hubs have understood
since PubSubHubbub 0.3 (§7.1): a form with ``hub.mode=publish`` and the address of one feed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from http.client import HTTPException
from threading import Thread
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from app.errors import SiteError
from app.feeds.document import render_document
from app.feeds.formats import FORMATS
from app.feeds.memory import load_memory, write_memory
from app.feeds.select import select_channels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from app.library.model import BodyOf, Library

#: Seconds that a hub has to answer, from the first byte to the last.
PATIENCE = 10.0
_MEMORY = "feeds-told"
_REDIRECTS = range(300, 400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One document that a hub carries on."""

    #: Absolute.
    url: str
    #: SHA-256 of its bytes, in hexadecimal.
    digest: str


def build_topics(library: Library, body_of: BodyOf) -> Iterator[Topic]:
    """Give the current document of every feed in every format, as it is now."""
    # The name of the hub is no change of the feed.
    quiet = replace(library.config, feeds=replace(library.config.feeds, hub=""))
    as_before = replace(library, config=quiet)
    for channel in select_channels(as_before):
        for written in FORMATS:
            data = render_document(channel, written, library=as_before, body_of=body_of)
            url = library.config.absolute(channel.address_of(written))
            yield Topic(url=url, digest=hashlib.sha256(data).hexdigest())


def select_changed(topics: Iterable[Topic], told: Mapping[str, str]) -> tuple[Topic, ...]:
    """Choose what a hub does not know yet, which was *told* so many digests by address."""
    return tuple(topic for topic in topics if told.get(topic.url) != topic.digest)


def load_told(cache: Path | None, hub: str) -> dict[str, str]:
    """Return what *hub* was told last: the digest of each document by its address."""
    return load_memory(cache, _MEMORY).get(hub, {})


def write_told(cache: Path | None, hub: str, told: Mapping[str, str]) -> None:
    """Remember what *hub* was told; another hub starts anew."""
    write_memory(cache, _MEMORY, {hub: told})


def send_ping(hub: str, url: str, *, patience: float = PATIENCE) -> None:
    """Tell *hub* that the feed at *url* changed; raise SiteError when it does not accept that."""
    said: list[str] = []
    # A socket's timeout begins anew with each byte: a hub that drips would hold us for hours.
    worker = Thread(target=lambda: said.append(_post(hub, url, patience)), daemon=True)
    worker.start()
    worker.join(patience + 1)
    problem = said[0] if said else "takes too long to answer"
    if problem:
        raise SiteError(f"the hub {hub} {problem}; try again later: trifold feeds ping")


class _NoRedirect(HTTPRedirectHandler):
    """Goes nowhere else: what a publisher says is for the hub that the author chose."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        """Take a redirect as an answer."""


def _post(hub: str, url: str, patience: float) -> str:
    """Send one form and return what is wrong with the answer, or nothing."""
    form = urlencode({"hub.mode": "publish", "hub.url": url, "hub.topic": url}).encode()
    request = Request(hub, form, {"User-Agent": "Trifold"})  # noqa: S310 -- the configuration lets only http and https through
    try:
        with build_opener(_NoRedirect).open(request, timeout=patience):
            return ""
    except HTTPError as error:
        error.close()
        if error.code in _REDIRECTS:
            return f"leads elsewhere ({error.code}), where nothing is sent"
        return f"answers {error.code}"
    except TimeoutError:
        return "takes too long to answer"
    except URLError as error:
        is_slow = isinstance(error.reason, TimeoutError)
        return "takes too long to answer" if is_slow else f"cannot be reached ({_why(error)})"
    except (OSError, HTTPException, ValueError) as error:
        return f"answers what is no HTTP ({type(error).__name__})"


def _why(error: URLError) -> str:
    reason = getattr(error.reason, "strerror", None) or str(error.reason)
    return " ".join(reason.split()).lower()
