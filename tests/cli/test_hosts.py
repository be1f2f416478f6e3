"""``trifold init --host``: what a host needs, and nothing of the author's touched."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from app.cli import trifold
from app.publish.hosts import HOSTS, host_files
from app.publish.requirements import find_needed, find_source, load_requirements
from tests.values import CONFIG, load_site, open_client, post_text, write_site


def run(*words):
    return CliRunner().invoke(trifold, [str(word) for word in words])


@pytest.fixture
def site(tmp_path):
    toml = 'title = "T"\nurl = "https://ana.example.org/blog"\n'
    return write_site(
        tmp_path, {"site.toml": toml, "posts/2026-10-01-a.md": post_text("A"), ".gitignore": "mine"}
    )


def parsed(path, text):
    """Read *text* by the rules of its kind, where Python has them."""
    if path.endswith((".yml", ".yaml")):
        return yaml.safe_load(text)
    return tomllib.loads(text) if path.endswith(".toml") else text


@pytest.mark.parametrize("kind", HOSTS)
def test_a_new_folder_is_a_site_with_what_the_host_needs(tmp_path, kind):
    result = run("init", tmp_path / "blog", "--host", kind)

    assert result.exit_code == 0, result.stderr
    assert load_site(tmp_path / "blog", preview=True).shown.post_called("hello") is not None
    files = {*HOSTS[kind].files, HOSTS[kind].requirements}
    assert files <= relative_files(tmp_path / "blog")
    assert all(f"blog/{path}\n" in result.stdout for path in files)
    assert HOSTS[kind].title in result.stderr
    assert HOSTS[kind].steps[-1] in result.stderr


def relative_files(folder):
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("kind", HOSTS)
def test_every_file_is_filled_in_and_can_be_read(kind):
    config = replace(CONFIG, url="https://ana.example.org/blog")

    files = host_files(HOSTS[kind], config, folder=config.root)

    for path, text in files.items():
        assert not re.search(r"@[A-Z]+@", text), path
        assert parsed(path, text)
        assert text.endswith("\n")


def test_a_folder_that_is_there_gets_the_hosts_files_and_nothing_else(site):
    before = {path: (site / path).read_bytes() for path in relative_files(site)}

    result = run("init", site, "--host", "netlify")

    assert result.exit_code == 0, result.stderr
    assert {path: (site / path).read_bytes() for path in before} == before
    assert relative_files(site) - before.keys() == {
        "netlify.toml",
        "requirements.txt",
        ".github/workflows/hourly.yml",
    }
    assert ".gitignore is there already and stays as it is" in result.stderr


def test_a_jekyll_folder_gets_them_too_and_shows_them_to_nobody(tmp_path):
    text = post_text("A", "2026-10-01")
    write_site(tmp_path, {"_config.yml": "title: T\n", "_posts/2026-10-01-a.md": text})
    (tmp_path / "posts").rmdir()

    for kind in HOSTS:
        assert run("init", tmp_path, "--host", kind).exit_code == 0
    write_site(tmp_path, {"wheels/trifold-2.0-py3-none-any.whl": "PK", "robots.png": "P"})

    assert list(load_site(tmp_path).library.files) == ["/robots.png"]


def test_only_force_writes_over_a_file(site):
    mine = "# für mich".encode("latin-1")
    write_site(site, {"netlify.toml": mine})

    run("init", site, "--host", "netlify")
    assert (site / "netlify.toml").read_bytes() == mine

    assert run("init", site, "--host", "netlify", "--force").exit_code == 0
    assert "trifold build" in (site / "netlify.toml").read_text()


@pytest.mark.parametrize("words", [["--host", "github"], [], ["--host", "github", "--demo"]])
def test_a_folder_that_holds_something_else_is_left_alone(tmp_path, words):
    (tmp_path / "letters.doc").write_text("mine")

    result = run("init", tmp_path, *words)

    assert result.exit_code == 1
    assert "is there already" in result.stderr
    assert relative_files(tmp_path) == {"letters.doc"}


def test_an_unknown_host_is_wrong_usage(tmp_path):
    assert run("init", tmp_path / "blog", "--host", "moon").exit_code == 2
    assert not (tmp_path / "blog").exists()


def test_a_servers_files_know_the_sites_name_and_where_it_lies(site):
    write_site(site, {"content/site.toml": 'url = "https://ana.example.org/blog"\n'})
    (site / "site.toml").unlink()

    assert run("init", site, "--host", "server").exit_code == 0

    nginx = (site / "server/nginx.conf").read_text()
    assert "server_name ana.example.org;" in nginx
    assert "location ~ ^/blog/(static|media)/" in nginx
    assert "\nana.example.org {" in (site / "server/Caddyfile").read_text()
    service = (site / "server/blog.service").read_text()
    assert "TRIFOLD_CONTENT=/srv/blog/content\n" in service
    compose = yaml.safe_load((site / "server/compose.yaml").read_text())
    assert compose["services"]["site"]["volumes"][0]["source"] == "../content"


def test_without_an_address_of_its_own_a_site_gets_an_example_and_is_told(tmp_path):
    result = run("init", tmp_path / "blog", "--host", "server")

    assert "127.0.0.1 {" not in (tmp_path / "blog/server/Caddyfile").read_text()
    assert "blog.example.org {" in (tmp_path / "blog/server/Caddyfile").read_text()
    assert "Set url in site.toml" in result.stderr
    assert "write these files anew" in result.stderr

    other = run("init", tmp_path / "other", "--host", "github")
    assert "Set url in site.toml" in other.stderr
    assert "write these files anew" not in other.stderr


def test_a_site_with_an_address_is_not_told_to_set_it(site):
    assert "Set url" not in run("init", site, "--host", "server").stderr


@pytest.mark.parametrize(("pins", "is_told"), [("", True), ("\npagefind==1.5.2\n", False)])
def test_who_builds_without_what_searches_is_told(tmp_path, monkeypatch, pins, is_told):
    monkeypatch.setattr("app.publish.requirements.load_requirements", lambda _extras: (pins, ""))

    for_files = run("init", tmp_path / "files", "--host", "github")
    for_server = run("init", tmp_path / "server", "--host", "server")

    assert ("pagefind[bin]" in for_files.stderr) == is_told
    assert "pagefind" not in for_server.stderr


# ---- what is installed there --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("origin", "line", "wheel_of"),
    [
        (
            {
                "url": "https://code.example.org/trifold.git",
                "vcs_info": {"vcs": "git", "commit_id": "0a1b2c"},
            },
            "trifold @ git+https://code.example.org/trifold.git@0a1b2c",
            "",
        ),
        (
            {"url": "https://example.org/trifold-2.0-py3-none-any.whl", "archive_info": {}},
            "trifold @ https://example.org/trifold-2.0-py3-none-any.whl",
            "",
        ),
        (
            {"url": "file:///home/ana/my%20clone", "dir_info": {"editable": True}},
            "./wheels/trifold-2.0-py3-none-any.whl",
            "/home/ana/my clone",
        ),
        (None, "./wheels/trifold-2.0-py3-none-any.whl", "THE_FOLDER_OF_TRIFOLD"),
    ],
)
def test_requirements_name_where_this_program_came_from(origin, line, wheel_of):
    found = find_source(json.dumps(origin) if origin else None, "2.0")

    assert found == (line, wheel_of)


def test_requirements_never_ask_the_index_for_the_program_of_the_same_name():
    text, _ = load_requirements()

    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert not any(re.match(r"trifold\s*($|[=<>~!])", line) for line in lines)


def test_requirements_pin_everything_that_is_needed_and_nothing_else():
    text, _ = load_requirements()

    pins = re.findall(r"^(\S+)==(\S+)$", text, re.MULTILINE)
    names = {name for name, _ in pins}
    assert {"flask", "werkzeug", "feedgen", "lxml", "markdown", "pyyaml"} <= names
    assert not {"pytest", "ruff", "hypothesis", "granian", "playwright"} & names


def test_requirements_name_an_extra_so_that_a_host_gets_what_is_not_installed_here():
    text, _ = load_requirements(("server",))

    assert re.search(r"^(trifold|\S+\.whl)\[server\]", text, re.MULTILINE)


class AProgram:
    requires = (
        "MarkupSafe>=3",
        'pagefind[bin]>=1.5; extra == "search"',
        'pytest; extra == "test"',
        "nowhere-installed",
    )


def test_requirements_follow_the_extras_that_an_extra_asks_for():
    assert find_needed(AProgram, ()).keys() == {"markupsafe"}
    assert find_needed(AProgram, ("search",)).keys() == {"markupsafe", "pagefind", "pagefind-bin"}


# ---- what a host runs ---------------------------------------------------------------------------

#: Stands in for the program: writes down how it was called, and makes the folder.
_STAND_IN = """\
#!/bin/sh
echo "$*" >> "$CALLS"
case $2 in "$TMPDIR"*) mkdir -p "$2"; cd "$2"; touch _headers _redirects 404.html ;; esac
"""


def run_command(command, folder, **environ):
    """Run a host's *command* in *folder* with a stand-in for the program; return its calls."""
    programs = folder.parent / "programs"
    programs.mkdir()
    for name in ("trifold", "python3"):
        (programs / name).write_text(_STAND_IN)
        (programs / name).chmod(0o755)
    calls = folder.parent / "calls"
    scratch = folder.parent / "scratch"
    scratch.mkdir()
    fixed = {"PATH": f"{programs}:{os.environ['PATH']}", "CALLS": str(calls)}
    subprocess.run(
        ["sh", "-ec", command],
        cwd=folder,
        env=fixed | {"TMPDIR": str(scratch)} | environ,
        check=True,
        capture_output=True,
    )
    return re.sub(rf"{re.escape(str(scratch))}/\S+/", "MADE/", calls.read_text()).splitlines()


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        (["build"], "build MADE/site --url https://ana.example.org"),
        (
            ["context", "deploy-preview"],
            "build MADE/site --drafts --url https://one--ana.example.org",
        ),
    ],
)
def test_netlify_builds_elsewhere_and_publishes_the_folder(tmp_path, context, expected):
    folder = tmp_path / "blog"
    run("init", folder, "--host", "netlify")
    settings = tomllib.loads((folder / "netlify.toml").read_text())
    for key in context:
        settings = settings[key]

    calls = run_command(
        settings["command"],
        folder,
        URL="https://ana.example.org",
        DEPLOY_PRIME_URL="https://one--ana.example.org",
    )

    assert calls == [expected]
    assert (folder / "public").is_dir()


