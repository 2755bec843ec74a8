"""A cell's value as Excel hands it over → as the file readers give it, so that both read alike."""

import datetime as dt
from decimal import Decimal

import numpy as np

from workbook.values.text import Fault

ERRORS = {
    -2146826288: "#NULL!",
    -2146826281: "#DIV/0!",
    -2146826273: "#VALUE!",
    -2146826265: "#REF!",
    -2146826259: "#NAME?",
    -2146826252: "#NUM!",
    -2146826246: "#N/A",
    -2146826245: "#GETTING_DATA",
    -2146826243: "#SPILL!",
    -2146826238: "#CALC!",
}
"""Codes of error values: 0x800A0000 and the number of the error."""

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
        return Fault(ERRORS.get(value, "#N/A")) if value in _ERROR_BAND else value
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
