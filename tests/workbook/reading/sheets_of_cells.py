"""Sheets put together by hand, and what their cells are."""

import datetime as dt

from workbook.reading.sheets import RawBook, RawSheet

NIGHT = dt.date(2024, 1, 8)
MORNING = dt.datetime(2024, 1, 8, 9, 30, 15)


def only(book: RawBook) -> RawSheet:
    return book.load(book.visible[0])
