"""Ledger frames from short literals, in the format that ``workbook.ledger.ledger`` gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbook.ledger.columns import CHOICES, TEXTS, TIMES

if TYPE_CHECKING:
    from workbook.ledger.case_columns import CaseColumns

UNREADABLE = "?"
FIELDS = frozenset({"case_id", "progress_dates", "reply", *TIMES, *CHOICES, *TEXTS})
Row = Mapping[str, str]


def columns_of(ledger: pd.DataFrame) -> CaseColumns:
    """Return a frame as the columns that a ``Ledger`` holds."""
    texts = ("sheet", "case_id", *CHOICES, *TEXTS)
    return {
        name: np.asarray(ledger[name], dtype=object if name in texts else None) for name in ledger
    }


def frame(*rows: Row) -> pd.DataFrame:
    """Build a ledger frame of one sheet 案件台账 whose first case stands in row 2.

    A time is ``2024-01-08 10:00`` (seconds optional), a date without a time ``2024-01-08``, an
    unreadable cell ``?``; a field left out is blank. ``progress_dates`` are separated by spaces.
    Without ``case_id`` the cases are numbered JS1, JS2, …
    """
    for row in rows:
        assert row.keys() <= FIELDS, row.keys() - FIELDS
    case_ids = [row.get("case_id", f"JS{n}") for n, row in enumerate(rows, 1)]
    columns: dict[str, object] = {
        "sheet": pd.Categorical(
            ["案件台账"] * len(rows), categories=pd.Index(["案件台账"], dtype="str")
        ),
        "row": np.arange(2, len(rows) + 2, dtype=np.int32),
        "case_id": pd.Series(case_ids, dtype="str"),
        "inexact": np.zeros(len(rows), dtype=bool),
        "duplicate": np.array(
            [bool(number) and number in case_ids[:n] for n, number in enumerate(case_ids)],
            dtype=bool,
        ),
    }
    for name in TIMES:
        texts = [row.get(name, "") for row in rows]
        columns[name] = np.array(
            ["NaT" if text in ("", UNREADABLE) else text for text in texts], dtype="datetime64[s]"
        )
        columns[f"{name}_dateonly"] = np.array([len(text) == 10 for text in texts], dtype=bool)
        columns[f"{name}_bad"] = np.array([text == UNREADABLE for text in texts], dtype=bool)
    parts = [row.get("progress_dates", "").split() for row in rows]
    dates = np.empty(len(rows), dtype=object)
    for n, texts in enumerate(parts):
        dates[n] = tuple(dt.date.fromisoformat(text) for text in texts if text != UNREADABLE)
    columns["progress_dates"] = dates
    columns["progress_dates_bad"] = np.array([UNREADABLE in texts for texts in parts], dtype=bool)
    for name, words in CHOICES.items():
        chosen = [row.get(name, "") for row in rows]
        assert set(chosen) <= set(words), chosen
        columns[name] = pd.Categorical(chosen, dtype=pd.CategoricalDtype(list(words)))
    for name in TEXTS:
        columns[name] = pd.Series([row.get(name, "") for row in rows], dtype="str")
    columns["phone_key"] = np.full(len(rows), -1, dtype=np.int64)
    columns["replied"] = np.array([bool(row.get("reply")) for row in rows], dtype=bool)
    return pd.DataFrame(columns)
