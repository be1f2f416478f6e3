"""A library becomes one e-mail."""
