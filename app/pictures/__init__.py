"""Picture files: how large they are, smaller WebP copies of them, and cards drawn for posts."""

from app.pictures.examine import picture_size

__all__ = ["picture_size"]
