"""Renders Markdown as if it stood in a small site."""

from __future__ import annotations

from app.content.markdown import render_body
from app.content.model import Source
from app.content.surroundings import Surroundings

BODY_LINE = 5
ADDRESSES = {
    "other.md": "/posts/other/",
    "kaffee.md": "/posts/käse/",
    "/about/": "/about/",
    "../assets/lamp.png": "/assets/lamp.png",
    "/assets/lamp.png": "/assets/lamp.png",
    "two words.png": "/assets/two words.png",
}
SIZES = {"/assets/lamp.png": (640, 480), "/assets/two words.png": (10, 20)}


def render(markdown, options=None):
    source = Source(
        root="/nowhere",
        path="posts/x.md",
        body_line=BODY_LINE,
        digest="",
        modified=0.0,
    )
    surroundings = Surroundings(resolve=ADDRESSES.get, measure=SIZES.get, options=options)
    return render_body(markdown, source=source, surroundings=surroundings)
