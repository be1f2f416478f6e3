"""Pages that only list posts: what is left of their words when the lists are taken away.

Our own home page and archive list the posts already, in our look.
"""

from __future__ import annotations

import re

#: Neither reaches past the beginning of the next one, so that what never ends costs little.
_TAG = re.compile(r"{%-?\s{0,99}(\w{1,99})((?:[^%{]|%(?!})|{(?!%)){0,2000})%}")
_OUTPUT = re.compile(r"{{[^{}]{0,2000}}}")
_POSTS = re.compile(
    r"\b(?:posts?|paginator|site\.tags|site\.categories|archives?)\b|[Pp]osts?_?[Bb]y"
)
_LISTING_INCLUDE = re.compile(
    r"post|pagin|article|entr(?:y|ies)|archive|recent|pager", re.IGNORECASE
)
#: What a theme puts around every page.
_FRAME_INCLUDE = re.compile(r"setup|head|foot|nav|side|script|analytic|comment", re.IGNORECASE)
#: What never ends reaches to the end, so that it is looked at once.
_UNREAD = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|svg)\b.*?(?:</\1>|\Z)|<[^<>]*>", re.DOTALL | re.IGNORECASE
)
_BLOCKS = frozenset({"for", "if", "unless", "case", "tablerow"})
#: Fewer words than these are the headings and links of a list.
_FEWEST = 16
#: Letters of a text that are looked at: what says nothing in them says nothing.
_LOOKED_AT = 10_000
_EMPTY = 3_000


def cut_lists(text: str) -> str:
    """Return the Markdown or HTML *text* without what lists posts by Liquid."""
    return _cut(text)[0]


def has_own_words(text: str) -> bool:
    """Tell whether *text* says something besides its lists of posts."""
    left, shows = _cut(text[:_LOOKED_AT])
    words = _UNREAD.sub(" ", _OUTPUT.sub(" ", _TAG.sub(" ", left))).split()
    return len([word for word in words if any(map(str.isalpha, word))]) >= _FEWEST or shows


def is_bare(text: str) -> bool:
    """Tell whether *text* says nothing at all, so that its layout did."""
    return len(text) <= _EMPTY and not _UNREAD.sub("", text).strip()


def _cut(text: str) -> tuple[str, bool]:
    """Return *text* without its lists of posts, and whether Liquid shows something else in it."""
    kept: list[str] = []
    place = depth = 0
    shows = False
    names = _POSTS
    for tag in _TAG.finditer(text):
        name, about = tag[1], tag[2]
        if depth:
            # Within a list: only its end matters.
            depth += (name in _BLOCKS) - (name.startswith("end") and name[3:] in _BLOCKS)
            place = tag.end() if not depth else place
            continue
        if name == "assign" and names.search(about.partition("=")[2]):
            variable = re.escape(about.partition("=")[0].strip())
            names = re.compile(f"{names.pattern}|\\b{variable}\\b")
        is_list = name in _BLOCKS and bool(names.search(about))
        is_part = name == "include" and bool(_LISTING_INCLUDE.search(about.split("=")[0]))
        is_frame = name == "include" and bool(_FRAME_INCLUDE.search(about.split("=")[0]))
        shows = shows or (name in {"for", "include"} and not (is_list or is_part or is_frame))
        if is_list or is_part:
            kept.append(text[place : tag.start()])
            place, depth = tag.end(), int(is_list)
    return "".join(kept) + ("" if depth else text[place:]), shows
