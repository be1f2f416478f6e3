"""One file of a Jekyll folder becomes a post or a page, by Jekyll's own rules."""
