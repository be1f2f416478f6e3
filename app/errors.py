"""Every error we raise on purpose.

A command prints a :class:`SiteError` as one line and exits 1; a server answers it with a page that
helps. Anything else that is raised is our own bug and keeps its traceback.

    SiteError                 where, what is wrong, what to do
    ├── ConfigError           which key, where it was set, what is allowed
    ├── ContentError          which file, which line
    │   ├── HeaderError
    │   ├── CollisionError    two posts, one address: names both
    │   └── TooHeavyError     words that take too much time or memory to render
    ├── TemplateError         which template, which line
    ├── NewsletterError
    │   ├── NothingToSendError
    │   └── DeliveryError     who was refused, who was not tried
    ├── StoreError            a file that could not be written
    └── BuildError            an address that could not become a file, or the folder for them all
"""

from __future__ import annotations


class SiteError(Exception):
    """Something the author can mend, said as *where*: *what*; *what to do*."""

    def __init__(self, what: str, *, path: str = "", line: int = 0) -> None:
        """Keep the sentence and the place it speaks of (*line* counts from 1; 0 is the file)."""
        super().__init__(what)
        self.what = what
        self.path = path
        self.line = line

    @property
    def where(self) -> str:
        """The place as editors and terminals link it: ``path:line``, or nothing."""
        if not self.path:
            return ""
        return f"{self.path}:{self.line}" if self.line else self.path

    def __str__(self) -> str:
        """One line for a person."""
        return f"{self.where}: {self.what}" if self.where else self.what


class ConfigError(SiteError):
    """site.toml or the environment says something we cannot follow."""


class ContentError(SiteError):
    """One file of the author's cannot be used."""


class HeaderError(ContentError):
    """A front matter block cannot be read, or one of its keys cannot be understood."""


class CollisionError(ContentError):
    """Two files ask for one address."""


class TooHeavyError(ContentError):
    """The words of a file take more time or memory to render than any text should."""


class TemplateError(SiteError):
    """A template is missing or cannot be rendered."""


class NewsletterError(SiteError):
    """An issue cannot be composed."""


class NothingToSendError(NewsletterError):
    """The chosen posts are none, so there is no issue."""


class DeliveryError(NewsletterError):
    """A server did not take a mail; says who has it, who was refused, who was not tried."""


class BuildError(SiteError):
    """The site could not be written as files; what stood there before is untouched."""


class StoreError(SiteError):
    """A result could not be written; nothing half-written was left behind."""
