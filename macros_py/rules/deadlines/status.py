"""What a stage of a case can be, in the order that decides 总体状态 (rules 3)."""

from enum import IntEnum

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint8]


class Status(IntEnum):
    """A status; the smaller its number, the more urgent it is for the whole case."""

    OVERDUE = 0
    FAULTY = 1
    AT_RISK = 2
    LATE = 3
    NOT_DUE = 4
    UNDETERMINED = 5
    ON_TIME = 6
    EXEMPT = 7
    NOT_STARTED = 8
    NOT_APPLICABLE = 9
    CALLED_BACK = 10
    TO_CALL_BACK = 11

    @property
    def text(self) -> str:
        """The status as the ledger shows it."""
        return TEXTS[self]


TEXTS = (
    "逾期未办",
    "数据异常",
    "临期",
    "超时",
    "未到期",
    "无法判定",
    "按时",
    "豁免",
    "未开始",
    "不适用",
    "已回访",
    "待回访",
)

RUNNING = (Status.OVERDUE, Status.AT_RISK, Status.NOT_DUE)
"""What is not done, and whose clock runs or has run out."""
