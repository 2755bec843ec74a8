"""A case as the lists of the desk name it."""

import pandas as pd

from workbook.values.text import Masked, masked, shown_case, visible


def case_name(frame: pd.DataFrame, row: int) -> Masked:
    """Return a row's case number as shown, ``""`` for none.

    A row without a readable 派单时间 may be no case at all but a note: what stands for its number
    is masked like any text (rules 8).
    """
    number = str(frame["case_id"].iat[row])
    dispatched = str(frame["dispatched_at"].iat[row]) != "NaT"
    return Masked(visible(shown_case(number) if dispatched else masked(number)))
