"""What each kind of host needs beside the content, as data, and what an author does next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.config import DEFAULT_URL
from app.templating import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from app.config import Config

#: Stands in where site.toml has no address yet.
EXAMPLE_HOST = "blog.example.org"
#: Where the files for a server expect the author's folder.
SERVED_FROM = "/srv/blog"
#: What speaks to a host stands at the top of what it publishes, wherever the site begins.
_LIFT = '(cd "$made/site{base}" && mv _headers _redirects 404.html "$made/site") && '
_IGNORED = {".gitignore": "shared/gitignore"}
_HOURLY = {".github/workflows/hourly.yml": "shared/hourly.yml"}
_FOR_SERVERS = (
    "blog.service",
    "nginx.conf",
    "nginx-files.conf",
    "Caddyfile",
    "Containerfile",
    "compose.yaml",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A place where a site can live."""

    #: As in "publish on GitHub Pages".
    title: str
    #: File in the author's folder -> template in ``templates/hosts``.
    files: Mapping[str, str]
    #: The file that names what is installed there.
    requirements: str = "requirements.txt"
    #: Parts of the program that are wanted there: by default the search of a built site.
    extras: tuple[str, ...] = ("search",)
    #: What the author does next, one sentence each.
    steps: tuple[str, ...]


HOSTS: Mapping[str, Host] = {
    "github": Host(
        title="GitHub Pages",
        files=_IGNORED | {".github/workflows/site.yml": "github/site.yml"},
        steps=(
            'On GitHub, in the settings of the repository, under Pages, choose "GitHub Actions".',
            "Commit and push. From then on every push publishes, and every hour does.",
        ),
    ),
    "netlify": Host(
        title="Netlify",
        files=_IGNORED | _HOURLY | {"netlify.toml": "netlify/netlify.toml"},
        steps=(
            "Push the folder to a repository, and import that at Netlify.",
            "There, make a build hook. On GitHub, save its address as the secret BUILD_HOOK.",
        ),
    ),
    "cloudflare": Host(
        title="Cloudflare Pages",
        files=_IGNORED
        | _HOURLY
        | {
            "wrangler.toml": "cloudflare/wrangler.toml",
            "build.sh": "cloudflare/build.sh",
            ".python-version": "cloudflare/python-version",
        },
        steps=(
            "Push the folder to a repository, and connect that to a project of Cloudflare Pages:",
            'build command "sh build.sh", output directory "public".',
            "There, make a deploy hook. On GitHub, save its address as the secret BUILD_HOOK.",
        ),
    ),
    "server": Host(
        title="a server of your own",
        files=_IGNORED | {f"server/{name}": f"server/{name}" for name in _FOR_SERVERS},
        requirements="server/requirements.txt",
        extras=("server",),
        steps=(
            f"Copy the folder to {SERVED_FROM} on the server, and go there.",
            "Install: python3 -m venv /opt/trifold",
            "         /opt/trifold/bin/pip install -r server/requirements.txt",
            "Start server/blog.service, and server/nginx.conf or server/Caddyfile before it.",
            "Or start both in containers, with server/compose.yaml.",
        ),
    ),
}


def host_files(host: Host, config: Config, *, folder: Path) -> dict[str, str]:
    """Return what *host* needs: path in the author's *folder* -> text, filled in from *config*.

    The content is *folder* itself, or a folder inside it.
    """
    named = config.host if config.url != DEFAULT_URL else EXAMPLE_HOST
    inside = config.root.relative_to(folder).as_posix()
    values = {
        "@HOST@": named,
        "@BASE@": config.base_path,
        "@CONTENT@": "" if inside == "." else f"/{inside}",
        "@NAME@": _project_name(named),
        "@LIFT@": _LIFT.format(base=config.base_path) if config.base_path else "",
    }
    templates = shipped("templates") / "hosts"
    return {path: _filled(templates / template, values) for path, template in host.files.items()}


def names_example(files: Mapping[str, str]) -> bool:
    """Tell whether *files* speak of the example, since the site has no address yet."""
    names = (EXAMPLE_HOST, _project_name(EXAMPLE_HOST))
    return any(name in text for text in files.values() for name in names)


def _project_name(host: str) -> str:
    """Name a project as Cloudflare does: small letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-")


def _filled(file: Path, values: Mapping[str, str]) -> str:
    text = file.read_text(encoding="utf-8")
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text
