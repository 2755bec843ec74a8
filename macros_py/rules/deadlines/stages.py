"""The eight stages of a case as one table (附件1 一.1, 一.2, 二.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from macros_py.rules.terms.settings import Settings

VENDOR, UNITS = "乙方", "承办单位"


class Applies(Enum):
    """Which cases a stage applies to."""

    EVERY = "every case"
    KEPT = "not returned, and not 是否镇属=否"
    RETURNED = "是否镇属=否, or 退回时间 present"
    SUSPENDED = "suspended cases"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: who owes it, where its clock starts, which column ends it, whom it applies to.

    ``english``: what its columns are called among the facts of a district. ``starts`` maps the
    choices of reading ``start_reading`` to fields; without a reading the clock starts at ``start``.
    """

    name: str
    english: str
    owner: str
    applies: Applies
    start: str
    done: str
    start_reading: str = ""
    starts: Mapping[str, str] = field(default_factory=dict)

    def start_field(self, settings: Settings) -> str:
        """Return the field at which the clock starts under the reading in force."""
        if not self.start_reading:
            return self.start
        return self.starts[settings.choice(self.start_reading)]


_KEPT = (Applies.KEPT, "dispatched_at")
_CASE_START = ("办理起点", {"派单": "dispatched_at", "转派": "transferred_at"})

RECEIVE = Stage("接收", "receive", VENDOR, Applies.EVERY, "dispatched_at", "received_at")
TRANSFER = Stage(
    "转派",
    "transfer",
    VENDOR,
    Applies.KEPT,
    "received_at",
    "transferred_at",
    "转派起点",
    {"接收": "received_at", "派单": "dispatched_at"},
)
RETURN = Stage(
    "退回",
    "return",
    VENDOR,
    Applies.RETURNED,
    "received_at",
    "returned_at",
    "退回起点",
    {"接收": "received_at", "派单": "dispatched_at", "核实": "verified_at"},
)
CONTACT = Stage(
    "首次联系", "contact", UNITS, Applies.KEPT, "dispatched_at", "first_contact_at", *_CASE_START
)
FEEDBACK = Stage(
    "阶段反馈", "feedback", UNITS, Applies.KEPT, "dispatched_at", "feedback_at", *_CASE_START
)
CLOSURE = Stage("办结", "closure", UNITS, Applies.KEPT, "dispatched_at", "closed_at", *_CASE_START)
REPORT = Stage("挂账月报", "report", VENDOR, Applies.SUSPENDED, "suspended_at", "progress_dates")
CALLBACK = Stage("回访", "callback", VENDOR, Applies.EVERY, "closed_at", "callback_at")

TIMED = (RECEIVE, TRANSFER, RETURN, CONTACT, FEEDBACK, CLOSURE)
RANKED = (*TIMED, REPORT)
OF_UNITS = (CONTACT, FEEDBACK, CLOSURE)
STAGES = (*RANKED, CALLBACK)
