"""A library becomes feeds."""
