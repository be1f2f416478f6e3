"""What the words of a post cost: ours beside Python-Markdown, plain and as it is usually set up.

usage: python benchmarks/bodies.py [NUMBER | FOLDER]

FOLDER is a content folder; without it, corpus.py makes NUMBER posts (400). Each post goes through
each converter in turn, in one process, so that whatever else the machine does hits all alike; each
converter is made once. Ours does all that a page needs of a body: Markdown, code in colours,
smart quotes, formulas, links that are looked up, the excerpt and the number of words. Prints a
table of processor time a post. Ratios of one run can be compared with those of another, times
cannot.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import markdown

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from corpus import write_corpus  # noqa: E402 -- found only now

from app.content.frontmatter import body_of_file  # noqa: E402
from app.content.markdown import render_body  # noqa: E402
from app.content.model import Source  # noqa: E402
from app.content.surroundings import Surroundings  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

USUAL = 400
#: Rendered before the clock runs: what is made once is no cost of a post.
FIRST = 10
STACKS: dict[str, list[str]] = {
    "Python-Markdown, plain": [],
    "`extra`": ["extra"],
    "`extra`, `toc`, `smarty`, `codehilite`": ["extra", "toc", "smarty", "codehilite"],
}


def converters() -> dict[str, Callable[[str], object]]:
    """Return what is compared, by the names in the table; the first is what others are set to."""
    made: dict[str, Callable[[str], object]] = {
        name: stock_converter(extensions) for name, extensions in STACKS.items()
    }
    source = Source(root=".", path="posts/x.md", body_line=1, digest="", modified=0.0)
    around = Surroundings(resolve=lambda link: link, measure=lambda _: None)
    made["Trifold"] = lambda text: render_body(text, source=source, surroundings=around)
    return made


def stock_converter(extensions: list[str]) -> Callable[[str], str]:
    """Return Python-Markdown with *extensions*, used again for each text as its manual says."""
    engine = markdown.Markdown(extensions=extensions)
    return lambda text: engine.reset().convert(text)


def measure(texts: list[str]) -> dict[str, float]:
    """Return the seconds of processor time that all *texts* took, by converter."""
    compared = converters()
    for text in texts[:FIRST]:
        for convert in compared.values():
            convert(text)
    spent = dict.fromkeys(compared, 0.0)
    for text in texts:
        for name, convert in compared.items():
            begin = time.process_time()
            convert(text)
            spent[name] += time.process_time() - begin
    return spent


def read_texts(folder: Path) -> list[str]:
    """Return the Markdown of each post in *folder*, without its header."""
    return [body_of_file(file.read_bytes()) for file in sorted(folder.glob("posts/**/*.md"))]


def main() -> None:
    """Measure the folder, or as many posts, that the command names."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else str(USUAL)
    if not wanted.isdigit():
        texts = read_texts(Path(wanted))
    else:
        with tempfile.TemporaryDirectory() as folder:
            write_corpus(int(wanted), Path(folder) / "site")
            texts = read_texts(Path(folder) / "site")
    if not texts:
        sys.exit(f"{wanted}: no posts; name a number, or a folder with posts/*.md")
    spent = measure(texts)
    plain = next(iter(spent.values()))
    print(f"{len(texts)} posts, {sum(map(len, texts)) // len(texts)} letters in the mean\n")
    print("| | ms a post | to plain |\n|---|--:|--:|")
    for name, seconds in spent.items():
        print(f"| {name} | {1000 * seconds / len(texts):.2f} | {seconds / plain:.2f} |")


if __name__ == "__main__":
    main()
