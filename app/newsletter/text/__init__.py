"""The plain-text part of a mail: made from Markdown, read in fixed-width letters."""
