"""Highlighted code as Markdown again, for whoever reads a text and not a page."""

from __future__ import annotations

import re
from html import unescape

_FIGURE = re.compile(
    r'<figure class="highlight"><pre><code class="[^"]*" data-lang="([^"]*)">(.*?)'
    r"</code></pre></figure>",
    re.DOTALL,
)
_TAG = re.compile(r"<[^<>]*>")
_TICKS = re.compile(r"`{3,}")


def fence_code(text: str) -> str:
    """Put a fence in place of each figure that ``{% highlight %}`` made in *text*."""
    return _FIGURE.sub(_fence, text) if '<figure class="highlight">' in text else text


def _fence(found: re.Match[str]) -> str:
    code = unescape(_TAG.sub("", found[2])).rstrip("\n")
    longest = max(map(len, _TICKS.findall(code)), default=2)
    ticks = "`" * max(longest + 1, 3)
    return f"{ticks}{unescape(found[1])}\n{code}\n{ticks}"
