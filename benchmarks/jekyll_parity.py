"""How often a post reads the same here as in Jekyll: words, blocks, and the names of headings.

usage: python benchmarks/jekyll_parity.py [--show N] [--post PART] ANSWER.json...

ANSWER is what Jekyll itself makes of each post of a folder: its text after Liquid, and its HTML.
That text goes through our Markdown, so that Markdown alone is compared. Words are equal when they
are after white space is removed and typographic signs are folded; blocks are equal when the same
tags of blocks begin in the same order. Prints a row for each blog with the share of posts, their
mean over blogs, and the first difference of N posts (5) of each; PART shows posts whose path has
it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree, html

from app.content.html import replace_maths
from app.content.markdown import render_body
from app.content.markdown.kramdown.options import MarkdownOptions, parse_options
from app.content.model import Source
from app.content.surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCKS = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table thead tbody tr th td hr div".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_UNREAD = frozenset({"script", "style", "figcaption"})
#: What either side puts around code, formulas and notes.
_FRAMES = re.compile(r"\b(?:highlight|highlighter-rouge|footnotes?|math|kdmath)\b")
_BACK = re.compile(r"\b(?:reversefootnote|footnote-backref)\b")
_SIGNS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "–": "-", "—": "-"})
_MATHS_SIGNS = re.compile(r"\\[()\[\]]|\$+")
_ASPECTS = ("text", "blocks", "both", "ids")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What of a post's HTML is compared."""

    words: str
    blocks: tuple[str, ...]
    ids: tuple[str, ...]


def read_shape(markup: str) -> Shape:
    """Return the shape of *markup*, a fragment of HTML."""
    markup = replace_maths(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", markup), _written)
    root = html.fragment_fromstring(markup, create_parent="body")
    blocks, ids = [], []
    step = 1 if root.find(".//h1") is not None else 0
    for element in list(_read(root)):
        tag = element.tag
        if tag in _HEADINGS and element.get("id"):
            ids.append(element.get("id"))
        if tag in _BLOCKS and not _is_frame(element):
            blocks.append(f"h{min(int(tag[1]) + step, 6)}" if tag in _HEADINGS else tag)
    return Shape(words=_folded(root), blocks=tuple(blocks), ids=tuple(ids))


def _written(tex: str) -> str:
    return tex.replace("&", "&amp;").replace("<", "&lt;")


def _read(element: Any) -> Iterator[Any]:  # noqa: ANN401 -- lxml's own
    for child in element.iterchildren(etree.Element):
        kind = child.get("class", "")
        if child.tag in _UNREAD or _BACK.search(kind) or "lineno" in kind:
            child.text, child[:] = "", []
        elif kind != "math":  # a formula is words, whatever it is drawn with
            yield child
            if child.tag == "pre":
                _blank_numbers(child)
            else:
                yield from _read(child)


def _blank_numbers(code: Any) -> None:  # noqa: ANN401 -- lxml's own
    """Take the numbers of lines out of *code*."""
    for child in list(code.iter("td", "pre")):
        if re.search(r"\b(?:gutter|lineno)", child.get("class", "")):
            child.text, child[:] = "", []


def _is_frame(element: Any) -> bool:  # noqa: ANN401 -- lxml's own
    if element.tag == "hr":
        return bool(_FRAMES.search(element.getparent().get("class", "")))
    return element.tag == "div" and bool(_FRAMES.search(element.get("class", "")))


def _folded(root: Any) -> str:  # noqa: ANN401 -- lxml's own
    words = "".join(root.itertext(etree.Element))
    words = re.sub(r"[\s☐☑]+", "", words.translate(_SIGNS))
    return re.sub("-+", "-", _MATHS_SIGNS.sub("", words))


def render(markdown: str, path: str, options: MarkdownOptions) -> str:
    """Return the HTML that we make of *markdown*."""
    source = Source(file=Path(path), path=path, body_line=1, digest="", modified=0.0)
    around = Surroundings(resolve=lambda link: link, measure=lambda _: None, options=options)
    return str(render_body(markdown, source=source, surroundings=around).html)


def first_difference(theirs: Shape, ours: Shape) -> str:
    """Say where *ours* first differs from *theirs*."""
    if theirs.words != ours.words:
        return _apart("text", theirs.words, ours.words, 50)
    if theirs.blocks != ours.blocks:
        return _apart("blocks", theirs.blocks, ours.blocks, 8)
    return _apart("ids", theirs.ids, ours.ids, 2)


def _apart(kind: str, theirs: Any, ours: Any, around: int) -> str:  # noqa: ANN401 -- str or tuple
    place = next(
        (i for i, (a, b) in enumerate(zip(theirs, ours, strict=False)) if a != b),
        min(len(theirs), len(ours)),
    )
    begin, end = max(0, place - around // 2), place + around
    return f"{kind} at {place}\n      jekyll {theirs[begin:end]}\n      ours   {ours[begin:end]}"


def compare(answer: Path, show: int, part: str) -> dict[str, float]:
    """Print the row of one blog and what differs; return the share of posts equal in each way."""
    told = json.loads(answer.read_text(encoding="utf-8"))
    posts = [post for post in told["posts"] if post.get("html") is not None and _is_read(post)]
    options = parse_options(told["meta"]["config_kept"])
    equal = dict.fromkeys(_ASPECTS, 0)
    differing = []
    begin = time.process_time()
    pairs = [(post, render(post["after_liquid"], post["path"], options)) for post in posts]
    spent = (time.process_time() - begin) * 1000 / max(len(posts), 1)
    for post, made in pairs:
        theirs, ours = read_shape(post["html"]), read_shape(made)
        same = {"text": theirs.words == ours.words, "blocks": theirs.blocks == ours.blocks}
        same |= {"both": same["text"] and same["blocks"], "ids": theirs.ids == ours.ids}
        for aspect in _ASPECTS:
            equal[aspect] += same[aspect]
        if not (same["both"] and same["ids"]):
            differing.append((post["path"], theirs, ours))
    shares = {aspect: 100 * equal[aspect] / max(len(posts), 1) for aspect in _ASPECTS}
    _row(answer.name.partition(".")[0], len(posts), shares, spent)
    for path, theirs, ours in [one for one in differing if part in one[0]][:show]:
        likeness = SequenceMatcher(None, theirs.blocks, ours.blocks, autojunk=False).ratio()
        print(f"   {path} (blocks alike {likeness:.0%})\n      {first_difference(theirs, ours)}")
    return shares if posts else {}


def _is_read(post: dict[str, Any]) -> bool:
    return post["ext"] in {".md", ".markdown", ".mkd", ".mkdown"}


def _row(name: str, posts: int | str, shares: dict[str, float], spent: float) -> None:
    figures = "".join(f"{shares[aspect]:8.1f}" for aspect in _ASPECTS)
    print(f"{name:16}{posts:>7}{figures}{spent:9.1f}", flush=True)


def main() -> int:
    """Compare every blog named on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("answers", nargs="+", type=Path, metavar="ANSWER.json")
    parser.add_argument("--show", type=int, default=5, metavar="N")
    parser.add_argument("--post", default="", metavar="PART")
    told = parser.parse_args()
    print(f"{'blog':16}{'posts':>7}{''.join(f'{one:>8}' for one in _ASPECTS)}{'ms/post':>9}")
    rows = [shares for one in told.answers if (shares := compare(one, told.show, told.post))]
    mean = {aspect: sum(row[aspect] for row in rows) / len(rows) for aspect in _ASPECTS}
    _row("mean over blogs", "", mean, 0.0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
