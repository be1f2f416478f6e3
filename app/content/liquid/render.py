"""A text of a Jekyll folder, with its Liquid rendered: a post, a page, or the words of another."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from app.content.liquid.embeds import EDGE
from app.content.liquid.engine import render_liquid
from app.content.liquid.model import Limits, Rendered, Template, has_liquid
from app.content.liquid.site import Paper, Site, open_folder
from app.content.model import Level, Problem

if TYPE_CHECKING:
    from app.content.liquid.model import Ask
    from app.content.model import Source

#: Turns of loops that each post adds to what a page may do: a list of all of them is no attack.
_TURNS_A_POST = 50
#: Letters of other documents that a page shows whole. A list of a thousand needs their beginnings.
_MOST_LETTERS = 60_000
_SHOWN = 600
_TOO_MANY_WORDS = (
    "shows the words of so many posts that of the later ones only the beginning stands; "
    "let it show post.excerpt, or fewer posts"
)
_MARKDOWN = (".md", ".markdown", ".mkdown", ".mkdn", ".mkd")
_TAG = re.compile(r"\{%-?\s*(end)?(\w+)")
#: A line that says where ``[words]`` lead: an excerpt needs those that stand further below.
_REFERENCE = re.compile(r"^ {0,3}(\[[^\]\n]+\]):.+$", re.MULTILINE)
_BLOCKS = frozenset(("if", "unless", "case", "for", "capture", "comment", "raw", "highlight"))


def render_text(text: str, *, source: Source, ask: Ask, markdown: Callable[[str], str]) -> Rendered:
    """Render the Liquid in *text*, the words of *source*; *ask* answers for the folder."""
    return _Renderer(ask, markdown).render(text, source.path, source.body_line)


class _Renderer:
    """Renders one text, and once more the words of the documents that it shows."""

    def __init__(self, ask: Ask, markdown: Callable[[str], str], *, is_inner: bool = False) -> None:
        self._ask = ask
        self._markdown = markdown
        self._is_inner = is_inner
        self._words: dict[tuple[str, str], str] = {}
        #: Letters of other documents that were rendered so far.
        self._spent = 0

    def render(self, text: str, path: str, line: int = 1) -> Rendered:
        site = Site(self._ask, self._words_of, path)
        values = self._ask("page", path)
        page = (
            Paper({"content": text, **values}, self._ask, self._words_of)
            if (isinstance(values, dict))
            else None
        )
        if page is not None and page.get("render_with_liquid") is False:
            return Rendered(text=text)
        is_page = page is not None and not page.get("collection")
        names = {
            "site": site,
            "page": page,
            "jekyll": {"version": "4.4.1", "environment": "production"},
            "layout": {},
            EDGE: "\n" if path.endswith(_MARKDOWN) else "",
            "paginator": _Paginator(site) if is_page else None,
        }
        rendered = render_liquid(
            Template(text=text, path=path, line=line),
            names=names,
            folder=open_folder(self._ask, path, markdown=self._markdown),
            limits=self._limits(),
        )
        if self._spent <= _MOST_LETTERS:
            return rendered
        problem = Problem(path=path, line=line, what=_TOO_MANY_WORDS, level=Level.NOTICE)
        return replace(rendered, problems=(*rendered.problems, problem))

    def _limits(self) -> Limits:
        count = self._ask("count", "")
        more = _TURNS_A_POST * count if isinstance(count, int) else 0
        return replace(Limits(), turns=Limits().turns + more)

    def _words_of(self, path: str, part: str) -> str:
        """Return the words of the document at *path*; a document within another has none."""
        if self._is_inner:
            return ""
        if (path, part) not in self._words:
            self._words[path, part] = self._render_other(path, part)
        return self._words[path, part]

    def _render_other(self, path: str, part: str) -> str:
        text = self._ask("text", path)
        if not isinstance(text, str):
            return ""
        if part == "excerpt":
            text = first_words(text, str(self._ask("separator", path) or "\n\n"))
        if self._spent > _MOST_LETTERS:
            text = _beginning(text)
        self._spent += len(text)
        if self._spent > 2 * _MOST_LETTERS:
            return f"<p>{escape(_beginning(text), quote=False)}</p>"
        if has_liquid(text):
            text = _Renderer(self._ask, self._markdown, is_inner=True).render(text, path).text
        return self._markdown(text) if path.endswith(_MARKDOWN) else text


def _beginning(text: str) -> str:
    """Return about the first lines of *text*: what a list shows."""
    words = text[:_SHOWN]
    return words if len(text) <= _SHOWN else f"{words.rpartition(' ')[0] or words}…"


class _Paginator(dict[str, object]):
    """``paginator`` of the first page; what it holds is found when it is wanted."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self._site = site

    def __missing__(self, key: str) -> object:
        if not self:
            self._fill()
        return dict.get(self, key)

    def _fill(self) -> None:
        posts = self._site.documents("posts")
        wanted = self._site["paginate"]
        size = wanted if isinstance(wanted, int) and wanted > 0 else max(len(posts), 1)
        pages = -(-len(posts) // size)
        self.update(
            page=1,
            per_page=size,
            posts=posts[:size],
            total_posts=len(posts),
            total_pages=pages,
            previous_page=None,
            previous_page_path=None,
            next_page=2 if pages > 1 else None,
            next_page_path="/page/2/" if pages > 1 else None,
        )


def first_words(text: str, separator: str) -> str:
    """Return what stands before *separator*, with its blocks closed and its links led somewhere."""
    head, found, tail = text.partition(separator)
    if not found or not tail:
        return head
    open_blocks: list[str] = []
    for tag in _TAG.finditer(head):
        if not tag[1] and tag[2] in _BLOCKS:
            open_blocks.append(tag[2])
        elif tag[1] and tag[2] in open_blocks:
            open_blocks.remove(tag[2])
    head += "".join(f"\n{{% end{name} %}}" for name in reversed(open_blocks))
    references = [found[0] for found in _REFERENCE.finditer(tail) if found[1] in head]
    return "\n".join([head, "", *references]) if references else head
