"""Whether posts have the date, address, terms, slug and title that Jekyll gives them.

usage: python benchmarks/jekyll_headers.py [--show N] FOLDER=ANSWER.json...

FOLDER is the blog, ANSWER what Jekyll itself made of each of its posts. Titles are compared as
people read them, without markup; a draft's date is its file's, which a copy does not keep, so that
it is left out. Prints a row for each blog, and the first N differences (3) of each kind.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from app.config import load_config
from app.content.html import plain_text
from app.content.model import Post
from app.library.load import Loader

_ASPECTS = ("loads", "date", "address", "categories", "tags", "slug", "title", "all")


def aspects_of(post: Post, told: dict[str, Any]) -> dict[str, tuple[object, object]]:
    """Pair what we have with what Jekyll *told*, aspect by aspect."""
    found: dict[str, tuple[object, object]] = {
        "address": (unquote(post.address), unquote(told.get("url", ""))),
        "categories": (post.categories, _names(told["categories"])),
        "tags": (post.tags, _names(told["tags"])),
        "slug": (post.slug, told["slug"]),
        "title": (post.title, " ".join(plain_text(told["title"]).split())),
    }
    if "_drafts/" not in told["path"]:
        found["date"] = (post.date, datetime.fromisoformat(told["date"]))
    return found


def _names(told: list[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(name) for name in told if name is not None))


def compare(folder: Path, answer: Path, show: int) -> Counter[str]:
    """Print how the posts of one blog differ; return how many are equal in each aspect."""
    loaded = Loader(load_config(folder)).load().writings
    posts = {one.source.path: one for one in loaded if isinstance(one, Post)}
    equal, shown = Counter[str](), Counter[str]()
    for told in json.loads(answer.read_text(encoding="utf-8"))["posts"]:
        equal["posts"] += 1
        post = posts.get(told["path"])
        if post is None:
            print(f"   not loaded: {told['path']}")
            continue
        pairs = aspects_of(post, told)
        differing = [aspect for aspect, (ours, theirs) in pairs.items() if ours != theirs]
        equal.update({"loads", *_ASPECTS} - {*differing} - ({"all"} if differing else set()))
        for aspect in differing:
            shown[aspect] += 1
            if shown[aspect] <= show:
                ours, theirs = pairs[aspect]
                print(f"   {told['path']}: {aspect} is {ours!r} here, {theirs!r} there")
    return equal


def _row(name: str, equal: Counter[str]) -> None:
    figures = "".join(f"{100 * equal[one] / max(equal['posts'], 1):12.2f}" for one in _ASPECTS)
    print(f"{name:16}{equal['posts']:>7}{figures}", flush=True)


def main() -> int:
    """Compare every pair named on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("pairs", nargs="+", metavar="FOLDER=ANSWER.json")
    parser.add_argument("--show", type=int, default=3, metavar="N")
    told = parser.parse_args()
    print(f"{'blog':16}{'posts':>7}{''.join(f'{one:>12}' for one in _ASPECTS)}")
    total = Counter[str]()
    for pair in told.pairs:
        folder, _, answer = pair.partition("=")
        equal = compare(Path(folder).resolve(), Path(answer), told.show)
        _row(Path(folder).name, equal)
        total += equal
    _row("all", total)
    return 0


if __name__ == "__main__":
    sys.exit(main())
