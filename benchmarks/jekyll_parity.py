"""How often a post reads the same here as in Jekyll: header, words, blocks, names of headings.

usage: python benchmarks/jekyll_parity.py [--whole] [--show N] [--post PART] ANSWER.json...

ANSWER is what Jekyll itself makes of each post of a folder: its header, its text after Liquid, and
its HTML. That text goes through our Markdown, so that Markdown alone is compared. With --whole, the
folder is loaded as a site instead: NAME beside NAME.truth.json; then headers and addresses are
compared as well, and words are those of our own Liquid. Words are equal when they are after white
space is removed and typographic signs are folded; blocks are equal when the same tags of blocks
begin in the same order. Prints a row for each blog with the share of posts, their mean over blogs,
and the first difference of N posts (5) of each; PART shows posts whose path has it.
"""

from __future__ import annotations

import argparse
import html as entities
import json
import os
import re
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from lxml import etree, html

from app.content.html import replace_maths
from app.content.markdown import render_body
from app.content.markdown_options import MarkdownOptions, parse_options
from app.content.model import Source
from app.content.surroundings import Surroundings
from app.errors import SiteError
from app.library.current import load_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.content.model import Body, Post
    from app.library.current import Snapshot

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
_BODY = ("text", "blocks", "both", "ids")
_HEADER = ("title", "date", "categories", "tags", "address", "slug", "excerpt")


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
    for element in list(_read(root)):
        tag = element.tag
        if tag in _HEADINGS and element.get("id"):
            ids.append(element.get("id"))
        if tag in _BLOCKS and not _is_frame(element):
            blocks.append(tag)
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
    source = Source(root=".", path=path, body_line=1, digest="", modified=0.0)
    around = Surroundings(resolve=lambda link: link, measure=lambda _: None, options=options)
    return str(render_body(markdown, source=source, surroundings=around).html)


