"""The eighteen columns that the tool writes into the ledger (rules 3)."""

from datetime import date

import numpy as np
import numpy.typing as npt

from macros_py.rules.deadlines.deadlines import Verdicts
from macros_py.rules.deadlines.flag_headers import (
    DUE_HEADERS,
    MINUTES_LEFT,
    NEXT_DUE,
    OVERALL,
    TIME_LEFT,
)
from macros_py.rules.deadlines.stages import CALLBACK, REPORT, TIMED
from macros_py.rules.deadlines.status import TEXTS, Codes, Status
from macros_py.rules.deadlines.suspension_reports import month_text
from macros_py.rules.deadlines.time_left import is_time_left, time_left

DUE_FORMAT = "yyyy-mm-dd hh:mm:ss"
Texts = npt.NDArray[np.object_]

_TEXTS = np.array(TEXTS, dtype=object)


def flag_columns(verdicts: Verdicts) -> dict[str, npt.NDArray[np.generic]]:
    """Return header → values, one per frame row: texts, ``datetime64[s]`` (NaT blank), minutes.

    剩余分钟 and 剩余或已超 are object arrays, None where no time limit runs.
    """
    columns: dict[str, npt.NDArray[np.generic]] = {}
    for stage in TIMED:
        columns[f"{stage.name}时限"] = verdicts.due[stage.name]
        columns[f"{stage.name}状态"] = _TEXTS[verdicts.status[stage.name]]
    columns[f"{REPORT.name}状态"] = report_texts(
        verdicts.status[REPORT.name], verdicts.missing_month
    )
    columns[f"{CALLBACK.name}状态"] = _TEXTS[verdicts.status[CALLBACK.name]]
    columns[OVERALL] = _TEXTS[verdicts.overall]
    columns[NEXT_DUE] = verdicts.next_due
    minutes = verdicts.minutes_left.astype(object)
    minutes[np.isnat(verdicts.next_due)] = None
    columns[MINUTES_LEFT] = minutes
    said = np.full(len(minutes), None, dtype=object)
    for row in np.flatnonzero(~np.isnat(verdicts.next_due)):
        said[row] = time_left(minutes[row])
    columns[TIME_LEFT] = said
    return columns


def report_texts(codes: Codes, missing: npt.NDArray[np.int64]) -> Texts:
    """Return 挂账月报 as shown: 超时 names the first month without a report (缺2024-03)."""
    texts = _TEXTS[codes]
    for row in np.flatnonzero(codes == Status.LATE):
        texts[row] = f"{Status.LATE.text}（缺{month_text(int(missing[row]))}）"
    return texts


def is_flag(header: str, cell: object) -> bool:
    """Tell whether a cell under one of the eighteen headers can be the tool's own; blank can."""
    if cell == "":
        return True
    if header in DUE_HEADERS:
        return isinstance(cell, date)
    if header == MINUTES_LEFT:
        return isinstance(cell, int | float) and not isinstance(cell, bool)
    if header == TIME_LEFT:
        return is_time_left(str(cell))
    return cell in TEXTS or str(cell).startswith(f"{Status.LATE.text}（缺")
