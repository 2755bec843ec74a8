"""A moment as headings, footers and sentences write it."""

from datetime import datetime


def moment_text(moment: datetime) -> str:
    """Return ``2024-03-20 09:00``."""
    return f"{moment:%Y-%m-%d %H:%M}"
