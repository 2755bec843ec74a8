"""A host with open workbooks, and moments that their cells hold."""

import datetime as dt

MORNING = dt.datetime(2024, 1, 5, 9, 30)
