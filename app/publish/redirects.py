"""A page that leads on, for hosts that cannot redirect by themselves."""

from __future__ import annotations

from markupsafe import escape


def render_redirect(url: str) -> bytes:
    """Render a page that a browser leaves for *url* (absolute) at once, and says so to engines."""
    to = escape(url)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Moved</title>
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="canonical" href="{to}">
<meta http-equiv="refresh" content="0;url={to}">
</head>
<body>
<p>This page has moved to <a href="{to}">{to}</a>.</p>
</body>
</html>
""".encode()
