"""Make app/newsletter/lint/caniemail.json from a checkout of caniemail's data.

    python benchmarks/mail_support.py PATH-TO/caniemail/_features

The data is Rémi Parmentier's, under the MIT licence (https://www.caniemail.com): one file for each
feature, with what every client did with it in each version that was tested. A check needs only the
newest verdict of the clients that most mail is read in, so that is what is kept: for each feature
one letter a client, in the order of "clients": y yes, a partly, n no, u not known.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import yaml

TARGET = Path(__file__).parents[1] / "app/newsletter/lint/caniemail.json"
#: Family, platform as the data has it, and the platform as people call it.
CLIENTS = (
    ("gmail", "desktop-webmail", "Gmail", "web"),
    ("gmail", "ios", "Gmail", "iOS"),
    ("gmail", "android", "Gmail", "Android"),
    ("gmail", "mobile-webmail", "Gmail", "mobile web"),
    ("outlook", "windows", "Outlook", "Windows"),
    ("outlook", "outlook-com", "Outlook", "web"),
    ("outlook", "macos", "Outlook", "Mac"),
    ("outlook", "ios", "Outlook", "iOS"),
    ("outlook", "android", "Outlook", "Android"),
    ("apple-mail", "macos", "Apple Mail", "Mac"),
    ("apple-mail", "ios", "Apple Mail", "iOS"),
    ("yahoo", "desktop-webmail", "Yahoo", "web"),
    ("yahoo", "ios", "Yahoo", "iOS"),
    ("yahoo", "android", "Yahoo", "Android"),
    ("thunderbird", "macos", "Thunderbird", "desk"),
    ("samsung-email", "android", "Samsung", "Android"),
)


def load_feature(path: Path) -> dict[str, Any]:
    """Read the header of one file; some have tabs, which YAML does not know."""
    header = re.split(r"^---\s*$", path.read_text("utf-8"), flags=re.MULTILINE)[1]
    return yaml.safe_load(header.replace("\t", "    "))


def verdicts(stats: dict[str, Any]) -> str:
    """Give the newest verdict of each client as one letter."""
    return "".join(newest(stats, family, platform) for family, platform, _, _ in CLIENTS)


def newest(stats: dict[str, Any], family: str, platform: str) -> str:
    """Give what the newest tested version does; the files list versions from old to new."""
    versions = (stats.get(family) or {}).get(platform) or {}
    return str(([*versions.values()] or ["u"])[-1] or "u")[0]


def main() -> None:
    """Write the table, one feature on a line."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    features = {}
    for path in sorted(folder.glob("[a-z]*.md")):
        header = load_feature(path)
        features[path.stem] = [str(header["title"]), verdicts(header.get("stats") or {})]
    if not features:
        sys.exit(f"{folder} holds no feature; name the folder _features of caniemail")
    head = {
        "about": "Support of HTML and CSS in mail clients, from caniemail.com by Rémi Parmentier; "
        "made by benchmarks/mail_support.py",
        "licence": "MIT, see caniemail.LICENSE",
        "clients": [f"{family} {platform}" for _, _, family, platform in CLIENTS],
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in features.items()]
    text = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    table = ",\n ".join(line.strip() for line in lines)
    TARGET.write_text(f'{text},\n "features": {{\n {table}\n }}\n}}\n', "utf-8")
    print(f"{TARGET.name}: {len(features)} features, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
