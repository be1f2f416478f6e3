"""site.toml and the environment become one frozen configuration."""

from app.config.load import find_content, load_config
from app.config.model import (
    DEFAULT_URL,
    Author,
    Config,
    FeedsConfig,
    MenuItem,
    NewsletterConfig,
    SocialLink,
    TermWords,
)

__all__ = [
    "DEFAULT_URL",
    "Author",
    "Config",
    "FeedsConfig",
    "MenuItem",
    "NewsletterConfig",
    "SocialLink",
    "TermWords",
    "find_content",
    "load_config",
]
