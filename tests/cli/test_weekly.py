"""docs/weekly.md shows what the commands print."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from app.cli import trifold

PAGE = Path(__file__).resolve().parents[2] / "docs/weekly.md"
#: What is another every day, or with every word of a template that changes.
VARYING = {
    r"\d{4}-\d\d-\d\d": "DATE",
    r"\d{1,2} [A-Z][a-z]+ \d{4}": "DAY",
    r"[\d,]+(?= bytes| files)": "N",
    r"(?<=127\.0\.0\.1:)\d+": "PORT",
    r" +": " ",
}


class ServerOfOneMoment:
    """Stands in for the server of ``trifold serve``: Ctrl-C comes at once."""

    def __init__(self, *_words, **_options):
        pass

    def serve_forever(self):
        raise KeyboardInterrupt

    def server_close(self):
        pass


def blocks(kind):
    return re.findall(
        rf"^```{kind}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def steps():
    """Give each command of ours on the page, as words, with the lines that it prints."""
    for block in blocks("console"):
        command, _, printed = block.removeprefix("$ ").partition("\n")
        words = shlex.split(command)
        if words[0] == "trifold":
            yield words[1:], printed


def plain(text):
    for pattern, word in VARYING.items():
        text = re.sub(pattern, word, text)
    return text.strip()


def test_a_week_goes_as_the_page_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("werkzeug.serving.make_server", ServerOfOneMoment)
    (tmp_path / "blog/posts").mkdir(parents=True)
    (tmp_path / "blog/site.toml").write_text(blocks("toml")[0])
    done = []

    for words, printed in steps():
        anywhere = ["--port", "0"] if words == ["serve"] else []
        result = CliRunner().invoke(trifold, [*words, *anywhere], env={"TRIFOLD_CONTENT": "blog"})

        expected = ".*".join(re.escape(part) for part in plain(printed).split("…"))
        assert result.exit_code == 0, (words, result.output)
        assert re.fullmatch(expected, plain(result.output), re.DOTALL), (words, result.output)
        if words[0] == "new":
            with (tmp_path / result.stdout.strip()).open("a") as draft:
                draft.write(blocks("markdown")[0])
        done.append(words[0])

    assert done[:5] == ["new", "serve", "check", "publish", "build"]
    assert done.count("newsletter") == 5
