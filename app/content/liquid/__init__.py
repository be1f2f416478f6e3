"""Liquid, the template language that posts and pages of a Jekyll folder may use.

Pure: text and functions in, text and problems out. python-liquid runs it, loaded by the first text
that has Liquid; what Jekyll adds or does in its own way is in the modules here.
"""
