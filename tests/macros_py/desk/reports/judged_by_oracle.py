"""A row of a report's ledger, judged as the law reads."""

from collections.abc import Mapping
from datetime import datetime

from tests.macros_py.desk.reports.ledgers import AS_OF, Case
from tests.oracle.deadlines import Settings, Verdict, judge_case
from tests.oracle.values import FIELDS as ORACLE_FIELDS
from tests.oracle.values import UNREADABLE, Moment
from tests.oracle.values import Case as OracleCase

COLUMNS = frozenset(ORACLE_FIELDS) - {"verified_at", "special", "progress_dates", "limit_class"}


def judged_by_oracle(row: Case) -> Mapping[str, Verdict]:
    return judge_case(_oracle(row), Settings(), AS_OF, COLUMNS)


def _moment(value: object) -> Moment:
    if value is None or isinstance(value, datetime):
        return value
    return UNREADABLE


def _oracle(row: Case) -> OracleCase:
    return OracleCase(
        dispatched_at=_moment(row["came"]),
        received_at=_moment(row["got"]),
        transferred_at=_moment(row["sent"]),
        in_township={"是": True, "否": False}.get(str(row["ours"])),
        returned_at=_moment(row["back"]),
        first_contact_at=_moment(row["contact"]),
        feedback_at=_moment(row["feedback"]),
        closed_at=_moment(row["closed"]),
        suspended_at=_moment(row["held"]),
        released_at=_moment(row["freed"]),
        callback_at=_moment(row["called"]),
    )
