"""The only place where the time of day is read."""

from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


def beijing_now() -> datetime:
    """Return the present moment in Beijing, naive and to the second."""
    return datetime.now(BEIJING).replace(tzinfo=None, microsecond=0)
