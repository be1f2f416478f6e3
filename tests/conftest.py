"""What every test can rely on."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def own_cache(monkeypatch, tmp_path_factory):
    """Keep derived files out of the user's own cache folder."""
    monkeypatch.setenv("TRIFOLD_CACHE", str(tmp_path_factory.mktemp("cache")))
