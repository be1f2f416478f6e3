"""How a request came to us: over which proxies, and below which path of its host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

from app.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from app.config import Config
    from app.web.current import Holder


class Arrival:
    """Stands before the application, and shows it each request as the reader sent it.

    What X-Forwarded headers say is believed of as many proxies as ``[server] proxies`` counts, and
    of nobody by default: anybody can write such a header. No link is ever made from them.
    The base path of the configured url is taken off, where a proxy left it on.
    """

    def __init__(self, application: WSGIApplication, holder: Holder) -> None:
        self._application = application
        self._holder = holder

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        config = self._config()
        if config is None:
            return self._application(environ, start_response)
        path, base = environ.get("PATH_INFO", ""), config.base_path
        if base and (path == base or path.startswith(f"{base}/")):
            environ["PATH_INFO"] = path.removeprefix(base) or "/"
        if count := config.server.proxies:
            behind = ProxyFix(self._application, x_for=count, x_proto=count, x_host=count)
            return behind(environ, start_response)
        return self._application(environ, start_response)

    def _config(self) -> Config | None:
        try:
            return self._holder.snapshot().config
        except ConfigError:
            return None
