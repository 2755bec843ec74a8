"""A case as the lists of the desk name it."""

import numpy as np

from workbook.ledger.case_columns import CaseColumns
from workbook.values.text import Masked, masked, shown_case, visible


def case_name(columns: CaseColumns, row: int) -> Masked:
    """Return a row's case number as shown, ``""`` for none.

    A row without a readable 派单时间 may be no case at all but a note: what stands for its number
    is masked like any text (rules 8).
    """
    number = str(columns["case_id"][row])
    dispatched = not np.isnat(columns["dispatched_at"][row])
    return Masked(visible(shown_case(number) if dispatched else masked(number)))
