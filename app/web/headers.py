"""Headers that keep a page to itself: what it may load, where it may stand, what it tells."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import abort, g, request
from werkzeug.sansio.utils import host_is_trusted

from app.errors import ConfigError, TemplateError
from app.web.current import current_snapshot
from app.web.render import scheme_digest

if TYPE_CHECKING:
    from flask import Flask, Response

    from app.config import Config
    from app.config.model import CspConfig

_YEARS = 63_072_000
_HTML = "text/html"
#: What can load nothing and show nothing by itself needs no policy of its own.
_INERT = {"text/css", "text/javascript", "image/png", "image/webp", "image/jpeg", "image/avif"}
#: What a page may do and tell, whatever the site.
FOR_DOCUMENTS = {
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def register_headers(app: Flask) -> None:
    """Sign every answer of *app*, and refuse hosts that the author does not trust."""
    app.before_request(check_host)
    app.after_request(sign)


def check_host() -> None:
    """Refuse a Host header that is not among ``trusted_hosts``, where there are any."""
    try:
        trusted = current_snapshot().config.trusted_hosts
    except ConfigError:
        return
    # A load balancer asks for /healthz by the machine's number.
    is_open = not trusted or request.path == "/healthz"
    # A host is the same in capitals (RFC 9110 §4.2.3).
    asked = request.environ.get("HTTP_HOST", "").lower()
    if not is_open and not host_is_trusted(asked, [name.lower() for name in trusted]):
        abort(400)


def sign(response: Response) -> Response:
    """Put the headers on *response*, outside of the bytes that are kept."""
    # The server says the time; said twice it would be a fault.
    response.headers.pop("Date", None)
    snapshot, kind = g.get("snapshot"), response.mimetype
    config = snapshot.config if snapshot else None
    response.headers.update(headers_of_all(config))
    if kind in _INERT:
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response
    if snapshot:
        response.headers["X-Snapshot"] = snapshot.name
    if "written_by_author" in g:
        # A document of the author's own, such as a demonstration with scripts of its own.
        return response
    response.headers.update(FOR_DOCUMENTS)
    is_page = kind == _HTML
    inline = inline_scripts() if is_page and config is not None else ()
    # The preview and the mail in its frames say themselves what they may load.
    response.headers["Content-Security-Policy"] = g.get("own_policy") or policy(config, inline)
    # Pictures and feeds are read from other sites, in web readers above all; pages are not.
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin" if is_page else "cross-origin"
    if is_page:
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return response


def headers_of_all(config: Config | None) -> dict[str, str]:
    """Return the headers of every answer, pages and pictures alike."""
    headers = {"X-Content-Type-Options": "nosniff"}
    if config is not None and config.url.startswith("https://"):
        headers["Strict-Transport-Security"] = f"max-age={_YEARS}"
    return headers


def inline_scripts() -> tuple[str, ...]:
    """Return the digests of the scripts that stand in the text of every page."""
    try:
        return (scheme_digest(current_snapshot()),)
    except TemplateError:
        # The author's version of it cannot be read: the page says so, and none is allowed.
        return ()


def policy(config: Config | None, inline: tuple[str, ...] = (), *, wasm: bool = False) -> str:
    """Write the Content-Security-Policy (CSP 3): the site itself, and what ``[csp]`` opens.

    *inline* are the digests of scripts that stand in the page's own text; *wasm* lets the site's
    scripts compile WebAssembly, as the search of a site of files does.
    """
    if config is None:
        return _write_policy(None, "", inline, wasm=wasm)
    return _write_policy(config.csp, config.newsletter.form, inline, wasm=wasm)


@lru_cache(maxsize=8)
def _write_policy(
    opened: CspConfig | None, form: str, inline: tuple[str, ...], *, wasm: bool
) -> str:
    compiled = ("'wasm-unsafe-eval'",) if wasm else ()
    parts = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *compiled, *inline, *(opened.script if opened else ())],
        "style-src": ["'self'"],
        # Pictures and sound stand in old posts from everywhere, and cannot act.
        "img-src": ["'self'", "data:", "https:", *(opened.img if opened else ())],
        "media-src": ["'self'", "https:"],
        "font-src": ["'self'"],
        "manifest-src": ["'self'"],
        "connect-src": ["'self'", *(opened.connect if opened else ())],
        "frame-src": list(opened.frame) if opened and opened.frame else ["'none'"],
        "form-action": ["'self'", *_form_sources(opened, form)],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in parts.items())


def _form_sources(opened: CspConfig | None, form: str) -> tuple[str, ...]:
    """Allow the sign-up form to be sent where the author said."""
    parts = urlsplit(form)
    origin = (f"{parts.scheme}://{parts.netloc}",) if parts.netloc else ()
    return (*origin, *(opened.form if opened else ()))
