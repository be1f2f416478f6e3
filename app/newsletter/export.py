"""A letter becomes the files that an author uploads, pastes or opens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import NothingToSendError
from app.newsletter.campaign import tag_links
from app.newsletter.compose import compose_html
from app.newsletter.inline import inline_styles, load_styles
from app.newsletter.letter import Wish, build_letter
from app.newsletter.markdown import compose_markdown
from app.newsletter.message import build_message
from app.newsletter.select import Choice, choice_of, select_posts
from app.newsletter.tags import build_tags
from app.newsletter.text.part import compose_text
from app.templating import make_environment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.content.model import Issue, Post
    from app.library.model import BodyOf, Library
    from app.newsletter.letter import Letter
    from app.newsletter.providers import Form, Provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A finished mail, in every form."""

    name: str
    html: str
    text: str
    #: Subject and preheader as they go into a provider's form.
    subject: str
    preheader: str
    #: The whole message as a file holds it (RFC 5322).
    message: bytes
    #: The HTML before its styles were inlined, to compare with.
    source: str
    #: For a provider that takes Markdown; else "".
    markdown: str = ""
    #: What of all this its files hold.
    form: Form = "mail"

    def files(self, *, source: bool = False) -> dict[str, bytes]:
        """Return the mail's files by name, with ``.source.html`` only when it is asked for."""
        if self.form == "markdown":
            return {f"{self.name}.md": self.markdown.encode()}
        html = html_fragment(self.html) if self.form == "fragment" else self.html
        files = {f"{self.name}.html": html.encode(), f"{self.name}.txt": self.text.encode()}
        if self.form == "mail":
            files[f"{self.name}.eml"] = self.message
        return files | ({f"{self.name}.source.html": self.source.encode()} if source else {})


def html_fragment(html: str) -> str:
    """Return what a page of somebody else's can take in of *html*: its styles and its body."""
    head, _, rest = html.partition("</head>")
    styles = re.findall(r"<style>.*?</style>", head[head.rfind("<![endif]-->") :], re.DOTALL)
    body = re.sub(r"\A\s*<body\b[^>]*>", "", rest).partition("</body>")[0]
    return "\n".join([*styles, body.strip(), ""])


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
    choice = choice_of(issue, library) if issue else choice
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
    letter: Letter,
    library: Library,
    body_of: BodyOf,
    *,
    is_draft: bool = False,
    provider: Provider | None = None,
) -> Mail:
    """Render *letter* in every form, with the tags of *provider*, or with ours without one.

    The same letter and library give the same bytes.
    """
    config = library.config
    environment = make_environment(config.root)
    styles = load_styles(environment)
    head, tags = styles.head_element, build_tags(config, letter.url, provider)
    composed = compose_html(
        letter, library, body_of, environment, head_style=head, provider=provider
    )
    composed = tag_links(composed, config, letter.name)
    html = tags.fill_html(inline_styles(composed, styles))
    words = compose_text(letter, library, body_of, environment, provider=provider)
    form = provider.form if provider else "mail"
    return Mail(
        name=letter.name,
        html=html,
        text=tags.fill_text(words),
        subject=tags.quiet(letter.subject),
        preheader=tags.quiet(letter.preheader),
        message=build_message(
            letter, config, html=html, text=tags.fill_message(words), is_draft=is_draft
        ),
        source=tags.fill_html(composed.replace(head, styles.source_element)),
        markdown=tags.fill_text(compose_markdown(letter, library, body_of, provider))
        if provider and form == "markdown"
        else "",
        form=form,
    )
