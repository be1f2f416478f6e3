"""Links as they stand in Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.html import is_foreign, select_outlet

if TYPE_CHECKING:
    from collections.abc import Callable

#: Code first, so that a link inside of it is passed over. Each begins with a sign, and only then
#: looks whether that begins a line: so letters are passed over without a try.
_INLINE_LINK = re.compile(
    r"`(?<=^`)(?P<ticks>``+).*?^`(?P=ticks)|~(?<=^~)(?P<waves>~~+).*?^~(?P=waves)"
    r"|`[^`\n]+`|\]\((?P<link>[^\s()<>]+)",
    re.DOTALL | re.MULTILINE,
)

_PATH_END = re.compile("[?#]")


def resolve_markdown(text: str, resolve: Callable[[str], str | None]) -> str:
    """Put ``resolve(link)`` in place of each inline link of the Markdown *text* that it knows.

    What is meant for mails alone goes; code stays as it is.
    """

    def change(found: re.Match[str]) -> str:
        if found["link"] is None:
            return found[0]
        path, mark, rest = split_link(found["link"])
        url = None if not path or is_foreign(found["link"]) else resolve(path)
        return f"]({url}{mark}{rest}" if url else found[0]

    text = str(select_outlet(text, "web"))
    return _INLINE_LINK.sub(change, text) if "](" in text else text


def split_link(link: str) -> tuple[str, str, str]:
    """Split *link* into its path, the sign after it (``?``, ``#`` or nothing), and the rest."""
    found = _PATH_END.search(link)
    if not found:
        return link, "", ""
    return link[: found.start()], found[0], link[found.end() :]
