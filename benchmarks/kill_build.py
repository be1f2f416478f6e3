"""Kill a build at random moments, and look at what is there: the old site or the new, whole.

    python benchmarks/kill_build.py [KILLS [POSTS]]

Two states of a small site are built in turn over each other; each build is killed (SIGKILL) at a
random moment, half of the moments near its end, where folders change places. Prints how often the
old and the new were found; exits 1 when anything else was, or when a build left something behind.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def write_content(folder: Path, state: str, posts: int) -> Path:
    """Write a site of so many *posts* whose every page tells the *state*."""
    (folder / "posts").mkdir(parents=True)
    (folder / "site.toml").write_text(f'title = "{state}"\nurl = "https://ana.example.org"\n')
    for number in range(posts):
        header = f"title: Post {number}\ndate: 2026-01-01\ncategories: c{number % 4}\n"
        (folder / f"posts/p{number}.md").write_text(f"---\n{header}---\nIn {state}.\n")
    return folder


def start(content: Path, out: Path) -> subprocess.Popen[bytes]:
    """Begin to build *content* into *out*."""
    command = [sys.executable, "-m", "app", "build", out, "--content", content, "--no-search"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, start_new_session=True, **quiet)


def sum_up(folder: Path) -> str:
    """Return a digest of every path and file below *folder*, but the one with the times of all."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.name != ".trifold-build.json":
            digest.update(f"{file.relative_to(folder)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def is_tidy(folder: Path) -> bool:
    """Tell whether *folder* has the site, and beside it at most the spare one of a large site."""
    names = {path.relative_to(folder).as_posix() for path in folder.glob("*")}
    hidden = {path.name for path in (folder / ".site.trifold").glob("*")}
    return names - {".site.trifold"} == {"site"} and hidden <= {"kept"}


def main(kills: int, posts: int) -> int:
    """Do as the top of this file says."""
    with tempfile.TemporaryDirectory() as name:
        place, chance = Path(name), random.Random(7)  # noqa: S311 -- moments, no secrets
        os.environ["TRIFOLD_CACHE"] = str(place / "cache")
        contents = [write_content(place / state, state, posts) for state in ("left", "right")]
        sums, out = [], place / "public" / "site"
        for content in contents:
            begun = time.monotonic()
            start(content, out).wait()
            lasts = time.monotonic() - begun
            sums.append(sum_up(out))
        seen, bad = {"old": 0, "new": 0}, 0
        for number in range(kills):
            content = contents[number % 2]
            old = sum_up(out)
            process = start(content, out)
            time.sleep(lasts * (chance.random() if number % 4 < 2 else chance.uniform(0.7, 1.3)))
            # Half of the time its helpers live on.
            kill = os.killpg if number % 2 else os.kill
            kill(process.pid, signal.SIGKILL)
            process.wait()
            found = sum_up(out)
            bad += found not in sums
            seen["old" if found == old else "new"] += 1
            if number % 5 == 4:  # what a kill left is gone after the next build
                while start(content, out).wait():
                    time.sleep(0.2)  # while a helper of the one before comes to its end
                bad += not is_tidy(out.parent) or sum_up(out) != sums[number % 2]
        print(f"{kills} kills: {seen['old']} times the old site, {seen['new']} times the new")
        print(f"{bad} times anything else")
        return min(bad, 1)


if __name__ == "__main__":
    kills, posts, *_ = (*map(int, sys.argv[1:]), *(50, 40)[len(sys.argv) - 1 :])
    sys.exit(main(kills, posts))
