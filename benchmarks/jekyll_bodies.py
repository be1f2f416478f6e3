"""What a post of a Jekyll folder costs, Liquid and colours included, beside plain `extra`.

usage: python benchmarks/jekyll_bodies.py FOLDER...

Each post of each blog goes through Python-Markdown with `extra`, which knows no Liquid, and through
all that we do for its page, in turn and in one process; what is made once is made before. Prints
processor time a post and the ratio, which alone can be compared with those of other runs.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import markdown

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.content.frontmatter import body_of_file
from app.content.markdown import render_body
from app.library.bodies import Bodies
from app.library.current import load_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.content.model import Body, Source
    from app.content.surroundings import Surroundings


class _Here:
    """Renders at once, in this process, and keeps nothing."""

    def body(self, source: Source, around: Surroundings) -> tuple[Body, bool]:
        """Return the words of *source*, which are not to be kept."""
        text = body_of_file(source.file.read_bytes())
        return render_body(text, source=source, surroundings=around), False


def measure(folder: Path) -> tuple[int, float, float]:
    """Return how many posts *folder* has, and the seconds that `extra` and we took for them."""
    library = load_snapshot(folder, now=datetime.now(UTC)).library
    bodies = Bodies(library, _Here())  # type: ignore[arg-type] -- all of a workshop that it asks
    engine = markdown.Markdown(extensions=["extra"])
    posts, extra, ours = library.all_posts, 0.0, 0.0
    for post in posts:
        text = body_of_file(post.source.file.read_bytes())
        bodies.of(post)  # includes and data that many posts share are read once
        extra += _seconds(lambda text=text: engine.reset().convert(text))
        ours += _seconds(lambda post=post: bodies.of(post))
    return len(posts), extra, ours


def _seconds(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def main() -> None:
    """Measure each folder that the command names."""
    if not sys.argv[1:]:
        sys.exit((__doc__ or "").strip())
    print(f"{'blog':16}{'posts':>7}{'extra ms':>10}{'ours ms':>10}{'ratio':>8}")
    for name in sys.argv[1:]:
        count, extra, ours = measure(Path(name).resolve())
        each = 1000 / max(count, 1)
        ratio = ours / max(extra, 1e-9)
        print(f"{Path(name).name:16}{count:7}{extra * each:10.2f}{ours * each:10.2f}{ratio:8.2f}")


if __name__ == "__main__":
    main()
