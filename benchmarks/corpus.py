"""A blog to measure with: as many posts as wanted, the same ones every time.

usage: python benchmarks/corpus.py NUMBER FOLDER

Writes a content folder with NUMBER posts, a quarter of an hour apart. Their lengths spread as those
of real blogs do (log-normal, half of them below 4 KB), and they hold what posts hold: headings,
links to each other, lists, quotes, code, tables, notes.
"""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

_SYLLABLES = "ba ce di fo gu ha ki lo mu na pe ri so tu va we xi yo za tra ble cho sti pru".split()
_USUAL = "the of and to in a is that for it as was with be by on not he his but at are this".split()
_CATEGORIES = "ai jobs web music travel books garden money history science".split()
_CODE = {
    "python": "def area(width, height):\n    return width * height  # in metres\n",
    "sql": "SELECT name, count(*) FROM posts GROUP BY name ORDER BY 2 DESC;\n",
    "": "$ make run\nserving at http://127.0.0.1:8000\n",
}
_FIRST = datetime(2015, 1, 1, 8, tzinfo=UTC)
_MEDIAN, _SPREAD, _LONGEST = 4000, 0.75, 30_000


def write_corpus(number: int, folder: Path) -> None:
    """Write a content folder with *number* posts; raise OSError where that is not possible."""
    (folder / "posts").mkdir(parents=True)
    (folder / "site.toml").write_text(
        'title = "Measured"\nurl = "https://blog.example.org"\ndescription = "A blog of numbers."\n'
    )
    writer = _Writer()
    for place in range(number):
        date = _FIRST + timedelta(hours=place // 4, minutes=15 * (place % 4))
        name = f"{date:%Y-%m-%d}-post-{place}.md"
        (folder / "posts" / name).write_text(writer.post(place, date), encoding="utf-8")


class _Writer:
    def __init__(self) -> None:
        self._drawn = random.Random(1)  # noqa: S311 -- the same posts every time, not secrets
        self._words = ["".join(self._drawn.choices(_SYLLABLES, k=1 + n % 4)) for n in range(5000)]
        self._made: list[str] = []

    def post(self, place: int, date: datetime) -> str:
        drawn = self._drawn
        size = min(_LONGEST, int(drawn.lognormvariate(0, _SPREAD) * _MEDIAN))
        parts: list[str] = []
        length = 0
        while length < size:
            parts.append(self._block(len(parts)))
            length += len(parts[-1])
        self._made.append(f"{date:%Y-%m-%d}-post-{place}.md")
        tags = ", ".join(dict.fromkeys(f"tag-{int(drawn.expovariate(0.1))}" for _ in range(3)))
        header = (
            f"---\ntitle: {self._sentence(6).rstrip('.')}\ndate: {date:%Y-%m-%d %H:%M:%S} +0000\n"
            f"categories: [{drawn.choice(_CATEGORIES)}]\ntags: [{tags}]\n---\n\n"
        )
        return header + "\n\n".join(parts) + "\n"

    def _block(self, number: int) -> str:
        kinds = (
            self._paragraph,
            self._paragraph,
            self._paragraph,
            lambda: f"## {self._sentence(4)}",
            lambda: "\n".join(f"- {self._sentence(9)}" for _ in range(4)),
            lambda: f"> {self._sentence(14)}",
            self._code,
            self._table,
            lambda: f"{self._paragraph()}[^{number}]\n\n[^{number}]: {self._sentence(8)}",
        )
        return self._drawn.choice(kinds)()

    def _paragraph(self) -> str:
        sentences = [self._sentence(12) for _ in range(4)]
        if self._made:
            sentences.append(f"See [{self._sentence(2)}]({self._drawn.choice(self._made)}).")
        sentences.append(f"*{self._sentence(3)}* and `{self._drawn.choice(self._words)}`.")
        return " ".join(sentences)

    def _sentence(self, length: int) -> str:
        drawn = self._drawn
        words = [
            drawn.choice(_USUAL) if drawn.random() < 0.45 else drawn.choice(self._words)
            for _ in range(length)
        ]
        return f"{' '.join(words).capitalize()}."

    def _code(self) -> str:
        language = self._drawn.choice(sorted(_CODE))
        return f"```{language}\n{_CODE[language] * self._drawn.randint(1, 5)}```"

    def _table(self) -> str:
        rows = "\n".join(f"| {self._sentence(2)} | {number} |" for number in range(4))
        return f"| What | How many |\n|---|--:|\n{rows}"


def main() -> None:
    """Write what the command line asks for."""
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    write_corpus(int(sys.argv[1]), Path(sys.argv[2]))


if __name__ == "__main__":
    main()
