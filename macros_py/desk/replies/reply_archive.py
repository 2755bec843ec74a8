"""归档清单: per month each case, its system, whether its elements are complete, 回复时间."""

from collections.abc import Iterator

import numpy as np

from macros_py.desk.case_name import case_name
from macros_py.desk.lists import text_table
from macros_py.desk.replies.checked import CheckedReplies
from macros_py.desk.reports.blocks import Table
from macros_py.rules.deadlines.moments import Marks
from macros_py.rules.rates.rates import group_keys
from workbook.values.text import NOTHING, masked, visible

ARCHIVE_HEADERS = ("工单编号", "来源系统", "承办单位", "五要素", "缺少要素", "回复时间")


def archive_tables(checked: CheckedReplies, rows: Marks) -> Iterator[Table]:
    """Yield a table for each month of 派单时间, of the marked rows with a reply."""
    frame = checked.judged.ledger.frame
    months = group_keys(frame, "month")
    with_reply = np.zeros(len(frame), dtype=bool)
    with_reply[list(checked.findings)] = True
    rows = rows & with_reply
    for month in sorted(set(months[rows].tolist())):
        mine = np.flatnonzero(rows & (months == month)).tolist()
        complete = sum(not checked.lacking(row) for row in mine)
        title = f"{month}（{len(mine)} 件，五要素均见 {complete} 件）"
        yield text_table(title, ARCHIVE_HEADERS, [_line(checked, row) for row in mine])


def _line(checked: CheckedReplies, row: int) -> list[str]:
    frame = checked.judged.ledger.frame
    lacking = checked.lacking(row)
    replied = frame["replied_at"].iat[row]
    dateonly = bool(frame["replied_at_dateonly"].iat[row])
    moment = NOTHING if str(replied) == "NaT" else f"{replied:%Y-%m-%d}"
    if moment != NOTHING and not dateonly:
        moment = f"{replied:%Y-%m-%d %H:%M}"
    return [
        case_name(checked.judged.ledger.columns, row),
        visible(masked(str(frame["system"].iat[row]))) or NOTHING,
        visible(masked(str(frame["unit"].iat[row]))) or NOTHING,
        "未全见" if lacking else "均见",
        "、".join(lacking),
        moment,
    ]
