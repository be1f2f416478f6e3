"""A letter becomes the files that an author uploads, pastes or opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import NothingToSendError
from app.newsletter.compose import compose_html
from app.newsletter.inline import inline_styles, load_styles
from app.newsletter.letter import Wish, build_letter
from app.newsletter.message import build_message
from app.newsletter.select import Choice, choice_of, select_posts
from app.newsletter.tags import fill_html, fill_text, plain_tags
from app.newsletter.text import compose_text
from app.templating import make_environment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.content.model import Issue, Post
    from app.library.model import BodyOf, Library
    from app.newsletter.letter import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A finished mail, in every form."""

    name: str
    html: str
    text: str
    #: The whole message as a file holds it (RFC 5322).
    message: bytes
    #: The HTML before its styles were inlined, to compare with.
    source: str

    def files(self, *, source: bool = False) -> dict[str, bytes]:
        """Return the mail's files by name, with ``.source.html`` only when it is asked for."""
        files = {
            f"{self.name}.html": self.html.encode(),
            f"{self.name}.txt": self.text.encode(),
            f"{self.name}.eml": self.message,
        }
        return files | ({f"{self.name}.source.html": self.source.encode()} if source else {})


def plan_letter(
    library: Library,
    body_of: BodyOf,
    choice: Choice,
    *,
    issue: Issue | None = None,
    hidden: Iterable[Post] = (),
    wish: Wish | None = None,
) -> Letter:
    """Decide what the letter of *issue*, or of *choice*, holds; no words are rendered for it.

    An issue that chooses no post is a letter of its own words. Raises NothingToSendError when it
    has none either, or when what is chosen is not there.
    """
    choice = choice_of(issue) if issue else choice
    if issue and choice.is_empty:
        if not body_of(issue).html.strip():
            raise NothingToSendError(
                "has neither words nor posts; add a line posts: [slug, slug] to its header",
                path=issue.source.path,
            )
        posts: tuple[Post, ...] = ()
    else:
        posts = select_posts(library, choice, hidden, issue=issue)
    return build_letter(library, posts, choice, issue=issue, wish=wish)


def render_mail(
    letter: Letter, library: Library, body_of: BodyOf, *, is_draft: bool = False
) -> Mail:
    """Render *letter* in every form; the same letter and library give the same bytes."""
    environment = make_environment(library.config.root)
    styles = load_styles(environment)
    composed = compose_html(letter, library, body_of, environment, head_style=styles.head_element)
    tags = plain_tags(library.config)
    html = fill_html(inline_styles(composed, styles), tags)
    text = fill_text(compose_text(letter, library, body_of, environment), tags)
    return Mail(
        name=letter.name,
        html=html,
        text=text,
        message=build_message(letter, library.config, html=html, text=text, is_draft=is_draft),
        source=fill_html(composed.replace(styles.head_element, styles.source_element), tags),
    )
