"""The WSGI application: any server runs ``wsgi:app``, and ``flask run`` finds it by itself."""

from __future__ import annotations

import os
from pathlib import Path

from app.cli import trifold
from app.web import create_app

#: TRIFOLD_CONTENT wins; without it, the folder beside this file, wherever the server starts.
app = create_app(os.environ.get("TRIFOLD_CONTENT") or Path(__file__).resolve().parent / "content")
#: `flask` has the same commands; a server loads none of them.
app.cli = trifold
