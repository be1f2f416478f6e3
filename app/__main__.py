"""``python -m app`` is the command ``trifold``."""

from app.cli import main

# Worker processes import this module again, and must not start the command again.
if __name__ == "__main__":
    main()
