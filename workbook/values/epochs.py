"""Where a workbook's serial numbers of days begin."""

from datetime import datetime


def epoch(*, date1904: bool) -> datetime:
    """Return day 0; of 1900 it is right from March 1900 on, before which Excel counts one more."""
    return datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 30)
