"""Templates become pages."""

from __future__ import annotations

import base64
import hashlib
from functools import cache, cached_property, lru_cache, partial
from typing import TYPE_CHECKING, cast

from flask import current_app
from jinja2 import Environment
from jinja2 import TemplateError as JinjaError
from jinja2.exceptions import TemplateSyntaxError

from app.content.html import adapt_for_page
from app.content.permalink import term_name
from app.errors import TemplateError
from app.library.enclosures import find_enclosure
from app.templating import day_text, make_environment, shipped, text_direction
from app.web.blame import SLIPS, find_template
from app.web.current import current_snapshot, holder
from app.web.media import author_picture, lead_picture, logo_picture, picture_attributes
from app.web.pagecache import respond
from app.web.static_files import static_address

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Response
    from markupsafe import Markup

    from app.config import Author
    from app.content.model import Post
    from app.library.current import Snapshot
    from app.library.model import Term, Writing
    from app.web.head import Head

HTML = "text/html; charset=utf-8"
_KEY = "trifold-templates"
#: Languages of one site whose pages are made without delay.
_MOST_LANGUAGES = 8
#: Addresses whose form in a page is kept: a page has thirty, most of them those of every page.
_MOST_ADDRESSES = 2048


def page(template: str, *, head: Head, status: int = 200, **values: object) -> Response:
    """Answer with ``site/``*template*, made once per snapshot."""

    def render() -> bytes:
        return render_page(template, head=head, **values)

    return respond(render, content_type=HTML, status=status, key=template)


def render_page(template: str, *, head: Head, **values: object) -> bytes:
    """Fill ``site/``*template*; raise TemplateError with the place when it cannot be filled."""
    snapshot = current_snapshot()
    environment = _templates(snapshot).environment(head.language)
    return _fill(environment, template, {"head": head, **values}, root=snapshot.config.root)


def render_with_ours(template: str, **values: object) -> bytes:
    """Fill our own ``site/``*template*, whatever the author's templates say."""
    return _fill(_ours(), template, values, root=shipped("templates"))


def scheme_digest(snapshot: Snapshot) -> str:
    """Return the digest by which the policy allows the one script in the text of a page.

    It is what keeps a choice of light or dark from flashing (CSP 3 §2.3.1, hash-source).
    """
    return _templates(snapshot).scheme_digest


def _fill(
    environment: Environment, template: str, context: dict[str, object], *, root: Path
) -> bytes:
    try:
        return environment.get_template(f"site/{template}").render(context).encode()
    except TemplateSyntaxError as error:
        msg = f"cannot be read: {error.message}; mend this line"
        raise TemplateError(msg, path=f"templates/{error.name}", line=error.lineno) from error
    except (JinjaError, *SLIPS) as error:
        place = find_template(error, root)
        if not isinstance(error, JinjaError) and not (place and place.is_authors and place.is_last):
            raise  # ours, or of what the template called
        msg = f"cannot be filled: {error}; compare it with ours"
        path, line = (place.path, place.line) if place else (f"templates/site/{template}", 0)
        raise TemplateError(msg, path=path, line=line) from error


@cache
def _ours() -> Environment:
    """Make the environment of our templates alone once in a process: to compile them takes long."""
    return make_environment()


class _Templates:
    """What fills the pages of one snapshot: what is the same on all of them is made once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._made: dict[str, Environment] = {}

    def environment(self, language: str) -> Environment:
        """Return what fills the pages in *language*."""
        if language not in self._made:
            if len(self._made) >= _MOST_LANGUAGES:
                self._made.clear()
            environment = make_environment(self.snapshot.config.root)
            environment.globals.update(self._globals, lang=language)
            self._made[language] = environment
        return self._made[language]

    @cached_property
    def _globals(self) -> dict[str, object]:
        return _globals(self.snapshot)

    @cached_property
    def scheme_digest(self) -> str:
        config = self.snapshot.config
        script = _fill(self.environment(config.language), "_scheme.js", {}, root=config.root)
        digest = hashlib.sha256(script).digest()
        return f"'sha256-{base64.b64encode(digest).decode()}'"


def _templates(snapshot: Snapshot) -> _Templates:
    made = cast("_Templates | None", current_app.extensions.get(_KEY))
    # Who works on our templates sees each change at once.
    if made is None or made.snapshot is not snapshot or holder().preview:
        made = current_app.extensions[_KEY] = _Templates(snapshot)
    return made


def _globals(snapshot: Snapshot) -> dict[str, object]:
    config = snapshot.config

    def page_html(writing: Writing) -> Markup:
        return adapt_for_page(
            snapshot.body_of(writing).html,
            config=config,
            picture_attributes=partial(picture_attributes, snapshot),
        )

    def minutes(writing: Writing) -> int:
        return snapshot.body_of(writing).minutes

    def badges(post: Post) -> tuple[str, ...]:
        return _badges(snapshot, post) if holder().preview else ()

    @cache
    def static(name: str) -> str:
        return config.path(static_address(name))

    @cache
    def has_own(name: str) -> bool:
        return (config.root / "templates" / name).is_file()

    def author_of(term: Term) -> Author | None:
        named = (author for key, author in config.authors.items() if term_name(key) == term.name)
        return next(named, None)

    return {
        "absolute": lru_cache(_MOST_ADDRESSES)(config.absolute),
        "attached": partial(find_enclosure, snapshot.shown),
        "author_of": author_of,
        "author_picture": partial(author_picture, snapshot),
        "badges": badges,
        "has_own": has_own,
        "body": snapshot.body_of,
        "library": snapshot.shown,
        "logo_picture": partial(logo_picture, snapshot),
        "minutes": minutes,
        "page_html": page_html,
        "path": lru_cache(_MOST_ADDRESSES)(config.path),
        "picture": partial(lead_picture, snapshot),
        "preview": holder().preview,
        "problems": snapshot.shown.problems if holder().preview else (),
        "site": config,
        "static": static,
        "text_direction": text_direction,
    }


def _badges(snapshot: Snapshot, post: Post) -> tuple[str, ...]:
    """Say why and until when readers do not see *post*."""
    if post.is_draft:
        return ("Draft",)
    if snapshot.shown.is_scheduled(post):
        day = day_text(post.date, snapshot.config.language)
        return (f"Scheduled until {day}, {post.date:%H:%M}",)
    return ()
