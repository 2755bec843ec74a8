"""A case as the lists of the desk name it."""

from typing import TYPE_CHECKING

from workbook.values.text import Masked, masked, shown_case, visible

if TYPE_CHECKING:
    import pandas as pd


def case_name(frame: "pd.DataFrame", row: int) -> Masked:
    """Return a row's case number as shown, ``""`` for none.

    A row without a readable 派单时间 may be no case at all but a note: what stands for its number
    is masked like any text (rules 8).
    """
    number = str(frame["case_id"].iat[row])
    dispatched = bool(frame["dispatched_at"].notna().iat[row])
    return Masked(visible(shown_case(number) if dispatched else masked(number)))
