"""The names under which a preview server shows what readers do not see."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import abort, request
from werkzeug.sansio.utils import host_is_trusted

from app.config import load_config
from app.errors import ConfigError
from app.web.current import current_snapshot


def refuse_other_hosts() -> None:
    """Answer 400 under any name but our own: a page elsewhere could make its name lead here.

    An IP address, ``localhost``, the hosts of the site's addresses, here and in public, and what
    ``trusted_hosts`` names are ours.
    """
    try:
        host = urlsplit(f"//{request.host}").hostname or ""
    except ValueError:
        abort(400)
    if host != "localhost" and not _is_ip(host) and not _is_own(host):
        abort(400)


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_own(host: str) -> bool:
    try:
        config = current_snapshot().config
        # The snapshot's address is this server's; the one in site.toml is where readers are.
        public = load_config(config.root)
    except ConfigError:
        return False
    trusted = [name.lower() for name in config.trusted_hosts]
    # With nobody to trust, Werkzeug trusts everybody.
    is_trusted = bool(trusted) and host_is_trusted(host, trusted)
    return is_trusted or host in {config.host, public.host}
