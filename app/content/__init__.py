"""One file becomes one post, page or issue."""
