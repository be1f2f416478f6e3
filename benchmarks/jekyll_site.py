"""Whether every file that Jekyll made of a folder is still found here, by the address it had.

usage: python benchmarks/jekyll_site.py [--show N] FOLDER=SITE...

FOLDER is the blog, SITE what Jekyll's own build wrote for it (``_site``). Each file of SITE is
asked for at its address: it answers 200, or one redirect leads to what does. The rest is counted by
its reason, and what has none is printed (the first N, 10).
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from app.web import create_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient

#: Why a file may be gone: what it is, by its address.
_REASONS = (
    (re.compile(r"/(?:.*[-_.])?(?:sitemap|feed|rss|atom)[^/]*\.xml|/.*\.xsl"), "map or feed, ours"),
    (re.compile(r"/.*\.(?:css|scss|map)"), "style made by Sass or Liquid: the look"),
    (re.compile(r"/.*\.js"), "script made by Liquid: the look"),
    (re.compile(r"/feed/.*"), "feed of a collection besides the posts"),
    (re.compile(r"/redirects\.json"), "list of redirects for other programs"),
    (re.compile(r"/.*\.(?:json|txt|xml|svg|webmanifest|php|rb|yml)"), "made by Liquid, not a page"),
    (re.compile(r"/(?:\.|.*/\.).*"), "name with a dot"),
)


def look(folder: Path, site: Path, show: int) -> tuple[int, int, Counter[str]]:
    """Ask for every file of *site*; return how many there are, how many answer, and why not."""
    client = create_app(folder, url=None).test_client()
    base = _base_path(client)
    files = sorted(path for path in site.rglob("*") if path.is_file())
    found, gone, lost = 0, Counter[str](), []
    for file in files:
        address = f"/{file.relative_to(site).as_posix()}"
        if _answers(client, address, base):
            found += 1
            continue
        reason = next((why for sign, why in _REASONS if sign.fullmatch(address)), "")
        gone[reason] += 1
        if not reason:
            lost.append(address)
    for address in lost[:show]:
        print(f"   {address}")
    return len(files), found, gone


def _base_path(client: FlaskClient) -> str:
    canonical = re.search(r'<link rel="canonical" href="([^"]*)"', client.get("/").text)
    return urlsplit(canonical[1]).path.rstrip("/") if canonical else ""


def _answers(client: FlaskClient, address: str, base: str) -> bool:
    """Tell whether *address* answers, also as a host of files would take it: without index.html."""
    plain = address.removesuffix("index.html")
    return any(_is_there(client, quote(one), base) for one in dict.fromkeys((plain, address)))


def _is_there(client: FlaskClient, url: str, base: str) -> bool:
    with client.get(url) as response:
        status, target = response.status_code, response.location or ""
    if status not in {301, 302, 308}:
        return status == 200
    if target.startswith(("https://", "http://")):
        return True
    with client.get(urlsplit(target).path.removeprefix(base)) as response:
        return response.status_code == 200


def main() -> int:
    """Look at every pair named on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("pairs", nargs="+", metavar="FOLDER=SITE")
    parser.add_argument("--show", type=int, default=10, metavar="N")
    told = parser.parse_args()
    print(f"{'blog':16}{'files':>7}{'answer':>8}{'share':>8}   why the others do not")
    unexplained = 0
    for pair in told.pairs:
        folder, _, site = pair.partition("=")
        files, found, gone = look(Path(folder).resolve(), Path(site), told.show)
        reasons = ", ".join(f"{count} {why or 'unexplained'}" for why, count in gone.most_common())
        share = 100 * found / max(files, 1)
        print(f"{Path(folder).name:16}{files:7}{found:8}{share:8.1f}   {reasons}", flush=True)
        unexplained += gone[""]
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
