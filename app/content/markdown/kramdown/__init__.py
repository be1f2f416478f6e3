"""Markdown as kramdown reads it for Jekyll: GFM with kramdown's blocks, spans and attributes."""
