"""Liquid, the template language that posts and pages of a Jekyll folder may use.

Pure: text and functions in, text and problems out. python-liquid runs it; what Jekyll adds or does
in its own way is in the modules here.
"""

from app.content.liquid.engine import has_liquid, render_liquid
from app.content.liquid.model import Folder, Limits, Rendered, Template
from app.content.liquid.values import Document

__all__ = ["Document", "Folder", "Limits", "Rendered", "Template", "has_liquid", "render_liquid"]
