"""A letter becomes HTML: one template, one stylesheet, nothing inlined yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import TemplateError as JinjaError
from jinja2 import TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup

from app.content.html import absolute_link
from app.errors import TemplateError
from app.library.links import resolve_link
from app.newsletter.body import fit_body
from app.newsletter.inline import not_utf8
from app.newsletter.letter import newsletter_title, one_line
from app.newsletter.outside import refuse_fetches
from app.newsletter.picture import COLUMN, is_unshown, measure_in
from app.newsletter.tags import ADDRESS, UNSUBSCRIBE, VIEW, has_unsubscribe, name_reader
from app.newsletter.words import Words, html_words, letter_words
from app.pictures import picture_size
from app.templating import day_text, text_direction

if TYPE_CHECKING:
    from jinja2 import Environment

    from app.content.model import Body, Post
    from app.library.model import BodyOf, Library
    from app.newsletter.letter import Letter
    from app.newsletter.providers import Provider

_TEMPLATE = "newsletter/body.html"
#: Of the logo, in pixels.
LOGO_HEIGHT = 40
#: Signs without width after the preheader, so that an inbox does not go on with the words below it.
_SPACER = Markup("&#847;&zwnj;&nbsp;" * 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A lead picture, in pixels as it is shown."""

    url: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A post as the template shows it."""

    title: str
    url: str
    language: str
    direction: str
    #: Day, length and authors on one line.
    facts: Markup
    #: What the letter says by itself beside this post.
    words: Words
    picture: Picture | None
    #: The whole post; None when only the excerpt is shown.
    html: Markup | None
    excerpt: str


def compose_html(
    letter: Letter,
    library: Library,
    body_of: BodyOf,
    environment: Environment,
    *,
    head_style: Markup,
    provider: Provider | None = None,
) -> str:
    """Render ``newsletter/body.html`` with *head_style* in its head.

    Nothing is inlined yet, and tags are still words (see :mod:`app.newsletter.tags`).
    Raises TemplateError when an author's own template cannot be rendered.
    """
    several = len(letter.posts) != 1 or letter.issue is not None
    deeper = 1 if several else 0
    entries = (_entry(letter, library, body_of, post, deeper=deeper) for post in letter.posts)
    values: dict[str, object] = {
        **frame_values(letter, library, provider),
        "words": html_words(letter.language),
        "logo": _logo(library),
        "head_style": head_style,
        "spacer": _SPACER,
        "far_side": "right" if text_direction(letter.language) == "ltr" else "left",
        "intro": _intro(letter, library, body_of, provider),
        "entries": tuple(entries),
    }
    html = fill_template(environment, _TEMPLATE, values).lstrip()
    refuse_fetches(html, environment, _TEMPLATE)
    return html


def frame_values(
    letter: Letter, library: Library, provider: Provider | None = None
) -> dict[str, object]:
    """Return what stands around the posts, in HTML and text alike."""
    config = library.config
    knows_address = provider is not None and bool(provider.html.address)
    return {
        "letter": letter,
        "direction": text_direction(letter.language),
        "title": newsletter_title(config),
        "site_language": config.language,
        "site_direction": text_direction(config.language),
        "home": config.absolute("/"),
        "unsubscribe": UNSUBSCRIBE if has_unsubscribe(config, provider) else "",
        "view": VIEW,
        "why": one_line(config.newsletter.why),
        "postal": ADDRESS if knows_address else one_line(config.newsletter.address),
    }


def fill_template(environment: Environment, name: str, values: dict[str, object]) -> str:
    """Fill the template called *name*, or raise TemplateError with its place."""
    try:
        return environment.get_template(name).render(values)
    except TemplateSyntaxError as error:
        raise TemplateError(
            f"cannot be read: {error.message}; mend this line",
            path=f"templates/{error.name or name}",
            line=error.lineno,
        ) from error
    except TemplateNotFound as error:
        raise _missing(environment, name, error) from error
    except UnicodeDecodeError as error:
        raise not_utf8(name, error) from error
    except JinjaError as error:
        raise TemplateError(
            f"cannot be filled: {error}; compare it with ours", path=f"templates/{name}"
        ) from error


def _missing(environment: Environment, name: str, error: TemplateNotFound) -> TemplateError:
    """Say which template there is not: *name* itself, or one that it asks for on some line."""
    path = f"templates/{name}"
    if error.name == name:
        return TemplateError("is missing; install Trifold again", path=path)
    asked = ", ".join(repr(one) for one in getattr(error, "templates", ()) or (error.name,))
    line = _asking_line(environment, name, str(error.name))
    what = f"asks for the template {asked}, which is not there; mend the name or add the file"
    return TemplateError(what, path=path, line=line)


def _asking_line(environment: Environment, name: str, asked: str) -> int:
    loader = environment.loader
    assert loader is not None  # noqa: S101 -- make_environment always sets one
    before, found, _ = loader.get_source(environment, name)[0].partition(asked)
    return before.count("\n") + 1 if found else 0


def entry_facts(library: Library, post: Post, body: Body, words: Words) -> tuple[str, ...]:
    """Say day, length in *words*, and authors of *post*."""
    language = post.language or library.config.language
    authors = ", ".join(author.title for author in library.authors_of(post))
    day = day_text(post.date.astimezone(library.config.zone), language)
    parts = (day, words.reading_time(body.minutes), authors)
    return tuple(part for part in parts if part)


def _entry(letter: Letter, library: Library, body_of: BodyOf, post: Post, *, deeper: int) -> Entry:
    config = library.config
    body = body_of(post)
    language = post.language or config.language
    words = html_words(language)
    html = fit_body(
        body.html,
        config=config,
        address=post.address,
        words=letter_words(language),
        measure=measure_in(library),
        deeper=deeper,
    )
    return Entry(
        title=post.title,
        url=config.absolute(post.address),
        language=language,
        direction=text_direction(language),
        facts=Markup(" · ").join(entry_facts(library, post, body, words)),
        words=words,
        picture=_lead_picture(library, post),
        html=html if letter.layout == "full" else None,
        excerpt=post.description or body.excerpt,
    )


def _intro(letter: Letter, library: Library, body_of: BodyOf, provider: Provider | None) -> Markup:
    if letter.issue is None:
        return Markup()
    words = name_reader(body_of(letter.issue).html, provider)
    return fit_body(
        words,
        config=library.config,
        address=letter.issue.address,
        words=letter_words(letter.language),
        measure=measure_in(library),
    )


def _logo(library: Library) -> Picture | None:
    """Return the site's logo, no higher than a line of the head, when clients can show it."""
    address = library.config.logo
    file = library.files.get(address)
    size = picture_size(file) if file else None
    if size is None or is_unshown(address):
        return None
    height = min(size[1], LOGO_HEIGHT)
    return Picture(
        url=library.config.absolute(address),
        alt=newsletter_title(library.config),
        width=max(1, min(round(size[0] * height / size[1]), COLUMN // 2)),
        height=height,
    )


def _lead_picture(library: Library, post: Post) -> Picture | None:
    """Return the picture of *post*'s header, when it is ours: only then its size is known."""
    if not post.image:
        return None
    address = resolve_link(library, post.image, path=post.source.path, address=post.address)
    file = library.files.get(address or "")
    size = picture_size(file) if file else None
    if size is None or address is None or is_unshown(address):
        return None
    width = min(size[0], COLUMN)
    return Picture(
        url=absolute_link(address, config=library.config, address=post.address),
        alt=post.image_alt,
        width=width,
        height=max(1, round(size[1] * width / size[0])),
    )
