"""requirements.txt for a host: this very program and, version by version, what it runs with here.

The name ``trifold`` on the package index belongs to another program. So the file says where ours
comes from: the address and commit it was installed from, where that is a repository (PEP 610), and
else a wheel that the author puts beside the content.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from urllib.parse import unquote

from app.errors import StoreError

_PROGRAM = "trifold"
#: Where the wheel lies in the author's folder.
WHEELS = "wheels"
_HEAD = """\
# What the site is made with. The package called "trifold" on the Python package index is another
# program: ours is named here by where it comes from. Below it stand the versions that it was tried
# with, so that the host builds what you saw.
"""
#: The beginning of a requirement (PEP 508): ``flask``, ``pagefind[bin]``.
_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[(?P<extras>[^\]]*)\])?")
_EXTRA = re.compile(r"""extra\s*==\s*["']([^"']+)["']""")


def load_requirements(extras: tuple[str, ...] = ()) -> tuple[str, str]:
    """Write requirements.txt from what is installed here, with *extras* of the program.

    Also returns what the author gives to pip to make the wheel that it names, or nothing where no
    wheel is needed. Raises StoreError where the program runs without being installed.
    """
    try:
        program = distribution(_PROGRAM)
    except PackageNotFoundError as error:
        msg = "cannot be written, as this Trifold was never installed; run: pip install ."
        raise StoreError(msg, path="requirements.txt") from error
    line, wheel_of = find_source(program.read_text("direct_url.json"), program.version, extras)
    pins = sorted(f"{name}=={version}" for name, version in find_needed(program, extras).items())
    return "\n".join([_HEAD, line, *pins, ""]), wheel_of


def find_source(
    direct_url: str | None, version: str, extras: tuple[str, ...] = ()
) -> tuple[str, str]:
    """Read from *direct_url* (PEP 610, JSON) where the program came from.

    Returns the line of requirements.txt, and what the wheel in it is made of, if it is one. The
    line names the *extras*, so that the host gets those too that are not installed here.
    """
    wanted = f"[{','.join(extras)}]" if extras else ""
    origin = json.loads(direct_url) if direct_url else {}
    url = str(origin.get("url", ""))
    if "vcs_info" in origin:
        vcs = origin["vcs_info"]
        return f"{_PROGRAM}{wanted} @ {vcs['vcs']}+{url}@{vcs['commit_id']}", ""
    if url.startswith("https://"):
        return f"{_PROGRAM}{wanted} @ {url}", ""
    wheel = f"./{WHEELS}/{_PROGRAM}-{version}-py3-none-any.whl{wanted}"
    return wheel, unquote(url.removeprefix("file://")) or "THE_FOLDER_OF_TRIFOLD"


def find_needed(program: Distribution, extras: tuple[str, ...]) -> dict[str, str]:
    """Give name and version of everything that *program* and its *extras* need, as installed."""
    found: dict[str, str] = {}
    seen = set()
    waiting = _asked(program, extras)
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        name, wanted = one
        with suppress(PackageNotFoundError):  # for another system, or another Python
            installed = distribution(name)
            found[name] = installed.version
            waiting += _asked(installed, wanted)
    return found


def _asked(one: Distribution, extras: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """Give what *one* and its *extras* ask for, each with the extras that are wanted of it."""
    asked = []
    for line in one.requires or ():
        extra = _EXTRA.search(line)
        match = _REQUIREMENT.match(line)
        if match and (extra is None or extra[1] in extras):
            name = re.sub(r"[-_.]+", "-", match["name"]).lower()
            asked.append((name, tuple(re.findall(r"[\w.-]+", match["extras"] or ""))))
    return asked
