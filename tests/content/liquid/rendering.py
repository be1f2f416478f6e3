"""Renders Liquid as if it stood in a small Jekyll folder."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.content.liquid.engine import render_liquid
from app.content.liquid.model import Folder, Limits, Template
from app.content.liquid.values import Document

ZONE = ZoneInfo("Europe/Berlin")
INCLUDES = {
    "note.html": "<b>{{ include.text }}</b>",
    "sets.html": "{% assign told = 'from within' %}",
    "loops.html": "{% for i in (1..3) %}{{ i }}{% if i == 2 %}{% break %}{% endif %}{% endfor %}",
    "again.html": "x{% include again.html %}",
    "broken.html": "one\n{{ 1 | nothing }}{% endif %}",
    "tree.html": "{{ include.n }}{% if include.n > 0 %}{% assign m = include.n | minus: 1 %}"
    "{% include tree.html n=m %}{% endif %}",
    "kinds/a-b.svg": "<svg/>",
}
NEIGHBOURS = {"part.md": "part of {{ page.title }}"}


class Fixed(Document):
    """A document made of a dict."""

    def __init__(self, **values):
        self._values = values

    def __getitem__(self, key):
        return self._values[key]

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)


def _post(number, **more):
    values = {
        "title": f"Post {number}",
        "url": f"/2020/0{number}/post/",
        "path": f"_posts/2020-0{number}-01-post.md",
        "date": datetime(2020, number, 1, 10, tzinfo=ZONE),
        "tags": ["even"] if number % 2 == 0 else ["odd"],
        "content": f"Words {number}.",
    }
    return Fixed(**values | more)


POSTS = [_post(3, rank=2), _post(2), _post(1, rank="10", hidden=True)]
SITE = {
    "title": "Example & Co",
    "baseurl": "/blog",
    "posts": POSTS,
    "tags": {"odd": [POSTS[0], POSTS[2]], "even": [POSTS[1]]},
    "data": {"team": [{"name": "Ana", "age": 31}, {"name": "Bo", "age": 9}, {"name": "Cy"}]},
}
PAGE = Fixed(
    title="A page",
    date=datetime(2021, 9, 5, 14, 3, 7, tzinfo=ZONE),
    tags=["b", "a", "c"],
    nested={"key": "value", "list": [1, [2, 3]]},
    number=7,
    text='It\'s <b>bold</b> & "quoted"',
    yes=True,
    nothing=None,
    list=[3, 1, 2],
    kind="a",
)
FOLDER = Folder(
    site=SITE.get,
    include=INCLUDES.get,
    neighbour=NEIGHBOURS.get,
    link={"_posts/2020-01-01-post.md": "/2020/01/post/", "files/a b.pdf": "/files/a b.pdf"}.get,
    post={"2020-01-01-post": "/2020/01/post/"}.get,
    markdown=lambda text: f"<p>{text}</p>",
    url="https://ana.example.org",
    base_path="/blog",
    zone=ZONE,
    now=lambda: datetime(2026, 11, 24, 12, tzinfo=UTC),
)


def render(text, *, line=1, folder=FOLDER, **limits):
    names = {"page": PAGE, "site": SITE}
    template = Template(text=text, path="_posts/2021-09-05-a-page.md", line=line)
    return render_liquid(template, names=names, folder=folder, limits=Limits(**limits))