def _apart(kind: str, theirs: Any, ours: Any, around: int) -> str:  # noqa: ANN401 -- str or tuple
    place = next(
        (i for i, (a, b) in enumerate(zip(theirs, ours, strict=False)) if a != b),
        min(len(theirs), len(ours)),
    )
    begin, end = max(0, place - around // 2), place + around
    return f"{kind} at {place}\n      jekyll {theirs[begin:end]}\n      ours   {ours[begin:end]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One post, as Jekyll has it and as we do; without ours when it was not read."""

    told: dict[str, Any]
    html: str | None
    header: dict[str, object] | None = None


def read_pairs(answer: Path, told: dict[str, Any], *, whole: bool) -> list[Pair]:
    """Make our own of every post that Jekyll made."""
    posts = [post for post in told["posts"] if post.get("html") is not None and _is_read(post)]
    if whole:
        return _load(answer, posts)
    options = parse_options(told["meta"]["config_kept"])
    return [
        Pair(told=post, html=render(post["after_liquid"], post["path"], options)) for post in posts
    ]


def _load(answer: Path, posts: list[dict[str, Any]]) -> list[Pair]:
    folder = answer.parent / answer.name.removesuffix(".truth.json")
    snapshot = load_snapshot(folder, now=datetime.now(UTC), preview=True)
    ours = {post.source.path: post for post in (*snapshot.shown.all_posts, *snapshot.hidden)}
    pairs = []
    for told in posts:
        post = ours.get(told["path"])
        body = _body(snapshot, post) if post else None
        header = _header(post, body.excerpt if body else "") if post else None
        pairs.append(Pair(told=told, html=str(body.html) if body else None, header=header))
    return pairs


def _body(snapshot: Snapshot, post: Post) -> Body | None:
    try:
        return snapshot.body_of(post)
    except SiteError as error:
        print(f"   {post.source.path}: {error}")
        return None


def _header(post: Post, excerpt: str) -> dict[str, object]:
    return {
        "title": " ".join(entities.unescape(post.title).split()),
        "date": post.date.astimezone(UTC).isoformat(),
        "categories": list(post.categories),
        "tags": list(post.tags),
        "address": post.address,
        "slug": post.slug,
        "excerpt": excerpt,
    }


def _told_header(told: dict[str, Any]) -> dict[str, object]:
    return {
        "title": " ".join(entities.unescape(told["title"]).split()),
        "date": datetime.fromisoformat(told["date"]).astimezone(UTC).isoformat(),
        "categories": told["categories"],
        "tags": told["tags"],
        "address": unquote(str(told.get("url", ""))),
        "slug": told["slug"],
    }


def differences(pair: Pair) -> dict[str, str]:
    """Say in which aspects *pair* differs, and how."""
    if pair.html is None:
        return dict.fromkeys((*_BODY, *_HEADER), "not read")
    found = {}
    theirs, ours = read_shape(pair.told["html"]), read_shape(pair.html)
    for name, one, other in (
        ("text", theirs.words, ours.words),
        ("blocks", theirs.blocks, ours.blocks),
        ("ids", theirs.ids, ours.ids),
    ):
        if one != other:
            found[name] = _apart(name, one, other, 50 if name == "text" else 8)
    if "text" in found or "blocks" in found:
        found["both"] = found.get("text") or found["blocks"]
    if pair.header is not None:
        found |= _header_differences(pair.told, pair.header)
    return found


def _header_differences(told: dict[str, Any], ours: dict[str, object]) -> dict[str, str]:
    theirs = _told_header(told)
    found = {
        name: f"{name}\n      jekyll {value!r}\n      ours   {ours[name]!r}"
        for name, value in theirs.items()
        # A draft has the time of its file, which copying it changes.
        if value != ours[name] and not (name == "date" and told["draft"])
    }
    said = _paragraphs(told)
    own = read_shape(entities.escape(str(ours["excerpt"])) or "<p></p>").words.removesuffix("...")
    # Ours is cut to a length, and has as much as there is where theirs is one paragraph.
    if said and not (said.startswith(own) or own.startswith(said)):
        found["excerpt"] = _apart("excerpt", said, own, 50)
    return found


def _paragraphs(told: dict[str, Any]) -> str:
    """Return the words of what Jekyll took from the body: ours are of no heading, code or list."""
    if told.get("excerpt_from") != "body":
        return ""
    found = re.findall(r"<p\b.*?</p>", told.get("excerpt") or "", re.DOTALL)
    return read_shape("".join(found) or "<p></p>").words


def compare(answer: Path, told: argparse.Namespace) -> dict[str, float]:
    """Print the row of one blog and what differs; return the share of posts equal in each way."""
    begin = time.process_time()
    pairs = read_pairs(answer, json.loads(answer.read_text(encoding="utf-8")), whole=told.whole)
    spent = (time.process_time() - begin) * 1000 / max(len(pairs), 1)
    found = [(pair, differences(pair)) for pair in pairs]
    shares = {
        aspect: 100 * sum(aspect not in one for _, one in found) / max(len(pairs), 1)
        for aspect in _aspects(told)
    }
    _row(answer.name.partition(".")[0], len(pairs), shares, spent)
    differing = [
        (pair.told["path"], next(iter(one.values())))
        for pair, one in found
        if one and told.post in pair.told["path"]
    ]
    for path, what in differing[: told.show]:
        print(f"   {path}: {what}")
    return shares if pairs else {}


def _aspects(told: argparse.Namespace) -> tuple[str, ...]:
    return (*_BODY, *_HEADER) if told.whole else _BODY


def _is_read(post: dict[str, Any]) -> bool:
    return post["ext"] in {".md", ".markdown", ".mkd", ".mkdown"}


def _row(name: str, posts: int | str, shares: dict[str, float], spent: float) -> None:
    figures = "".join(f"{share:8.1f}" for share in shares.values())
    print(f"{name:16}{posts:>7}{figures}{spent:9.1f}", flush=True)


def main() -> int:
    """Compare every blog named on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("answers", nargs="+", type=Path, metavar="ANSWER.json")
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--show", type=int, default=5, metavar="N")
    parser.add_argument("--post", default="", metavar="PART")
    told = parser.parse_args()
    titles = "".join(f"{one[:7]:>8}" for one in _aspects(told))
    print(f"{'blog':16}{'posts':>7}{titles}{'ms/post':>9}")
    with tempfile.TemporaryDirectory() as cache:
        os.environ["TRIFOLD_CACHE"] = cache
        rows = [shares for one in told.answers if (shares := compare(one, told))]
    mean = {aspect: sum(row[aspect] for row in rows) / len(rows) for aspect in _aspects(told)}
    _row("mean over blogs", "", mean, 0.0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
