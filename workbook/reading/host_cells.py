"""A cell's value as Excel hands it over → as the file readers give it, so that both read alike."""

import datetime as dt
from decimal import Decimal

import numpy as np

from workbook.values.text import FAULT_CODES, Fault

_ERROR = -0x80000000 + 0x0A07D0
"""An error value reaches us as this and its number: 0x800A07D0 in 32 bits with a sign."""
_ERROR_BAND = range(-2146826300, -2146826200)
_FIRST_DAY = dt.date(1899, 12, 31)
_KEPT = frozenset({str, float, bool})


def read_cell(value: object) -> object:
    """Give a cell as python-calamine would: "" for blank, a midnight as its date.

    Excel has one type for dates and times: what falls before 1900 is a time of day, and a midnight
    cannot be told from a date. Currency becomes a number, an error code a `Fault`.
    """
    kind = type(value)
    if kind in _KEPT:
        return value
    if value is None:
        return ""
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[us]").item()
        if value is None:
            return ""
    if isinstance(value, dt.datetime):
        return _read_moment(value)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, int) and not isinstance(value, bool):
        return Fault(FAULT_CODES.get(value - _ERROR, "#N/A")) if value in _ERROR_BAND else value
    return float(value) if isinstance(value, Decimal) else value


def _read_moment(value: dt.datetime) -> object:
    if value.hour or value.minute or value.second or value.microsecond:
        if type(value) is dt.datetime and value.tzinfo is None and value.year > 1900:
            return value
    elif value.year > 1900:
        return dt.date(value.year, value.month, value.day)
    if value != value:  # noqa: PLR0124  NaT, pandas' blank, is no moment
        return ""
    clock = dt.time(value.hour, value.minute, value.second, value.microsecond)
    day = dt.date(value.year, value.month, value.day)
    if day < _FIRST_DAY:
        return clock
    return day if clock == dt.time() else dt.datetime.combine(day, clock)
