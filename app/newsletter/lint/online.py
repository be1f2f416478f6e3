"""Whether the links and pictures of a mail answer at their public addresses.

The one part of a check that uses the network, and only where somebody asked for it.
"""

from __future__ import annotations

import http.client
import ssl
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.newsletter.lint.document import parse_document
from app.newsletter.lint.links import link_urls, picture_urls
from app.newsletter.lint.model import Finding, error, in_order, warning

if TYPE_CHECKING:
    from collections.abc import Callable

#: Seconds that one address may be silent.
TIMEOUT = 10.0
#: Addresses that are asked at once.
_AT_ONCE = 6
_AGENT = "Trifold newsletter check"
#: Some servers answer these to a HEAD though the page is there.
_ASK_AGAIN = frozenset({400, 403, 404, 405, 406, 429, 500, 501, 503})
_GONE = frozenset({404, 410})
_REFUSED = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an address answered."""

    #: The HTTP status; 0 when there was no answer.
    status: int
    #: The media type, in small letters.
    kind: str = ""
    #: Why there was no answer.
    why: str = ""


def check_online(
    html: str, load: Callable[[str, str], Answer] | None = None
) -> tuple[Finding, ...]:
    """Ask every link and picture of *html* for an answer, a few at a time."""
    document = parse_document(html)
    load = load or load_answer
    pictures = picture_urls(document)
    links = [url for url in link_urls(document) if url not in pictures]
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as threads:
        shown = zip(pictures, threads.map(lambda url: load(url, "GET"), pictures), strict=True)
        led = zip(links, threads.map(lambda url: load(url, "HEAD"), links), strict=True)
        found = [_picture(url, answer) for url, answer in shown]
        found += [_link(url, answer) for url, answer in led]
    return in_order(finding for finding in found if finding)


def load_answer(url: str, method: str) -> Answer:
    """Ask *url* once, or twice where a HEAD is not understood; follow it where it leads."""
    answer = _ask(url, method)
    if method == "HEAD" and answer.status in _ASK_AGAIN:
        return _ask(url, "GET")
    return answer


def _ask(url: str, method: str) -> Answer:
    # http and https alone: no file, no ftp, whatever an address or a redirect says.
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=ssl.create_default_context()),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    try:
        request = urllib.request.Request(url, method=method, headers={"User-Agent": _AGENT})  # noqa: S310 -- see above
        with opener.open(request, timeout=TIMEOUT) as response:
            return Answer(status=response.status, kind=response.headers.get_content_type())
    except urllib.error.HTTPError as refusal:
        with refusal:
            return Answer(status=refusal.code)
    except (OSError, http.client.HTTPException, ValueError) as problem:
        why = getattr(problem, "reason", None) or problem
        return Answer(status=0, why=" ".join(str(why).split()) or type(problem).__name__)


def _picture(url: str, answer: Answer) -> Finding | None:
    if finding := _said(url, answer, "pictures"):
        return finding
    if answer.kind.startswith("image/"):
        return None
    return error("pictures", f"{url} answers with {answer.kind}, which is no picture")


def _link(url: str, answer: Answer) -> Finding | None:
    return _said(url, answer, "links")


def _said(url: str, answer: Answer, about: str) -> Finding | None:
    if answer.status == 0:
        return error(about, f"{url} does not answer ({answer.why})")
    if answer.status in _GONE or (about == "pictures" and answer.status >= _REFUSED):
        return error(about, f"{url} answers {answer.status}; is the site up to date?")
    if answer.status >= _REFUSED:
        return warning(about, f"{url} answers {answer.status}, perhaps only to a program")
    return None