def test_a_site_below_a_path_speaks_to_its_host_from_the_top(tmp_path):
    folder = tmp_path / "blog"
    write_site(folder, {"site.toml": 'title = "A"\nurl = "https://ana.example.org/blog"\n'})
    run("init", folder, "--host", "netlify")
    settings = tomllib.loads((folder / "netlify.toml").read_text())

    calls = run_command(settings["build"]["command"], folder, URL="https://ana.example.org")

    assert calls == ["build MADE/blog --url https://ana.example.org/blog"]
    made = {file.relative_to(folder / "public").as_posix() for file in folder.rglob("public/**/*")}
    assert made == {"_headers", "_redirects", "404.html", "blog"}


def test_github_builds_outside_of_the_content_at_the_address_it_gives(tmp_path):
    folder = tmp_path / "blog"
    run("init", folder, "--host", "github")
    workflow = yaml.safe_load((folder / ".github/workflows/site.yml").read_text())
    build = next(step for step in workflow["jobs"]["build"]["steps"] if step["name"] == "Build")

    calls = run_command(
        build["run"], folder, RUNNER_TEMP="/runner", SITE_URL="https://ana.example.org/blog"
    )

    assert calls == ["build /runner/site --url https://ana.example.org/blog"]


# ---- the page that walks through it -------------------------------------------------------------

