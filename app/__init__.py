"""Trifold: one folder of Markdown, published as a website, as feeds and as a newsletter."""
