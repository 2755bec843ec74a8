"""A ledger's columns as a pandas frame, for whoever groups, joins or selects (slow to import)."""

from collections.abc import Sequence

import pandas as pd

from workbook.ledger.case_columns import CaseColumns
from workbook.ledger.columns import CHOICES, TEXTS


def frame_of(columns: CaseColumns, sheets: Sequence[str]) -> pd.DataFrame:
    """Give one row a case, RangeIndex; names and words as categories, "" first, texts as str."""
    types = {name: pd.CategoricalDtype(list(words)) for name, words in CHOICES.items()}
    types["sheet"] = pd.CategoricalDtype(pd.Series(sheets, dtype="str"))
    texts = dict.fromkeys(("case_id", *TEXTS), "str")
    return pd.DataFrame(
        {
            name: pd.Series(column, dtype=types.get(name) or texts.get(name) or column.dtype)
            for name, column in columns.items()
        }
    )
