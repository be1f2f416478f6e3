"""The site that the browser is shown: one page of each kind, and a post with everything in it."""

from __future__ import annotations

from tests.values import post_text

SIGN_UP = "https://lists.example.org/subscribe"
SETTINGS = f"""\
title = "Ana writes"
url = "https://ana.example.org"
description = "Notes on paper, and on what is written on it."
per_page = 3
[[menu]]
title = "Archive"
address = "/archive/"
[[menu]]
title = "Feeds"
address = "/feeds/"
[[menu]]
title = "Newsletter"
address = "/newsletter/"
[[menu]]
title = "About"
address = "/about/"
[authors.ana]
name = "Ana Example"
bio = "Folds paper."
[newsletter]
title = "The Letter"
form = "{SIGN_UP}"
form_field = "EMAIL"
"""
EVERYTHING = """\
Paper remembers every fold, and a reader's thumb finds each of them again.[^fold]

## Choosing the paper

Words.

```console
$ fold --times 2
folded
```

## Marking the folds

| Paper | Weight | What it is good for, in a column that is wide enough to matter on a phone |
|---|--:|---|
| Bond | 80 g | letters |

### With a ruler

`a/path/that/is/much/longer/than/anything/that/should/ever/stand/in/a/line/of/text`

## Sending it

Words enough to have something to scroll.

[^fold]: Twice is **enough** for three panels. See [more](https://example.org/).
"""
RARE = """\
```python linenums="1" hl_lines="2"
def fold(paper):
    return paper.fold(times=2, direction="valley", reason="a line too long for any sheet of paper")
```

<iframe width="560" height="315" src="https://video.example.net/" title="A video"></iframe>
"""
FILLER = "\n".join(["Words on paper.\n"] * 40)
POST = "/posts/leaflet/"
#: Not among ADDRESSES, since it shows what the policy does not allow.
RARE_POST = "/posts/rare/"
ADDRESSES = (
    "/",
    POST,
    "/posts/plain/",
    "/category/craft/",
    "/author/ana/",
    "/archive/",
    "/search?q=paper",
    "/feeds/",
    "/newsletter/",
    "/newsletter/2026-10/",
    "/about/",
)
FILES = {
    "site.toml": SETTINGS,
    "posts/2026-10-01-plain.md": post_text("Plain", "2026-10-01", categories="craft", author="ana"),
    "posts/2025-10-02-leaflet.md": post_text(
        "A leaflet, in Donaudampfschifffahrtselektrizitätenhauptbetriebswerk",
        "2025-10-02",
        EVERYTHING + FILLER,
        categories="craft",
        tags="[paper]",
        author="ana",
        series="How to fold",
    ),
    "posts/2026-10-03-second.md": post_text(
        "The second fold", "2026-10-03", categories="craft", author="ana", series="How to fold"
    ),
    "posts/2024-10-02-rare.md": post_text("Rare", "2024-10-02", RARE),
    "pages/about.md": "---\ntitle: About\n---\n\nWe write.\n",
    "newsletters/2026-10.md": "---\ntitle: October\nsent: 2026-10-05\nposts: [plain]\n---\n\nHi.\n",
}