PAGE = (Path(__file__).resolve().parents[2] / "docs/going-live.md").read_text(encoding="utf-8")


def section_of(title):
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("kind", HOSTS)
def test_every_host_is_walked_through_in_ten_steps_at_most(kind):
    title = HOSTS[kind].title
    section = section_of(title[:1].upper() + title[1:])

    steps = [int(number) for number in re.findall(r"^(\d+)\. ", section, re.MULTILINE)]
    assert steps == list(range(1, len(steps) + 1))
    assert 1 <= len(steps) <= 10
    assert f"trifold init blog --host {kind}" in section


def test_the_page_names_no_file_that_init_does_not_write():
    written = {path for host in HOSTS.values() for path in (*host.files, host.requirements)}

    named = set(re.findall(r"(?<![\w/])server/[\w.-]+\w", PAGE))
    assert named
    assert named <= written


def test_the_page_shows_what_a_server_says_of_itself(tmp_path):
    site = write_site(tmp_path, {"site.toml": "[server]\nlog = true\n"})
    written = io.StringIO()
    client = open_client(site)
    client.get("/", errors_stream=written)

    shown = [json.loads(line) for line in PAGE.splitlines() if line.startswith("{")]

    assert [list(line) for line in shown] == [
        list(client.get("/healthz").get_json()),
        list(json.loads(written.getvalue())),
    ]
