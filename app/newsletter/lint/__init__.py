"""What is wrong with a finished mail, before anybody gets it. Nothing here touches the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.newsletter.lint.contrast import check_contrast
from app.newsletter.lint.document import parse_document
from app.newsletter.lint.links import check_links, check_pictures, link_urls, picture_urls
from app.newsletter.lint.model import Report, in_order
from app.newsletter.lint.pictures import check_files
from app.newsletter.lint.sender import (
    check_balance,
    check_posts,
    check_sender,
    check_subject,
    check_way_out,
)
from app.newsletter.lint.size import check_size
from app.newsletter.lint.structure import check_message, check_structure
from app.newsletter.lint.support import check_support, support_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.library.model import BodyOf, Library
    from app.newsletter.export import Mail
    from app.newsletter.letter import Letter
    from app.newsletter.lint.document import Document
    from app.newsletter.lint.model import Finding
    from app.newsletter.providers import Provider


def check_mail(
    mail: Mail,
    letter: Letter,
    library: Library,
    body_of: BodyOf,
    *,
    provider: Provider | None = None,
) -> Report:
    """Look at *mail*, the finished *letter*, from every side that can be seen from here.

    What *provider* adds by itself is not missing.
    """
    document = parse_document(mail.html)
    # Of Markdown, the provider makes an HTML of its own.
    is_ours = mail.form != "markdown"
    findings = in_order(
        (
            *check_subject(letter),
            *check_posts(letter, library),
            *check_sender(library.config, provider),
            *check_way_out(library.config, document, mail.text, provider),
            *check_links(document, is_foot_ours=is_ours),
            *check_pictures(document),
            *check_files(document, library),
            *check_balance(document),
            *check_message(mail.message),
            *(check_size(mail.html, letter, body_of) if is_ours else ()),
            *(_check_layout(document) if is_ours else ()),
        )
    )
    return Report(
        name=mail.name,
        size=len(mail.html.encode()),
        links=len(link_urls(document)),
        pictures=len(picture_urls(document)),
        findings=findings,
        support=support_rows(document),
    )


def _check_layout(document: Document) -> Iterator[Finding]:
    yield from check_contrast(document)
    yield from check_structure(document)
    yield from check_support(document)
